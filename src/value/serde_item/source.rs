//! What the deserializer reads: attribute values, owned or borrowed.

use std::{borrow::Cow, collections::btree_set, slice, vec};

use serde::de::Unexpected;

use super::keys::KeyDeserializer;
use crate::value::{
    attribute_value::{AttributeType, AttributeValue},
    item::{self, Item},
    number::Number,
    text::AttributeName,
};

/// A value to deserialize from, owned or borrowed.
pub(super) enum Source<'de> {
    S(Cow<'de, str>),
    N(Number),
    B(Cow<'de, [u8]>),
    Bool(bool),
    Null,
    M(Attributes<'de>),
    L(Elements<'de>),
}

/// The attributes of a map that have not been read.
pub(super) enum Attributes<'de> {
    Owned(vec::IntoIter<(AttributeName, AttributeValue)>),
    Borrowed(item::Iter<'de>),
}

/// The elements of a list, or members of a set, that have not been read.
pub(super) struct Elements<'de> {
    kind: AttributeType,
    values: Values<'de>,
}

enum Values<'de> {
    Owned(vec::IntoIter<AttributeValue>),
    Borrowed(slice::Iter<'de, AttributeValue>),
    OwnedStrings(btree_set::IntoIter<String>),
    Strings(btree_set::Iter<'de, String>),
    OwnedNumbers(btree_set::IntoIter<Number>),
    Numbers(btree_set::Iter<'de, Number>),
    OwnedBinaries(btree_set::IntoIter<Vec<u8>>),
    Binaries(btree_set::Iter<'de, Vec<u8>>),
}

impl<'de> From<AttributeValue> for Source<'de> {
    fn from(value: AttributeValue) -> Self {
        let kind = value.attribute_type();
        let elements = |values| Self::L(Elements { kind, values });
        match value {
            AttributeValue::S(text) => Self::S(Cow::Owned(text.into())),
            AttributeValue::N(number) => Self::N(number),
            AttributeValue::B(bytes) => Self::B(Cow::Owned(bytes)),
            AttributeValue::Bool(truth) => Self::Bool(truth),
            AttributeValue::Null => Self::Null,
            AttributeValue::M(map) => Self::M(Attributes::Owned(map.into_iter())),
            AttributeValue::L(list) => elements(Values::Owned(list.into_iter())),
            AttributeValue::Ss(set) => elements(Values::OwnedStrings(set.into_iter())),
            AttributeValue::Ns(set) => elements(Values::OwnedNumbers(set.into_iter())),
            AttributeValue::Bs(set) => elements(Values::OwnedBinaries(set.into_iter())),
        }
    }
}

impl<'de> From<&'de AttributeValue> for Source<'de> {
    fn from(value: &'de AttributeValue) -> Self {
        let elements = |values| Self::L(Elements { kind: value.attribute_type(), values });
        match value {
            AttributeValue::S(text) => Self::S(Cow::Borrowed(text)),
            AttributeValue::N(number) => Self::N(*number),
            AttributeValue::B(bytes) => Self::B(Cow::Borrowed(bytes)),
            AttributeValue::Bool(truth) => Self::Bool(*truth),
            AttributeValue::Null => Self::Null,
            AttributeValue::M(map) => Self::from(map),
            AttributeValue::L(list) => elements(Values::Borrowed(list.iter())),
            AttributeValue::Ss(set) => elements(Values::Strings(set.iter())),
            AttributeValue::Ns(set) => elements(Values::Numbers(set.iter())),
            AttributeValue::Bs(set) => elements(Values::Binaries(set.iter())),
        }
    }
}

impl<'de> From<&'de Item> for Source<'de> {
    fn from(map: &'de Item) -> Self {
        Self::M(Attributes::Borrowed(map.iter()))
    }
}

impl Source<'_> {
    /// The value's type in DynamoDB.
    pub(super) fn attribute_type(&self) -> AttributeType {
        match self {
            Self::S(_) => AttributeType::S,
            Self::N(_) => AttributeType::N,
            Self::B(_) => AttributeType::B,
            Self::Bool(_) => AttributeType::Bool,
            Self::Null => AttributeType::Null,
            Self::M(_) => AttributeType::M,
            Self::L(elements) => elements.kind,
        }
    }

    /// The value as serde's messages describe it.
    pub(super) fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::S(text) => Unexpected::Str(text),
            Self::N(number) => match (number.to_u64(), number.to_i64()) {
                (Some(whole), _) => Unexpected::Unsigned(whole),
                (_, Some(whole)) => Unexpected::Signed(whole),
                _ => Unexpected::Float(number.to_f64()),
            },
            Self::B(bytes) => Unexpected::Bytes(bytes),
            Self::Bool(truth) => Unexpected::Bool(*truth),
            Self::Null => Unexpected::Unit,
            Self::M(_) => Unexpected::Map,
            Self::L(_) => Unexpected::Seq,
        }
    }
}

impl<'de> Iterator for Attributes<'de> {
    type Item = (KeyDeserializer<'de>, AttributeName, Source<'de>);

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self {
            Self::Owned(attributes) => {
                let (name, value) = attributes.next()?;
                (KeyDeserializer::Owned(name.clone()), name, value.into())
            }
            Self::Borrowed(attributes) => {
                let (name, value) = attributes.next()?;
                (KeyDeserializer::Borrowed(name), name.clone(), value.into())
            }
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Owned(attributes) => attributes.size_hint(),
            Self::Borrowed(attributes) => attributes.size_hint(),
        }
    }
}

impl<'de> Iterator for Elements<'de> {
    type Item = Source<'de>;

    fn next(&mut self) -> Option<Source<'de>> {
        match &mut self.values {
            Values::Owned(values) => values.next().map(Source::from),
            Values::Borrowed(values) => values.next().map(Source::from),
            Values::OwnedStrings(set) => set.next().map(|text| Source::S(Cow::Owned(text))),
            Values::Strings(set) => set.next().map(|text| Source::S(Cow::Borrowed(text))),
            Values::OwnedNumbers(set) => set.next().map(Source::N),
            Values::Numbers(set) => set.next().copied().map(Source::N),
            Values::OwnedBinaries(set) => set.next().map(|bytes| Source::B(Cow::Owned(bytes))),
            Values::Binaries(set) => set.next().map(|bytes| Source::B(Cow::Borrowed(bytes))),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.values {
            Values::Owned(values) => values.size_hint(),
            Values::Borrowed(values) => values.size_hint(),
            Values::OwnedStrings(set) => set.size_hint(),
            Values::Strings(set) => set.size_hint(),
            Values::OwnedNumbers(set) => set.size_hint(),
            Values::Numbers(set) => set.size_hint(),
            Values::OwnedBinaries(set) => set.size_hint(),
            Values::Binaries(set) => set.size_hint(),
        }
    }
}
