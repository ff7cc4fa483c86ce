//! Reading items of plain JSON: `{"user_id": "haeri05", "age": 39}`. Numbers keep all their digits.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::{
    codec::dynamodb_json::{Checked, FaultWording, ValueFault},
    limits::NESTING_LEVELS,
    value::{AttributeType, AttributeValue, Item},
};

/// Reads an item of plain JSON or of DynamoDB JSON.
#[cfg(any(test, feature = "cli"))]
pub(crate) fn read_item(json: &str) -> Result<Item, String> {
    if is_dynamodb_json(json) { read_dynamodb_item(json) } else { read_plain_item(json) }
}

/// Whether each attribute is an object with the name of a type, as in `{"age": {"N": "39"}}`.
pub(crate) fn is_dynamodb_json(json: &str) -> bool {
    let attributes = serde_json::from_str::<BTreeMap<String, BTreeMap<String, IgnoredAny>>>(json);
    let typed = |value: &BTreeMap<String, IgnoredAny>| {
        value.len() == 1 && value.keys().all(|name| AttributeType::from_spelling(name).is_some())
    };
    attributes.is_ok_and(|attributes| !attributes.is_empty() && attributes.values().all(typed))
}

/// Reads an item of DynamoDB JSON.
pub(crate) fn read_dynamodb_item(json: &str) -> Result<Item, String> {
    sound(Checked::<Item>::from_text(json).map_err(|error| error.to_string())?)
}

/// An item without faults, or its fault.
pub(crate) fn sound(item: Checked<Item>) -> Result<Item, String> {
    if item.value.contains("") {
        return Err(ValueFault::EmptyName.message(FaultWording::Current));
    }
    match item.faults {
        None => Ok(item.value),
        Some(faults) => Err(faults.fault().message(FaultWording::Current)),
    }
}

/// Reads an item of plain JSON.
pub(crate) fn read_plain_item(json: &str) -> Result<Item, String> {
    match read_value(json)? {
        AttributeValue::M(item) => Ok(item),
        _ => Err("an item is a JSON object, such as {\"user_id\": \"haeri05\"}".to_owned()),
    }
}

/// Reads a value of plain JSON.
pub(crate) fn read_value(json: &str) -> Result<AttributeValue, String> {
    let raw: &RawValue = serde_json::from_str(json).map_err(|error| error.to_string())?;
    value(raw, 0)
}

fn value(raw: &RawValue, level: usize) -> Result<AttributeValue, String> {
    if level > NESTING_LEVELS {
        return Err(format!("values nest deeper than {NESTING_LEVELS} levels"));
    }
    let json = raw.get();
    let text = |error: serde_json::Error| error.to_string();
    Ok(match json.bytes().next() {
        Some(b'"') => AttributeValue::S(serde_json::from_str(json).map_err(text)?),
        Some(b't') => AttributeValue::Bool(true),
        Some(b'f') => AttributeValue::Bool(false),
        Some(b'n') => AttributeValue::Null,
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(json).map_err(text)?;
            let list: Result<_, String> =
                elements.into_iter().map(|element| value(element, level + 1)).collect();
            AttributeValue::L(list?)
        }
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).map_err(text)?;
            let map: Result<Vec<_>, String> =
                members.into_iter().map(|(name, member)| Ok((name, value(member, level + 1)?))).collect();
            AttributeValue::M(map?.into_iter().collect())
        }
        _ => AttributeValue::N(json.parse().map_err(|error| format!("{json}: {error}"))?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item;

    #[test]
    fn numbers_keep_all_their_digits() {
        let json =
            r#"{"a":12345678901234567890123456789012345678,"b":[0.1,{"c":null}],"d":"한글\n","e":true}"#;
        let item = read_item(json).unwrap();
        assert_eq!(item.to_string(), json);
    }

    #[test]
    fn items_are_of_the_kind_that_they_look_like() {
        assert_eq!(read_item(r#"{"a": {"N": "1"}}"#).unwrap(), item! { "a": 1 });
        assert_eq!(read_item(r#"{"a": {"n": "1"}}"#).unwrap(), item! { "a": { "n": "1" } });
        assert_eq!(read_item(r#"{"a": {"N": "1"}, "b": 2}"#).unwrap(), item! { "a": { "N": "1" }, "b": 2 });
        assert_eq!(read_item("{}").unwrap(), Item::new());
        assert!(read_item("[1]").is_err());
        assert!(read_item(r#"{"a": {"N": "x"}}"#).is_err());
        assert!(read_item(&format!("{}1{}", "[".repeat(90), "]".repeat(90))).is_err());
    }
}
