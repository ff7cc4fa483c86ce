//! The serde serializer that makes attribute values.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::{
    error::{ConversionError, DEPTH, Step},
    keys::KeySerializer,
    marker,
    sets::{into_set, marked_set, not_a_member},
};
use crate::value::{
    attribute_value::{AttributeType, AttributeValue},
    item::Item,
    number::Number,
    text::AttributeName,
};

type Result<T, E = ConversionError> = std::result::Result<T, E>;

/// Makes one attribute value.
#[derive(Clone, Copy)]
pub(super) struct ValueSerializer {
    depth: usize,
    /// For the contents of the crate's own types: bytes are bytes, not base64.
    raw: bool,
}

impl ValueSerializer {
    pub(super) const fn new() -> Self {
        Self { depth: 0, raw: false }
    }

    fn deeper(self) -> Result<Self> {
        if self.depth >= DEPTH {
            return Err(ConversionError::TooDeep);
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }

    /// The contents of an [`AttributeValue`] that names its own type.
    fn own_value<T: Serialize + ?Sized>(self, variant: &str, value: &T) -> Result<AttributeValue> {
        let made = value.serialize(Self { raw: true, ..self })?;
        match AttributeType::from_spelling(variant) {
            Some(AttributeType::N) => number(made).map(AttributeValue::N),
            Some(AttributeType::Null) => Ok(AttributeValue::Null),
            Some(AttributeType::Ns) => into_set(numbers_of_texts(made)?, AttributeType::Ns),
            Some(set @ (AttributeType::Ss | AttributeType::Bs)) => into_set(made, set),
            _ => Ok(made),
        }
    }
}

/// The number that a text or number represents.
fn number(value: AttributeValue) -> Result<Number> {
    match value {
        AttributeValue::N(number) => Ok(number),
        AttributeValue::S(text) => Ok(text.parse()?),
        other => Err(not_a_member(&other, AttributeType::Ns)),
    }
}

/// A list whose texts are numbers.
fn numbers_of_texts(list: AttributeValue) -> Result<AttributeValue> {
    let AttributeValue::L(elements) = list else { return Ok(list) };
    let numbers = elements.into_iter().map(|element| number(element).map(AttributeValue::N));
    Ok(AttributeValue::L(numbers.collect::<Result<_>>()?))
}

macro_rules! numbers {
    ($($method:ident: $type:ty;)*) => {$(
        fn $method(self, number: $type) -> Result<AttributeValue> {
            Ok(AttributeValue::N(Number::from(number)))
        }
    )*};
}

macro_rules! bounded_numbers {
    ($($method:ident: $type:ty;)*) => {$(
        fn $method(self, number: $type) -> Result<AttributeValue> {
            Ok(AttributeValue::N(Number::try_from(number)?))
        }
    )*};
}

impl Serializer for ValueSerializer {
    type Ok = AttributeValue;
    type Error = ConversionError;
    type SerializeSeq = ListSerializer;
    type SerializeTuple = ListSerializer;
    type SerializeTupleStruct = ListSerializer;
    type SerializeTupleVariant = ListSerializer;
    type SerializeMap = MapSerializer;
    type SerializeStruct = MapSerializer;
    type SerializeStructVariant = MapSerializer;

    numbers! {
        serialize_i8: i8;
        serialize_i16: i16;
        serialize_i32: i32;
        serialize_i64: i64;
        serialize_u8: u8;
        serialize_u16: u16;
        serialize_u32: u32;
        serialize_u64: u64;
    }

    bounded_numbers! {
        serialize_i128: i128;
        serialize_u128: u128;
        serialize_f32: f32;
        serialize_f64: f64;
    }

    fn is_human_readable(&self) -> bool {
        !self.raw
    }

    fn serialize_bool(self, truth: bool) -> Result<AttributeValue> {
        Ok(AttributeValue::Bool(truth))
    }

    fn serialize_char(self, letter: char) -> Result<AttributeValue> {
        Ok(letter.into())
    }

    fn serialize_str(self, text: &str) -> Result<AttributeValue> {
        Ok(text.into())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<AttributeValue> {
        Ok(bytes.into())
    }

    fn serialize_none(self) -> Result<AttributeValue> {
        Ok(AttributeValue::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<AttributeValue> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<AttributeValue> {
        Ok(AttributeValue::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<AttributeValue> {
        Ok(AttributeValue::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<AttributeValue> {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<AttributeValue> {
        let inner = |raw| value.serialize(Self { raw, ..self.deeper()? });
        match (name, marked_set(name)) {
            (marker::NUMBER, _) => number(inner(true)?).map(AttributeValue::N),
            (_, Some(set)) => into_set(inner(false)?, set),
            // Serializing the inner value alone would lose the mark's meaning.
            _ if name.starts_with(marker::SERDE_DYNAMO) => Err(ConversionError::Message(format!(
                "serde_dynamo marks a value as {name:?}, which is not known here"
            ))),
            _ => inner(false),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<AttributeValue> {
        if name == marker::VALUE {
            return self.own_value(variant, value);
        }
        let inner = value.serialize(self.deeper()?).map_err(|error| error.within(Step::Name(variant)))?;
        Ok(in_variant(Some(variant), inner))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<ListSerializer> {
        self.list(None, len)
    }

    fn serialize_tuple(self, len: usize) -> Result<ListSerializer> {
        self.list(None, Some(len))
    }

    fn serialize_tuple_struct(self, _name: &'static str, len: usize) -> Result<ListSerializer> {
        self.list(None, Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<ListSerializer> {
        self.list(Some(variant), Some(len))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<MapSerializer> {
        self.map(None, len)
    }

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<MapSerializer> {
        if name == marker::RAW_JSON {
            let message = "a RawValue is JSON that is not read yet: a serde_json::Value has a type";
            return Err(ConversionError::Message(message.to_owned()));
        }
        Ok(MapSerializer { is_number: name == marker::JSON_NUMBER, ..self.map(None, Some(len))? })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<MapSerializer> {
        self.map(Some(variant), Some(len))
    }
}

impl ValueSerializer {
    // The length that a type claims is not trusted for reserving memory.
    fn room(len: Option<usize>) -> usize {
        len.unwrap_or(0).min(256)
    }

    fn list(self, variant: Option<&'static str>, len: Option<usize>) -> Result<ListSerializer> {
        Ok(ListSerializer { list: Vec::with_capacity(Self::room(len)), variant, element: self.deeper()? })
    }

    fn map(self, variant: Option<&'static str>, len: Option<usize>) -> Result<MapSerializer> {
        let entries = Vec::with_capacity(Self::room(len));
        Ok(MapSerializer { entries, name: None, variant, is_number: false, value: self.deeper()? })
    }
}

fn in_variant(variant: Option<&'static str>, value: AttributeValue) -> AttributeValue {
    match variant {
        None => value,
        Some(variant) => AttributeValue::M(Item::from([(variant, value)])),
    }
}

/// Makes a list.
pub(super) struct ListSerializer {
    list: Vec<AttributeValue>,
    variant: Option<&'static str>,
    element: ValueSerializer,
}

impl ListSerializer {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let index = self.list.len();
        self.list.push(value.serialize(self.element).map_err(|error| error.within(Step::Index(index)))?);
        Ok(())
    }

    fn finish(self) -> Result<AttributeValue> {
        Ok(in_variant(self.variant, AttributeValue::L(self.list)))
    }
}

macro_rules! list_serializer {
    ($($trait:ident $method:ident;)*) => {$(
        impl $trait for ListSerializer {
            type Ok = AttributeValue;
            type Error = ConversionError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
                self.push(value)
            }

            fn end(self) -> Result<AttributeValue> {
                self.finish()
            }
        }
    )*};
}

list_serializer! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

/// Makes a map.
pub(super) struct MapSerializer {
    entries: Vec<(AttributeName, AttributeValue)>,
    /// A key whose value has not been serialized yet.
    name: Option<AttributeName>,
    variant: Option<&'static str>,
    /// Whether the map is a number in the form of a struct around a text.
    is_number: bool,
    value: ValueSerializer,
}

impl MapSerializer {
    fn push<T: Serialize + ?Sized>(&mut self, name: AttributeName, value: &T) -> Result<()> {
        let value = value.serialize(self.value).map_err(|error| error.within(Step::Name(&name)))?;
        self.entries.push((name, value));
        Ok(())
    }

    fn finish(mut self) -> Result<AttributeValue> {
        if self.is_number
            && let Some((_, text)) = self.entries.pop()
        {
            return number(text).map(AttributeValue::N);
        }
        Ok(in_variant(self.variant, AttributeValue::M(self.entries.into_iter().collect())))
    }
}

impl SerializeMap for MapSerializer {
    type Ok = AttributeValue;
    type Error = ConversionError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.name = Some(key.serialize(KeySerializer)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let name = self.name.take().ok_or(ConversionError::KeyNotText)?;
        self.push(name, value)
    }

    fn end(self) -> Result<AttributeValue> {
        self.finish()
    }
}

macro_rules! struct_serializer {
    ($($trait:ident)*) => {$(
        impl $trait for MapSerializer {
            type Ok = AttributeValue;
            type Error = ConversionError;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
                self.push(name.into(), value)
            }

            fn end(self) -> Result<AttributeValue> {
                self.finish()
            }
        }
    )*};
}

struct_serializer! { SerializeStruct SerializeStructVariant }
