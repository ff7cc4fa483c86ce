//! Records that writes return.

use std::sync::Arc;

use super::record::Record;
use crate::{
    error::{Error, Result},
    value::Item,
};

/// The record of an item whose key was that of the record.
pub(super) fn read<T: Record>(item: &Item) -> Result<T> {
    T::read_item(item)?.ok_or_else(|| Error::validation("The key of the item is that of another record"))
}

/// The record that a write returns which required that there was one.
pub(super) fn returned<T: Record>(item: Option<Arc<Item>>) -> Result<T> {
    item.map_or_else(|| Err(Error::validation("There was no record")), |item| read(&item))
}
