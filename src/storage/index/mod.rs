//! Secondary indexes. The entries of a local index are a tree in the base table's partitions; a global index has its
//! own partitions; a vector index packs the vectors into contiguous pieces.

pub(super) mod definition;
pub(super) mod entry;
pub(super) mod global;
pub(super) mod list;
pub(crate) mod vector;

pub(crate) use definition::{IndexDefinition, IndexProjection};
pub(crate) use global::GlobalIndex;
pub use vector::distance::VectorDistanceFunction;
pub(crate) use vector::{
    definition::{SearchAttribute, VectorFault, VectorIndexDefinition, element_of},
    distance::SearchVector,
    nearest::Hit,
    vector_index::VectorIndex,
};
