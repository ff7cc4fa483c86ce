//! What tables and indexes are defined by: keys, projections, throughput, streams, encryption, and the constraints on
//! them.

pub(crate) mod attribute_types;
pub(crate) mod constraints;
pub(crate) mod keys;
pub(crate) mod partitions;
pub(crate) mod provisioned_units;
pub(crate) mod settings;
pub(crate) mod streams;
pub(crate) mod structures;
pub(crate) mod vector_indexes;
