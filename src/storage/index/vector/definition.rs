//! Vector indexes as they are defined: which items they have, and what of an item they hold.

use serde::{Deserialize, Serialize};

use super::{super::definition::IndexProjection, distance::VectorDistanceFunction};
use crate::{
    key::{KeyAttribute, KeyFault, KeySchema, StoredKey, check_lengths, partition_prefix},
    size::{item_size_bytes, value_size_bytes},
    storage::stored::Stored,
    value::{AttributeName, AttributeValue, Item},
};

/// The size of a vector's dimension in bytes: an index holds numbers of 32 bits. (Developer guide: Storage
/// considerations for vector indexes)
const DIMENSION_BYTES: usize = size_of::<f32>();

/// An attribute that narrows searches, with the type of its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SearchAttribute {
    pub(crate) attribute: KeyAttribute,
    /// Whether it is the index's partition key, `HASH`; an inline filter otherwise.
    pub(crate) is_partition_key: bool,
}

/// A vector index as it was defined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VectorIndexDefinition {
    pub(crate) name: String,
    /// The attribute that holds the vectors.
    pub(crate) attribute: AttributeName,
    pub(crate) dimensions: usize,
    pub(crate) distance_function: VectorDistanceFunction,
    /// In the order of the request; at most one is the partition key.
    pub(crate) search_schema: Vec<SearchAttribute>,
    pub(crate) projection: IndexProjection,
}

/// Why an item may not be written to a table with a vector index. Operations make messages of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum VectorFault {
    /// The vector is no list.
    #[error("the vector is no list")]
    NoList,
    /// The vector has another number of dimensions.
    #[error("the vector has {actual} dimensions")]
    Dimensions { actual: usize },
    /// The element at this position is no number, or one that 32 bits cannot hold.
    #[error("element {position} of the vector is no number of 32 bits")]
    Element { position: usize },
    /// The value of the index's partition key does not fit.
    #[error("{fault}")]
    PartitionKey { attribute: AttributeName, fault: KeyFault },
}

impl VectorIndexDefinition {
    /// The attribute that divides the index into parts, if there is one. A search looks in one part.
    pub(crate) fn partition_key(&self) -> Option<&KeyAttribute> {
        self.search_schema.iter().find(|element| element.is_partition_key).map(|element| &element.attribute)
    }

    /// The attribute of the search schema that has this name.
    pub(crate) fn search_attribute(&self, name: &str) -> Option<&SearchAttribute> {
        self.search_schema.iter().find(|element| element.attribute.name == name)
    }

    /// Why an item may not be written to the table. A missing attribute is no fault: such an item is not in the index.
    pub(crate) fn fault(&self, item: &Item) -> Option<VectorFault> {
        let vector = item.get(&self.attribute).and_then(|value| vector_of(value, self.dimensions).err());
        vector.or_else(|| self.partition_key_fault(item))
    }

    fn partition_key_fault(&self, item: &Item) -> Option<VectorFault> {
        let attribute = self.partition_key()?;
        let value = item.get(&attribute.name)?;
        let checked = attribute.check(value).and_then(|()| check_lengths(&[value], &[]));
        let name = || attribute.name.clone();
        checked.err().map(|fault| VectorFault::PartitionKey { attribute: name(), fault })
    }

    /// The item's vector, if the item is in the index: it has a vector and a partition key, and both fit. If the table
    /// had items before the index, some may not fit.
    pub(crate) fn vector(&self, item: &Item) -> Option<Vec<f32>> {
        let is_partitioned = self.partition_key().is_none_or(|key| item.contains(&key.name));
        if !is_partitioned || self.partition_key_fault(item).is_some() {
            return None;
        }
        vector_of(item.get(&self.attribute)?, self.dimensions).ok()
    }

    /// The part that an item of the index is in.
    pub(crate) fn part_of(&self, item: &Item) -> StoredKey {
        self.part(self.partition_key().and_then(|key| item.get(&key.name)))
    }

    /// The part of the items with this value of the partition key. An index without a partition key has one part.
    pub(crate) fn part(&self, partition_key: Option<&AttributeValue>) -> StoredKey {
        partition_key.map_or_else(StoredKey::default, |value| partition_prefix(&[value]))
    }

    /// Whether the index holds an attribute of this name, beside the vector.
    fn holds(&self, table: &KeySchema, name: &str) -> bool {
        match &self.projection {
            _ if name == self.attribute.as_str() => false,
            IndexProjection::All => true,
            _ if table.contains(name) || self.search_attribute(name).is_some() => true,
            IndexProjection::KeysOnly => false,
            IndexProjection::Include(names) => names.iter().any(|included| included == name),
        }
    }

    /// The index's copy of an item: the item itself, with its vector, if the index holds all attributes.
    pub(crate) fn project(&self, table: &KeySchema, stored: &Stored) -> Stored {
        if self.projection == IndexProjection::All {
            return stored.clone();
        }
        Stored::new(self.without_vector(table, stored.item()))
    }

    /// What the index holds of an item beside the vector.
    pub(crate) fn without_vector(&self, table: &KeySchema, item: &Item) -> Item {
        let held = item.iter().filter(|(name, _)| self.holds(table, name));
        held.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The size of an item's entry: what the index holds of it, and the vector.
    pub(crate) fn entry_bytes(&self, entry: &Stored) -> usize {
        let others = match entry.item().get(&self.attribute) {
            Some(vector) => entry.size().saturating_sub(self.attribute.len() + value_size_bytes(vector)),
            None => entry.size(),
        };
        debug_assert_eq!(
            others,
            item_size_bytes(entry.item())
                - entry
                    .item()
                    .get(&self.attribute)
                    .map_or(0, |vector| self.attribute.len() + value_size_bytes(vector)),
            "an entry's size is that of its attributes"
        );
        others + self.attribute.len() + self.vector_bytes()
    }

    /// Whether a value is a list of as many numbers as the index has dimensions.
    pub(crate) fn has_vector(&self, value: &AttributeValue) -> bool {
        let AttributeValue::L(list) = value else { return false };
        list.len() == self.dimensions && list.iter().all(|element| element.as_n().is_some())
    }

    /// The size of a vector, without its attribute's name.
    pub(crate) fn vector_bytes(&self) -> usize {
        self.dimensions * DIMENSION_BYTES
    }
}

/// A value as a vector with this many dimensions.
fn vector_of(value: &AttributeValue, dimensions: usize) -> Result<Vec<f32>, VectorFault> {
    let AttributeValue::L(list) = value else { return Err(VectorFault::NoList) };
    if list.len() != dimensions {
        return Err(VectorFault::Dimensions { actual: list.len() });
    }
    let element = |(position, element): (usize, &AttributeValue)| {
        element_of(element).ok_or(VectorFault::Element { position })
    };
    list.iter().enumerate().map(element).collect()
}

/// A value as an element of a vector; `None` if it is no number, or one that 32 bits cannot hold.
pub(crate) fn element_of(value: &AttributeValue) -> Option<f32> {
    value.as_n().map(|number| number.to_f32()).filter(|element| element.is_finite())
}
