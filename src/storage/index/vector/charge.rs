//! What a write is charged for in a table with vector indexes.

use std::sync::Arc;

use super::vector_index::VectorIndex;
use crate::{size::value_size_bytes, storage::stored::Stored};

/// The bytes that an item's writes are charged for. An indexed vector counts four bytes for each dimension, whatever
/// its numbers are. (Measured)
pub(in crate::storage) fn charged_bytes(indexes: &[Arc<VectorIndex>], stored: &Stored) -> usize {
    let mut bytes = stored.size();
    let mut seen: Vec<&str> = Vec::new();
    for definition in indexes.iter().map(|index| index.definition()) {
        let Some(value) = stored.item().get(&definition.attribute) else { continue };
        // Indexes on one attribute have the same dimensions.
        if !seen.contains(&definition.attribute.as_str()) && definition.has_vector(value) {
            seen.push(&definition.attribute);
            bytes = bytes.saturating_sub(value_size_bytes(value)) + definition.vector_bytes();
        }
    }
    bytes
}
