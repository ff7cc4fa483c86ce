//! Records: structures with named fields that snapshots hold, read and written through serde.
//!
//! What serde's derive makes of a structure takes long to compile, and most programs use the crate in their tests alone.
//! So there is one reader here, and a macro says which fields there are.

use std::{fmt, marker::PhantomData};

use serde_core::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor,
        value::{Error as Plain, UnitDeserializer},
    },
};

/// What a text has for the fields of a record; its default is nothing.
pub(crate) trait Fields: Default {
    /// The fields' names.
    const NAMES: &'static [&'static str];

    /// Reads the value of the field that has this place among [`NAMES`](Self::NAMES).
    fn read<'de, A: MapAccess<'de>>(&mut self, place: usize, object: &mut A) -> Result<(), A::Error>;
}

/// Reads a record. Fields that it does not have are passed over; of two with the same name the last counts.
pub(crate) fn read_record<'de, T: Fields, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordReader(PhantomData))
}

struct RecordReader<T>(PhantomData<T>);

impl<'de, T: Fields> Visitor<'de> for RecordReader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
        let mut sent = T::default();
        while let Some(place) = object.next_key_seed(FieldPlace(T::NAMES))? {
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

/// Reads a field's name: its place among the names there are.
struct FieldPlace(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for FieldPlace {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldPlace {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|field| *field == name))
    }
}

/// The members of a structure or fields of a record, to be counted.
macro_rules! places {
    ($($member:ident)*) => {
        #[allow(non_camel_case_types)]
        enum Place {
            $($member,)*
        }
    };
}

pub(crate) use places;

/// The value of a field that is not there: none where it may be missing.
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
            #[derive(Default)]
            struct Sent {
                $($field: Option<$type>,)*
            }

            $crate::record::places!($($field)*);

            impl $crate::record::Fields for Sent {
                const NAMES: &'static [&'static str] = &[$(stringify!($field),)*];

                fn read<'de, A: serde_core::de::MapAccess<'de>>(
                    &mut self,
                    place: usize,
                    object: &mut A,
                ) -> Result<(), A::Error> {
                    $(
                        if place == Place::$field as usize {
                            self.$field = object.next_value()?;
                        }
                    )*
                    Ok(())
                }
            }

            impl<'de> serde_core::Deserialize<'de> for $name {
                fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let sent: Sent = $crate::record::read_record(deserializer)?;
                    $crate::record::record!(@made sent [$($default)?] { $($field)* })
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
                None => $crate::record::absent(stringify!($field))?,
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
