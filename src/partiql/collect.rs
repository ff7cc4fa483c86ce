//! Lists, maps and sets of values that may be parameters.

use std::collections::BTreeSet;

use super::{PartiqlError, statement::Value};
use crate::{
    limits::NESTING_LEVELS,
    value::{AttributeName, AttributeValue, Item},
};

/// A list; without parameters in it, a constant.
pub(super) fn list(members: Vec<Value>) -> Value {
    match constants(members) {
        Ok(constants) => Value::Constant(AttributeValue::L(constants)),
        Err(members) => Value::List(members),
    }
}

/// A map; without parameters in it, a constant. Where a name comes twice, its last value counts.
pub(super) fn map(members: Vec<(AttributeName, Value)>) -> Value {
    let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    match constants(values) {
        Ok(constants) => {
            Value::Constant(AttributeValue::M(names.into_iter().zip(constants).collect::<Item>()))
        }
        Err(values) => Value::Map(names.into_iter().zip(values).collect()),
    }
}

/// A set; without parameters in it, a constant.
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
    let set = match first {
        AttributeValue::S(_) => AttributeValue::Ss(
            members.iter().filter_map(AttributeValue::as_s).map(str::to_owned).collect::<BTreeSet<_>>(),
        ),
        AttributeValue::N(_) => {
            AttributeValue::Ns(members.iter().filter_map(AttributeValue::as_n).copied().collect())
        }
        AttributeValue::B(_) => {
            AttributeValue::Bs(members.iter().filter_map(AttributeValue::as_b).map(<[u8]>::to_vec).collect())
        }
        other => {
            let kind = other.attribute_type();
            return Err(PartiqlError::new(format!("Unsupported data type in a set: {kind}")));
        }
    };
    let distinct = match &set {
        AttributeValue::Ss(set) => set.len(),
        AttributeValue::Ns(set) => set.len(),
        AttributeValue::Bs(set) => set.len(),
        _ => 0,
    };
    if distinct == members.len() { Ok(set) } else { Err(duplicates(&members)) }
}

fn duplicates(members: &[AttributeValue]) -> PartiqlError {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let texts: Vec<String> = members
        .iter()
        .map(|member| match member {
            AttributeValue::S(text) => text.clone(),
            AttributeValue::N(number) => number.to_string(),
            AttributeValue::B(bytes) => STANDARD.encode(bytes),
            other => format!("{other:?}"),
        })
        .collect();
    PartiqlError::new(format!(
        "One or more parameter values were invalid: Input collection [{}] contains duplicates.",
        texts.join(", ")
    ))
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
    Err(PartiqlError::new(
        "Nesting Levels have exceeded supported limits: \
         Attributes in the item have nested levels beyond supported limit",
    ))
}
