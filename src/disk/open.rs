//! Opening a directory: its lock, its file, and the database that the file holds.

use std::{collections::BTreeMap, fs, io, mem, path::Path, sync::Arc, time::Duration};

use redb::{Database, ReadableDatabase};

use super::{
    backend,
    changes::Changes,
    checkpoint::entry_of,
    damages::Damages,
    error::{DiskError, StoreError, of_lock},
    fill::{Report, Source, fill, whole},
    format::{CATALOG, FILE, ITEMS, JOURNAL, LOCK, NEW_FILE},
    journal::{DiskJournal, Durability},
    store::Store,
};
use crate::{
    engine::{Clock, Engine, EngineHandle, EngineOptions, GivenOptions},
    operation::contributor_insights::state::follow_all,
    snapshot::{EngineRecord, Lock, TableRecord, Until, sync_directory},
    storage::{Journal, Table},
    transfer::Buckets,
};

/// How long a process that is just opening the directory is waited for: until its id can be told.
const PATIENCE: Duration = Duration::from_secs(1);

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
    let mut changes = Changes::default();
    for entry in reading.open_table(JOURNAL)?.range::<u64>(..)? {
        let entry = entry?.1;
        if let Err(error) = entry_of(entry.value()).and_then(|records| changes.add(records)) {
            // What follows may depend on it.
            damages.found(format!("{error}; it and what was changed later is left out"))?;
            break;
        }
    }
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
    definitions.extend(mem::take(&mut changes.definitions));

    let mut report = Report::new(progress, store.items()? + changes.items.len() as u64);
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
        fill(&table, Source { items: &items, changes: &changes }, &mut report, damages)?;
        // Last, so that opening does not count as accesses.
        follow_all(&table);
        tables.push(table.with_collection_limit(engine.options.item_collection_limit_bytes));
    }
    report.end();
    Ok((engine, tables, definitions))
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
