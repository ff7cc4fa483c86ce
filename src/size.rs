//! How many bytes items and values count for.
//!
//! Source: the developer guide, "DynamoDB item sizes and formats" (`CapacityUnitCalculations.html`).

use crate::value::{AttributeValue, Item};

/// What a list or map costs beside its contents.
const DOCUMENT_BYTES: usize = 3;
/// What each element of a list or map costs beside its name and value.
const ELEMENT_BYTES: usize = 1;

/// An item's size in bytes: its attributes' names and values. An item may have up to 409,600.
///
/// ```
/// use hashrange::{item, size::item_size_bytes};
///
/// let order = item! { "user_id": "haeri05", "price": 89000, "tags": ["a", true] };
/// assert_eq!(item_size_bytes(&order), 7 + 7 + 5 + 2 + 4 + 3 + 2 + 2);
/// ```
pub fn item_size_bytes(item: &Item) -> usize {
    let mut documents = Vec::new();
    let attributes = map_size(item, 0, &mut documents);
    attributes + contents_size(documents)
}

/// A value's size in bytes, without a name.
///
/// ```
/// use hashrange::{AttributeValue, size::value_size_bytes};
///
/// assert_eq!(value_size_bytes(&AttributeValue::from("한글")), 6);
/// ```
pub fn value_size_bytes(value: &AttributeValue) -> usize {
    let mut documents = Vec::new();
    let shallow = shallow_size(value, &mut documents);
    shallow + contents_size(documents)
}

/// The contents of documents; a stack of our own keeps deep nesting off the thread's.
fn contents_size(mut documents: Vec<&AttributeValue>) -> usize {
    let mut size = 0;
    while let Some(document) = documents.pop() {
        size += match document {
            AttributeValue::M(map) => map_size(map, ELEMENT_BYTES, &mut documents),
            AttributeValue::L(list) => {
                list.iter().map(|value| ELEMENT_BYTES + shallow_size(value, &mut documents)).sum()
            }
            _ => 0,
        };
    }
    size
}

fn map_size<'a>(map: &'a Item, each: usize, documents: &mut Vec<&'a AttributeValue>) -> usize {
    let size = |value: &'a AttributeValue, documents: &mut Vec<&'a AttributeValue>| match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.size_bytes(),
        _ => shallow_size(value, documents),
    };
    map.iter().map(|(name, value)| each + name.len() + size(value, documents)).sum()
}

/// The value's own size; lists and maps that are not empty are put aside.
fn shallow_size<'a>(value: &'a AttributeValue, documents: &mut Vec<&'a AttributeValue>) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.size_bytes(),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::Bool(_) | AttributeValue::Null => 1,
        AttributeValue::M(map) => {
            if !map.is_empty() {
                documents.push(value);
            }
            DOCUMENT_BYTES
        }
        AttributeValue::L(list) => {
            if !list.is_empty() {
                documents.push(value);
            }
            DOCUMENT_BYTES
        }
        AttributeValue::Ss(set) => set.iter().map(String::len).sum(),
        AttributeValue::Ns(set) => set.iter().map(crate::value::Number::size_bytes).sum(),
        AttributeValue::Bs(set) => set.iter().map(Vec::len).sum(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::item;

    #[test]
    fn names_and_values_count_in_bytes() {
        assert_eq!(item_size_bytes(&Item::new()), 0);
        assert_eq!(item_size_bytes(&item! { "pk": "gate-at", "a0": "x".repeat(409_589) }), 409_600);
        assert_eq!(item_size_bytes(&item! { "é€😀": "é€😀" }), 18);
        assert_eq!(item_size_bytes(&item! { "b": b"\0\x01\x02" }), 4);
        assert_eq!(item_size_bytes(&item! { "n": 123 }), 4);
    }

    #[test]
    fn booleans_and_nulls_count_one_byte() {
        assert_eq!(item_size_bytes(&item! { "t": true, "n": null }), 4);
    }

    #[test]
    fn documents_count_three_bytes_and_one_for_each_element() {
        assert_eq!(item_size_bytes(&item! { "l": [], "m": {} }), 8);
        assert_eq!(item_size_bytes(&item! { "m": { "one": "yyyyyyyyyy", "four": 1 } }), 1 + 3 + 14 + 7);
        assert_eq!(item_size_bytes(&item! { "m": { "k": [["yyyyy"]] } }), 1 + 3 + 2 + 4 + 4 + 5);
    }

    #[test]
    fn sets_count_their_members_alone() {
        let strings = BTreeSet::from(["a".to_owned(), "bcd".to_owned()]);
        assert_eq!(value_size_bytes(&strings.into()), 4);
        assert_eq!(
            value_size_bytes(&BTreeSet::from([1.into(), crate::value::Number::from(-234)]).into()),
            2 + 4
        );
        assert_eq!(value_size_bytes(&BTreeSet::from([vec![1_u8, 2], vec![3]]).into()), 3);
    }

    #[test]
    fn deep_values_are_measured_without_recursion() {
        let mut deep = AttributeValue::from(true);
        for _ in 0..1_000 {
            deep = AttributeValue::L(vec![deep]);
        }
        assert_eq!(value_size_bytes(&deep), 4 * 1_000 + 1);
    }
}
