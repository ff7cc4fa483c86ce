//! Reads a database from a stream that is not trusted.

use std::{
    collections::{BTreeMap, HashSet},
    io::{BufRead, Read},
    sync::Arc,
};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::{
    backup_record::{BackupRecord, LikeRecord},
    change_record::{Images, LogRecord, RecordRecord},
    deleted_record::DeletedRecord,
    error::StreamError,
    format::{CHECKSUM, FIRST_VERSION, MAGIC, VERSION},
    record::{EngineRecord, TableRecord},
};
use crate::{
    codec::dynamodb_json::{Checked, FaultWording},
    engine::{Backup, Clock, Engine, EngineHandle, GivenOptions},
    operation::{access::change::checked_restored, contributor_insights::state::follow_all, stored_key},
    storage::{Change, CollectionTooLarge, DeletedTable, ReplicaSettings, SavedLog, Stored, Table},
    transfer::Buckets,
    value::Item,
};

/// The most bytes of a line. An item of 400 KB has less than 3 MB of JSON; a table's record grows with its partitions.
const LINE_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a database with this clock; `given` options replace those in the file. A debug build verifies it: no file may
/// lead to an inconsistent one.
pub(super) fn read(
    input: impl BufRead,
    clock: &Clock,
    given: GivenOptions,
    buckets: &Buckets,
) -> Result<EngineHandle, StreamError> {
    let mut lines = Lines { input, hash: Sha256::new(), line: Vec::new(), number: 0 };
    lines.read_version()?;
    let (mut home, regions) = read_region(&mut lines, clock, given.clone(), 0)?;
    home.set_buckets(buckets.clone());
    let mut further: Vec<Engine> = Vec::new();
    for place in 1..=regions {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let (mut engine, more) = read_region(&mut lines, clock, given.of_further_region(), place)?;
        engine.set_buckets(buckets.clone());
        let region = &engine.options().region;
        if [&home].into_iter().chain(&further).any(|other| other.options().region == *region) {
            return Err(lines.damaged(format!("a second region {region}")));
        }
        if more > 0 {
            return Err(lines.damaged("regions of a region"));
        }
        further.push(engine);
    }
    lines.check_end()?;
    check_replicas([&home].into_iter().chain(&further)).map_err(|reason| lines.damaged(reason))?;
    let saved = further.iter().map(|engine| engine.options().region.clone()).collect::<Vec<_>>();
    for (region, place) in given.new_regions(&saved)?.iter().zip(regions + 1..) {
        further.push(home.further_region(region, u32::try_from(place).unwrap_or(u32::MAX)));
    }
    let engine = EngineHandle::new(home, further);
    debug_assert_eq!(engine.verify(), Vec::<String>::new(), "a snapshot was read into an inconsistent store");
    Ok(engine)
}

/// Refuses replicas of one global table between which items could not be replicated.
fn check_replicas<'e>(regions: impl Iterator<Item = &'e Engine>) -> Result<(), String> {
    let mut known: BTreeMap<(String, String), (ReplicaSettings, Arc<Table>)> = BTreeMap::new();
    for table in regions.flat_map(|engine| engine.catalog().all_tables()) {
        let Some(replica) = table.settings().replica.clone() else { continue };
        let name = table.name().to_owned();
        let (first, other) = known
            .entry((replica.global_table.clone(), name))
            .or_insert_with(|| (replica.clone(), Arc::clone(&table)));
        let of_global_table =
            |replica: &ReplicaSettings| (replica.version, replica.consistency, replica.witness.clone());
        if of_global_table(first) != of_global_table(&replica) {
            return Err(format!("replicas of {} in different global tables", table.name()));
        }
        let keys = |table: &Table| {
            let local_indexes = table.local_indexes().iter();
            let of_indexes = local_indexes.map(|index| (index.name().to_owned(), index.schema().clone()));
            (table.schema().clone(), of_indexes.collect::<BTreeMap<_, _>>())
        };
        if keys(other) != keys(&table) {
            return Err(format!("replicas of {} with different keys", table.name()));
        }
    }
    Ok(())
}

/// Reads the engine of the region with this place, and how many further regions its record announces.
fn read_region(
    lines: &mut Lines<impl BufRead>,
    clock: &Clock,
    given: GivenOptions,
    place: u32,
) -> Result<(Engine, usize), StreamError> {
    let mut record: EngineRecord = lines.record()?;
    record.check().map_err(|reason| lines.damaged(reason))?;
    record.options = given.over_saved(record.options)?;
    let mut exports = Vec::new();
    let mut keys = HashSet::new();
    for export in record.exports.drain(..) {
        let export = export.export().map_err(|reason| lines.damaged(reason))?;
        if !keys.insert(export.key.clone()) {
            return Err(lines.damaged("a second export of the same table and id"));
        }
        exports.push(export);
    }
    let mut tables = Vec::new();
    let mut known = Known::default();
    for _ in 0..record.tables {
        let table: TableRecord = lines.record()?;
        let check = |table: &Table| known.check(table, record.next_sequence);
        let of_table = read_table(lines, &record, clock, &table, check)?;
        // A stream that was on when change logs did not exist yet starts with an empty one.
        if table.changes.is_none() {
            of_table.record_needs(clock.now_ms());
        }
        tables.push(of_table);
    }
    let mut backups: Vec<Backup> = Vec::new();
    for _ in 0..record.backups {
        let earlier = |place: usize| match place.checked_sub(tables.len()) {
            None => tables.get(place),
            Some(place) => backups.get(place).map(|backup| &backup.table),
        };
        let backup = read_backup(lines, &record, earlier, &mut known)?;
        backups.push(backup);
    }
    let mut deleted = Vec::new();
    for _ in 0..record.deleted {
        deleted.push(read_deleted(lines, record.next_sequence, &mut known)?);
    }
    let EngineRecord { options, ids, next_sequence, regions, .. } = record;
    let tables = (tables, deleted);
    let engine = Engine::restored(place, options, clock.clone(), ids, next_sequence, tables, backups);
    Ok((engine.with_exports(exports), regions))
}

/// Values that must be unique among tables, and among backups.
#[derive(Default)]
struct Known {
    names: HashSet<String>,
    sequences: HashSet<u64>,
    ids: HashSet<String>,
    /// The tables and ids of backups.
    backups: HashSet<(String, String)>,
}

impl Known {
    /// Checks that no other table has the name, sequence or id, and that the sequence was issued.
    fn check(&mut self, table: &Table, next_sequence: u64) -> Result<(), &'static str> {
        check_sequence(table, next_sequence)?;
        if !self.names.insert(table.name().to_owned()) {
            Err("a second table of the same name")
        } else if !self.sequences.insert(table.sequence()) {
            // Transactions identify tables by their sequences.
            Err("a second table of the same sequence")
        } else if !self.ids.insert(table.settings().id.clone()) {
            Err("a second table of the same id")
        } else {
            Ok(())
        }
    }
}

fn check_sequence(table: &Table, next_sequence: u64) -> Result<(), &'static str> {
    if table.sequence() < next_sequence { Ok(()) } else { Err("a table's sequence that is yet to be given") }
}

/// Reads a backup. Its items may be like those of an `earlier` table, by its place in the file.
fn read_backup<'t>(
    lines: &mut Lines<impl BufRead>,
    engine: &EngineRecord,
    earlier: impl Fn(usize) -> Option<&'t Table>,
    known: &mut Known,
) -> Result<Backup, StreamError> {
    let record: BackupRecord = lines.record()?;
    let line = lines.number;
    let of_table = record.table();
    let table = of_table.table().map_err(|reason| lines.damaged(reason))?;
    check_sequence(&table, engine.next_sequence).map_err(|reason| lines.damaged(reason))?;
    if !known.backups.insert((table.name().to_owned(), record.id().to_owned())) {
        return Err(lines.damaged("a second backup of the same table and id"));
    }
    if of_table.changes.is_some() {
        return Err(lines.damaged("a backup with a change log"));
    }
    let table = match record.like {
        None => {
            let table = table.with_collection_limit(u64::MAX);
            read_items(lines, &table, of_table.items)?;
            table
        }
        Some(LikeRecord { place, removed, put }) => {
            let like = earlier(place).filter(|like| table.has_form_of(like));
            let like = like.ok_or_else(|| lines.damaged("a backup that is like no earlier table"))?;
            let table = table.with_contents_of(like).with_collection_limit(u64::MAX);
            read_differences(lines, &table, removed, put)?;
            if table.totals().count != of_table.items {
                return Err(lines.damaged("a backup with another number of items"));
            }
            table
        }
    };
    of_table.set_counts(&table);
    let table = table.with_collection_limit(engine.options.item_collection_limit_bytes);
    record.backup(table).map_err(|reason| StreamError::Damaged { line, reason })
}

/// Reads the table, its items and its changes.
fn read_table(
    lines: &mut Lines<impl BufRead>,
    engine: &EngineRecord,
    clock: &Clock,
    record: &TableRecord,
    check: impl FnOnce(&Table) -> Result<(), &'static str>,
) -> Result<Table, StreamError> {
    let table = record.table().map_err(|reason| lines.damaged(reason))?;
    check(&table).map_err(|reason| lines.damaged(reason))?;
    // Collections may be larger than the limit, which was added later. They can be read, but must not grow.
    let table = table.with_collection_limit(u64::MAX);
    let expiry =
        table.settings().time_to_live.as_ref().and_then(|ttl| ttl.expiry(engine.options.sweep_delay()));
    if expiry.is_some() {
        table.set_expiry(expiry, clock.now_ms());
    }
    read_items(lines, &table, record.items)?;
    if let Some(log) = &record.changes {
        let log = read_changes(lines, &table, log)?;
        table.restore_changes(log, clock.now_ms()).map_err(|reason| lines.damaged(reason))?;
    }
    record.set_counts(&table);
    // Last, so that loading does not count as accesses.
    follow_all(&table);
    Ok(table
        .with_collection_limit(engine.options.item_collection_limit_bytes)
        .with_stream_bytes(engine.options.stream_bytes))
}

/// Reads this many items of an empty table, which follow its record.
fn read_items(lines: &mut Lines<impl BufRead>, table: &Table, count: u64) -> Result<(), StreamError> {
    for _ in 0..count {
        if read_item(lines, table)? {
            return Err(lines.damaged("a second item with the same key"));
        }
    }
    Ok(())
}

/// Reads the differences of a backup from the table whose contents it has, which follow its record.
fn read_differences(
    lines: &mut Lines<impl BufRead>,
    table: &Table,
    removed: u64,
    put: u64,
) -> Result<(), StreamError> {
    for _ in 0..removed {
        let key = lines.item()?;
        let key = stored_key(table.schema(), &key).map_err(|error| lines.damaged(error.message()))?;
        match table.write(key, |_| Ok::<_, CollectionTooLarge>(Change::Delete)) {
            Ok(written) if written.old_item().is_some() => {}
            _ => return Err(lines.damaged("a removed item that was not there")),
        }
    }
    for _ in 0..put {
        read_item(lines, table)?;
    }
    Ok(())
}

/// Reads an item of a table; whether it replaces one with the same key.
fn read_item(lines: &mut Lines<impl BufRead>, table: &Table) -> Result<bool, StreamError> {
    let stored = Stored::new(lines.item()?);
    let key = checked_restored(table, &stored).map_err(|error| lines.damaged(error.message()))?;
    match table.write(key, |_| Ok::<_, CollectionTooLarge>(Change::Put(stored))) {
        Ok(written) => Ok(written.old_item().is_some()),
        Err(CollectionTooLarge { .. }) => Err(lines.damaged("an item collection that is too large")),
    }
}

/// Reads what is left of a deleted table, with its name.
fn read_deleted(
    lines: &mut Lines<impl BufRead>,
    next_sequence: u64,
    known: &mut Known,
) -> Result<(String, DeletedTable), StreamError> {
    let record: DeletedRecord = lines.record()?;
    let line = lines.number;
    let damaged = |reason| StreamError::Damaged { line, reason };
    let table = record.table().map_err(damaged)?;
    check_sequence(&table, next_sequence).map_err(|reason| damaged(reason.to_owned()))?;
    if !known.sequences.insert(table.sequence()) {
        return Err(damaged("a second table of the same sequence".to_owned()));
    }
    let log = read_changes(lines, &table, &record.changes)?;
    record.deleted(&table, log).map_err(damaged)
}

/// Reads the changes of a table, which follow its items.
fn read_changes(
    lines: &mut Lines<impl BufRead>,
    table: &Table,
    log: &LogRecord,
) -> Result<SavedLog, StreamError> {
    let mut images = Images::default();
    let mut shards = Vec::new();
    for shard in &log.shards {
        let mut records = Vec::new();
        for _ in 0..shard.records {
            let record: RecordRecord = lines.record()?;
            let old = read_image(lines, table, &mut images, record.old)?;
            let new = read_image(lines, table, &mut images, record.new)?;
            records.push(record.record((old, new)).map_err(|reason| lines.damaged(reason))?);
        }
        shards.push(shard.shard(records).map_err(|reason| lines.damaged(reason))?);
    }
    Ok(log.log(shards))
}

fn read_image(
    lines: &mut Lines<impl BufRead>,
    table: &Table,
    images: &mut Images,
    is_there: bool,
) -> Result<Option<Stored>, StreamError> {
    if !is_there {
        return Ok(None);
    }
    let stored = Stored::new(lines.item()?);
    let key = checked_restored(table, &stored).map_err(|error| lines.damaged(error.message()))?;
    Ok(Some(images.shared(table, key, stored)))
}

/// The lines of a snapshot, and the hash of all lines before the current one.
struct Lines<R> {
    input: R,
    hash: Sha256,
    line: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// Reads the next line, with its line feed, into `self.line`.
    fn next(&mut self, most_bytes: u64) -> Result<(), StreamError> {
        self.hash.update(&self.line);
        self.line.clear();
        self.number += 1;
        let read = self.input.by_ref().take(most_bytes).read_until(b'\n', &mut self.line)?;
        if self.line.last() == Some(&b'\n') {
            Ok(())
        } else if read as u64 >= most_bytes {
            Err(self.damaged("a line that is too long"))
        } else {
            Err(self.damaged("the file ends here"))
        }
    }

    fn damaged(&self, reason: impl ToString) -> StreamError {
        StreamError::Damaged { line: self.number, reason: reason.to_string() }
    }

    /// Reads the first line. It distinguishes a file that is not a snapshot from one that is incomplete or newer.
    fn read_version(&mut self) -> Result<(), StreamError> {
        let whole = self.next(64);
        let Some(version) = self.line.strip_prefix(MAGIC.as_bytes()) else {
            return Err(if matches!(whole, Err(StreamError::Io(_))) { whole.err() } else { None }
                .unwrap_or(StreamError::NotASnapshot));
        };
        whole?;
        let digits = version.trim_ascii_end();
        let sound =
            !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) && digits.len() + 1 == version.len();
        let version =
            std::str::from_utf8(digits).ok().filter(|_| sound).and_then(|digits| digits.parse().ok());
        match version {
            Some(FIRST_VERSION..=VERSION) => Ok(()),
            Some(newer) if newer > VERSION => Err(StreamError::Newer(newer)),
            _ => Err(self.damaged("not a version")),
        }
    }

    fn record<T: DeserializeOwned>(&mut self) -> Result<T, StreamError> {
        self.next(LINE_BYTES)?;
        // Parses text and not bytes, so that the program has only one parser for records.
        serde_json::from_str(self.text()?).map_err(|error| self.damaged(error))
    }

    fn text(&self) -> Result<&str, StreamError> {
        std::str::from_utf8(&self.line).map_err(|error| self.damaged(error))
    }

    fn item(&mut self) -> Result<Item, StreamError> {
        self.next(LINE_BYTES)?;
        let item = Checked::<Item>::from_text(self.text()?).map_err(|error| self.damaged(error))?;
        match item.faults {
            None => Ok(item.value),
            Some(faults) => Err(self.damaged(faults.fault().message(FaultWording::Current))),
        }
    }

    /// Reads the last line, and checks that nothing follows it.
    fn check_end(&mut self) -> Result<(), StreamError> {
        self.next(LINE_BYTES)?;
        let sum: String = self.hash.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if self.line != format!("{CHECKSUM}{sum}\n").as_bytes() {
            return Err(self.damaged("the checksum is another: the file was changed"));
        }
        if self.input.fill_buf()?.is_empty() {
            Ok(())
        } else {
            Err(self.damaged("something follows the end"))
        }
    }
}
