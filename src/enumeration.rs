//! Enumerations of the API: types whose members are words.

use serde::{Deserialize, Deserializer, de::Error};

/// An enumeration of the API: its words, and the list in which the service names them when a word is not among
/// them (in the service's own order).
pub(crate) trait WireEnum: Sized {
    /// The list in the words of an error, such as `[INDEXES, TOTAL, NONE]`.
    const VALUE_SET: &'static str;

    /// The member with this word.
    fn from_word(word: &str) -> Option<Self>;

    /// The member's word.
    fn word(&self) -> &'static str;
}

/// Reads a word, as the types of the crate and snapshots have it.
pub(crate) fn read_word<'de, E: WireEnum, D: Deserializer<'de>>(deserializer: D) -> Result<E, D::Error> {
    let word = String::deserialize(deserializer)?;
    E::from_word(&word).ok_or_else(|| {
        D::Error::custom(format_args!("unknown word `{word}`, expected one of {}", E::VALUE_SET))
    })
}

/// Has serde write and read an enumeration as its words.
macro_rules! words {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::enumeration::read_word(deserializer)
            }
        }
    };
}

pub(crate) use words;

macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident $value_set:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// The API's word.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl $crate::enumeration::WireEnum for $name {
            const VALUE_SET: &'static str = $value_set;

            fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn word(&self) -> &'static str {
                self.as_str()
            }
        }

        $crate::enumeration::words!($name);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use wire_enum;
