//! The file: commits to the journal, and checkpoints that move them into the tables of items and definitions.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Range,
};

use redb::{Database, Durability, ReadableDatabase, ReadableTable, ReadableTableMetadata};

use super::{
    encoding::Bytes,
    error::StoreError,
    format::{CATALOG, ITEMS, JOURNAL, META, META_ENGINE, META_VERSION, VERSION},
    record::{Record, Records},
};
use crate::snapshot::EngineRecord;

/// How many bytes of the journal a checkpoint waits for. One for each 64 MB writes each page of items once for many
/// changes, and opening has little to carry out again.
pub(crate) const CHECKPOINT_BYTES: usize = 64 << 20;

/// The bytes of a checksum in front of what it sums up.
const CHECKSUM_BYTES: usize = 4;

/// The file of a database.
pub(super) struct Store {
    database: Database,
    engine: EngineRecord,
    next_commit: u64,
    /// The bytes of the journal's entries.
    journal_bytes: usize,
    checkpoint_bytes: usize,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("next_commit", &self.next_commit).finish_non_exhaustive()
    }
}

/// The bytes behind their checksum.
pub(super) fn checked(bytes: &[u8]) -> Option<&[u8]> {
    let (sum, bytes) = bytes.split_first_chunk::<CHECKSUM_BYTES>()?;
    (u32::from_be_bytes(*sum) == crc32fast::hash(bytes)).then_some(bytes)
}

/// Puts the checksum of the bytes behind its place into it.
fn sum_up(bytes: &mut [u8]) {
    if let Some((sum, bytes)) = bytes.split_first_chunk_mut::<CHECKSUM_BYTES>() {
        *sum = crc32fast::hash(bytes).to_be_bytes();
    }
}

/// The keys of a table in the table of items.
fn keys_of(table: u64) -> Range<Vec<u8>> {
    let from = |table: u64| table.to_be_bytes().to_vec();
    from(table)..from(table.saturating_add(1))
}

impl Store {
    /// The store of a file: a new one has this record, of an existing one `over` decides about its record.
    pub(super) fn open(
        database: Database,
        new: impl FnOnce() -> EngineRecord,
        over: impl FnOnce(EngineRecord) -> Result<EngineRecord, StoreError>,
    ) -> Result<Self, StoreError> {
        let mut transaction = database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        let (engine, next_commit, journal_bytes);
        {
            let mut meta = transaction.open_table(META)?;
            let version =
                meta.get(META_VERSION)?.map(|bytes| bytes.value().try_into().map(u64::from_be_bytes));
            let saved = match version {
                None => None,
                Some(Ok(VERSION)) => {
                    let saved = meta.get(META_ENGINE)?;
                    let saved =
                        saved.ok_or_else(|| StoreError::damaged("there is no record of the database"))?;
                    let record: EngineRecord =
                        serde_json::from_slice(saved.value()).map_err(StoreError::damaged)?;
                    record.check().map_err(StoreError::Damaged)?;
                    Some(record)
                }
                Some(Ok(newer)) if newer > VERSION => return Err(StoreError::Newer(newer)),
                Some(_) => return Err(StoreError::damaged("not a version")),
            };
            engine = saved.map_or_else(|| Ok(new()), over)?;
            meta.insert(META_VERSION, VERSION.to_be_bytes().as_slice())?;
            put_engine(&mut meta, &engine)?;
            transaction.open_table(CATALOG)?;
            transaction.open_table(ITEMS)?;
            let journal = transaction.open_table(JOURNAL)?;
            next_commit = journal.last()?.map_or(1, |(last, _)| last.value().saturating_add(1));
            let mut bytes = 0;
            for entry in journal.iter()? {
                bytes += entry?.1.value().len();
            }
            journal_bytes = bytes;
        }
        transaction.commit()?;
        Ok(Self { database, engine, next_commit, journal_bytes, checkpoint_bytes: CHECKPOINT_BYTES })
    }

    /// The same with a checkpoint each time the journal has so many bytes.
    pub(super) fn with_checkpoint_bytes(self, checkpoint_bytes: usize) -> Self {
        Self { checkpoint_bytes, ..self }
    }

    /// The record of the database.
    pub(super) fn engine(&self) -> &EngineRecord {
        &self.engine
    }

    /// The file's database, to read.
    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// Room for the checksum of a commit, whose records follow.
    pub(super) fn begin(commit: &mut Vec<u8>) {
        commit.clear();
        commit.extend_from_slice(&[0; CHECKSUM_BYTES]);
    }

    /// Whether a commit that was [begun](Self::begin) has no records.
    pub(super) fn is_empty(commit: &[u8]) -> bool {
        commit.len() <= CHECKSUM_BYTES
    }

    /// Writes a commit, and syncs.
    pub(super) fn append(&mut self, commit: &mut [u8]) -> Result<(), StoreError> {
        sum_up(commit);
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        transaction.open_table(JOURNAL)?.insert(self.next_commit, &*commit)?;
        transaction.commit()?;
        self.next_commit += 1;
        self.journal_bytes += commit.len();
        Ok(())
    }

    /// Whether the journal is so long that a checkpoint is due.
    pub(super) fn wants_checkpoint(&self) -> bool {
        self.journal_bytes >= self.checkpoint_bytes
    }

    /// Moves the journal into items and definitions, in one commit.
    pub(super) fn checkpoint(&mut self) -> Result<(), StoreError> {
        let mut engine = self.engine.clone();
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        {
            let mut journal = transaction.open_table(JOURNAL)?;
            let mut entries = Vec::new();
            for entry in journal.iter()? {
                entries.push(entry?.1);
            }
            let commits = entries.iter().map(|entry| commit(entry.value())).collect::<Result<Vec<_>, _>>()?;
            let changes = Changes::of(&commits)?;
            changes.advance(&mut engine);
            changes.carry_out(&transaction)?;
            drop(changes);
            drop(entries);
            journal.retain(|_, _| false)?;
            put_engine(&mut transaction.open_table(META)?, &engine)?;
        }
        transaction.commit()?;
        self.engine = engine;
        self.journal_bytes = 0;
        Ok(())
    }

    /// Makes the file as small as it can be. Nothing else has it open.
    #[cfg(feature = "cli")]
    pub(super) fn compact(&mut self) -> Result<(), StoreError> {
        self.checkpoint()?;
        while self.database.compact()? {}
        Ok(())
    }

    /// How many items there are, before the journal is carried out.
    pub(super) fn items(&self) -> Result<u64, StoreError> {
        Ok(self.database.begin_read()?.open_table(ITEMS)?.len()?)
    }
}

fn put_engine(meta: &mut redb::Table<'_, &str, &[u8]>, engine: &EngineRecord) -> Result<(), StoreError> {
    let json = serde_json::to_vec(engine).map_err(StoreError::damaged)?;
    meta.insert(META_ENGINE, json.as_slice())?;
    Ok(())
}

/// The records of a commit.
pub(super) fn commit(bytes: &[u8]) -> Result<&[u8], StoreError> {
    checked(bytes).ok_or_else(|| StoreError::damaged("the checksum of a commit in the journal is another"))
}

/// What commits come to: the last state of each item and table.
#[derive(Debug, Default)]
pub(super) struct Changes<'b> {
    /// By table and key.
    pub(super) items: BTreeMap<(u64, &'b [u8]), Option<&'b [u8]>>,
    pub(super) definitions: BTreeMap<u64, &'b [u8]>,
    pub(super) deleted: BTreeSet<u64>,
    ids: Option<u64>,
    next_sequence: u64,
}

impl<'b> Changes<'b> {
    /// The changes of these commits.
    pub(super) fn of(commits: &[&'b [u8]]) -> Result<Self, StoreError> {
        let mut changes = Self::default();
        for record in commits.iter().flat_map(|commit| Records(Bytes(commit))) {
            match record.map_err(|_| StoreError::damaged("a commit in the journal that cannot be read"))? {
                Record::Item { table, key, item } => {
                    changes.items.insert((table, key), item);
                }
                Record::Definition { table, ids, json } => {
                    changes.definitions.insert(table, json);
                    changes.ids = Some(ids);
                    changes.next_sequence = changes.next_sequence.max(table.saturating_add(1));
                }
                Record::Deletion { table } => {
                    changes.deleted.insert(table);
                }
            }
        }
        // Sequences are given once, so a table that is gone does not come back.
        changes.definitions.retain(|table, _| !changes.deleted.contains(table));
        changes.items.retain(|(table, _), _| !changes.deleted.contains(table));
        Ok(changes)
    }

    /// Brings the record of the database up to date.
    pub(super) fn advance(&self, engine: &mut EngineRecord) {
        engine.ids = self.ids.unwrap_or(engine.ids);
        engine.next_sequence = engine.next_sequence.max(self.next_sequence);
    }

    /// Carries the changes out on the tables of items and definitions.
    fn carry_out(&self, transaction: &redb::WriteTransaction) -> Result<(), StoreError> {
        let mut catalog = transaction.open_table(CATALOG)?;
        let mut items = transaction.open_table(ITEMS)?;
        for table in &self.deleted {
            catalog.remove(table)?;
            let Range { start, end } = keys_of(*table);
            items.retain_in(start.as_slice()..end.as_slice(), |_, _| false)?;
        }
        for (table, json) in &self.definitions {
            catalog.insert(table, *json)?;
        }
        let mut known = None;
        let (mut place, mut value) = (Vec::new(), Vec::new());
        for ((table, key), item) in &self.items {
            // A change behind the deletion of its table, which an earlier checkpoint has carried out.
            let is_known = match known {
                Some((last, is_known)) if last == *table => is_known,
                _ => catalog.get(table)?.is_some(),
            };
            known = Some((*table, is_known));
            if !is_known {
                continue;
            }
            place.clear();
            place.extend_from_slice(&table.to_be_bytes());
            place.extend_from_slice(key);
            match item {
                None => drop(items.remove(place.as_slice())?),
                Some(item) => {
                    value.clear();
                    value.extend_from_slice(&[0; CHECKSUM_BYTES]);
                    value.extend_from_slice(item);
                    sum_up(&mut value);
                    items.insert(place.as_slice(), value.as_slice())?;
                }
            }
        }
        Ok(())
    }
}
