//! Lists, maps and sets of values that may be parameters.

use std::collections::BTreeSet;

use super::{
    error::{PartiqlError, Place},
    statement::Value,
};
use crate::{
    codec::dynamodb_json::{FaultWording, ValueFault},
    limits::NESTING_LEVELS,
    texts::statement as texts,
    value::{AttributeName, AttributeValue, Item},
};

/// A list; a constant if there are no parameters in it.
pub(super) fn list(members: Vec<Value>) -> Value {
    match constants(members) {
        Ok(constants) => Value::Constant(AttributeValue::L(constants)),
        Err(members) => Value::List(members),
    }
}

/// A map; a constant if there are no parameters in it. If a name occurs twice, its last value counts.
pub(super) fn map(members: Vec<(AttributeName, Value)>) -> Value {
    let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    match constants(values) {
        Ok(constants) => {
            Value::Constant(AttributeValue::M(names.into_iter().zip(constants).collect::<Item>()))
        }
        Err(values) => Value::Map(names.into_iter().zip(values).collect()),
    }
}

/// A set; a constant if there are no parameters in it.
pub(super) fn set(members: Vec<Value>) -> Result<Value, PartiqlError> {
    match constants(members) {
        Ok(constants) => set_of(constants).map(Value::Constant),
        Err(members) => Ok(Value::Set(members)),
    }
}

/// The values, if all of them are constants.
fn constants(members: Vec<Value>) -> Result<Vec<AttributeValue>, Vec<Value>> {
    if !members.iter().all(|member| matches!(member, Value::Constant(_))) {
        return Err(members);
    }
    Ok(members
        .into_iter()
        .filter_map(|member| match member {
            Value::Constant(constant) => Some(constant),
            _ => None,
        })
        .collect())
}

/// The set of these values: all strings, all numbers or all binaries, none of them twice.
pub(super) fn set_of(members: Vec<AttributeValue>) -> Result<AttributeValue, PartiqlError> {
    let Some(first) = members.first() else {
        return Err(PartiqlError::new("Empty bags are not supported"));
    };
    let kind = first.attribute_type();
    if members.iter().any(|member| member.attribute_type() != kind) {
        return Err(PartiqlError::new("All elements of a set must have the same type"));
    }
    let (set, distinct) = match first {
        AttributeValue::S(_) => {
            let set: BTreeSet<String> = strings(&members).map(str::to_owned).collect();
            let distinct = set.len();
            (AttributeValue::Ss(set), distinct)
        }
        AttributeValue::N(_) => {
            let set: BTreeSet<_> = members.iter().filter_map(AttributeValue::as_n).copied().collect();
            let distinct = set.len();
            (AttributeValue::Ns(set), distinct)
        }
        AttributeValue::B(_) => {
            let set: BTreeSet<Vec<u8>> = binaries(&members).map(<[u8]>::to_vec).collect();
            let distinct = set.len();
            (AttributeValue::Bs(set), distinct)
        }
        _ => return Err(PartiqlError::new(texts::unsupported_member(kind.as_str()))),
    };
    if distinct == members.len() {
        return Ok(set);
    }
    let fault = match set {
        AttributeValue::Ss(_) => {
            ValueFault::DuplicateStrings(strings(&members).map(str::to_owned).collect::<Vec<_>>().into())
        }
        AttributeValue::Bs(_) => {
            ValueFault::DuplicateBinaries(binaries(&members).map(<[u8]>::to_vec).collect::<Vec<_>>().into())
        }
        _ => ValueFault::DuplicateNumbers,
    };
    Err(PartiqlError::new(fault.message(FaultWording::Older)))
}

fn strings(members: &[AttributeValue]) -> impl Iterator<Item = &str> {
    members.iter().filter_map(AttributeValue::as_s)
}

fn binaries(members: &[AttributeValue]) -> impl Iterator<Item = &[u8]> {
    members.iter().filter_map(AttributeValue::as_b)
}

/// Refuses a value with more than [`NESTING_LEVELS`] levels of lists and maps.
pub(super) fn check_depth(value: &AttributeValue) -> Result<(), PartiqlError> {
    let mut level = vec![value];
    for _ in 0..NESTING_LEVELS {
        let below: Vec<&AttributeValue> = level
            .iter()
            .flat_map(|value| -> Box<dyn Iterator<Item = &AttributeValue>> {
                match value {
                    AttributeValue::L(members) => Box::new(members.iter()),
                    AttributeValue::M(members) => Box::new(members.iter().map(|(_, member)| member)),
                    _ => Box::new(std::iter::empty()),
                }
            })
            .collect();
        if below.is_empty() {
            return Ok(());
        }
        level = below;
    }
    Err(PartiqlError::new(ValueFault::Nesting.message(FaultWording::Older)))
}

/// The error for a second argument that is not a set.
pub(super) fn no_set(function: &str, place: Place) -> PartiqlError {
    PartiqlError::at(texts::second_argument(function), place)
}

/// Refuses a value that is not a set. Parameters can only be checked once they are bound.
pub(super) fn check_set(value: &AttributeValue, function: &str, place: Place) -> Result<(), PartiqlError> {
    match value {
        AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_) => Ok(()),
        _ => Err(no_set(function, place)),
    }
}
