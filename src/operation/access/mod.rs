//! A request at its table: names to tables, keys and items to stored keys.

pub(crate) mod change;
pub(crate) mod in_use;
pub(crate) mod index_keys;
pub(crate) mod keys;
pub(crate) mod not_found;
pub(crate) mod recovery;
pub(crate) mod replicas;
pub(crate) mod resource_arn;
pub(crate) mod scalar_keys;
pub(crate) mod strong;
pub(crate) mod tables;
