//! Values from serde's own buffer (of untagged or flattened fields): plain strings, numbers, lists and maps.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::super::error::DEPTH;
use crate::value::{
    attribute_value::AttributeValue, item::Item, number::Number, serde_item::error::ConversionError,
    text::AttributeName,
};

/// Reads a value at a nesting depth.
pub(super) struct PlainValue {
    pub(super) depth: usize,
}

impl<'de> DeserializeSeed<'de> for PlainValue {
    type Value = AttributeValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeValue, D::Error> {
        if self.depth > DEPTH {
            return Err(D::Error::custom(ConversionError::TooDeep));
        }
        deserializer.deserialize_any(self)
    }
}

macro_rules! visit {
    ($($method:ident: $type:ty;)*) => {$(
        fn $method<E: Error>(self, value: $type) -> Result<AttributeValue, E> {
            Ok(value.into())
        }
    )*};
}

impl<'de> Visitor<'de> for PlainValue {
    type Value = AttributeValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute value")
    }

    visit! {
        visit_bool: bool;
        visit_i64: i64;
        visit_u64: u64;
        visit_str: &str;
        visit_string: String;
        visit_bytes: &[u8];
        visit_byte_buf: Vec<u8>;
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<AttributeValue, E> {
        Number::try_from(number).map(AttributeValue::N).map_err(E::custom)
    }

    fn visit_unit<E: Error>(self) -> Result<AttributeValue, E> {
        Ok(AttributeValue::Null)
    }

    fn visit_none<E: Error>(self) -> Result<AttributeValue, E> {
        Ok(AttributeValue::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeValue, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<AttributeValue, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = elements.next_element_seed(Self { depth: self.depth + 1 })? {
            list.push(value);
        }
        Ok(AttributeValue::L(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AttributeValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = map.next_key::<AttributeName>()? {
            entries.push((name, map.next_value_seed(Self { depth: self.depth + 1 })?));
        }
        Ok(AttributeValue::M(entries.into_iter().collect::<Item>()))
    }
}
