//! Faults of a value whose JSON types are right.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    attribute_value::{AttributeType, AttributeValue},
    item::Item,
    number::NumberError,
    text::AttributeName,
};
use crate::{
    limits::{ATTRIBUTE_NAME_BYTES, NESTING_LEVELS},
    texts::{
        listed::{LISTED_BYTES, more},
        placeholder, value as texts,
    },
};

/// Which of the service's two layers reports a fault: their texts differ.
///
/// `PutItem`, `UpdateItem`, `DeleteItem`, `GetItem`, `Query` and `BatchGetItem` use the current layer, `BatchWriteItem`
/// the older one. The service is moving the other operations to the current layer, region by region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    Current,
    Older,
}

/// A reason to refuse a value, found while it was read. A dummy replaces the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Wording::Current))]
pub(crate) enum ValueFault {
    /// More levels than [`NESTING_LEVELS`](crate::limits::NESTING_LEVELS).
    Nesting,
    /// `{}`, or only types that DynamoDB does not have.
    NoType,
    /// More than one type.
    SeveralTypes,
    /// `{"NULL": false}`.
    NullFalse,
    /// A set without members, of this type.
    EmptySet(AttributeType),
    /// A string set with a member twice.
    DuplicateStrings(Members<String>),
    /// A binary set with a member twice.
    DuplicateBinaries(Members<Vec<u8>>),
    /// A number set with a member twice.
    DuplicateNumbers,
    /// A number that cannot be stored, with its text.
    Number(NumberError, String),
    /// An empty name, of an attribute or inside a map.
    EmptyName,
    /// A name longer than [`ATTRIBUTE_NAME_BYTES`], of an attribute or inside a map.
    LongName,
}

impl ValueFault {
    /// The service's text, without the envelopes that operations put around it.
    pub(crate) fn message(&self, wording: Wording) -> String {
        match self {
            Self::Nesting => texts::NESTING.to_owned(),
            Self::NoType => texts::NO_TYPE.to_owned(),
            Self::SeveralTypes => texts::SEVERAL_TYPES.to_owned(),
            Self::NullFalse => texts::NULL_FALSE.to_owned(),
            Self::EmptySet(AttributeType::Bs) => texts::EMPTY_BINARY_SET.to_owned(),
            Self::EmptySet(AttributeType::Ns) => texts::EMPTY_NUMBER_SET.to_owned(),
            Self::EmptySet(_) => texts::EMPTY_STRING_SET.to_owned(),
            Self::DuplicateStrings(members) => texts::duplicate_strings(&strings(members, wording)),
            Self::DuplicateBinaries(members) => texts::duplicate_binaries(&binaries(members, wording)),
            Self::DuplicateNumbers => match wording {
                Wording::Current => texts::DUPLICATE_NUMBERS.to_owned(),
                Wording::Older => texts::DUPLICATE_NUMBERS_OLDER.to_owned(),
            },
            Self::Number(error, text) => match wording {
                Wording::Current => error.to_string(),
                Wording::Older => older_number_message(error, text),
            },
            Self::EmptyName => texts::EMPTY_NAME.to_owned(),
            Self::LongName => texts::long_name(),
        }
    }

    /// Nesting is reported before any other fault of the same item.
    const fn comes_before(&self, other: &Self) -> bool {
        matches!(self, Self::Nesting) && !matches!(other, Self::Nesting)
    }
}

/// The reported fault of an item, key or map of placeholder values, and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Faults {
    fault: ValueFault,
    first: ValueFault,
    name: Option<AttributeName>,
    json_levels: usize,
}

impl Faults {
    /// The fault of an item made in Rust. Its types allow no other faults than empty sets, empty or long names and too
    /// many levels.
    pub(crate) fn of_item(item: &Item) -> Option<Box<Self>> {
        // Most items have no part that could have a fault.
        let sound = |(name, value): (&AttributeName, &AttributeValue)| {
            name.len() <= ATTRIBUTE_NAME_BYTES && is_always_sound(value)
        };
        if item.iter().all(sound) {
            return None;
        }
        let mut found = None;
        for (name, value) in item {
            check(&mut found, value, 1);
            check_length(&mut found, name);
            Self::locate(&mut found, name);
        }
        found
    }

    /// The same for a value made in Rust that is not part of an item.
    pub(crate) fn of_value(value: &AttributeValue) -> Option<Box<Self>> {
        let mut found = None;
        check(&mut found, value, 1);
        found
    }

    /// The fault to report.
    pub(crate) const fn fault(&self) -> &ValueFault {
        &self.fault
    }

    /// The fault that is first in the document: PartiQL reports this one for a parameter.
    pub(crate) const fn first(&self) -> &ValueFault {
        &self.first
    }

    /// The top-level attribute or placeholder in which the fault was found; `None` for a value that is not part of an
    /// item.
    #[cfg(test)]
    pub(crate) const fn name(&self) -> Option<&AttributeName> {
        self.name.as_ref()
    }

    /// JSON levels of the deepest value, with the value's own braces as the first; 0 unless the fault is
    /// [`ValueFault::Nesting`]. Together with the levels around it, it is compared with
    /// [`REQUEST_JSON_LEVELS`](crate::codec::dynamodb_json::REQUEST_JSON_LEVELS).
    pub(crate) const fn json_levels(&self) -> usize {
        self.json_levels
    }

    /// The message of an operation for an expression's values: bare, or in the older layer's wrapper.
    pub(crate) fn placeholder_message(&self, wording: Wording) -> String {
        let message = self.fault.message(wording);
        match (wording, &self.name) {
            (Wording::Older, Some(name)) => placeholder::invalid_value(&message, name),
            _ => message,
        }
    }

    /// Notes a fault, unless a fault that is reported before it has been noted.
    #[cold]
    pub(crate) fn note(found: &mut Option<Box<Self>>, fault: ValueFault, json_levels: usize) {
        match found {
            Some(faults) => {
                faults.json_levels = faults.json_levels.max(json_levels);
                if fault.comes_before(&faults.fault) {
                    faults.fault = fault;
                    faults.name = None;
                }
            }
            None => {
                *found = Some(Box::new(Self { first: fault.clone(), fault, name: None, json_levels }));
            }
        }
    }

    /// Notes the faults of a part of the value, found after those that have been noted.
    #[cold]
    pub(crate) fn join(found: &mut Option<Box<Self>>, mut part: Box<Self>) {
        // A noted name is one inside the part.
        part.name = None;
        match found {
            Some(_) => Self::note(found, part.fault, part.json_levels),
            None => *found = Some(part),
        }
    }

    /// Notes in which attribute a fault was found, unless that has been noted.
    pub(crate) fn locate(found: &mut Option<Box<Self>>, name: &AttributeName) {
        if let Some(faults) = found
            && faults.name.is_none()
        {
            faults.name = Some(name.clone());
        }
    }
}

/// Notes a name that is too long.
pub(crate) fn check_length(found: &mut Option<Box<Faults>>, name: &AttributeName) {
    if name.len() > ATTRIBUTE_NAME_BYTES {
        Faults::note(found, ValueFault::LongName, 0);
    }
}

/// Whether no value of this type can have a fault.
fn is_always_sound(value: &AttributeValue) -> bool {
    use AttributeValue as Value;
    matches!(value, Value::S(_) | Value::N(_) | Value::B(_) | Value::Bool(_) | Value::Null)
}

/// Notes the faults of a value on this level; values that are nested too deep are not checked further.
fn check(found: &mut Option<Box<Faults>>, value: &AttributeValue, level: usize) {
    if level > NESTING_LEVELS {
        Faults::note(found, ValueFault::Nesting, 2 * level);
        return;
    }
    let empty = match value {
        AttributeValue::Ss(set) => set.is_empty(),
        AttributeValue::Ns(set) => set.is_empty(),
        AttributeValue::Bs(set) => set.is_empty(),
        AttributeValue::L(list) => return list.iter().for_each(|value| check(found, value, level + 1)),
        AttributeValue::M(map) => {
            for (name, value) in map {
                if name.is_empty() {
                    Faults::note(found, ValueFault::EmptyName, 0);
                }
                check_length(found, name);
                check(found, value, level + 1);
            }
            return;
        }
        _ => false,
    };
    if empty {
        Faults::note(found, ValueFault::EmptySet(value.attribute_type()), 0);
    }
}

/// The members of a set as written. Of a long set, only the members that a text shows are kept, with the number of the
/// others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Members<T> {
    shown: Vec<T>,
    more: usize,
}

impl<T: AsRef<[u8]>> From<Vec<T>> for Members<T> {
    fn from(mut members: Vec<T>) -> Self {
        let mut bytes = 0;
        let mut fits = |member: &T| {
            bytes += member.as_ref().len() + ", ".len();
            bytes <= LISTED_BYTES
        };
        let count = members.iter().take_while(|member| fits(member)).count().max(1);
        let more = members.len().saturating_sub(count);
        members.truncate(count);
        Self { shown: members, more }
    }
}

/// The current layer prints the members before the first duplicate in order, then the others as written.
fn sorted_until_duplicate<T: Ord + Clone>(members: &[T]) -> Vec<T> {
    let mut sorted = BTreeSet::new();
    let unique = members.iter().take_while(|member| sorted.insert((*member).clone())).count();
    sorted.into_iter().chain(members.iter().skip(unique).cloned()).collect()
}

fn strings(members: &Members<String>, wording: Wording) -> String {
    let told = match wording {
        Wording::Current => {
            let quoted = |member| format!("{member:?}");
            sorted_until_duplicate(&members.shown).iter().map(quoted).collect::<Vec<_>>().join(", ")
        }
        Wording::Older => members.shown.join(", "),
    };
    format!("[{told}{}]", more(", ", members.more))
}

fn binaries(members: &Members<Vec<u8>>, wording: Wording) -> String {
    let (told, between) = match wording {
        Wording::Current => {
            let quoted = |member| format!("\"{}\"", STANDARD.encode(member));
            (sorted_until_duplicate(&members.shown).iter().map(quoted).collect::<Vec<_>>(), ",")
        }
        Wording::Older => (members.shown.iter().map(|member| STANDARD.encode(member)).collect(), ", "),
    };
    format!("[{}{}]", told.join(between), more(between, members.more))
}

/// The older layer's text for a number. That layer reads a Java `BigDecimal`, whose exponent and scale have 32 bits; a
/// text beyond them is not a number. It takes `precision - scale` as the magnitude, without a check for overflow.
fn older_number_message(error: &NumberError, text: &str) -> String {
    if text.is_empty() {
        return texts::EMPTY_NUMBER.to_owned();
    }
    if matches!(error, NumberError::Overflow | NumberError::Underflow) {
        let not_a_number = || NumberError::NotANumber(text.to_owned()).to_string();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let Ok(exponent) = exponent.parse::<i32>() else { return not_a_number() };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = || whole.bytes().chain(fraction.bytes()).filter(u8::is_ascii_digit);
        let precision = digits().skip_while(|digit| *digit == b'0').count();
        let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
        let Some(scale) = places.checked_sub(i64::from(exponent)).and_then(|scale| i32::try_from(scale).ok())
        else {
            return not_a_number();
        };
        let magnitude = i32::try_from(precision).unwrap_or(i32::MAX).wrapping_sub(scale);
        let error = if magnitude > 0 { NumberError::Overflow } else { NumberError::Underflow };
        return error.to_string();
    }
    error.to_string()
}
