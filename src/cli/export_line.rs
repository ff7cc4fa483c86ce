//! A line of DynamoDB's exports: `{"Item": {...}}`.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::plain;
use crate::{codec::dynamodb_json::write_item, value::Item};

const ITEM: &str = "Item";

/// Appends the line of an item.
pub(super) fn write(item: &Item, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{{\"{ITEM}\":").as_bytes());
    write_item(item, out);
    out.extend_from_slice(b"}\n");
}

/// The JSON of the item in a line; `None` if the line has another form. An item with an attribute `Item` would be
/// `{"Item": {"S": ...}}`.
pub(super) fn item_of(line: &str) -> Option<&str> {
    let mut members = serde_json::from_str::<BTreeMap<String, &RawValue>>(line).ok()?.into_iter();
    match (members.next(), members.next()) {
        (Some((name, item)), None) if name == ITEM => {
            Some(item.get()).filter(|item| plain::is_dynamodb_json(item))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item;

    #[test]
    fn a_line_is_told_from_an_item_that_looks_like_one() {
        let mut line = Vec::new();
        write(&item! { "pk": "a" }, &mut line);
        let line = String::from_utf8(line).unwrap();
        assert_eq!(line, "{\"Item\":{\"pk\":{\"S\":\"a\"}}}\n");
        assert_eq!(item_of(&line), Some(r#"{"pk":{"S":"a"}}"#));
        for other in
            [r#"{"Item":{"S":"a"}}"#, r#"{"Item":{"pk":{"S":"a"}},"More":1}"#, r#"{"pk":{"S":"a"}}"#, "[]"]
        {
            assert_eq!(item_of(other), None, "{other}");
        }
    }
}
