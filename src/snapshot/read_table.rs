//! Reads tables, backups and what is left of deleted tables.

use std::{collections::HashSet, io::BufRead};

use super::{
    backup_record::{BackupRecord, LikeRecord},
    change_record::{Images, LogRecord, RecordRecord},
    deleted_record::DeletedRecord,
    error::StreamError,
    lines::Lines,
    record::{EngineRecord, TableRecord},
};
use crate::{
    engine::{Backup, Clock},
    error::Error,
    operation::{access::change::checked_restored, contributor_insights::state::follow_all, stored_key},
    storage::{Change, DeletedTable, SavedLog, Stored, Table},
};

/// Values that must be unique among tables, and among backups.
#[derive(Default)]
pub(super) struct Known {
    names: HashSet<String>,
    sequences: HashSet<u64>,
    ids: HashSet<String>,
    /// The tables and ids of backups.
    backups: HashSet<(String, String)>,
}

impl Known {
    /// Checks that no other table has the name, sequence or id, and that the sequence was issued.
    pub(super) fn check(&mut self, table: &Table, next_sequence: u64) -> Result<(), &'static str> {
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
pub(super) fn read_backup<'t>(
    lines: &mut Lines<impl BufRead>,
    engine: &EngineRecord,
    earlier: impl Fn(usize) -> Option<&'t Table>,
    known: &mut Known,
) -> Result<Backup, StreamError> {
    let record: BackupRecord = lines.record()?;
    let line = lines.number();
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
pub(super) fn read_table(
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
        match table.write(key, |_| Ok::<_, Error>(Change::Delete)) {
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
    match table.write(key, |_| Ok::<_, Error>(Change::Put(stored))) {
        Ok(written) => Ok(written.old_item().is_some()),
        Err(_) => Err(lines.damaged("an item collection that is too large")),
    }
}

/// Reads what is left of a deleted table, with its name.
pub(super) fn read_deleted(
    lines: &mut Lines<impl BufRead>,
    next_sequence: u64,
    known: &mut Known,
) -> Result<(String, DeletedTable), StreamError> {
    let record: DeletedRecord = lines.record()?;
    let line = lines.number();
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
