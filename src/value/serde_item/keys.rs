//! The serde serializer for map keys, which become attribute names.

use serde::{
    de::{Deserializer, IntoDeserializer, Visitor},
    forward_to_deserialize_any,
    ser::{Impossible, Serialize, Serializer},
};

use super::error::ConversionError;
use crate::value::text::AttributeName;

type Result<T, E = ConversionError> = std::result::Result<T, E>;
type Never = Impossible<AttributeName, ConversionError>;

/// Makes an attribute name from a key that is similar to text.
pub(super) struct KeySerializer;

macro_rules! as_text {
    ($($method:ident: $type:ty;)*) => {$(
        fn $method(self, key: $type) -> Result<AttributeName> {
            Ok(key.to_string().into())
        }
    )*};
}

macro_rules! refused {
    ($($method:ident($($argument:ty),*) -> $result:ty;)*) => {$(
        fn $method(self $(, _: $argument)*) -> Result<$result> {
            Err(ConversionError::KeyNotText)
        }
    )*};
}

impl Serializer for KeySerializer {
    type Ok = AttributeName;
    type Error = ConversionError;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    as_text! {
        serialize_bool: bool;
        serialize_char: char;
        serialize_i8: i8;
        serialize_i16: i16;
        serialize_i32: i32;
        serialize_i64: i64;
        serialize_i128: i128;
        serialize_u8: u8;
        serialize_u16: u16;
        serialize_u32: u32;
        serialize_u64: u64;
        serialize_u128: u128;
    }

    refused! {
        serialize_f32(f32) -> AttributeName;
        serialize_f64(f64) -> AttributeName;
        serialize_bytes(&[u8]) -> AttributeName;
        serialize_none() -> AttributeName;
        serialize_unit() -> AttributeName;
        serialize_unit_struct(&'static str) -> AttributeName;
        serialize_seq(Option<usize>) -> Never;
        serialize_tuple(usize) -> Never;
        serialize_tuple_struct(&'static str, usize) -> Never;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never;
        serialize_map(Option<usize>) -> Never;
        serialize_struct(&'static str, usize) -> Never;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never;
    }

    fn serialize_str(self, key: &str) -> Result<AttributeName> {
        Ok(key.into())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, key: &T) -> Result<AttributeName> {
        key.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<AttributeName> {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        key: &T,
    ) -> Result<AttributeName> {
        key.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<AttributeName> {
        Err(ConversionError::KeyNotText)
    }
}

/// Reads a key.
pub(super) enum KeyDeserializer<'de> {
    Owned(AttributeName),
    Borrowed(&'de str),
}

impl KeyDeserializer<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Owned(name) => name,
            Self::Borrowed(name) => name,
        }
    }
}

macro_rules! parsed {
    ($($method:ident: $visit:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            match self.as_str().parse() {
                Ok(key) => visitor.$visit(key),
                Err(_) => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for KeyDeserializer<'de> {
    type Error = ConversionError;

    parsed! {
        deserialize_bool: visit_bool;
        deserialize_i8: visit_i8;
        deserialize_i16: visit_i16;
        deserialize_i32: visit_i32;
        deserialize_i64: visit_i64;
        deserialize_i128: visit_i128;
        deserialize_u8: visit_u8;
        deserialize_u16: visit_u16;
        deserialize_u32: visit_u32;
        deserialize_u64: visit_u64;
        deserialize_u128: visit_u128;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self {
            Self::Owned(name) => visitor.visit_str(&name),
            Self::Borrowed(name) => visitor.visit_borrowed_str(name),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_enum(self.as_str().into_deserializer())
    }

    forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
