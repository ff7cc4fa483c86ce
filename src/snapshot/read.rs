//! Reads a database from a stream that is not trusted.

use std::{collections::BTreeMap, io::BufRead, sync::Arc};

use serde::de::DeserializeOwned;

use super::{
    error::StreamError,
    job_record::{About, BulkRecord, JobRecord, RequestRecord},
    lines::Lines,
    read_table::{Known, read_backup, read_deleted, read_table},
    record::{EngineRecord, TableRecord},
};
use crate::{
    engine::{Backup, Clock, Engine, EngineHandle, Export, GivenOptions, JobList},
    storage::{ReplicaSettings, Table},
    transfer::Buckets,
};

/// Reads a database with this clock; `given` options replace those in the file. A debug build verifies it: no file may
/// lead to an inconsistent one.
pub(super) fn read(
    input: impl BufRead,
    clock: &Clock,
    given: GivenOptions,
    buckets: &Buckets,
) -> Result<EngineHandle, StreamError> {
    let mut lines = Lines::new(input);
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
pub(crate) fn check_replicas<'e>(regions: impl Iterator<Item = &'e Engine>) -> Result<(), String> {
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
    let line = lines.number();
    record.options = given.over_saved(record.options)?;
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
    let EngineRecord { options, ids, next_sequence, regions, exports, jobs, .. } = record;
    let tables = (tables, deleted);
    let engine = Engine::restored(place, options, clock.clone(), ids, next_sequence, tables, backups);
    for export in exports {
        let restored = restore(&engine, engine.exports(), export);
        restored.map_err(|reason| StreamError::Damaged { line, reason })?;
    }
    read_jobs::<Export>(lines, &engine, engine.exports(), jobs.exports)?;
    read_jobs::<RequestRecord>(lines, &engine, engine.imports(), jobs.imports)?;
    read_jobs::<BulkRecord>(lines, &engine, engine.bulk_operations(), jobs.bulk_operations)?;
    Ok((engine, regions))
}

/// Reads this many jobs of one kind.
fn read_jobs<A: About + DeserializeOwned>(
    lines: &mut Lines<impl BufRead>,
    engine: &Engine,
    list: &JobList<A::Kept>,
    count: usize,
) -> Result<(), StreamError> {
    for _ in 0..count {
        let record: JobRecord<A> = lines.record()?;
        restore(engine, list, record).map_err(|reason| lines.damaged(reason))?;
    }
    Ok(())
}

/// Adds a job to those of its kind; fails with what is wrong with its record.
fn restore<A: About>(engine: &Engine, list: &JobList<A::Kept>, record: JobRecord<A>) -> Result<(), String> {
    match list.restore(record.ended(engine)?) {
        true => Ok(()),
        false => Err("a second job of the same table and id, or of the same client token".to_owned()),
    }
}
