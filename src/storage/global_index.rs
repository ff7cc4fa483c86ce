//! Secondary indexes: what is in them, and the partitions of the global ones.

use std::{fmt, sync::Arc};

use serde_core::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Unexpected, Visitor},
};

use super::{layout::Layout, partition::Stored};
use crate::{
    key::{KeySchema, StoredKey},
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
        pub(crate) name: String,
        pub(crate) schema: KeySchema,
        pub(crate) projection: IndexProjection,
    }
}

impl IndexDefinition {
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

/// A global secondary index: hash partitions of its own, ordered by its own key.
#[derive(Debug)]
pub(crate) struct GlobalIndex {
    pub(crate) definition: Arc<IndexDefinition>,
    pub(crate) layout: Layout,
}

impl GlobalIndex {
    /// An empty index with this many partitions.
    pub(crate) fn new(definition: IndexDefinition, partitions: usize) -> Self {
        Self { definition: Arc::new(definition), layout: Layout::new(partitions, 0) }
    }

    /// Puts an entry in, or takes it out.
    pub(crate) fn set(&self, key: StoredKey, entry: Option<Stored>) {
        self.layout.write(key.hash, |data| data.set(key, entry).map(drop));
    }
}
