//! A request at its table: names to tables, keys and items to places.

pub(crate) mod keys;
pub(crate) mod not_found;
pub(crate) mod resource_arn;
pub(crate) mod scalar_keys;
pub(crate) mod tables;
