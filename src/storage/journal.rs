//! The door through which a database that is kept on disk notes its changes. What lies behind it is not storage's.
//!
//! Changes have numbers, in an order in which those of one item follow each other, and they become durable in the order
//! of their numbers. The contents of a partition know the number of their last change, so whoever has looked at
//! contents knows for what to wait before it answers.

use std::{fmt, sync::Arc};

use super::{
    index::{definition::IndexDefinition, global::GlobalIndex, vector::vector_index::VectorIndex},
    layout::Layout,
    settings::TableSettings,
    stored::Stored,
};
use crate::{
    error::Error,
    key::{KeySchema, StoredKey},
};

/// Where changes are noted.
pub(crate) trait Journal: fmt::Debug + Send + Sync {
    /// Notes the item of a table, by the table's sequence, as it is from now on; `None` if it is deleted. The caller
    /// holds the lock of its partition. Returns the change's number.
    fn note_item(&self, table: u64, key: &StoredKey, item: Option<&Stored>) -> u64;

    /// The changes of items that this thread notes from now on are one: they are kept all or none.
    fn begin_group(&self);

    /// Ends the group.
    fn end_group(&self);

    /// Notes how a table is defined from now on. The caller holds the lock of its settings.
    fn note_table(&self, table: &NotedTable<'_>);

    /// Notes that the table of this sequence is deleted with all its items.
    fn note_deleted_table(&self, table: u64);

    /// Why changes are not kept any more, if that is so: a write or a sync has failed.
    fn failure(&self) -> Option<JournalFailed>;

    /// Waits as long as the database promises, until the changes up to this number are durable.
    ///
    /// # Errors
    /// A write or a sync has failed, so they may not be.
    fn keep(&self, number: u64) -> Result<(), JournalFailed>;

    /// Waits until all changes are durable, whatever the database promises.
    ///
    /// # Errors
    /// A write or a sync has failed.
    #[cfg(feature = "disk")]
    fn sync(&self) -> Result<(), JournalFailed>;

    /// The number of the last change.
    fn last(&self) -> u64;

    /// The number of the last change that was not one of an item.
    fn last_definition(&self) -> u64;
}

/// What a journal notes of a table.
#[cfg_attr(not(feature = "disk"), expect(dead_code, reason = "only a disk reads it"))]
pub(crate) struct NotedTable<'t> {
    pub(crate) name: &'t str,
    pub(crate) sequence: u64,
    pub(crate) is_dropped: bool,
    pub(crate) schema: &'t KeySchema,
    pub(crate) local_indexes: &'t [Arc<IndexDefinition>],
    pub(crate) global_indexes: Arc<Vec<Arc<GlobalIndex>>>,
    pub(crate) vector_indexes: Arc<Vec<Arc<VectorIndex>>>,
    pub(crate) layout: &'t Layout,
    pub(crate) settings: &'t TableSettings,
}

/// Changes are not kept any more, because the disk has failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "The database on disk takes no changes any more, because {0}. What was acknowledged before is kept: open it again"
)]
pub(crate) struct JournalFailed(pub(crate) Arc<str>);

impl From<JournalFailed> for Error {
    fn from(failed: JournalFailed) -> Self {
        Self::InternalServer(failed.to_string())
    }
}

/// The changes of a transaction, which are kept all or none. The locks of all its partitions are held meanwhile.
#[derive(Debug)]
pub(super) struct Group<'j>(&'j dyn Journal);

impl<'j> Group<'j> {
    pub(super) fn begin(journal: &'j dyn Journal) -> Self {
        journal.begin_group();
        Self(journal)
    }
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        self.0.end_group();
    }
}
