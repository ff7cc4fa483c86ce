//! DynamoDB JSON to values, while `serde_json` reads the request around them.

use std::fmt;

use serde_core::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    fault::{Faults, ValueFault, check_length},
    scalar::{BoolReader, OrNull, ScalarReader, read_set},
};
use crate::{
    limits::NESTING_LEVELS,
    value::{AttributeName, AttributeType, AttributeValue, Item, ItemBuilder},
};

/// A value or item as it was sent, with what is wrong in it. Wherever something is, a dummy stands in the value.
///
/// It stands in an operation's input as `Option<Checked<Item>>` (a key, or the values of an expression, are
/// `Item`s too), read by a derived `Deserialize`. Only `serde_json` can read it, and only directly: serde's
/// `flatten` and `untagged` would copy it into a tree first.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Checked<T> {
    /// The value; not to be used before [`faults`](Self::faults) were looked at.
    pub(crate) value: T,
    /// The fault to tell, if there is one. An empty name at the top level is not among them: operations tell it
    /// before all other faults of an item.
    pub(crate) faults: Option<Box<Faults>>,
}

impl<'de> Deserialize<'de> for Checked<Item> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut faults = None;
        let value = deserializer.deserialize_any(MapReader { faults: &mut faults, level: 1 })?;
        Ok(Self { value, faults })
    }
}

impl<'de> Deserialize<'de> for Checked<AttributeValue> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut faults = None;
        let value = ValueReader { faults: &mut faults, level: 1 }.deserialize(deserializer)?;
        Ok(Self { value, faults })
    }
}

/// Reads a value that stands on this level. It calls itself for maps and lists, but never beyond the levels
/// that DynamoDB allows; what lies deeper is skipped without recursion.
struct ValueReader<'a> {
    faults: &'a mut Option<Box<Faults>>,
    level: usize,
}

impl<'de> DeserializeSeed<'de> for ValueReader<'_> {
    type Value = AttributeValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeValue, D::Error> {
        if self.level > NESTING_LEVELS {
            let skipped = Box::<RawValue>::deserialize(deserializer)?;
            // Every level above has two braces or brackets: the value's own, and those of its map or list.
            let json_levels = 2 * (self.level - 1) + json_levels(skipped.get().as_bytes());
            Faults::note(self.faults, ValueFault::Nesting, json_levels);
            return Ok(AttributeValue::Null);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueReader<'_> {
    type Value = AttributeValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute value")
    }

    fn visit_unit<E: Error>(self) -> Result<AttributeValue, E> {
        Faults::note(self.faults, ValueFault::NoType, 0);
        Ok(AttributeValue::Null)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AttributeValue, A::Error> {
        let Self { faults, level } = self;
        let mut read: Option<(AttributeType, AttributeValue)> = None;
        // A fault inside a value of several types is not told.
        let mut inner = None;
        let mut several = false;
        while let Some(key) = map.next_key_seed(TypeName)? {
            let Some(attribute_type) = key else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let content = Content { faults: &mut inner, level, attribute_type };
            if let Some(value) = map.next_value_seed(content)? {
                several |= read.as_ref().is_some_and(|(other, _)| *other != attribute_type);
                read = Some((attribute_type, value));
            }
        }
        let fault = match read {
            Some((_, value)) if !several => {
                if let Some(inner) = inner {
                    Faults::join(faults, inner);
                }
                return Ok(value);
            }
            Some(_) => ValueFault::SeveralTypes,
            None => ValueFault::NoType,
        };
        Faults::note(faults, fault, inner.map_or(0, |inner| inner.json_levels()));
        Ok(AttributeValue::Null)
    }
}

/// The name of a type; `None` for a member that DynamoDB does not have, which it ignores.
struct TypeName;

impl<'de> DeserializeSeed<'de> for TypeName {
    type Value = Option<AttributeType>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for TypeName {
    type Value = Option<AttributeType>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(AttributeType::from_spelling(name))
    }
}

/// Reads what stands behind a type's name; `None` for null, which is as if the member were not there.
struct Content<'a> {
    faults: &'a mut Option<Box<Faults>>,
    level: usize,
    attribute_type: AttributeType,
}

impl Content<'_> {
    fn note(self, fault: ValueFault) -> AttributeValue {
        Faults::note(self.faults, fault, 0);
        AttributeValue::Null
    }
}

impl<'de> DeserializeSeed<'de> for Content<'_> {
    type Value = Option<AttributeValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        use AttributeType as Type;
        let Self { level, attribute_type, .. } = self;
        match attribute_type {
            Type::M => {
                let below = MapReader { faults: self.faults, level: level + 1 };
                deserializer.deserialize_any(OrNull(below)).map(|map| map.map(AttributeValue::M))
            }
            Type::L => {
                let below = ListReader { faults: self.faults, level: level + 1 };
                deserializer.deserialize_any(OrNull(below)).map(|list| list.map(AttributeValue::L))
            }
            Type::S | Type::N | Type::B => {
                let scalar = deserializer.deserialize_any(OrNull(ScalarReader(attribute_type)))?;
                Ok(scalar.map(|scalar| scalar.unwrap_or_else(|fault| self.note(fault))))
            }
            Type::Bool => Ok(deserializer.deserialize_any(OrNull(BoolReader))?.map(AttributeValue::Bool)),
            Type::Null => Ok(deserializer.deserialize_any(OrNull(BoolReader))?.map(|truth| match truth {
                true => AttributeValue::Null,
                false => self.note(ValueFault::NullFalse),
            })),
            Type::Ss | Type::Ns | Type::Bs => {
                let Some(set) = read_set(attribute_type, deserializer)? else { return Ok(None) };
                Ok(Some(set.unwrap_or_else(|fault| self.note(fault))))
            }
        }
    }
}

/// Reads a map of names to values on this level; level 1 is an item.
struct MapReader<'a> {
    faults: &'a mut Option<Box<Faults>>,
    level: usize,
}

impl<'de> Visitor<'de> for MapReader<'_> {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
        let Self { faults, level } = self;
        let mut attributes = ItemBuilder::new();
        while let Some(name) = map.next_key_seed(Name)? {
            let value = map.next_value_seed(ValueReader { faults: &mut *faults, level })?;
            check_length(faults, &name);
            if level == 1 {
                Faults::locate(faults, &name);
            } else if name.is_empty() {
                Faults::note(faults, ValueFault::EmptyName, 0);
            }
            attributes.add(name, value);
        }
        Ok(attributes.finish())
    }
}

struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = AttributeName;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<AttributeName, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = AttributeName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<AttributeName, E> {
        Ok(name.into())
    }
}

struct ListReader<'a> {
    faults: &'a mut Option<Box<Faults>>,
    level: usize,
}

impl<'de> Visitor<'de> for ListReader<'_> {
    type Value = Vec<AttributeValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let Self { faults, level } = self;
        let mut list = Vec::new();
        while let Some(value) = elements.next_element_seed(ValueReader { faults: &mut *faults, level })? {
            list.push(value);
        }
        Ok(list)
    }
}

/// The deepest nesting of braces and brackets in a JSON text that is well formed.
fn json_levels(json: &[u8]) -> usize {
    let (mut level, mut deepest, mut in_string) = (0_usize, 0, false);
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' => {
                bytes.next();
            }
            _ if in_string => {}
            b'{' | b'[' => {
                level += 1;
                deepest = deepest.max(level);
            }
            b'}' | b']' => level = level.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
