//! Enumerations of the API: types whose members are words.

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

macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident $value_set:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)*
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

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use wire_enum;
