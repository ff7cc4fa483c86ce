//! What a table is made from.

use super::{
    index::{definition::IndexDefinition, vector::definition::VectorIndexDefinition},
    settings::TableSettings,
};
use crate::key::KeySchema;

/// What a table is made from. Plain data with public fields: CreateTable or the snapshot's reader has checked it.
#[derive(Debug, Clone)]
pub(crate) struct TableDefinition {
    pub(crate) name: String,
    pub(crate) schema: KeySchema,
    pub(crate) local_indexes: Vec<IndexDefinition>,
    /// The global indexes, each with its number of partitions.
    pub(crate) global_indexes: Vec<(IndexDefinition, usize)>,
    pub(crate) vector_indexes: Vec<VectorIndexDefinition>,
    pub(crate) partitions: usize,
    pub(crate) settings: TableSettings,
}
