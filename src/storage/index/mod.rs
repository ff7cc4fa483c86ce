//! Secondary indexes. The entries of a local index are a tree in the base table's partitions; a global index has
//! partitions of its own.

pub(crate) mod definition;
pub(crate) mod global;
pub(super) mod list;

pub(crate) use definition::{IndexDefinition, IndexProjection};
pub(crate) use global::GlobalIndex;
