//! Strings, numbers, bytes, booleans and sets of them, as attribute values hold them.

use std::{
    collections::{BTreeSet, HashSet},
    fmt,
    hash::Hash,
    marker::PhantomData,
};

use base64::{DecodeError, Engine, engine::general_purpose::STANDARD};
use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::fault::ValueFault;
use crate::value::{AttributeType, AttributeValue, Number};

/// Reads the set behind `SS`, `NS` or `BS`: its value or what is wrong with it; `None` for null.
pub(super) fn read_set<'de, D: Deserializer<'de>>(
    attribute_type: AttributeType,
    deserializer: D,
) -> Result<Option<Result<AttributeValue, ValueFault>>, D::Error> {
    Ok(match attribute_type {
        AttributeType::Ns => {
            deserializer.deserialize_any(OrNull(MembersReader::<ReadNumber>::new()))?.map(|members| {
                let numbers: Vec<Number> =
                    members.into_iter().map(|ReadNumber(n)| n).collect::<Result<_, _>>()?;
                let count = numbers.len();
                let set: BTreeSet<Number> = numbers.into_iter().collect();
                match count {
                    0 => Err(ValueFault::EmptySet(attribute_type)),
                    _ if set.len() < count => Err(ValueFault::DuplicateNumbers),
                    _ => Ok(AttributeValue::Ns(set)),
                }
            })
        }
        AttributeType::Bs => {
            deserializer.deserialize_any(OrNull(MembersReader::<Blob>::new()))?.map(|members| {
                let members = members.into_iter().map(|Blob(bytes)| bytes).collect();
                unique(attribute_type, members, ValueFault::DuplicateBinaries).map(AttributeValue::Bs)
            })
        }
        _ => deserializer.deserialize_any(OrNull(MembersReader::<String>::new()))?.map(|members| {
            unique(attribute_type, members, ValueFault::DuplicateStrings).map(AttributeValue::Ss)
        }),
    })
}

/// The members as a set, or what is wrong with them.
fn unique<T: Ord + Hash>(
    attribute_type: AttributeType,
    members: Vec<T>,
    duplicates: fn(Vec<T>) -> ValueFault,
) -> Result<BTreeSet<T>, ValueFault> {
    if members.is_empty() {
        return Err(ValueFault::EmptySet(attribute_type));
    }
    let distinct = members.iter().collect::<HashSet<_>>().len();
    if distinct < members.len() { Err(duplicates(members)) } else { Ok(members.into_iter().collect()) }
}

/// A visitor for which null stands for nothing.
pub(super) struct OrNull<V>(pub(super) V);

impl<'de, V: Visitor<'de>> Visitor<'de> for OrNull<V> {
    type Value = Option<V::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Self::Value, E> {
        self.0.visit_bool(truth).map(Some)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.0.visit_str(text).map(Some)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        self.0.visit_map(map).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        self.0.visit_seq(elements).map(Some)
    }
}

/// Reads a boolean.
pub(super) struct BoolReader;

impl Visitor<'_> for BoolReader {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a boolean")
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<bool, E> {
        Ok(truth)
    }
}

/// What is made of a JSON string.
trait FromText: Sized {
    /// How type errors name it.
    const EXPECTED: &'static str;

    fn from_text<E: Error>(text: &str) -> Result<Self, E>;
}

impl FromText for String {
    const EXPECTED: &'static str = "a string";

    fn from_text<E: Error>(text: &str) -> Result<Self, E> {
        Ok(text.to_owned())
    }
}

/// A number, or what is wrong with it.
struct ReadNumber(Result<Number, ValueFault>);

impl FromText for ReadNumber {
    const EXPECTED: &'static str = "a string";

    fn from_text<E: Error>(text: &str) -> Result<Self, E> {
        Ok(Self(text.parse().map_err(|error| ValueFault::Number(error, text.to_owned()))))
    }
}

/// Bytes out of base64.
struct Blob(Vec<u8>);

impl FromText for Blob {
    const EXPECTED: &'static str = "a blob";

    fn from_text<E: Error>(text: &str) -> Result<Self, E> {
        if !text.len().is_multiple_of(4) {
            let length = text.len();
            return Err(E::custom(format_args!(
                "Base64 encoded length is expected a multiple of 4 bytes but found: {length}"
            )));
        }
        STANDARD.decode(text).map(Self).map_err(|error| match error {
            DecodeError::InvalidByte(place, _) => {
                let character = text.char_indices().rev().find(|(start, _)| *start <= place).map(|(_, c)| c);
                E::custom(format_args!("Invalid base64 character: '{}'", character.unwrap_or_default()))
            }
            _ => E::custom("Invalid last non-pad Base64 character dectected"),
        })
    }
}

/// Reads the string behind `S`, `N` or `B`, and makes a value of it or tells what is wrong with it.
pub(super) struct ScalarReader(pub(super) AttributeType);

impl Visitor<'_> for ScalarReader {
    type Value = Result<AttributeValue, ValueFault>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            AttributeType::B => Blob::EXPECTED,
            _ => String::EXPECTED,
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match self.0 {
            AttributeType::N => {
                let ReadNumber(number) = ReadNumber::from_text(text)?;
                Ok(number.map(AttributeValue::N))
            }
            AttributeType::B => Blob::from_text(text).map(|Blob(bytes)| Ok(AttributeValue::B(bytes))),
            _ => Ok(Ok(AttributeValue::S(text.into()))),
        }
    }
}

/// Reads a string and makes something of it.
struct TextReader<T>(PhantomData<T>);

impl<T> TextReader<T> {
    const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: FromText> Visitor<'_> for TextReader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::from_text(text)
    }
}

impl<'de, T: FromText> DeserializeSeed<'de> for TextReader<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(OrNull(self))
    }
}

/// Reads the members of a set; null members are as if they were not there.
struct MembersReader<T>(PhantomData<T>);

impl<T> MembersReader<T> {
    const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: FromText> Visitor<'de> for MembersReader<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Vec<T>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = elements.next_element_seed(TextReader::new())? {
            members.extend(member);
        }
        Ok(members)
    }
}
