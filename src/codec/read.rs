//! Types that can be members of a structure, read from JSON.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    constraint::Constraint,
    dynamodb_json::Checked,
    json::{self, Json, Result, Wanted},
    place::Step,
    reading::Reading,
};
use crate::{
    enumeration::WireEnum,
    limits::{ATTRIBUTE_NAME_BYTES, BATCH_GET_KEYS},
    texts,
    value::{AttributeValue, Item},
};

/// How many elements a list or map can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Most {
    /// Any number.
    Any,
    /// The API's model refuses more than this many, whatever their contents.
    Model(usize),
    /// No table has more than this. An operation that gets more refuses them after it has read all parts.
    OfTable(usize),
}

impl Most {
    /// How many elements are kept: one more than allowed, to detect that there were too many.
    pub(crate) const fn kept(self) -> usize {
        match self {
            Self::Any => usize::MAX,
            Self::Model(most) | Self::OfTable(most) => most + 1,
        }
    }

    /// Whether this number of elements is refused, whatever they are.
    const fn refuses(self, count: usize) -> bool {
        matches!(self, Self::Model(most) if count > most)
    }
}

/// A type that can be a member of a structure, or a structure itself.
///
/// A wrong JSON type ends the reading with an error. Other faults (missing, unknown or invalid values) are noted, and
/// reported later in the service's order.
pub(crate) trait FromWire: Sized {
    /// Whether a request must have such a member.
    const REQUIRED: bool = true;

    /// How many of these values a list or map can have.
    const MOST: Most = Most::Any;

    /// Reads the value; `None` if a fault was noted instead.
    fn from_wire(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<Self>>;

    /// Notes the faults of a map with such values.
    fn check_map(map: &BTreeMap<String, Self>, reading: &mut Reading) {
        if map.keys().any(|name| name.len() > ATTRIBUTE_NAME_BYTES) {
            let echo = format!("{{{}}}", texts::listed::listed(", ", map.keys()));
            reading.violation(Some(echo), Constraint::MapKeys(texts::value::NAME_CONSTRAINTS));
        }
    }
}

impl<T: FromWire> FromWire for Option<T> {
    const REQUIRED: bool = false;

    fn from_wire(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<Self>> {
        T::from_wire(sent, reading).map(Some)
    }
}

macro_rules! plain {
    ($($type:ty = $read:path,)*) => {$(
        impl FromWire for $type {
            fn from_wire(sent: &mut Json<'_>, _: &mut Reading) -> Result<Option<Self>> {
                $read(sent).map(Some)
            }
        }
    )*};
}

plain! {
    bool = json::boolean,
    i32 = json::integer,
    i64 = json::long,
    u64 = json::unsigned,
    usize = json::unsigned,
    f64 = json::double,
    f32 = json::single,
}

impl FromWire for String {
    fn from_wire(sent: &mut Json<'_>, _: &mut Reading) -> Result<Option<Self>> {
        json::string(Wanted::String, sent).map(|text| Some(text.into_owned()))
    }

    /// `ExpressionAttributeNames`.
    fn check_map(names: &BTreeMap<Self, Self>, reading: &mut Reading) {
        if names.values().any(|name| name.len() > ATTRIBUTE_NAME_BYTES) {
            let entries = names.iter().map(|(key, name)| format!("{key}={name}"));
            let echo = format!("{{{}}}", texts::listed::listed(", ", entries));
            reading.violation(Some(echo), Constraint::MapValue(texts::value::NAME_CONSTRAINTS));
        }
    }
}

macro_rules! checked {
    ($($type:ty: $most:expr,)*) => {$(
        impl FromWire for $type {
            const MOST: Most = $most;

            fn from_wire(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<Self>> {
                Checked::<Self>::read(sent).map(|checked| Some(reading.checked(checked)))
            }
        }
    )*};
}

checked! {
    AttributeValue: Most::Any,
    // Lists of items in requests are lists of keys.
    Item: Most::Model(BATCH_GET_KEYS),
}

/// Shared items occur in responses; a page can have any number of them.
impl<T: FromWire> FromWire for Arc<T> {
    fn from_wire(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<Self>> {
        Ok(T::from_wire(sent, reading)?.map(Self::new))
    }
}

/// The member of an enumeration that a word names.
impl<E: WireEnum> FromWire for E {
    fn from_wire(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<Self>> {
        let word = json::string(Wanted::String, sent)?;
        let read = E::from_word(&word);
        if read.is_none() {
            reading.violation(Some(word.into_owned()), Constraint::Enum(E::VALUE_SET));
        }
        Ok(read)
    }
}

/// Reads a value that its list or map has no room for. Only its JSON types are checked.
pub(crate) fn read_surplus<T: FromWire>(sent: &mut Json<'_>, reading: &mut Reading) -> Result<()> {
    reading.enter_surplus();
    T::from_wire(sent, reading)?;
    reading.leave_surplus();
    Ok(())
}

impl<T: FromWire> FromWire for Vec<T> {
    const MOST: Most = T::MOST;

    fn from_wire(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<Self>> {
        let mut read = Self::new();
        let mut number = 0;
        let outer = reading.enter_list();
        json::list(sent, &mut |sent| {
            number += 1;
            if number > T::MOST.kept() {
                return read_surplus::<T>(sent, reading);
            }
            reading.enter_element(number);
            read.extend(T::from_wire(sent, reading)?);
            reading.leave_part();
            Ok(())
        })?;
        reading.leave_list(outer);
        if T::MOST.refuses(number) {
            reading.forget_inside();
        }
        Ok(Some(read))
    }
}

impl<T: FromWire> FromWire for BTreeMap<String, T> {
    fn from_wire(sent: &mut Json<'_>, reading: &mut Reading) -> Result<Option<Self>> {
        let mut read = Self::new();
        // A long map is collected in a list and sorted once, which is several times faster than inserting each entry.
        // If a name occurs twice, the last entry is kept, as by insertion.
        let mut entries: Vec<(String, T)> = Vec::new();
        let is_long = T::MOST == Most::Any;
        json::object(Wanted::Map, sent, &mut |name, sent| {
            let may_be_there = if is_long { reading.has_notes() } else { read.contains_key(name) };
            if !is_long && !may_be_there && read.len() >= T::MOST.kept() {
                return read_surplus::<T>(sent, reading);
            }
            let place = Step::key(name);
            if may_be_there {
                reading.forget(place.clone());
            }
            reading.enter_part(place);
            match T::from_wire(sent, reading)? {
                Some(value) if is_long => entries.push((name.to_owned(), value)),
                Some(value) => drop(read.insert(name.to_owned(), value)),
                None => {}
            }
            reading.leave_part();
            Ok(())
        })?;
        if is_long {
            read = entries.into_iter().collect();
        }
        if T::MOST.refuses(read.len()) {
            reading.forget_inside();
        } else {
            T::check_map(&read, reading);
        }
        Ok(Some(read))
    }
}

/// Reads a member of a structure into its place, and returns whether a value was sent for it. Null is no value.
pub(crate) fn read_value<T: FromWire + Default>(
    member: &mut T,
    sent: &mut Json<'_>,
    reading: &mut Reading,
) -> Result<bool> {
    let was_sent = !json::null(sent)?;
    *member = if was_sent { T::from_wire(sent, reading)?.unwrap_or_default() } else { T::default() };
    Ok(was_sent)
}
