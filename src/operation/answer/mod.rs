//! What is reported: capacity consumed, sizes of item collections.

pub(crate) mod capacity;
pub(crate) mod collection;
