//! Secondary indexes. The entries of a local index are a tree in the base table's partitions; a global index has
//! partitions of its own.

pub(super) mod definition;
pub(super) mod entry;
pub(super) mod global;
pub(super) mod list;

pub(crate) use definition::{IndexDefinition, IndexProjection};
pub(crate) use global::GlobalIndex;
