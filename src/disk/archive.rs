//! The backups of a region in the file. A backup is written as what differs from an earlier one of its table, as far as
//! that is less than the table.
//!
//! ```text
//! backup 1   all items                   rows 1
//! backup 2   based on 1: differences     rows 2       backup 2 is gone:   backup 3, based on 1
//! backup 3   based on 2: differences     rows 3                           rows 2, with those of 3 over them
//! ```
//! So a backup that goes costs no more than what differs between it and the next.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, mem,
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    log_note::write_json,
    record::{number_of, write_no_rows, write_row, write_value},
    shared::Shared,
};
use crate::{
    engine::{Archive, Backup, Rows},
    key::StoredKey,
    operation::access::change::checked_restored,
    snapshot::BackupRecord,
    storage::{Differences, Stored, Table, ValueKind},
    sync::Mutex,
    value::Item,
};

/// So many bytes of rows are noted at once.
const NOTED_BYTES: usize = 1 << 20;

/// A backup in the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ArchiveRecord {
    /// The number of the backup that this one is based on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) base: Option<u64>,
    /// The number of its rows.
    pub(super) rows: u64,
    pub(super) backup: BackupRecord,
}

/// The backups of a region.
pub(super) struct DiskArchive {
    shared: Arc<Shared>,
    region: u32,
    known: Mutex<Known>,
}

impl fmt::Debug for DiskArchive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiskArchive").field("region", &self.region).finish_non_exhaustive()
    }
}

/// What the file has, or will have.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The next number of a backup, and of rows.
    pub(super) next: u64,
    /// By number; a base has a smaller one.
    pub(super) backups: BTreeMap<u64, Kept>,
}

/// A backup that is kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) base: Option<u64>,
    pub(super) rows: u64,
    pub(super) backup: Arc<Backup>,
}

impl DiskArchive {
    pub(super) fn new(shared: Arc<Shared>, region: u32, known: Known) -> Self {
        Self { shared, region, known: Mutex::new(known) }
    }

    /// Notes rows under this number: these differences from the backup that it is based on, or all items of the table.
    fn note_rows(&self, rows: u64, table: &Table, differences: Option<&Differences>) {
        let rows = number_of(self.region, Some(rows));
        let mut noted = NotedRows { archive: self, rows, bytes: Vec::new() };
        match differences {
            Some(differences) => {
                differences.removed.iter().for_each(|stored| noted.add_item(table, stored, None));
                differences.put.iter().for_each(|put| noted.add_item(table, put, Some(put.item())));
            }
            None => {
                for (_, data) in table.layout().contents() {
                    data.items().iter().for_each(|(key, stored)| noted.add(key, Some(stored.item())));
                }
            }
        }
        noted.note();
    }

    fn note_backup(&self, number: u64, kept: &Kept) {
        let backup = BackupRecord::whole(&kept.backup);
        let record = ArchiveRecord { base: kept.base, rows: kept.rows, backup };
        self.shared.note_record(|out| {
            let (kind, key) = (ValueKind::Backup as u8, number.to_be_bytes());
            write_json(number_of(self.region, None), (kind, &key), &record, out);
        });
    }

    fn note_no_backup(&self, number: u64) {
        let (place, key) = (number_of(self.region, None), number.to_be_bytes());
        self.shared.note_record(|out| write_value(place, (ValueKind::Backup as u8, &key), None, out));
    }

    fn note_no_rows(&self, rows: u64) {
        let rows = number_of(self.region, Some(rows));
        self.shared.note_record(|out| write_no_rows(rows, out));
    }

    /// Drops rows that belong to no backup: a crash came before the backup was made.
    pub(super) fn drop_lost(&self, rows: impl IntoIterator<Item = u64>) {
        rows.into_iter().for_each(|rows| self.note_no_rows(rows));
    }

    /// Puts a backup that was based on one that goes on that one's base. The `heir` of its rows only notes what differs.
    fn rebase(&self, known: &mut Known, (gone, child): (&Kept, u64), is_heir: bool) {
        let Some(mut kept) = known.backups.get(&child).cloned() else { return };
        let (before, table) = (kept.rows, &kept.backup.table);
        let over = is_heir.then(|| table.differences_from(&gone.backup.table)).flatten();
        (kept.base, kept.rows) = match over {
            Some(differences) => {
                self.note_rows(gone.rows, table, Some(&differences));
                (gone.base, gone.rows)
            }
            None => {
                let base = gone.base.and_then(|base| known.backups.get(&base));
                let differences = base.and_then(|base| table.differences_from(&base.backup.table));
                let rows = known.take_number();
                self.note_rows(rows, table, differences.as_ref());
                (gone.base.filter(|_| differences.is_some()), rows)
            }
        };
        self.note_backup(child, &kept);
        self.note_no_rows(before);
        known.backups.insert(child, kept);
    }
}

impl Archive for DiskArchive {
    fn write(&self, table: &Table) -> Rows {
        let mut known = self.known.lock();
        let (number, base) = (known.take_number(), known.latest_of(table.sequence()));
        drop(known);
        let differences = base.as_ref().and_then(|(_, base)| table.differences_from(&base.table));
        self.note_rows(number, table, differences.as_ref());
        Rows { number, base: base.filter(|_| differences.is_some()).map(|(base, _)| base) }
    }

    fn keep(&self, rows: Rows, backup: &Arc<Backup>) {
        let mut known = self.known.lock();
        self.shared.begin_group();
        let Rows { number, mut base } = rows;
        let mut of = number;
        if base.is_some_and(|base| !known.backups.contains_key(&base)) {
            // The base has gone since.
            self.note_no_rows(number);
            of = known.take_number();
            base = None;
            self.note_rows(of, &backup.table, None);
        }
        let kept = Kept { base, rows: of, backup: Arc::clone(backup) };
        self.note_backup(number, &kept);
        self.shared.end_group();
        known.backups.insert(number, kept);
    }

    fn remove(&self, backup: &Backup) {
        let mut known = self.known.lock();
        let is_it = |kept: &Kept| std::ptr::eq(&raw const *kept.backup, backup);
        let number = known.backups.iter().find(|(_, kept)| is_it(kept)).map(|(number, _)| *number);
        let Some(number) = number else { return };
        let Some(gone) = known.backups.remove(&number) else { return };
        let children = known.backups.iter().filter(|(_, kept)| kept.base == Some(number));
        let children: Vec<u64> = children.map(|(child, _)| *child).collect();
        self.shared.begin_group();
        self.note_no_backup(number);
        if let Some((heir, others)) = children.split_last() {
            others.iter().for_each(|child| self.rebase(&mut known, (&gone, *child), false));
            self.rebase(&mut known, (&gone, *heir), true);
        }
        if !known.backups.values().any(|kept| kept.rows == gone.rows) {
            self.note_no_rows(gone.rows);
        }
        self.shared.end_group();
    }

    fn remove_all(&self) {
        let gone = mem::take(&mut self.known.lock().backups);
        self.shared.begin_group();
        gone.keys().for_each(|number| self.note_no_backup(*number));
        let rows: BTreeSet<u64> = gone.values().map(|kept| kept.rows).collect();
        rows.into_iter().for_each(|rows| self.note_no_rows(rows));
        self.shared.end_group();
    }
}

impl Known {
    fn take_number(&mut self) -> u64 {
        let number = self.next;
        self.next = number.saturating_add(1);
        number
    }

    /// The latest backup of the table of this sequence.
    fn latest_of(&self, sequence: u64) -> Option<(u64, Arc<Backup>)> {
        let mut backups = self.backups.iter().rev();
        let latest = backups.find(|(_, kept)| kept.backup.table.sequence() == sequence);
        latest.map(|(number, kept)| (*number, Arc::clone(&kept.backup)))
    }
}

/// Rows on their way into the journal.
struct NotedRows<'a> {
    archive: &'a DiskArchive,
    rows: u64,
    bytes: Vec<u8>,
}

impl NotedRows<'_> {
    /// Adds a row of the item with the key of this one.
    fn add_item(&mut self, table: &Table, of: &Stored, item: Option<&Item>) {
        let key = checked_restored(table, of);
        debug_assert!(key.is_ok(), "an item of a table has a key");
        if let Ok(key) = key {
            self.add(&key, item);
        }
    }

    fn add(&mut self, key: &StoredKey, item: Option<&Item>) {
        write_row(self.rows, key, item, &mut self.bytes);
        if self.bytes.len() >= NOTED_BYTES {
            self.note();
            self.bytes.clear();
        }
    }

    fn note(&self) {
        self.archive.shared.note_record(|out| out.extend_from_slice(&self.bytes));
        self.archive.shared.relieve();
    }
}
