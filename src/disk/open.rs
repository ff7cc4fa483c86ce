//! Opening a directory: its lock, its file, and the database that the file holds.

use std::{collections::BTreeMap, fs, io, mem, path::Path, sync::Arc, time::Duration};

use redb::{Database, ReadTransaction, ReadableDatabase};

use super::{
    archive_read::{Archives, ReadArchive},
    backend,
    changes::{Changes, Values},
    checkpoint::entry_of,
    commit::checked,
    damages::Damages,
    error::{DiskError, StoreError, of_lock},
    fill::{Report, Source, fill, whole},
    format::{ARCHIVE, CATALOG, CHANGES, FILE, ITEMS, JOURNAL, LOCK, NEW_FILE, VALUES},
    jobs::notes_of_jobs,
    journal::{DiskJournal, Durability},
    log_read::{LogHead, Logs},
    log_restore::follow_logs,
    progress::OpenProgress,
    record::{number_of, place_of},
    region::RegionJournal,
    store::Store,
    values::{of_kind, restore_values, stream_bytes},
    verified::found_entry,
};
use crate::{
    engine::{Clock, Engine, EngineHandle, EngineOptions, GivenOptions},
    operation::{contributor_insights::state::follow_all, table::replica::remove::forget_last_replica},
    snapshot::{EngineRecord, Lock, TableRecord, Until, check_replicas, sync_directory},
    storage::{DeletedTable, Journal, Table, ValueKind},
    transfer::Buckets,
};

/// How long a process that is just opening the directory is waited for: until its id can be told.
const PATIENCE: Duration = Duration::from_secs(1);

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
    fs::create_dir_all(directory).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => io(io::ErrorKind::NotADirectory.into()),
        _ => io(error),
    })?;
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
    let stream_bytes = given.stream_bytes;
    let mut store = store(database, given)?.with_checkpoint_bytes(checkpoint_bytes);
    whole(|| store.catch_up())?;
    let mut contents = whole(|| read(&store, &clock, progress, &mut Damages::Refused))?;
    let definitions = mem::take(&mut contents.definitions);
    let journal = Arc::new(DiskJournal::new(store, lock, durability, definitions)?);
    let noting = |region| Arc::new(RegionJournal::new(Arc::clone(&journal), region));
    let engine = contents.engine(&clock, buckets, Some(&noting), &mut Damages::Refused)?;
    journal.follow(engine.engines());
    if stream_bytes.is_some() {
        engine.engines().iter().for_each(|engine| engine.set_stream_bytes(stream_bytes));
    }
    debug_assert_eq!(engine.verify(), Vec::<String>::new(), "a file was read into an inconsistent store");
    Ok(engine)
}

/// The store of a file, with these options over its own.
pub(super) fn store(database: Database, given: GivenOptions) -> Result<Store, StoreError> {
    whole(|| Store::open(database, |saved| regions(saved, given)))
}

/// The records of the regions: those of the file with these options, and new regions.
fn regions(saved: Vec<EngineRecord>, given: GivenOptions) -> Result<Vec<EngineRecord>, StoreError> {
    let mut regions = Vec::new();
    let mut given_to = given.clone();
    for mut saved in saved {
        saved.options = given_to.over_saved(saved.options)?;
        regions.push(saved);
        given_to = given.of_further_region();
    }
    let home = match regions.first() {
        Some(home) => home.options.clone(),
        None => given.clone().over(EngineOptions::default()),
    };
    let home = Engine::new(home, Clock::system());
    if regions.is_empty() {
        regions.push(EngineRecord::of_new(&home));
    }
    let names: Vec<_> = regions.iter().skip(1).map(|region| region.options.region.clone()).collect();
    for (place, region) in (regions.len()..).zip(given.new_regions(&names)?) {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        regions.push(EngineRecord::of_new(&home.further_region(region, place)));
    }
    Ok(regions)
}

/// What a file holds.
pub(super) struct Contents {
    /// The records of the regions, that of the home region first.
    regions: Vec<EngineRecord>,
    /// Their tables.
    tables: Vec<Vec<Table>>,
    /// The definitions of all tables as they were written, by their numbers.
    definitions: BTreeMap<u64, Vec<u8>>,
    values: Values,
    /// What is left of deleted tables, of each region.
    deleted: Vec<Vec<(String, DeletedTable)>>,
    /// The backups of each region.
    archives: Vec<ReadArchive>,
    /// The numbers of tables that were being deleted.
    deleting: Vec<u64>,
}

/// Makes the journal of the region with this place.
type Noting<'n> = &'n dyn Fn(u32) -> Arc<RegionJournal>;

impl Contents {
    /// The database with these contents, whose changes are noted from now on if `noting` makes journals.
    pub(super) fn engine(
        self,
        clock: &Clock,
        buckets: &Buckets,
        noting: Option<Noting<'_>>,
        damages: &mut Damages,
    ) -> Result<EngineHandle, StoreError> {
        let mut engines = Vec::new();
        let left = self.deleted.into_iter().zip(self.archives);
        let regions = (0..).zip(self.regions).zip(self.tables).zip(left);
        for (((place, record), tables), (deleted, archive)) in regions {
            let journal = noting.map(|noting| noting(place));
            let EngineRecord { mut options, ids, next_sequence, .. } = record;
            options.stream_bytes = stream_bytes(&self.values, place).or(options.stream_bytes);
            let noted = |table: Table| {
                let table = match &journal {
                    Some(journal) => table.with_journal(Arc::clone(journal) as _),
                    None => table,
                };
                table.with_stream_bytes(options.stream_bytes)
            };
            let tables = (tables.into_iter().map(noted).collect(), deleted);
            let (backups, places) = archive.into_backups();
            let mut engine =
                Engine::restored(place, options.clone(), clock.clone(), ids, next_sequence, tables, backups);
            engine.set_buckets(buckets.clone());
            engines.push(match journal {
                Some(journal) => {
                    places.keep(&engine, &journal);
                    let journal: Arc<dyn Journal> = journal;
                    let notes = notes_of_jobs(&journal);
                    engine.with_journal(journal).with_notes_of_jobs(notes)
                }
                None => engine,
            });
        }
        check_replicas(engines.iter()).or_else(|reason| damages.found(reason))?;
        let mut engines = engines.into_iter();
        let home = engines.next().ok_or_else(|| StoreError::damaged("there is no region"))?;
        let engine = EngineHandle::new(home, engines.collect());
        // A crash may have come between the making or deleting of one replica and the news for the other.
        for region in engine.engines() {
            region.catalog().all_tables().iter().for_each(|table| forget_last_replica(region, table));
        }
        restore_values(&engine, &self.values, damages)?;
        follow_logs(&engine, &self.values, &self.deleting);
        Ok(engine)
    }
}

/// Reads what the file holds.
pub(super) fn read(
    store: &Store,
    clock: &Clock,
    progress: &mut dyn FnMut(OpenProgress),
    damages: &mut Damages,
) -> Result<Contents, StoreError> {
    let reading = store.database().begin_read()?;
    let mut changes = Changes::default();
    damages.collect(whole(|| read_journal(&reading, &mut changes)))?;
    let mut regions = store.engines().to_vec();
    changes.advance(&mut regions);
    let mut values = Values::new();
    let values_read = whole(|| read_values(&reading, &mut values, damages));
    damages.collect(values_read)?;
    changes.carry_out_on(&mut values);
    for (place, region) in (0..).zip(&mut regions) {
        // What is left of deleted tables has sequences too.
        let left = of_kind(&values, number_of(place, None), ValueKind::Remains).last();
        let last = left.and_then(|(key, _)| key.try_into().ok()).map(u64::from_be_bytes);
        let next = last.map_or(0, |last| last.saturating_add(1));
        region.next_sequence = region.next_sequence.max(next);
    }
    regions.iter().try_for_each(|region| region.check().or_else(|reason| damages.found(reason)))?;
    let (records, rows) = (reading.open_table(CHANGES)?, reading.open_table(ARCHIVE)?);
    let mut definitions = BTreeMap::new();
    damages.collect(whole(|| read_catalog(&reading, &mut definitions)))?;
    definitions.retain(|table, _| !changes.deleted.contains(table));
    definitions.extend(mem::take(&mut changes.definitions));

    let mut report = Report::new(progress, store.items()? + changes.items.len() as u64);
    let items = reading.open_table(ITEMS)?;
    let mut tables: Vec<Vec<Table>> = regions.iter().map(|_| Vec::new()).collect();
    let logs = Logs { values: &values, records: &records, changes: &changes.logs };
    let mut deleting = Vec::new();
    let mut names = BTreeMap::new();
    for (number, json) in &definitions {
        let (region, sequence) = place_of(*number);
        let (Some(record), Some(tables)) = (regions.get(region), tables.get_mut(region)) else {
            damages.found(format!("table {number} of a region that is not there"))?;
            continue;
        };
        let log = match logs.head(*number) {
            Ok(log) => log,
            Err(reason) => {
                damages.found(format!("the change log of table {number} is left out: {reason}"))?;
                None
            }
        };
        let table = match empty_table(sequence, json, (record, log.as_ref()), clock) {
            Ok((table, is_being_deleted)) => {
                deleting.extend(is_being_deleted.then_some(*number));
                table
            }
            Err(reason) => {
                damages.found(format!("table {number}: {reason}"))?;
                continue;
            }
        };
        if let Some(other) = names.insert((region, table.name().to_owned()), *number) {
            damages.found(format!("tables {other} and {number} have the same name"))?;
            continue;
        }
        fill((*number, &table), Source { items: &items, changes: &changes }, &mut report, damages)?;
        if let Some(log) = log {
            let restored = whole(|| logs.restore((*number, &table), &log, clock.now_ms()));
            restored.or_else(|error| {
                let what = Damages::told_by(error)?;
                table.forget_changes();
                damages.found(format!("the change log of table {} is left out: {what}", table.name()))
            })?;
        }
        // Last, so that opening does not count as accesses.
        follow_all(&table);
        tables.push(table.with_collection_limit(record.options.item_collection_limit_bytes));
    }
    report.end();
    let deleted = logs.all_deleted(regions.len(), damages)?;
    let archives = Archives { values: &values, rows: &rows, changes: &changes.logs };
    let of_regions = (0..).zip(&regions).zip(&tables);
    let archives = of_regions.map(|(region, tables)| {
        let read = whole(|| archives.read(region, tables, damages));
        read.or_else(|error| damages.found(Damages::told_by(error)?).map(|()| ReadArchive::default()))
    });
    let archives = archives.collect::<Result<_, _>>()?;
    Ok(Contents { regions, tables, definitions, values, deleted, archives, deleting })
}

/// Reads the changes of the journal. Behind an entry that is damaged nothing is read: it may depend on it.
fn read_journal(reading: &ReadTransaction, changes: &mut Changes) -> Result<(), StoreError> {
    let mut last = None;
    for entry in reading.open_table(JOURNAL)?.range::<u64>(..)? {
        let (number, entry) = entry?;
        found_entry();
        if last.replace(number.value()).is_some_and(|last| last >= number.value()) {
            return Err(StoreError::damaged("pages of the journal are out of order"));
        }
        let added = entry_of(entry.value()).and_then(|records| changes.add(records));
        added.map_err(|error| error.and("it and what was changed later is left out"))?;
    }
    Ok(())
}

/// Reads the definitions of tables.
fn read_catalog(
    reading: &ReadTransaction,
    definitions: &mut BTreeMap<u64, Vec<u8>>,
) -> Result<(), StoreError> {
    for entry in reading.open_table(CATALOG)?.range::<u64>(..)? {
        let (table, json) = entry?;
        found_entry();
        if definitions.last_key_value().is_some_and(|(last, _)| *last >= table.value()) {
            return Err(StoreError::damaged("pages of definitions are out of order"));
        }
        definitions.insert(table.value(), json.value().to_vec());
    }
    Ok(())
}

/// Reads the values that are no items.
fn read_values(
    reading: &ReadTransaction,
    values: &mut Values,
    damages: &mut Damages,
) -> Result<(), StoreError> {
    for entry in reading.open_table(VALUES)?.range::<&[u8]>(..)? {
        let (place, value) = entry?;
        found_entry();
        if values.last_key_value().is_some_and(|(last, _)| last.as_slice() >= place.value()) {
            return Err(StoreError::damaged("pages of values are out of order"));
        }
        match checked(value.value()) {
            Some(value) => drop(values.insert(place.value().to_vec(), value.to_vec())),
            None => damages.found("a value with another checksum".to_owned())?,
        }
    }
    Ok(())
}

/// The table of a definition, still empty, and whether it was being deleted; fails with what is wrong. Its partitions
/// are those of its change log too: a split is noted there first.
fn empty_table(
    sequence: Option<u64>,
    json: &[u8],
    (engine, log): (&EngineRecord, Option<&LogHead>),
    clock: &Clock,
) -> Result<(Table, bool), String> {
    let record: TableRecord = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    if Some(record.sequence()) != sequence || record.sequence() >= engine.next_sequence {
        return Err("another sequence".to_owned());
    }
    // Collections may be larger than the limit, which may have been lowered. They must not grow.
    let is_being_deleted = record.is_being_deleted();
    let record = record.with_partitions(log.into_iter().flat_map(LogHead::beginnings));
    let table = record.table()?.with_collection_limit(u64::MAX);
    let time_to_live = table.settings().time_to_live.clone();
    let expiry = time_to_live.and_then(|ttl| ttl.expiry(engine.options.sweep_delay()));
    if expiry.is_some() {
        table.set_expiry(expiry, clock.now_ms());
    }
    Ok((table, is_being_deleted))
}
