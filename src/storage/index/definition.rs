//! Secondary indexes as they are defined: their keys, and what of an item they hold.

use std::fmt;

use serde_core::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Unexpected, Visitor},
};

use super::super::stored::Stored;
use crate::{
    key::KeySchema,
    record::record,
    value::{AttributeName, Item},
};

/// Which attributes an index holds besides its key and the table's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IndexProjection {
    /// All of them.
    All,
    /// None.
    KeysOnly,
    /// These.
    Include(Vec<AttributeName>),
}

/// As serde's derive would: a word, or a word and the names.
impl Serialize for IndexProjection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("All"),
            Self::KeysOnly => serializer.serialize_str("KeysOnly"),
            Self::Include(names) => {
                serializer.serialize_newtype_variant("IndexProjection", 2, "Include", names)
            }
        }
    }
}

impl<'de> Deserialize<'de> for IndexProjection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ProjectionReader)
    }
}

struct ProjectionReader;

impl<'de> Visitor<'de> for ProjectionReader {
    type Value = IndexProjection;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an index's projection")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<IndexProjection, E> {
        match word {
            "All" => Ok(IndexProjection::All),
            "KeysOnly" => Ok(IndexProjection::KeysOnly),
            _ => Err(E::invalid_value(Unexpected::Str(word), &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<IndexProjection, A::Error> {
        match map.next_entry::<String, Vec<AttributeName>>()? {
            Some((word, names)) if word == "Include" => Ok(IndexProjection::Include(names)),
            _ => Err(de::Error::invalid_value(Unexpected::Map, &self)),
        }
    }
}

record! {
    /// A secondary index as it was defined.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub(crate) struct IndexDefinition {
        pub(in super::super) name: String,
        pub(in super::super) schema: KeySchema,
        pub(in super::super) projection: IndexProjection,
    }
}

impl IndexDefinition {
    /// An index with this name, key schema and projection.
    pub(crate) fn new(name: String, schema: KeySchema, projection: IndexProjection) -> Self {
        Self { name, schema, projection }
    }

    /// The index's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The index's own key schema.
    pub(crate) fn schema(&self) -> &KeySchema {
        &self.schema
    }

    /// Which attributes it holds besides its key and the table's.
    pub(crate) fn projection(&self) -> &IndexProjection {
        &self.projection
    }

    /// Whether the index holds an attribute of this name.
    pub(crate) fn holds(&self, table: &KeySchema, name: &str) -> bool {
        match &self.projection {
            IndexProjection::All => true,
            _ if self.schema.contains(name) || table.contains(name) => true,
            IndexProjection::KeysOnly => false,
            IndexProjection::Include(names) => names.iter().any(|included| included == name),
        }
    }

    /// The index's copy of an item: the item itself where the index holds everything.
    pub(crate) fn project(&self, table: &KeySchema, stored: &Stored) -> Stored {
        if self.projection == IndexProjection::All {
            return stored.clone();
        }
        let copy: Item = stored
            .item
            .iter()
            .filter(|(name, _)| self.holds(table, name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        Stored::new(copy)
    }
}
