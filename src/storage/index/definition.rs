//! Secondary indexes as they are defined: their keys, and what of an item they hold.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    key::KeySchema,
    storage::stored::Stored,
    value::{AttributeName, Item},
};

/// Which attributes an index holds besides its key and the table's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum IndexProjection {
    /// All of them.
    All,
    /// None.
    KeysOnly,
    /// These attributes.
    Include(Vec<AttributeName>),
}

/// A secondary index as it was defined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IndexDefinition {
    name: String,
    schema: KeySchema,
    projection: IndexProjection,
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

    /// The same index with another name.
    pub(crate) fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Whether the two indexes of a table have the same entries: their keys and projections are the same, in whatever
    /// order the projected attributes are.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let is_same_projection = match (&self.projection, &other.projection) {
            (IndexProjection::Include(one), IndexProjection::Include(other)) => {
                one.iter().collect::<BTreeSet<_>>() == other.iter().collect()
            }
            (one, other) => one == other,
        };
        self.schema == other.schema && is_same_projection
    }

    /// Whether an item is in the index: it has the attributes of the key, and their values fit. If the table had items
    /// before the index, some may not fit.
    pub(crate) fn has(&self, item: &Item) -> bool {
        self.schema.is_complete_in(item)
            && self.schema.check(item).is_ok()
            && self.schema.check_lengths(item).is_ok()
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

    /// The index's copy of an item: the item itself if the index holds all attributes.
    pub(crate) fn project(&self, table: &KeySchema, stored: &Stored) -> Stored {
        if self.projection == IndexProjection::All {
            return stored.clone();
        }
        let copy: Item = stored
            .item()
            .iter()
            .filter(|(name, _)| self.holds(table, name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        Stored::new(copy)
    }
}
