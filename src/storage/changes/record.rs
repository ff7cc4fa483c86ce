//! A change of an item, as the log keeps it and as listeners are told of it.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::sequence::SequenceNumber;
use crate::{key::KeySchema, storage::stored::Stored, value::Item};

/// Who changed an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangedBy {
    /// A request of a client.
    Request,
    /// Time to live: the item expired.
    TimeToLive,
}

/// A change of an item in a table that is [watched](crate::Table::watch). One of old and new is there at least.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ItemChange {
    /// Its place in the order of the table's changes.
    pub sequence: SequenceNumber,
    /// When it was made, by the database's clock.
    pub at: SystemTime,
    /// The item's key.
    pub key: Item,
    /// The item before; none where there was none.
    pub old: Option<Arc<Item>>,
    /// The item after; none where it was deleted.
    pub new: Option<Arc<Item>>,
    /// Who made it.
    pub by: ChangedBy,
}

/// A change of an item as the log keeps it. One of old and new is there at least. The images are shared with the table
/// and with the item's other records.
#[derive(Debug, Clone)]
pub(crate) struct ChangeRecord {
    pub(super) sequence: SequenceNumber,
    pub(super) at_ms: u64,
    pub(super) by: ChangedBy,
    pub(super) old: Option<Stored>,
    pub(super) new: Option<Stored>,
}

impl ChangeRecord {
    /// A record of a change.
    pub(crate) fn new(
        sequence: SequenceNumber,
        at_ms: u64,
        by: ChangedBy,
        (old, new): (Option<Stored>, Option<Stored>),
    ) -> Self {
        debug_assert!(old.is_some() || new.is_some(), "a change has an image");
        Self { sequence, at_ms, by, old, new }
    }

    /// Its place in the order of the table's changes.
    pub(crate) fn sequence(&self) -> SequenceNumber {
        self.sequence
    }

    /// When the change was made, in milliseconds since 1970.
    pub(crate) fn at_ms(&self) -> u64 {
        self.at_ms
    }

    /// Who made it.
    pub(crate) fn by(&self) -> ChangedBy {
        self.by
    }

    /// The item before.
    pub(crate) fn old(&self) -> Option<&Stored> {
        self.old.as_ref()
    }

    /// The item after.
    pub(crate) fn new_item(&self) -> Option<&Stored> {
        self.new.as_ref()
    }

    /// The item's key.
    pub(crate) fn key(&self, schema: &KeySchema) -> Item {
        let image = self.new.as_ref().or(self.old.as_ref());
        debug_assert!(image.is_some(), "a change has an image");
        image.map(|image| schema.of(image.item())).unwrap_or_default()
    }

    /// The change as listeners are told of it.
    pub(super) fn shown(&self, schema: &KeySchema) -> ItemChange {
        let item = |image: &Option<Stored>| image.as_ref().map(|image| Arc::clone(image.item()));
        ItemChange {
            sequence: self.sequence,
            at: UNIX_EPOCH.checked_add(Duration::from_millis(self.at_ms)).unwrap_or(UNIX_EPOCH),
            key: self.key(schema),
            old: item(&self.old),
            new: item(&self.new),
            by: self.by,
        }
    }

    /// What the record counts for in memory, in bytes: both images whole, though they are often shared.
    pub(super) fn bytes(&self) -> u64 {
        let image = |image: &Option<Stored>| image.as_ref().map_or(0, |image| image.size() as u64);
        size_of::<Self>() as u64 + image(&self.old) + image(&self.new)
    }
}
