//! The door through which a database that is kept on disk notes its changes. What lies behind it is not storage's.
//!
//! Changes have numbers, in an order in which those of one item follow each other, and they become durable in the order
//! of their numbers. The contents of a partition know the number of their last change, so whoever has looked at
//! contents knows for what to wait before it answers.

use std::sync::Arc;

use super::{
    changes::{deleted::DeletedTable, noted::LogJournal, record::ChangeRecord, shard::ShardId},
    index::{definition::IndexDefinition, global::GlobalIndex, vector::vector_index::VectorIndex},
    layout::Layout,
    partition::Partition,
    settings::TableSettings,
    stored::Stored,
};
use crate::{
    error::Error,
    key::{KeySchema, StoredKey},
};

/// Where changes are noted.
pub(crate) trait Journal: LogJournal {
    /// Notes the item of a table, by the table's sequence, as it is from now on; `None` if it is deleted. The caller
    /// holds the lock of its partition. Returns the change's number.
    fn note_item(&self, table: u64, key: &StoredKey, item: Option<&Stored>) -> u64;

    /// Notes an item, as `note_item` does, with the record of the change in the change log of its table, where it is in
    /// this shard. The record tells how the item is from now on. Both are kept or none.
    /// Without the key it is the record alone.
    fn note_recorded(
        &self,
        table: u64,
        key: Option<&StoredKey>,
        shard: ShardId,
        record: &ChangeRecord,
    ) -> u64;

    /// What this thread notes from now on is one change: it is kept whole or not at all. A group in a group is part of
    /// it.
    fn begin_group(&self);

    /// Ends the group.
    fn end_group(&self);

    /// Whether the change with this number has its place in the order of changes: a group that has not ended has none.
    fn is_noted(&self, number: u64) -> bool;

    /// Notes a value that is kept beside items and definitions, as it is from now on; `None` if it is gone. Returns the
    /// change's number.
    fn note_value(&self, key: &ValueKey<'_>, value: Option<&[u8]>) -> u64;

    /// Notes that all values are gone whose keys begin with this one.
    fn note_no_values(&self, begin: &ValueKey<'_>);

    /// Notes how a table is defined from now on. The caller holds the lock of its settings.
    fn note_table(&self, table: &NotedTable<'_>);

    /// Notes that the table of this sequence is deleted with all its items. Of its change log stays what is left of the
    /// table, if anything is.
    fn note_deleted_table(&self, table: u64, left: Option<(&str, &DeletedTable)>);

    /// Notes what is left of a deleted table of this name that was in another database; records of changes follow.
    fn note_left_table(&self, name: &str, left: &DeletedTable);

    /// Notes that nothing is left of the table of this sequence, which was deleted before.
    fn note_forgotten_table(&self, table: u64);

    /// The region is closed: notes what is noted only then.
    fn close(&self);

    /// Why changes are not kept any more, if that is so: a write or a sync has failed.
    fn failure(&self) -> Option<JournalFailed>;

    /// Waits as long as the database promises, until the changes up to this number are durable.
    ///
    /// # Errors
    /// A write or a sync has failed, so they may not be.
    fn keep(&self, number: u64) -> Result<(), JournalFailed>;

    /// Waits while very much waits to be written: called by work that waits for none of its changes, between pieces.
    ///
    /// # Errors
    /// A write or a sync has failed.
    fn keep_pace(&self) -> Result<(), JournalFailed>;

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
    /// The partitions as they are after a split that nobody sees yet, of the table or of the index of this name.
    pub(crate) split: Option<(Option<&'t str>, &'t [Arc<Partition>])>,
    pub(crate) settings: &'t TableSettings,
}

/// The key of a value that is kept beside items and definitions.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "disk"), expect(dead_code, reason = "only a disk reads it"))]
pub(crate) struct ValueKey<'k> {
    /// The sequence of the table with which the value goes; `None` if it is the region's.
    pub(crate) table: Option<u64>,
    pub(crate) kind: ValueKind,
    /// What tells values of one kind from each other.
    pub(crate) key: &'k [u8],
}

/// The kinds of values that are kept beside items and definitions. Their numbers lie in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[cfg_attr(not(feature = "disk"), expect(dead_code, reason = "only a disk keeps all of them"))]
pub(crate) enum ValueKind {
    /// The client request token of a transaction.
    ClientToken = 1,
    Export = 2,
    Import = 3,
    BulkOperation = 4,
    /// How many bytes of records a stream keeps, if that was set.
    StreamBytes = 5,
    /// The reads and writes that a table's partitions have counted.
    Counts = 6,
    /// The version of an item of a replica.
    Version = 7,
    /// A change on its way to a replica.
    Way = 8,
    /// The numbers and the window of a table's change log.
    Log = 9,
    /// A shard of a change log.
    Shard = 10,
    /// What is left of a deleted table.
    Remains = 11,
    Backup = 12,
}

/// Changes are not kept any more, because the disk has failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("The database on disk takes no changes any more, because {why}. {kept}: open it again")]
pub(crate) struct JournalFailed {
    pub(crate) why: Arc<str>,
    /// What is said of the changes that were acknowledged before.
    pub(crate) kept: &'static str,
}

impl From<JournalFailed> for Error {
    fn from(failed: JournalFailed) -> Self {
        Self::InternalServer(failed.to_string())
    }
}

/// Changes that are kept all or none, such as those of a transaction. Nobody else changes the same meanwhile: a
/// transaction holds the locks of all its partitions.
#[derive(Debug)]
pub(crate) struct Group<'j>(&'j dyn Journal);

impl<'j> Group<'j> {
    pub(crate) fn begin(journal: &'j dyn Journal) -> Self {
        journal.begin_group();
        Self(journal)
    }
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        self.0.end_group();
    }
}
