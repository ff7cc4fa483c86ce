//! Opening a directory: its lock, its file, and the database that the file holds.

use std::{
    collections::BTreeMap,
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
    time::Duration,
};

use redb::{Database, ReadOnlyTable, ReadableDatabase};

use super::{
    backend,
    encoding::Bytes,
    error::{DiskError, StoreError, of_lock},
    format::{CATALOG, FILE, ITEMS, JOURNAL, LOCK, NEW_FILE},
    journal::{DiskJournal, Durability},
    store::{Changes, Store, checked, commit},
};
use crate::{
    engine::{Clock, Engine, EngineHandle, EngineOptions, GivenOptions},
    error::Error,
    operation::{access::change::checked_restored, contributor_insights::state::follow_all},
    snapshot::{EngineRecord, Lock, TableRecord, Until, sync_directory},
    storage::{Change, Journal, Stored, Table},
    transfer::Buckets,
};

/// How long a process that is just opening the directory is waited for: until its id can be told.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many damages are told.
#[cfg(feature = "cli")]
const MOST_FOUND: usize = 1000;

/// How many items are read between two reports of progress.
const REPORTED_ITEMS: u64 = 10_000;

/// How far the opening of a database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenProgress {
    /// How many items are in memory.
    pub items: u64,
    /// How many items and changes of items the file holds.
    pub of_items: u64,
}

/// How a database is opened.
pub(crate) struct Opening<'o> {
    pub(crate) given: GivenOptions,
    pub(crate) clock: Clock,
    pub(crate) buckets: &'o Buckets,
    pub(crate) durability: Durability,
    /// How long the journal gets before a checkpoint.
    pub(crate) checkpoint_bytes: usize,
    pub(crate) progress: &'o mut dyn FnMut(OpenProgress),
}

/// Opens the database in a directory, which is made if there is none.
pub(crate) fn open(directory: &Path, opening: Opening<'_>) -> Result<EngineHandle, DiskError> {
    let io = |source| DiskError::Io { path: directory.to_owned(), source };
    if opening.given.further_regions.is_some() {
        return Err(DiskError::Unsupported { path: directory.to_owned(), setting: "further regions" });
    }
    fs::create_dir_all(directory).map_err(io)?;
    let lock = claim(directory)?;
    let file = directory.join(FILE);
    let opened = || {
        if !file.try_exists()? {
            make(directory, &file, opening.given.clone())?;
        }
        let database = whole(|| backend::open_file(&file))?;
        open_file(database, opening, lock)
    };
    opened().map_err(|error| error.at(directory))
}

/// Whether a directory has a database.
#[cfg(feature = "cli")]
pub(crate) fn exists(directory: &Path) -> bool {
    directory.join(FILE).exists()
}

/// Claims a directory for this process.
pub(super) fn claim(directory: &Path) -> Result<Option<Lock>, DiskError> {
    Lock::take(directory.join(LOCK), Until::ProcessEnds, PATIENCE).map_err(|error| of_lock(error, directory))
}

/// Makes the file of an empty database.
fn make(directory: &Path, file: &Path, given: GivenOptions) -> Result<(), StoreError> {
    let new = directory.join(NEW_FILE);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    drop(store(backend::make_file(&new)?, given)?);
    fs::File::open(&new)?.sync_all()?;
    fs::rename(&new, file)?;
    sync_directory(file)?;
    Ok(())
}

/// Runs a step in which redb may panic, because the file is damaged.
pub(super) fn whole<R>(step: impl FnOnce() -> Result<R, StoreError>) -> Result<R, StoreError> {
    let done = catch_unwind(AssertUnwindSafe(step));
    done.unwrap_or_else(|_| Err(StoreError::damaged("the pages of the file do not fit together")))
}

/// Opens a database in this file. The lock is held as long as the file is open.
pub(super) fn open_file(
    database: Database,
    opening: Opening<'_>,
    lock: Option<Lock>,
) -> Result<EngineHandle, StoreError> {
    let Opening { given, clock, buckets, durability, checkpoint_bytes, progress } = opening;
    let store = store(database, given)?.with_checkpoint_bytes(checkpoint_bytes);
    let (record, tables, definitions) = whole(|| read(&store, &clock, progress, &mut Damages::Refused))?;
    let journal = Arc::new(DiskJournal::new(store, lock, durability, definitions)?);
    let noting: Arc<dyn Journal> = Arc::clone(&journal) as _;
    let tables = tables.into_iter().map(|table| table.with_journal(Arc::clone(&noting))).collect();
    let EngineRecord { options, ids, next_sequence, .. } = record;
    let tables = (tables, Vec::new());
    let mut engine = Engine::restored(0, options, clock, ids, next_sequence, tables, []);
    engine.set_buckets(buckets.clone());
    journal.set_ids(engine.ids().shared());
    let engine = EngineHandle::new(engine.with_journal(noting), Vec::new());
    debug_assert_eq!(engine.verify(), Vec::<String>::new(), "a file was read into an inconsistent store");
    Ok(engine)
}

/// The store of a file, with these options over its own.
pub(super) fn store(database: Database, given: GivenOptions) -> Result<Store, StoreError> {
    let (new, over) = (given.clone(), given);
    whole(|| {
        Store::open(
            database,
            || {
                let engine = Engine::new(new.over(EngineOptions::default()), Clock::system());
                EngineRecord::of_new(&engine)
            },
            |mut saved| {
                saved.options = over.over_saved(saved.options)?;
                Ok(saved)
            },
        )
    })
}

/// What is done about damage.
#[derive(Debug)]
pub(super) enum Damages {
    /// The first is an error.
    Refused,
    /// They are collected, and what is damaged is left out.
    #[cfg(feature = "cli")]
    Collected(Vec<String>),
}

impl Damages {
    fn found(&mut self, what: String) -> Result<(), StoreError> {
        match self {
            Self::Refused => Err(StoreError::Damaged(what)),
            #[cfg(feature = "cli")]
            Self::Collected(found) => {
                // A file can have as many as it has items.
                match found.len() {
                    MOST_FOUND.. => {}
                    _ => found.push(what),
                }
                Ok(())
            }
        }
    }

    /// What was collected.
    #[cfg(feature = "cli")]
    pub(super) fn into_found(self) -> Vec<String> {
        match self {
            Self::Refused => Vec::new(),
            Self::Collected(found) => found,
        }
    }
}

/// The record of the database, its tables, and their definitions as they were written.
type Contents = (EngineRecord, Vec<Table>, BTreeMap<u64, Vec<u8>>);

/// Reads what the file holds.
pub(super) fn read(
    store: &Store,
    clock: &Clock,
    progress: &mut dyn FnMut(OpenProgress),
    damages: &mut Damages,
) -> Result<Contents, StoreError> {
    let reading = store.database().begin_read()?;
    let mut entries = Vec::new();
    for entry in reading.open_table(JOURNAL)?.range::<u64>(..)? {
        entries.push(entry?.1);
    }
    let mut commits = Vec::new();
    for entry in &entries {
        match commit(entry.value()).and_then(|commit| Changes::of(&[commit]).map(|_| commit)) {
            Ok(commit) => commits.push(commit),
            // What follows may depend on it.
            Err(error) => {
                damages.found(format!("{error}; it and what was changed later is left out"))?;
                break;
            }
        }
    }
    let changes = Changes::of(&commits)?;
    let mut engine = store.engine().clone();
    changes.advance(&mut engine);
    engine.check().or_else(|reason| damages.found(reason))?;

    let mut definitions = BTreeMap::new();
    for entry in reading.open_table(CATALOG)?.range::<u64>(..)? {
        let (table, json) = entry?;
        if !changes.deleted.contains(&table.value()) {
            definitions.insert(table.value(), json.value().to_vec());
        }
    }
    definitions.extend(changes.definitions.iter().map(|(table, json)| (*table, json.to_vec())));

    let mut report = Report {
        progress,
        now: OpenProgress { items: 0, of_items: store.items()? + changes.items.len() as u64 },
    };
    let items = reading.open_table(ITEMS)?;
    let mut tables = Vec::new();
    let mut names = BTreeMap::new();
    for (sequence, json) in &definitions {
        let table = match empty_table(*sequence, json, &engine, clock) {
            Ok(table) => table,
            Err(reason) => {
                damages.found(format!("table {sequence}: {reason}"))?;
                continue;
            }
        };
        if let Some(other) = names.insert(table.name().to_owned(), *sequence) {
            damages.found(format!("tables {other} and {sequence} have the same name"))?;
            continue;
        }
        let filled = whole(|| fill(&table, (&items, &changes), &mut report, damages));
        filled.or_else(|error| match error {
            StoreError::Damaged(what) => damages.found(format!("table {}: {what}", table.name())),
            error => Err(error),
        })?;
        // Last, so that opening does not count as accesses.
        follow_all(&table);
        tables.push(table.with_collection_limit(engine.options.item_collection_limit_bytes));
    }
    report.end();
    Ok((engine, tables, definitions))
}

/// Puts the items of a table into it: those of the table of items, and those of the journal in their place.
fn fill(
    table: &Table,
    (items, changes): (&ReadOnlyTable<&[u8], &[u8]>, &Changes<'_>),
    report: &mut Report<'_>,
    damages: &mut Damages,
) -> Result<(), StoreError> {
    let (this, next) = (table.sequence(), table.sequence().saturating_add(1));
    let (begin, end) = (this.to_be_bytes(), next.to_be_bytes());
    let in_table = |what: String| format!("table {}: {what}", table.name());
    for entry in items.range::<&[u8]>(begin.as_slice()..end.as_slice())? {
        let (key, value) = entry?;
        let key = key.value().get(begin.len()..).unwrap_or_default();
        // The journal knows the item's last state.
        if !changes.items.contains_key(&(this, key)) {
            let item = checked(value.value()).ok_or_else(|| "an item with another checksum".to_owned());
            item.and_then(|item| put(table, key, item)).or_else(|what| damages.found(in_table(what)))?;
        }
        report.item();
    }
    for ((_, key), item) in changes.items.range((this, &[][..])..(next, &[][..])) {
        let put = item.map_or(Ok(()), |item| put(table, key, item));
        put.or_else(|what| damages.found(in_table(what)))?;
        report.item();
    }
    Ok(())
}

/// The table of a definition, still empty; fails with what is wrong.
fn empty_table(sequence: u64, json: &[u8], engine: &EngineRecord, clock: &Clock) -> Result<Table, String> {
    let record: TableRecord = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    if record.sequence() != sequence || sequence >= engine.next_sequence {
        return Err("another sequence".to_owned());
    }
    // Collections may be larger than the limit, which may have been lowered. They must not grow.
    let table = record.table()?.with_collection_limit(u64::MAX);
    let time_to_live = table.settings().time_to_live.clone();
    let expiry = time_to_live.and_then(|ttl| ttl.expiry(engine.options.sweep_delay()));
    if expiry.is_some() {
        table.set_expiry(expiry, clock.now_ms());
    }
    Ok(table)
}

/// Puts an item into a table that does not have it; fails with what is damaged.
fn put(table: &Table, key: &[u8], item: &[u8]) -> Result<(), String> {
    let item = Bytes(item).whole_item().map_err(|_| "an item that cannot be read".to_owned())?;
    let stored = Stored::new(item);
    let place = checked_restored(table, &stored).map_err(|error| format!("an item ({})", error.message()))?;
    if place.hash.to_be_bytes().as_slice() != key.get(..8).unwrap_or_default()
        || place.bytes.as_slice() != key.get(8..).unwrap_or_default()
    {
        return Err("an item under the key of another".to_owned());
    }
    match table.write(place, |_| Ok::<_, Error>(Change::Put(stored))) {
        Ok(written) if written.old_item().is_none() => Ok(()),
        _ => Err("an item that is there twice".to_owned()),
    }
}

/// Reports progress, not for each item.
struct Report<'r> {
    progress: &'r mut dyn FnMut(OpenProgress),
    now: OpenProgress,
}

impl Report<'_> {
    fn item(&mut self) {
        self.now.items += 1;
        if self.now.items.is_multiple_of(REPORTED_ITEMS) {
            (self.progress)(self.now);
        }
    }

    fn end(&mut self) {
        (self.progress)(OpenProgress { items: self.now.of_items, ..self.now });
    }
}
