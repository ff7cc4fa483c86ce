//! Operations on several items, each independent of the others.

pub(crate) mod batch_get_item;
pub(crate) mod batch_write_item;
pub(crate) mod keys;
mod throttled;
