//! Inputs: one definition for the Rust struct and for how it is read from JSON.

use super::{
    json::{self, Json, Result, Wanted},
    part::Part,
    read::FromWire,
    reading::Reading,
};

/// Reads a member of a structure into its place, and tells whether something was sent for it: null is nothing.
pub(crate) fn read_member<T: FromWire + Default>(
    member: &mut T,
    sent: &mut Json<'_>,
    reading: &mut Reading,
) -> Result<bool> {
    let was_sent = !json::null(sent)?;
    *member = if was_sent { T::from_wire(sent, reading)?.unwrap_or_default() } else { T::default() };
    Ok(was_sent)
}

/// A structure of the API, which [`structure!`] defines.
pub(crate) trait Structure: Default {
    /// The members' names.
    const NAMES: &'static [&'static str];

    /// The members that the operation needs: the first is the lowest bit.
    const NEEDED: u32;

    /// Reads the member that has this place among [`NAMES`](Self::NAMES), and tells whether something was sent for it.
    fn read(&mut self, place: usize, sent: &mut Json<'_>, reading: &mut Reading) -> Result<bool>;
}

/// Reads a structure.
pub(crate) fn read_structure<T: Structure>(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<T>> {
    let mut made = T::default();
    read_members((T::NAMES, T::NEEDED), sent, reading, &mut |place, sent, reading| {
        made.read(place, sent, reading)
    })?;
    Ok(Some(made))
}

/// Goes through the members of a structure; `member` reads the one at this place. Members that it does not have are
/// passed over; of two with the same name the last counts.
pub(crate) fn read_members(
    (names, needed): (&[&'static str], u32),
    sent: &mut Json<'_>,
    reading: &mut Reading,
    member: &mut dyn FnMut(usize, &mut Json<'_>, &mut Reading) -> Result<bool>,
) -> Result<()> {
    let mut members = 0_u32;
    json::object(Wanted::Structure, sent, &mut |name, sent| {
        let found = names.iter().enumerate().find(|(_, member)| **member == name);
        let Some((place, name)) = found else { return json::skip(sent).map(drop) };
        let bit = 1 << place;
        if members & bit != 0 {
            members &= !bit;
            reading.forget(Part::Member(place, name));
        }
        reading.enter(place, name);
        if member(place, sent, reading)? {
            members |= bit;
        }
        reading.leave();
        Ok(())
    })?;
    let missing = needed & !members;
    if missing != 0 {
        reading.missing(missing, names);
    }
    Ok(())
}

/// Defines a structure of the API that is part of an input: the Rust struct, and how it is read from JSON. `at most`
/// says how many of its kind a list or map can have ([`Most`]).
macro_rules! structure {
    (
        $(#[$doc:meta])*
        pub struct $name:ident $(at most $most:ident($count:expr))? {
            $($(#[$field_doc:meta])* $field:ident: $type:ty = $wire:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        const _: () = {
            use $crate::codec::{self, Reading, json::{Json, Result}};

            $crate::record::places!($($field)*);

            impl codec::Structure for $name {
                const NAMES: &'static [&'static str] = &[$($wire,)*];
                const NEEDED: u32 =
                    0 $(| (<$type as codec::FromWire>::NEEDED as u32) << Place::$field as usize)*;

                fn read(&mut self, place: usize, sent: &mut Json<'_>, reading: &mut Reading) -> Result<bool> {
                    match place {
                        $(_ if place == Place::$field as usize => {
                            codec::read_member(&mut self.$field, sent, reading)
                        })*
                        _ => Ok(false),
                    }
                }
            }

            impl codec::FromWire for $name {
                $(const MOST: codec::Most = codec::Most::$most($count);)?

                fn from_wire(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<Self>> {
                    codec::read_structure(sent, reading)
                }
            }
        };
    };
}

pub(crate) use structure;

/// Reads an input without members, which takes whatever object is sent for it.
macro_rules! empty_structure {
    ($name:ident) => {
        impl $crate::codec::Structure for $name {
            const NAMES: &'static [&'static str] = &[];
            const NEEDED: u32 = 0;

            fn read(
                &mut self,
                _: usize,
                _: &mut $crate::codec::json::Json<'_>,
                _: &mut $crate::codec::Reading,
            ) -> $crate::codec::json::Result<bool> {
                Ok(false)
            }
        }
    };
}

pub(crate) use empty_structure;
