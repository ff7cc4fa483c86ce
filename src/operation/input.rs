//! Inputs: one definition for the Rust struct and for how it is read from JSON.

use std::{collections::BTreeMap, fmt};

use serde::de::{DeserializeOwned, Deserializer, IgnoredAny};

use super::{
    enums::{ComparisonOperator, WireEnum},
    validation::{ATTRIBUTE_NAMES, Constraint, Found, FoundFault},
};
use crate::{
    limits::ATTRIBUTE_NAME_BYTES,
    value::{AttributeValue, Item, json::Checked},
};

/// Something that can be a member of an input.
///
/// Reading has two steps. First the JSON becomes `Wire`, where only a wrong JSON type is an error. Then the wire
/// form becomes the member, and all that is missing, unknown or unfit is noted, to be told in the service's order.
pub(crate) trait FromWire: Sized {
    /// What is read from JSON.
    type Wire: DeserializeOwned;

    /// The member, from what was sent for it.
    fn from_wire(sent: Option<Self::Wire>, reading: &mut Reading) -> Self;
}

/// What was noticed so far, and where the reading stands.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) found: Found,
    /// The operation's member that is being read, in the API's spelling.
    pub(crate) member: &'static str,
    /// Whether one is being read.
    inside: bool,
    /// The way from there to the value, written out only where something is to be told. Most members are values
    /// themselves, so that it takes no memory.
    path: Vec<Part>,
}

/// One step of the way to a value.
#[derive(Debug)]
enum Part {
    /// A member of a structure, in the API's spelling.
    Member(&'static str),
    /// An element of a list, counted from 1.
    Element(usize),
    /// A value of a map.
    Key(String),
}

/// A part as the service writes places: the member `TableName` is `tableName` there.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) => {
                let mut letters = name.chars();
                if let Some(first) = letters.next() {
                    write!(f, "{}", first.to_ascii_lowercase())?;
                }
                f.write_str(letters.as_str())
            }
            Self::Element(number) => write!(f, "{number}"),
            Self::Key(key) => f.write_str(key),
        }
    }
}

impl Reading {
    /// Goes into a member of a structure; `name` is the API's spelling.
    pub(crate) fn enter(&mut self, name: &'static str) {
        if self.inside {
            self.path.push(Part::Member(name));
        } else {
            self.member = name;
            self.inside = true;
        }
    }

    /// Comes out of the member that was entered last.
    pub(crate) fn leave(&mut self) {
        if self.path.pop().is_none() {
            self.inside = false;
        }
    }

    /// Reads an element of a list or a value of a map.
    fn element<T: FromWire>(&mut self, part: Part, sent: T::Wire) -> T {
        self.path.push(part);
        self.enter("member");
        let read = T::from_wire(Some(sent), self);
        self.leave();
        self.leave();
        read
    }

    /// Notes that the value here violates a constraint.
    #[cold]
    pub(crate) fn violation(&mut self, value: Option<String>, constraint: Constraint, early: bool) {
        self.found.violation(self.place(), value, constraint, early);
    }

    /// Where the reading stands, as the service writes places: `transactItems.1.member.put`.
    fn place(&self) -> String {
        let first = self.inside.then_some(Part::Member(self.member));
        let parts: Vec<String> = first.iter().chain(&self.path).map(Part::to_string).collect();
        parts.join(".")
    }

    /// Notes that nothing was sent for a member that the operation needs.
    #[cold]
    pub(crate) fn missing<T: Default>(&mut self) -> T {
        self.violation(None, Constraint::NotNull, false);
        T::default()
    }

    fn checked<T>(&mut self, checked: Checked<T>) -> T {
        if let Some(faults) = checked.faults {
            self.found.json_levels = self.found.json_levels.max(self.path.len() + 2 + faults.json_levels());
            self.found.faults.push(FoundFault { member: self.member, place: self.place(), faults });
        }
        checked.value
    }
}

impl FromWire for String {
    type Wire = Self;

    fn from_wire(sent: Option<Self>, reading: &mut Reading) -> Self {
        sent.unwrap_or_else(|| reading.missing())
    }
}

impl FromWire for Item {
    type Wire = Checked<Self>;

    fn from_wire(sent: Option<Checked<Self>>, reading: &mut Reading) -> Self {
        match sent {
            Some(sent) => reading.checked(sent),
            None => reading.missing(),
        }
    }
}

impl FromWire for AttributeValue {
    type Wire = Checked<Self>;

    fn from_wire(sent: Option<Checked<Self>>, reading: &mut Reading) -> Self {
        match sent {
            Some(sent) => reading.checked(sent),
            None => Self::Null,
        }
    }
}

impl FromWire for Option<Item> {
    type Wire = Checked<Item>;

    fn from_wire(sent: Option<Checked<Item>>, reading: &mut Reading) -> Self {
        sent.map(|sent| reading.checked(sent))
    }
}

impl FromWire for Option<AttributeValue> {
    type Wire = Checked<AttributeValue>;

    fn from_wire(sent: Option<Checked<AttributeValue>>, reading: &mut Reading) -> Self {
        sent.map(|sent| reading.checked(sent))
    }
}

macro_rules! plain {
    ($($type:ty)*) => {$(
        impl FromWire for Option<$type> {
            type Wire = $type;

            fn from_wire(sent: Self, _: &mut Reading) -> Self {
                sent
            }
        }
    )*};
}

plain! { String bool i32 i64 f64 Vec<String> }

/// `ExpressionAttributeNames`.
impl FromWire for Option<BTreeMap<String, String>> {
    type Wire = BTreeMap<String, String>;

    fn from_wire(sent: Self, reading: &mut Reading) -> Self {
        if let Some(names) = &sent
            && names.values().any(|name| name.len() > ATTRIBUTE_NAME_BYTES)
        {
            let entries: Vec<String> = names.iter().map(|(key, name)| format!("{key}={name}")).collect();
            let echo = format!("{{{}}}", entries.join(", "));
            reading.violation(Some(echo), Constraint::MapValue(ATTRIBUTE_NAMES), false);
        }
        sent
    }
}

macro_rules! required {
    ($($type:ty)*) => {$(
        impl FromWire for $type {
            type Wire = $type;

            fn from_wire(sent: Option<$type>, reading: &mut Reading) -> Self {
                sent.unwrap_or_else(|| reading.missing())
            }
        }
    )*};
}

required! { bool i64 }

/// The member of an enumeration that a word names.
pub(crate) fn read_word<E: WireEnum>(sent: Option<String>, reading: &mut Reading) -> Option<E> {
    let word = sent?;
    let read = E::from_word(&word);
    if read.is_none() {
        reading.violation(Some(word), Constraint::Enum(E::VALUE_SET), false);
    }
    read
}

impl<E: WireEnum> FromWire for Option<E> {
    type Wire = String;

    fn from_wire(sent: Option<String>, reading: &mut Reading) -> Self {
        read_word(sent, reading)
    }
}

/// An operator that a condition needs.
impl FromWire for ComparisonOperator {
    type Wire = String;

    fn from_wire(sent: Option<String>, reading: &mut Reading) -> Self {
        match sent {
            Some(_) => read_word(sent, reading).unwrap_or_default(),
            None => reading.missing(),
        }
    }
}

/// A list of structures that an operation needs.
impl<T: Structure> FromWire for Vec<T> {
    type Wire = Vec<T::Wire>;

    fn from_wire(sent: Option<Self::Wire>, reading: &mut Reading) -> Self {
        match sent {
            Some(sent) => read_list(sent, reading),
            None => reading.missing(),
        }
    }
}

impl<T: Structure> FromWire for Option<Vec<T>> {
    type Wire = Vec<T::Wire>;

    fn from_wire(sent: Option<Self::Wire>, reading: &mut Reading) -> Self {
        sent.map(|sent| read_list(sent, reading))
    }
}

fn read_list<T: FromWire>(sent: Vec<T::Wire>, reading: &mut Reading) -> Vec<T> {
    sent.into_iter()
        .enumerate()
        .map(|(place, sent)| reading.element(Part::Element(place + 1), sent))
        .collect()
}

/// A map of names to structures or lists that an operation needs.
impl<T: MapValue> FromWire for BTreeMap<String, T> {
    type Wire = BTreeMap<String, T::Wire>;

    fn from_wire(sent: Option<Self::Wire>, reading: &mut Reading) -> Self {
        match sent {
            Some(sent) => read_map(sent, reading),
            None => reading.missing(),
        }
    }
}

impl<T: MapValue> FromWire for Option<BTreeMap<String, T>> {
    type Wire = BTreeMap<String, T::Wire>;

    fn from_wire(sent: Option<Self::Wire>, reading: &mut Reading) -> Self {
        sent.map(|sent| read_map(sent, reading))
    }
}

fn read_map<T: FromWire>(sent: BTreeMap<String, T::Wire>, reading: &mut Reading) -> BTreeMap<String, T> {
    if sent.keys().any(|name| name.len() > ATTRIBUTE_NAME_BYTES) {
        let names: Vec<&str> = sent.keys().map(String::as_str).collect();
        let echo = format!("{{{}}}", names.join(", "));
        reading.violation(Some(echo), Constraint::MapKeys(ATTRIBUTE_NAMES), false);
    }
    sent.into_iter()
        .map(|(name, sent)| {
            let read = reading.element(Part::Key(name.clone()), sent);
            (name, read)
        })
        .collect()
}

/// A structure of the API, which [`structure!`] defines.
pub(crate) trait Structure: FromWire {}

/// What can stand under a name in a map.
pub(crate) trait MapValue: FromWire {}

impl<T: Structure> MapValue for Vec<T> {}

/// Values and keys in lists: `AttributeValueList`, `Keys`.
macro_rules! checked_lists {
    ($($type:ty)*) => {$(
        impl Structure for $type {}
    )*};
}

checked_lists! { AttributeValue Item }

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
            $crate::structure::members!(Wire {
                $($field: <$type as $crate::operation::input::FromWire>::Wire = $wire,)*
            });

            impl<'de> serde::Deserialize<'de> for Wire {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    $crate::structure::read_structure(deserializer)
                }
            }

            impl $crate::operation::input::FromWire for $name {
                type Wire = Wire;

                fn from_wire(sent: Option<Wire>, reading: &mut $crate::operation::input::Reading) -> Self {
                    let Some(sent) = sent else { return reading.missing() };
                    $(
                        reading.enter($wire);
                        let $field = $crate::operation::input::FromWire::from_wire(sent.$field, reading);
                        reading.leave();
                    )*
                    Self { $($field,)* }
                }
            }

            impl $crate::operation::input::FromWire for Option<$name> {
                type Wire = Wire;

                fn from_wire(sent: Option<Wire>, reading: &mut $crate::operation::input::Reading) -> Self {
                    sent.map(|sent| <$name as $crate::operation::input::FromWire>::from_wire(Some(sent), reading))
                }
            }

            impl $crate::operation::input::Structure for $name {}
            impl $crate::operation::input::MapValue for $name {}
        };
    };
}

pub(crate) use structure;

/// Reads an input without members, which takes whatever object is sent for it.
macro_rules! empty_structure {
    ($name:ident) => {
        impl $crate::operation::input::FromWire for $name {
            type Wire = $crate::operation::input::NoMembers;

            fn from_wire(_: Option<Self::Wire>, _: &mut $crate::operation::input::Reading) -> Self {
                Self {}
            }
        }
    };
}

pub(crate) use empty_structure;

/// A JSON object without members that matter.
pub(crate) struct NoMembers;

impl<'de> serde::Deserialize<'de> for NoMembers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(IgnoredAny).map(|_| Self)
    }
}

/// A request with this JSON, as the wire reads it.
#[cfg(test)]
pub(crate) fn request<I: FromWire>(body: serde_json::Value) -> super::Request<I> {
    #[allow(clippy::unwrap_used, reason = "a test's own JSON")]
    let sent = serde_json::from_value::<I::Wire>(body).unwrap();
    let mut reading = Reading::default();
    let input = I::from_wire(Some(sent), &mut reading);
    super::Request { input, found: reading.found }
}
