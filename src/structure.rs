//! Structures with named fields, read from snapshots and written to them.
//!
//! What serde's derive would make of the crate's structures takes as long to compile as all the rest of it, and most
//! programs use the crate in their tests alone. So there is one reader here, and a macro says which members there are.

use std::{fmt, marker::PhantomData};

use serde_core::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor,
        value::{Error as Plain, UnitDeserializer},
    },
};

/// What was sent for the members of a structure; its default is nothing.
pub(crate) trait Members: Default {
    /// The members' names.
    const NAMES: &'static [&'static str];

    /// Reads the value of the member that has this place among [`NAMES`](Self::NAMES).
    fn read<'de, A: MapAccess<'de>>(&mut self, place: usize, object: &mut A) -> Result<(), A::Error>;
}

/// Reads a structure. Members that it does not have are passed over; of two with the same name the last counts.
pub(crate) fn read_structure<'de, T: Members, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(StructureReader(PhantomData))
}

struct StructureReader<T>(PhantomData<T>);

impl<'de, T: Members> Visitor<'de> for StructureReader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a structure")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
        let mut sent = T::default();
        while let Some(place) = object.next_key_seed(MemberPlace(T::NAMES))? {
            match place {
                Some(place) => sent.read(place, &mut object)?,
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(sent)
    }
}

/// Reads a member's name: its place among the names there are.
struct MemberPlace(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for MemberPlace {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for MemberPlace {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|member| *member == name))
    }
}

/// What was sent for the members of a structure that has these, each with its name in JSON and the type it is read as.
macro_rules! members {
    ($name:ident { $($member:ident: $type:ty = $wire:expr,)* }) => {
        #[derive(Default)]
        pub struct $name {
            $($member: Option<$type>,)*
        }

        $crate::structure::places!($($member)*);

        impl $crate::structure::Members for $name {
            const NAMES: &'static [&'static str] = &[$($wire,)*];

            fn read<'de, A: serde_core::de::MapAccess<'de>>(
                &mut self,
                place: usize,
                object: &mut A,
            ) -> Result<(), A::Error> {
                $(
                    if place == Place::$member as usize {
                        self.$member = object.next_value()?;
                    }
                )*
                Ok(())
            }
        }
    };
}

pub(crate) use members;

/// The members of a structure, to be counted.
macro_rules! places {
    ($($member:ident)*) => {
        #[allow(non_camel_case_types)]
        enum Place {
            $($member,)*
        }
    };
}

pub(crate) use places;

/// The value of a member that was not sent: none where it may be missing.
pub(crate) fn absent<'de, T: Deserialize<'de>, E: Error>(name: &'static str) -> Result<T, E> {
    T::deserialize(UnitDeserializer::<Plain>::new()).map_err(|_| E::missing_field(name))
}

/// Defines a structure that snapshots hold, with the names of its fields: it is written and read as serde's derive
/// would. With `or Default` before the braces, what is missing is as in the default.
macro_rules! record {
    (
        $(#[$about:meta])*
        $visible:vis struct $name:ident $(or $default:ident)? {
            $($(#[$field_about:meta])* $field_visible:vis $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$about])*
        $visible struct $name {
            $($(#[$field_about])* $field_visible $field: $type,)*
        }

        const _: () = {
            $crate::structure::members!(Sent { $($field: $type = stringify!($field),)* });

            impl<'de> serde_core::Deserialize<'de> for $name {
                fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let sent: Sent = $crate::structure::read_structure(deserializer)?;
                    $crate::structure::record!(@made sent [$($default)?] { $($field)* })
                }
            }

            impl serde_core::Serialize for $name {
                fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    use serde_core::ser::SerializeStruct;
                    let fields: &[&str] = &[$(stringify!($field),)*];
                    let mut record = serializer.serialize_struct(stringify!($name), fields.len())?;
                    $(record.serialize_field(stringify!($field), &self.$field)?;)*
                    record.end()
                }
            }
        };
    };
    (@made $sent:ident [] { $($field:ident)* }) => {
        Ok(Self {
            $($field: match $sent.$field {
                Some(value) => value,
                None => $crate::structure::absent(stringify!($field))?,
            },)*
        })
    };
    (@made $sent:ident [$default:ident] { $($field:ident)* }) => {{
        let mut made = <Self as $default>::default();
        $(
            if let Some(value) = $sent.$field {
                made.$field = value;
            }
        )*
        Ok(made)
    }};
}

pub(crate) use record;
