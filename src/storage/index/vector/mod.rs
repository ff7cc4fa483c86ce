//! Vector indexes: the vectors of items, packed separately from the items, and the search for those nearest to one.

pub(in crate::storage) mod charge;
pub(crate) mod definition;
pub(crate) mod distance;
pub(crate) mod nearest;
mod packed;
pub(crate) mod vector_index;
