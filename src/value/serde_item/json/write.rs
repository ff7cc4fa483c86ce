//! `Serialize` of values and items.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap as _, SerializeSeq as _},
};

use super::super::{error::DEPTH, marker};
use crate::value::{attribute_value::AttributeValue, item::Item, serde_item::error::ConversionError};

impl Serialize for AttributeValue {
    /// DynamoDB JSON, such as `{"S": "text"}`; the value itself in [`to_item`](crate::value::serde_item::to_item).
    ///
    /// ```
    /// use hashrange::attribute_value;
    ///
    /// let value = attribute_value!([1, { "lang": "ko" }, null]);
    /// let json = serde_json::to_string(&value)?;
    /// assert_eq!(json, r#"{"L":[{"N":"1"},{"M":{"lang":{"S":"ko"}}},{"NULL":true}]}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value { value: self, depth: 0 }.serialize(serializer)
    }
}

impl Serialize for Item {
    /// DynamoDB JSON, such as `{"pk": {"S": "text"}}`; in [`to_item`](crate::value::serde_item::to_item) the item
    /// itself.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Map { map: self, depth: 0 }.serialize(serializer)
    }
}

struct Value<'a> {
    value: &'a AttributeValue,
    depth: usize,
}

struct Map<'a> {
    map: &'a Item,
    depth: usize,
}

struct List<'a> {
    list: &'a [AttributeValue],
    depth: usize,
}

struct Binary<'a>(&'a [u8]);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.depth > DEPTH {
            return Err(S::Error::custom(ConversionError::TooDeep));
        }
        let depth = self.depth + 1;
        let name = marker::VALUE;
        // The numbers are the indexes in SPELLINGS.
        match self.value {
            AttributeValue::S(text) => serializer.serialize_newtype_variant(name, 0, "S", text),
            AttributeValue::N(number) => serializer.serialize_newtype_variant(name, 1, "N", number),
            AttributeValue::B(bytes) => serializer.serialize_newtype_variant(name, 2, "B", &Binary(bytes)),
            AttributeValue::Bool(truth) => serializer.serialize_newtype_variant(name, 3, "BOOL", truth),
            AttributeValue::Null => serializer.serialize_newtype_variant(name, 4, "NULL", &true),
            AttributeValue::M(map) => serializer.serialize_newtype_variant(name, 5, "M", &Map { map, depth }),
            AttributeValue::L(list) => {
                serializer.serialize_newtype_variant(name, 6, "L", &List { list, depth })
            }
            AttributeValue::Ss(set) => serializer.serialize_newtype_variant(name, 7, "SS", set),
            AttributeValue::Ns(set) => serializer.serialize_newtype_variant(name, 8, "NS", set),
            AttributeValue::Bs(set) => {
                let set: Vec<Binary<'_>> = set.iter().map(|bytes| Binary(bytes)).collect();
                serializer.serialize_newtype_variant(name, 9, "BS", &set)
            }
        }
    }
}

impl Serialize for Map<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.map.len()))?;
        for (name, value) in self.map {
            map.serialize_entry(name, &Value { value, depth: self.depth })?;
        }
        map.end()
    }
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.list.len()))?;
        for value in self.list {
            list.serialize_element(&Value { value, depth: self.depth })?;
        }
        list.end()
    }
}

impl Serialize for Binary<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&STANDARD.encode(self.0))
        } else {
            serializer.serialize_bytes(self.0)
        }
    }
}
