//! Inputs: one definition for the Rust struct and for how it is read from JSON.

use std::{collections::BTreeMap, marker::PhantomData};

use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{
    reading::{Part, Reading},
    validation::{ATTRIBUTE_NAMES, Constraint, Request},
};
use crate::{
    enumeration::WireEnum,
    limits::ATTRIBUTE_NAME_BYTES,
    structure::{Members, read_structure},
    value::{AttributeValue, Item, json::Checked},
};

/// Something that can be a member of an input, or an input itself.
///
/// A wrong JSON type ends the reading with an error. All else that is missing, unknown or unfit is noted, to be told
/// in the service's order.
pub(crate) trait FromWire: Sized {
    /// Whether the operation needs it where it is a member.
    const NEEDED: bool = true;

    /// Reads what was sent; none where it is noted that it does not fit.
    fn from_wire<'de, D: Deserializer<'de>>(sent: D, reading: &mut Reading)
    -> Result<Option<Self>, D::Error>;

    /// Notes what is wrong with a map that has such values.
    fn check_map(map: &BTreeMap<String, Self>, reading: &mut Reading) {
        if map.keys().any(|name| name.len() > ATTRIBUTE_NAME_BYTES) {
            let names: Vec<&str> = map.keys().map(String::as_str).collect();
            let echo = format!("{{{}}}", names.join(", "));
            reading.violation(Some(echo), Constraint::MapKeys(ATTRIBUTE_NAMES));
        }
    }
}

impl<T: FromWire> FromWire for Option<T> {
    const NEEDED: bool = false;

    fn from_wire<'de, D: Deserializer<'de>>(
        sent: D,
        reading: &mut Reading,
    ) -> Result<Option<Self>, D::Error> {
        T::from_wire(sent, reading).map(Some)
    }
}

macro_rules! plain {
    ($($type:ty)*) => {$(
        impl FromWire for $type {
            fn from_wire<'de, D: Deserializer<'de>>(sent: D, _: &mut Reading) -> Result<Option<Self>, D::Error> {
                Self::deserialize(sent).map(Some)
            }
        }
    )*};
}

plain! { bool i32 i64 f64 }

impl FromWire for String {
    fn from_wire<'de, D: Deserializer<'de>>(sent: D, _: &mut Reading) -> Result<Option<Self>, D::Error> {
        Self::deserialize(sent).map(Some)
    }

    /// `ExpressionAttributeNames`.
    fn check_map(names: &BTreeMap<Self, Self>, reading: &mut Reading) {
        if names.values().any(|name| name.len() > ATTRIBUTE_NAME_BYTES) {
            let entries: Vec<Self> = names.iter().map(|(key, name)| format!("{key}={name}")).collect();
            let echo = format!("{{{}}}", entries.join(", "));
            reading.violation(Some(echo), Constraint::MapValue(ATTRIBUTE_NAMES));
        }
    }
}

macro_rules! checked {
    ($($type:ty)*) => {$(
        impl FromWire for $type {
            fn from_wire<'de, D: Deserializer<'de>>(
                sent: D,
                reading: &mut Reading,
            ) -> Result<Option<Self>, D::Error> {
                Checked::deserialize(sent).map(|checked| Some(reading.checked(checked)))
            }
        }
    )*};
}

checked! { AttributeValue Item }

/// The member of an enumeration that a word names.
impl<E: WireEnum> FromWire for E {
    fn from_wire<'de, D: Deserializer<'de>>(
        sent: D,
        reading: &mut Reading,
    ) -> Result<Option<Self>, D::Error> {
        let word = String::deserialize(sent)?;
        let read = E::from_word(&word);
        if read.is_none() {
            reading.violation(Some(word), Constraint::Enum(E::VALUE_SET));
        }
        Ok(read)
    }
}

impl<T: FromWire> FromWire for Vec<T> {
    fn from_wire<'de, D: Deserializer<'de>>(
        sent: D,
        reading: &mut Reading,
    ) -> Result<Option<Self>, D::Error> {
        sent.deserialize_seq(ListReader { reading, of: PhantomData }).map(Some)
    }
}

struct ListReader<'a, T> {
    reading: &'a mut Reading,
    of: PhantomData<T>,
}

impl<'de, T: FromWire> Visitor<'de> for ListReader<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut read = Vec::new();
        for number in 1.. {
            let place = Part::Element(number);
            let inside = Inside { place, reading: &mut *self.reading, of: PhantomData::<T> };
            match list.next_element_seed(inside)? {
                Some(element) => read.extend(element),
                None => break,
            }
        }
        Ok(read)
    }
}

impl<T: FromWire> FromWire for BTreeMap<String, T> {
    fn from_wire<'de, D: Deserializer<'de>>(
        sent: D,
        reading: &mut Reading,
    ) -> Result<Option<Self>, D::Error> {
        let map = sent.deserialize_map(MapReader { reading: &mut *reading, of: PhantomData })?;
        T::check_map(&map, reading);
        Ok(Some(map))
    }
}

struct MapReader<'a, T> {
    reading: &'a mut Reading,
    of: PhantomData<T>,
}

impl<'de, T: FromWire> Visitor<'de> for MapReader<'_, T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<BTreeMap<String, T>, A::Error> {
        let mut read = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            let place = Part::Key(name.clone());
            if read.contains_key(&name) {
                self.reading.forget(place.clone());
            }
            let inside = Inside { place, reading: &mut *self.reading, of: PhantomData::<T> };
            if let Some(value) = map.next_value_seed(inside)? {
                read.insert(name, value);
            }
        }
        Ok(read)
    }
}

/// Reads an element of a list or a value of a map.
struct Inside<'a, T> {
    place: Part,
    reading: &'a mut Reading,
    of: PhantomData<T>,
}

impl<'de, T: FromWire> DeserializeSeed<'de> for Inside<'_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, sent: D) -> Result<Option<T>, D::Error> {
        self.reading.enter_part(self.place);
        let read = T::from_wire(sent, self.reading)?;
        self.reading.leave_part();
        Ok(read)
    }
}

/// Before a member is read: of two with the same name the last counts.
pub(crate) fn begin_member(place: usize, names: &[&'static str], members: &mut u32, reading: &mut Reading) {
    let member = 1 << place;
    if *members & member != 0 {
        *members &= !member;
        reading.forget(Part::Member(place, names.get(place).copied().unwrap_or_default()));
    }
}

/// Reads a member of a structure into its place, and tells whether something was sent for it: null is nothing.
pub(crate) fn read_member<'de, T: FromWire + Default, A: MapAccess<'de>>(
    member: &mut T,
    (order, name): (usize, &'static str),
    object: &mut A,
    reading: &mut Reading,
) -> Result<bool, A::Error> {
    reading.enter(order, name);
    let sent = object.next_value_seed(MemberReader { reading: &mut *reading, of: PhantomData })?;
    reading.leave();
    let was_sent = sent.is_some();
    *member = sent.flatten().unwrap_or_default();
    Ok(was_sent)
}

struct MemberReader<'a, T> {
    reading: &'a mut Reading,
    of: PhantomData<T>,
}

impl<'de, T: FromWire> DeserializeSeed<'de> for MemberReader<'_, T> {
    type Value = Option<Option<T>>;

    // Each is called from one place, whose result it moves on.
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T: FromWire> Visitor<'de> for MemberReader<'_, T> {
    type Value = Option<Option<T>>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a member")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, sent: D) -> Result<Self::Value, D::Error> {
        T::from_wire(sent, self.reading).map(Some)
    }
}

/// A structure while it is read.
#[derive(Default)]
pub(crate) struct Sent<T> {
    pub(crate) made: T,
    /// The members for which something was sent: the first is the lowest bit.
    pub(crate) members: u32,
}

/// A structure of the API, which [`structure!`] defines.
pub(crate) trait Structure: Sized {
    /// The members that the operation needs, as in [`Sent::members`].
    const NEEDED_MEMBERS: u32;
}

/// Reads a structure.
pub(crate) fn read_input<'de, T: Structure, D: Deserializer<'de>>(
    sent: D,
    reading: &mut Reading,
) -> Result<Option<T>, D::Error>
where
    Sent<T>: Members<Context = Reading>,
{
    let sent: Sent<T> = read_structure(sent, reading)?;
    let missing = T::NEEDED_MEMBERS & !sent.members;
    if missing != 0 {
        reading.missing(missing, Sent::<T>::NAMES);
    }
    Ok(Some(sent.made))
}

/// Defines a structure of the API that is part of an input: the Rust struct, and how it is read from JSON.
macro_rules! structure {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($(#[$field_doc:meta])* $field:ident: $type:ty = $wire:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        const _: () = {
            use $crate::operation::{input, reading::Reading};

            $crate::structure::places!($($field)*);

            impl $crate::structure::Members for input::Sent<$name> {
                type Context = Reading;
                const NAMES: &'static [&'static str] = &[$($wire,)*];

                fn read<'de, A: serde_core::de::MapAccess<'de>>(
                    &mut self,
                    place: usize,
                    object: &mut A,
                    reading: &mut Reading,
                ) -> Result<(), A::Error> {
                    input::begin_member(place, Self::NAMES, &mut self.members, reading);
                    let was_sent = match place {
                        $(_ if place == Place::$field as usize => {
                            input::read_member(&mut self.made.$field, (place, $wire), object, reading)?
                        })*
                        _ => false,
                    };
                    self.members |= u32::from(was_sent) << place;
                    Ok(())
                }
            }

            impl input::Structure for $name {
                const NEEDED_MEMBERS: u32 =
                    0 $(| (<$type as input::FromWire>::NEEDED as u32) << Place::$field as usize)*;
            }

            impl input::FromWire for $name {
                fn from_wire<'de, D: serde_core::Deserializer<'de>>(
                    sent: D,
                    reading: &mut Reading,
                ) -> Result<Option<Self>, D::Error> {
                    input::read_input(sent, reading)
                }
            }
        };
    };
}

pub(crate) use structure;

/// Reads an input without members, which takes whatever object is sent for it.
macro_rules! empty_structure {
    ($name:ident) => {
        impl $crate::operation::input::FromWire for $name {
            fn from_wire<'de, D: serde_core::Deserializer<'de>>(
                sent: D,
                _: &mut $crate::operation::reading::Reading,
            ) -> Result<Option<Self>, D::Error> {
                sent.deserialize_map(serde_core::de::IgnoredAny).map(|_| Some(Self {}))
            }
        }
    };
}

pub(crate) use empty_structure;

/// A request with this JSON, as the wire reads it.
#[cfg(test)]
pub(crate) fn request<I: FromWire + Default>(body: serde_json::Value) -> Request<I> {
    #[allow(clippy::unwrap_used, reason = "a test's own JSON")]
    read_request(&body.to_string()).unwrap()
}

/// Reads an operation's input.
pub(crate) fn read_request<I: FromWire + Default>(json: &str) -> serde_json::Result<Request<I>> {
    let mut reading = Reading::default();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let input = I::from_wire(&mut deserializer, &mut reading)?;
    deserializer.end()?;
    Ok(Request { input: input.unwrap_or_default(), found: reading.found() })
}
