//! What a region notes in the journal, under numbers that name the region too.

use std::sync::Arc;

use super::{
    archive::{DiskArchive, Known},
    journal::DiskJournal,
    log_note::{write_left, write_log, write_nothing_left},
    record::{number_of, write_change, write_deletion, write_no_values, write_recorded, write_value},
};
use crate::{
    key::StoredKey,
    snapshot::TableRecord,
    storage::{
        ChangeRecord, DeletedTable, Journal, JournalFailed, LogJournal, NotedLog, NotedTable, ShardId,
        Stored, ValueKey,
    },
};

/// The journal as a region has it.
#[derive(Debug, Clone)]
pub(super) struct RegionJournal {
    journal: Arc<DiskJournal>,
    /// The region's place.
    region: u32,
}

impl RegionJournal {
    pub(super) fn new(journal: Arc<DiskJournal>, region: u32) -> Self {
        Self { journal, region }
    }

    /// The archive of the region's backups, which has these.
    pub(super) fn archive(&self, known: Known) -> DiskArchive {
        DiskArchive::new(Arc::clone(&self.journal.shared), self.region, known)
    }
}

impl LogJournal for RegionJournal {
    fn note_log(&self, log: &NotedLog) {
        let mut records = Vec::new();
        write_log(self.region, log, &mut records);
        self.journal.shared.note(&records);
    }
}

impl Journal for RegionJournal {
    fn note_item(&self, table: u64, key: &StoredKey, item: Option<&Stored>) -> u64 {
        let item = item.map(|stored| &**stored.item());
        let table = number_of(self.region, Some(table));
        self.journal.shared.note_record(|records| write_change(table, key, item, records))
    }

    fn note_recorded(
        &self,
        table: u64,
        key: Option<&StoredKey>,
        shard: ShardId,
        record: &ChangeRecord,
    ) -> u64 {
        let table = number_of(self.region, Some(table));
        self.journal.shared.note_record(|records| write_recorded(table, key, shard, record, records))
    }

    fn begin_group(&self) {
        self.journal.shared.begin_group();
    }

    fn end_group(&self) {
        self.journal.shared.end_group();
    }

    fn is_noted(&self, number: u64) -> bool {
        self.journal.shared.is_noted(number)
    }

    fn note_value(&self, key: &ValueKey<'_>, value: Option<&[u8]>) -> u64 {
        let place = number_of(self.region, key.table);
        let key = (key.kind as u8, key.key);
        self.journal.shared.note_record(|records| write_value(place, key, value, records))
    }

    fn note_no_values(&self, begin: &ValueKey<'_>) {
        let place = number_of(self.region, begin.table);
        let begin = (begin.kind as u8, begin.key);
        self.journal.shared.note_record(|records| write_no_values(place, begin, records));
    }

    fn note_table(&self, table: &NotedTable<'_>) {
        let NotedTable { sequence, settings, .. } = *table;
        let is_listed = |name: &str| {
            table.global_indexes.iter().any(|index| index.definition().name() == name)
                || table.vector_indexes.iter().any(|index| index.definition().name == name)
        };
        let mut names = settings.global_indexes.keys().chain(settings.vector_indexes.keys());
        // An index that is being added comes into the table's list next, and is noted then.
        if table.is_dropped || names.any(|name| settings.is_filling(name) && !is_listed(name)) {
            return;
        }
        let Some(record) = TableRecord::of_definition(table) else {
            return self.note_deleted_table(sequence, None);
        };
        let json = serde_json::to_vec(&record);
        debug_assert!(json.is_ok(), "a definition can be written");
        if let Ok(json) = json {
            self.journal.shared.note_definition(number_of(self.region, Some(sequence)), json);
        }
    }

    fn note_deleted_table(&self, table: u64, left: Option<(&str, &DeletedTable)>) {
        let (shared, number) = (&self.journal.shared, number_of(self.region, Some(table)));
        // A table that is gone, or is known to be going, is deleted already.
        if shared.forget_definition(number) {
            let number = shared.note_record(|records| {
                write_deletion(number, records);
                match left {
                    Some((name, left)) => write_left(self.region, name, left, records),
                    None => write_nothing_left(self.region, table, records),
                }
            });
            shared.note_last_definition(number);
        }
    }

    fn note_left_table(&self, name: &str, left: &DeletedTable) {
        self.journal.shared.note_record(|records| write_left(self.region, name, left, records));
    }

    fn note_forgotten_table(&self, table: u64) {
        self.journal.shared.note_record(|records| write_nothing_left(self.region, table, records));
    }

    fn close(&self) {
        let counts = self.journal.shared.counted.close(self.region);
        if !counts.is_empty() {
            self.journal.shared.note_record(|records| records.extend_from_slice(&counts));
        }
    }

    fn failure(&self) -> Option<JournalFailed> {
        self.journal.shared.failure()
    }

    fn keep(&self, number: u64) -> Result<(), JournalFailed> {
        self.journal.shared.keep(number)
    }

    fn keep_pace(&self) -> Result<(), JournalFailed> {
        self.journal.shared.keep_pace()
    }

    fn sync(&self) -> Result<(), JournalFailed> {
        self.journal.shared.settle(self.last())?;
        self.failure().map_or(Ok(()), Err)
    }

    fn last(&self) -> u64 {
        self.journal.shared.last()
    }

    fn last_definition(&self) -> u64 {
        self.journal.shared.last_definition()
    }
}
