//! Reads the backups of a region.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use redb::ReadOnlyTable;

use super::{
    archive::{ArchiveRecord, Kept, Known},
    changes::Values,
    commit::checked,
    damages::Damages,
    encoding::Bytes,
    error::StoreError,
    log_changes::{LogChanges, rows_in},
    places::places_of,
    record::{number_of, place_of},
    region::RegionJournal,
    values::of_kind,
    verified::found_entry,
};
use crate::{
    engine::{Backup, Engine},
    error::Error,
    key::StoredKey,
    operation::access::change::checked_restored,
    snapshot::EngineRecord,
    storage::{Change, Stored, Table, ValueKind},
};

/// Where the backups of a file are: in its tables, and in the journal.
#[derive(Clone, Copy)]
pub(super) struct Archives<'f> {
    pub(super) values: &'f Values,
    pub(super) rows: &'f ReadOnlyTable<&'static [u8], &'static [u8]>,
    pub(super) changes: &'f LogChanges,
}

/// The backups that were read.
#[derive(Debug, Default)]
pub(super) struct ReadArchive {
    /// By number, with the numbers of its base and of its rows.
    pub(super) backups: BTreeMap<u64, (Option<u64>, u64, Backup)>,
    /// The numbers of rows that belong to no backup.
    pub(super) lost: Vec<u64>,
    /// A number that is greater than all.
    pub(super) next: u64,
}

/// Where a backup is: its number, that of its base and that of its rows.
#[derive(Debug)]
struct Placed {
    number: u64,
    base: Option<u64>,
    rows: u64,
    table: String,
    id: String,
}

/// Where backups are.
#[derive(Debug)]
pub(super) struct ArchivePlaces {
    backups: Vec<Placed>,
    lost: Vec<u64>,
    next: u64,
}

impl ReadArchive {
    /// The backups, and where they are.
    pub(super) fn into_backups(self) -> (Vec<Backup>, ArchivePlaces) {
        let Self { backups, lost, next } = self;
        let mut places = ArchivePlaces { backups: Vec::new(), lost, next };
        let place = |(number, (base, rows, backup)): (u64, (Option<u64>, u64, Backup))| {
            let (table, id) = (backup.table.name().to_owned(), backup.id.clone());
            places.backups.push(Placed { number, base, rows, table, id });
            backup
        };
        (backups.into_iter().map(place).collect(), places)
    }
}

impl ArchivePlaces {
    /// Keeps the backups of an engine in the archive of its region from now on.
    pub(super) fn keep(self, engine: &Engine, journal: &RegionJournal) {
        let kept = |Placed { number, base, rows, table, id }: Placed| {
            let backup = engine.backups().get(&table, &id)?;
            Some((number, Kept { base, rows, backup }))
        };
        let backups = self.backups.into_iter().filter_map(kept).collect();
        let archive = journal.archive(Known { next: self.next, backups });
        archive.drop_lost(self.lost);
        engine.backups().set_archive(Arc::new(archive));
    }
}

impl Archives<'_> {
    /// The backups of a region. They share the items of its tables as far as they are the same.
    pub(super) fn read(
        &self,
        (region, engine): (u32, &EngineRecord),
        tables: &[Table],
        damages: &mut Damages,
    ) -> Result<ReadArchive, StoreError> {
        let mut archive = ReadArchive::default();
        let mut known = BTreeSet::new();
        let mut of_backups = BTreeSet::new();
        for (key, json) in of_kind(self.values, number_of(region, None), ValueKind::Backup) {
            let number = key.try_into().ok().map(u64::from_be_bytes);
            let record = number.zip(serde_json::from_slice::<ArchiveRecord>(json).ok());
            let Some((number, record)) = record else {
                damages.found("a backup whose record cannot be read".to_owned())?;
                continue;
            };
            of_backups.insert(record.rows);
            archive.next = archive.next.max(number.max(record.rows).saturating_add(1));
            let (base, rows) = (record.base, record.rows);
            match self.backup((region, engine), record, &archive, tables) {
                Ok(backup) if known.insert((backup.table.name().to_owned(), backup.id.clone())) => {
                    archive.backups.insert(number, (base, rows, backup));
                }
                Ok(_) => damages.found(format!("backup {number} has the table and the id of another"))?,
                Err(error) => {
                    let what = Damages::told_by(error)?;
                    damages.found(format!("backup {number}: {what}"))?;
                }
            }
        }
        for rows in self.row_numbers(region)? {
            archive.next = archive.next.max(rows.saturating_add(1));
            let is_there = !self.changes.has_dropped_rows(number_of(region, Some(rows)));
            if is_there && !of_backups.contains(&rows) {
                archive.lost.push(rows);
            }
        }
        Ok(archive)
    }

    fn backup(
        &self,
        (region, engine): (u32, &EngineRecord),
        record: ArchiveRecord,
        archive: &ReadArchive,
        tables: &[Table],
    ) -> Result<Backup, StoreError> {
        let ArchiveRecord { base, rows, backup } = record;
        let table = backup.table().table().map_err(StoreError::Damaged)?;
        let base = match base {
            None => None,
            Some(base) => {
                let base = archive.backups.get(&base).map(|(.., backup)| &backup.table);
                let base = base.filter(|base| table.has_form_of(base));
                Some(base.ok_or_else(|| StoreError::damaged("it is based on none that is there"))?)
            }
        };
        let live = tables.iter().find(|live| live.sequence() == table.sequence() && table.has_form_of(live));
        let is_whole = base.is_none();
        let table = match base.or(live) {
            Some(like) => table.with_contents_of(like),
            None => table,
        };
        let table = table.with_collection_limit(u64::MAX);
        let mut seen = BTreeSet::new();
        self.for_each_row(number_of(region, Some(rows)), |key, item| {
            let key = put(&table, key, item)?;
            if is_whole && !item.is_empty() {
                seen.insert(key);
            }
            Ok(())
        })?;
        if is_whole && table.totals().count != seen.len() as u64 {
            // Items that the table has got since.
            let others = table.layout().contents().into_iter().flat_map(|(_, data)| {
                let others = data.items().iter().map(|(key, _)| key).filter(|key| !seen.contains(*key));
                others.cloned().collect::<Vec<_>>()
            });
            for key in others.collect::<Vec<_>>() {
                delete(&table, key);
            }
        }
        if table.totals().count != backup.table().items() {
            return Err(StoreError::damaged("it has another number of items"));
        }
        backup.table().set_counts(&table);
        let table = table.with_collection_limit(engine.options.item_collection_limit_bytes);
        backup.backup(table).map_err(StoreError::Damaged)
    }

    /// Calls `action` with each row of this number: those of the file, and those of the journal.
    fn for_each_row(
        &self,
        rows: u64,
        mut action: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let places = places_of(rows);
        if !self.changes.has_dropped_rows(rows) {
            for entry in self.rows.range::<&[u8]>(places.start.as_slice()..places.end.as_slice())? {
                let (place, value) = entry?;
                found_entry();
                if self.changes.rows.contains_key(place.value()) {
                    continue;
                }
                let item = checked(value.value())
                    .ok_or_else(|| StoreError::damaged("an item with another checksum"))?;
                action(place.value().get(places.start.len()..).unwrap_or_default(), item)?;
            }
        }
        let noted = rows_in(&self.changes.rows, &places);
        noted.into_iter().try_for_each(|(place, item)| {
            action(place.get(places.start.len()..).unwrap_or_default(), item.as_deref().unwrap_or_default())
        })
    }

    /// The numbers of all rows of a region.
    fn row_numbers(&self, region: u32) -> Result<BTreeSet<u64>, StoreError> {
        let mut numbers = self.changes.row_numbers();
        let mut from = number_of(region, Some(0));
        while let Some(entry) = self.rows.range::<&[u8]>(from.to_be_bytes().as_slice()..)?.next() {
            let Some(number) = entry?.0.value().first_chunk().copied().map(u64::from_be_bytes) else { break };
            found_entry();
            numbers.insert(number);
            let Some(next) = number.checked_add(1) else { break };
            from = next;
        }
        let of_region = |number: u64| {
            let (of, rows) = place_of(number);
            rows.filter(|_| u32::try_from(of).ok() == Some(region))
        };
        Ok(numbers.into_iter().filter_map(of_region).collect())
    }
}

/// Puts an item into a backup in the place of what is there, or removes what is there if there is no item. Returns its
/// key.
fn put(table: &Table, key: &[u8], item: &[u8]) -> Result<StoredKey, StoreError> {
    let damaged = |what: &str| StoreError::damaged(what);
    let place = StoredKey::read(key).ok_or_else(|| damaged("a row without a key"))?;
    if item.is_empty() {
        delete(table, place.clone());
        return Ok(place);
    }
    let item = Bytes(item).whole_item().map_err(|_| damaged("an item that cannot be read"))?;
    let stored = Stored::new(item);
    let checked = checked_restored(table, &stored)
        .map_err(|error| StoreError::Damaged(format!("an item ({})", error.message())))?;
    if checked != place {
        return Err(damaged("an item under the key of another"));
    }
    let written = table.write(checked, |old| {
        // What is there already is shared.
        Ok::<_, Error>(if old == Some(&stored) { Change::Check } else { Change::Put(stored) })
    });
    written.map(|_| place).map_err(|error| StoreError::Damaged(error.message().into_owned()))
}

fn delete(table: &Table, key: StoredKey) {
    let deleted = table.write(key, |_| Ok::<_, Error>(Change::Delete));
    debug_assert!(deleted.is_ok(), "an item of a backup can be deleted");
}
