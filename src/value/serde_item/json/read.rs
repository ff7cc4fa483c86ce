//! `Deserialize` of values and items.

use std::{collections::BTreeSet, fmt, marker::PhantomData};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, VariantAccess as _, Visitor},
};

use super::{
    super::{converting::Converting, error::DEPTH, marker},
    SPELLINGS,
    number::NumberText,
    plain::PlainValue,
};
use crate::value::{
    attribute_value::{AttributeType, AttributeValue},
    item::Item,
    serde_item::error::ConversionError,
    text::{AttributeName, Text},
};

impl<'de> Deserialize<'de> for AttributeValue {
    /// Reads DynamoDB JSON, strictly: one type, spelled as the API does, with contents of that type.
    ///
    /// ```
    /// use hashrange::AttributeValue;
    ///
    /// let price: AttributeValue = serde_json::from_str(r#"{"N": "89000"}"#)?;
    /// assert_eq!(price, AttributeValue::from(89_000));
    /// assert!(serde_json::from_str::<AttributeValue>(r#"{"N": 89000}"#).is_err());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ValueSeed { depth: 0 }.deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for Item {
    /// Reads DynamoDB JSON, such as `{"pk": {"S": "text"}}`. If a name occurs twice, its last value counts.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ItemVisitor { depth: 0 })
    }
}

/// Reads a value at a nesting depth.
struct ValueSeed {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = AttributeValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeValue, D::Error> {
        if self.depth > DEPTH {
            return Err(D::Error::custom(ConversionError::TooDeep));
        }
        deserializer.deserialize_newtype_struct(marker::VALUE, self)
    }
}

impl<'de> Visitor<'de> for ValueSeed {
    type Value = AttributeValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"an attribute value such as {"S": "text"}"#)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeValue, D::Error> {
        if Converting::is_on() {
            deserializer.deserialize_any(PlainValue { depth: self.depth })
        } else if deserializer.is_human_readable() {
            deserializer.deserialize_map(self)
        } else {
            deserializer.deserialize_enum(marker::VALUE, SPELLINGS, self)
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AttributeValue, A::Error> {
        let kind = map.next_key_seed(TypeSeed)?;
        let kind = kind.ok_or_else(|| A::Error::custom("an attribute value without a type"))?;
        let value = map.next_value_seed(ContentsSeed { kind, depth: self.depth })?;
        match map.next_key_seed(TypeSeed)? {
            None => Ok(value),
            Some(second) => Err(A::Error::custom(format_args!(
                "an attribute value has one type, not both {kind} and {second}"
            ))),
        }
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<AttributeValue, A::Error> {
        let (kind, contents) = access.variant_seed(TypeSeed)?;
        contents.newtype_variant_seed(ContentsSeed { kind, depth: self.depth })
    }
}

/// Reads a type's spelling or index.
struct TypeSeed;

impl<'de> DeserializeSeed<'de> for TypeSeed {
    type Value = AttributeType;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeType, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for TypeSeed {
    type Value = AttributeType;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type such as S")
    }

    fn visit_str<E: Error>(self, spelling: &str) -> Result<AttributeType, E> {
        AttributeType::from_spelling(spelling).ok_or_else(|| E::unknown_variant(spelling, SPELLINGS))
    }

    fn visit_u64<E: Error>(self, place: u64) -> Result<AttributeType, E> {
        let spelling = usize::try_from(place).ok().and_then(|place| SPELLINGS.get(place));
        let kind = spelling.and_then(|spelling| AttributeType::from_spelling(spelling));
        kind.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(place), &self))
    }
}

/// Reads the contents of a value of a type.
struct ContentsSeed {
    kind: AttributeType,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for ContentsSeed {
    type Value = AttributeValue;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<AttributeValue, D::Error> {
        let depth = self.depth + 1;
        Ok(match self.kind {
            AttributeType::S => AttributeValue::S(Text::deserialize(from)?),
            AttributeType::N => AttributeValue::N(NumberText::deserialize(from)?.0),
            AttributeType::B => AttributeValue::B(Binary::deserialize(from)?.0),
            AttributeType::Bool => AttributeValue::Bool(bool::deserialize(from)?),
            AttributeType::Null => match bool::deserialize(from)? {
                true => AttributeValue::Null,
                false => return Err(D::Error::invalid_value(Unexpected::Bool(false), &"true")),
            },
            AttributeType::M => AttributeValue::M(from.deserialize_map(ItemVisitor { depth })?),
            AttributeType::L => AttributeValue::L(from.deserialize_seq(ListVisitor { depth })?),
            AttributeType::Ss => AttributeValue::Ss(set::<String, _, _>(from, |text| text)?),
            AttributeType::Ns => AttributeValue::Ns(set::<NumberText, _, _>(from, |number| number.0)?),
            AttributeType::Bs => AttributeValue::Bs(set::<Binary, _, _>(from, |bytes| bytes.0)?),
        })
    }
}

struct ItemVisitor {
    depth: usize,
}

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of attribute values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = map.next_key::<AttributeName>()? {
            entries.push((name, map.next_value_seed(ValueSeed { depth: self.depth })?));
        }
        Ok(entries.into_iter().collect())
    }
}

struct ListVisitor {
    depth: usize,
}

impl<'de> Visitor<'de> for ListVisitor {
    type Value = Vec<AttributeValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of attribute values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = elements.next_element_seed(ValueSeed { depth: self.depth })? {
            list.push(value);
        }
        Ok(list)
    }
}

/// Reads a set, whose members must differ.
fn set<'de, T: Deserialize<'de>, M: Ord, D: Deserializer<'de>>(
    from: D,
    member: fn(T) -> M,
) -> Result<BTreeSet<M>, D::Error> {
    from.deserialize_seq(SetVisitor { member, read: PhantomData })
}

struct SetVisitor<T, M> {
    member: fn(T) -> M,
    read: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, M: Ord> Visitor<'de> for SetVisitor<T, M> {
    type Value = BTreeSet<M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the members of a set")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut set = BTreeSet::new();
        while let Some(read) = members.next_element()? {
            if !set.insert((self.member)(read)) {
                return Err(A::Error::custom("a set holds a member twice"));
            }
        }
        Ok(set)
    }
}

/// Base64 in human-readable formats, bytes in others.
struct Binary(Vec<u8>);

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let readable = deserializer.is_human_readable();
        if readable {
            deserializer.deserialize_str(BinaryVisitor)
        } else {
            deserializer.deserialize_byte_buf(BinaryVisitor)
        }
    }
}

struct BinaryVisitor;

impl<'de> Visitor<'de> for BinaryVisitor {
    type Value = Binary;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes in base64")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Binary, E> {
        STANDARD.decode(text).map(Binary).map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Binary, E> {
        Ok(Binary(bytes.to_vec()))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Binary, E> {
        Ok(Binary(bytes))
    }
}
