//! The serde deserializer that reads attribute values.

use std::borrow::Cow;

use serde::{
    de::{
        DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor,
        value::{BorrowedStrDeserializer, SeqDeserializer, StringDeserializer},
    },
    forward_to_deserialize_any,
};

use super::{
    error::{ConversionError, DEPTH, Step},
    keys::KeyDeserializer,
    marker,
    source::{Attributes, Elements, Source},
};
use crate::value::{attribute_value::AttributeValue, item::Item, text::AttributeName};

type Result<T, E = ConversionError> = std::result::Result<T, E>;

/// Reads one value.
pub(super) struct ValueDeserializer<'de> {
    source: Source<'de>,
    depth: usize,
    /// For the contents of the crate's own types: bytes are bytes, not base64, and a null is `true`, as in
    /// `{"NULL": true}`.
    raw: bool,
}

impl<'de> ValueDeserializer<'de> {
    pub(super) fn of_item(item: &'de Item) -> Self {
        Self { source: item.into(), depth: 0, raw: false }
    }

    pub(super) fn of(value: &'de AttributeValue) -> Self {
        Self { source: value.into(), depth: 0, raw: false }
    }

    pub(super) fn owned(value: AttributeValue) -> Self {
        Self { source: value.into(), depth: 0, raw: false }
    }

    fn invalid_type<T>(self, expected: &dyn serde::de::Expected) -> Result<T> {
        Err(ConversionError::invalid_type(self.source.unexpected(), expected))
    }

    fn list<V: Visitor<'de>>(
        elements: Elements<'de>,
        depth: usize,
        raw: bool,
        visitor: V,
    ) -> Result<V::Value> {
        let mut access = ListAccess { elements, index: 0, depth: deeper(depth)?, raw };
        let made = visitor.visit_seq(&mut access)?;
        match access.elements.next() {
            None => Ok(made),
            Some(_) => Err(ConversionError::invalid_length(
                access.index + 1 + access.elements.count(),
                &"fewer elements",
            )),
        }
    }

    fn map<V: Visitor<'de>>(
        attributes: Attributes<'de>,
        depth: usize,
        raw: bool,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_map(ItemAccess { attributes, value: None, depth: deeper(depth)?, raw })
    }
}

fn deeper(depth: usize) -> Result<usize> {
    if depth >= DEPTH { Err(ConversionError::TooDeep) } else { Ok(depth + 1) }
}

macro_rules! whole_numbers {
    ($($method:ident $convert:ident $visit:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            match self.source {
                Source::N(number) => match number.$convert() {
                    Some(whole) => visitor.$visit(whole),
                    None => self.deserialize_any(visitor),
                },
                _ => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for ValueDeserializer<'de> {
    type Error = ConversionError;

    whole_numbers! {
        deserialize_i8 to_i64 visit_i64;
        deserialize_i16 to_i64 visit_i64;
        deserialize_i32 to_i64 visit_i64;
        deserialize_i64 to_i64 visit_i64;
        deserialize_i128 to_i128 visit_i128;
        deserialize_u8 to_u64 visit_u64;
        deserialize_u16 to_u64 visit_u64;
        deserialize_u32 to_u64 visit_u64;
        deserialize_u64 to_u64 visit_u64;
        deserialize_u128 to_u128 visit_u128;
    }

    fn is_human_readable(&self) -> bool {
        !self.raw
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.source {
            Source::S(Cow::Owned(text)) => visitor.visit_string(text),
            Source::S(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            // Not i128: serde's buffer for flatten and similar attributes has no such numbers.
            Source::N(number) => match (number.to_u64(), number.to_i64()) {
                (Some(whole), _) => visitor.visit_u64(whole),
                (None, Some(whole)) => visitor.visit_i64(whole),
                (None, None) => visitor.visit_f64(number.to_f64()),
            },
            Source::B(Cow::Owned(bytes)) => visitor.visit_byte_buf(bytes),
            Source::B(Cow::Borrowed(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Source::Bool(truth) => visitor.visit_bool(truth),
            Source::Null => visitor.visit_unit(),
            Source::M(attributes) => Self::map(attributes, self.depth, self.raw, visitor),
            Source::L(elements) => Self::list(elements, self.depth, self.raw, visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.source {
            Source::Null if self.raw => visitor.visit_bool(true),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.source {
            // Not through f64, which would round twice.
            Source::N(number) => visitor.visit_f32(number.to_text().as_str().parse().unwrap_or(f32::NAN)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.source {
            Source::N(number) => visitor.visit_f64(number.to_f64()),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.source {
            // A Vec<u8> reads the bytes one by one.
            Source::B(bytes) => visitor.visit_seq(SeqDeserializer::new(bytes.iter().copied())),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.source {
            Source::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        match name {
            marker::NUMBER => match self.source {
                Source::N(number) => visitor.visit_str(number.to_text().as_str()),
                _ => self.invalid_type(&visitor),
            },
            marker::VALUE => visitor.visit_enum(OwnType(self)),
            _ => {
                self.depth = deeper(self.depth)?;
                visitor.visit_newtype_struct(self)
            }
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match self.source {
            Source::S(Cow::Owned(text)) => visitor.visit_enum(StringDeserializer::new(text)),
            Source::S(Cow::Borrowed(text)) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            Source::M(mut attributes) => {
                let (Some((key, name, source)), None) = (attributes.next(), attributes.next()) else {
                    return Err(ConversionError::custom(
                        "an enum's value is a text, or a map with one attribute",
                    ));
                };
                let value = Self { source, depth: deeper(self.depth)?, raw: false };
                visitor.visit_enum(Variant { key, name, value })
            }
            _ => self.invalid_type(&"a text or a map with one attribute"),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct map struct identifier
    }
}

/// The elements of a list or set.
struct ListAccess<'de> {
    elements: Elements<'de>,
    index: usize,
    depth: usize,
    raw: bool,
}

impl<'de> SeqAccess<'de> for &mut ListAccess<'de> {
    type Error = ConversionError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let Some(source) = self.elements.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        let element = ValueDeserializer { source, depth: self.depth, raw: self.raw };
        seed.deserialize(element).map(Some).map_err(|error| error.within(Step::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        self.elements.size_hint().1
    }
}

/// The attributes of a map.
struct ItemAccess<'de> {
    attributes: Attributes<'de>,
    value: Option<(AttributeName, Source<'de>)>,
    depth: usize,
    raw: bool,
}

impl<'de> MapAccess<'de> for ItemAccess<'de> {
    type Error = ConversionError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some((key, name, source)) = self.attributes.next() else { return Ok(None) };
        let made = seed.deserialize(key).map_err(|error| error.within(Step::Name(&name)))?;
        self.value = Some((name, source));
        Ok(Some(made))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        let (name, source) =
            self.value.take().ok_or_else(|| ConversionError::custom("a value before its key"))?;
        let value = ValueDeserializer { source, depth: self.depth, raw: self.raw };
        seed.deserialize(value).map_err(|error| error.within(Step::Name(&name)))
    }

    fn size_hint(&self) -> Option<usize> {
        self.attributes.size_hint().1
    }
}

/// An enum's variant with contents: a map of one attribute.
struct Variant<'de> {
    key: KeyDeserializer<'de>,
    name: AttributeName,
    value: ValueDeserializer<'de>,
}

/// The contents of a variant.
struct Contents<'de> {
    name: AttributeName,
    value: ValueDeserializer<'de>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = ConversionError;
    type Variant = Contents<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Contents<'de>)> {
        Ok((seed.deserialize(self.key)?, Contents { name: self.name, value: self.value }))
    }
}

impl<'de> VariantAccess<'de> for Contents<'de> {
    type Error = ConversionError;

    fn unit_variant(self) -> Result<()> {
        self.newtype_variant_seed(std::marker::PhantomData)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(self.value).map_err(|error| error.within(Step::Name(&self.name)))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value> {
        self.value.deserialize_tuple(len, visitor).map_err(|error| error.within(Step::Name(&self.name)))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.value.deserialize_any(visitor).map_err(|error| error.within(Step::Name(&self.name)))
    }
}

/// A value as [`AttributeValue`] reads itself: its type, then its contents.
struct OwnType<'de>(ValueDeserializer<'de>);

impl<'de> EnumAccess<'de> for OwnType<'de> {
    type Error = ConversionError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self)> {
        let spelling = self.0.source.attribute_type().as_str();
        Ok((seed.deserialize(BorrowedStrDeserializer::<ConversionError>::new(spelling))?, self))
    }
}

impl<'de> VariantAccess<'de> for OwnType<'de> {
    type Error = ConversionError;

    fn unit_variant(self) -> Result<()> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(ValueDeserializer { raw: true, ..self.0 })
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value> {
        self.0.invalid_type(&visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.0.invalid_type(&visitor)
    }
}
