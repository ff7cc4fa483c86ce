//! What is reported: capacity consumed, sizes of item collections, items.

pub(crate) mod capacity;
pub(crate) mod collection;
pub(crate) mod consumed_capacity;
pub(crate) mod items;
pub(crate) mod page;
