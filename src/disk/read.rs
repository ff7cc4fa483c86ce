//! Reading a file: the journal, and what lies below it.

use std::{collections::BTreeMap, mem};

use redb::{ReadTransaction, ReadableDatabase};

use super::{
    archive_read::{Archives, ReadArchive},
    changes::{Changes, Values},
    commit::checked,
    contents::Contents,
    damages::Damages,
    error::StoreError,
    fill::{Report, Source, fill, whole},
    format::{ARCHIVE, CATALOG, CHANGES, ITEMS, VALUES},
    log_read::{LogHead, Logs},
    progress::OpenProgress,
    read_journal::read_journal,
    record::{number_of, place_of},
    store::Store,
    values::of_kind,
    verified::found_entry,
};
use crate::{
    engine::Clock,
    operation::contributor_insights::state::follow_all,
    snapshot::{EngineRecord, TableRecord},
    storage::{Table, ValueKind},
};

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
