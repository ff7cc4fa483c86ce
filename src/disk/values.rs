//! What a file keeps beside items and definitions, put back into a database that was opened.

use std::ops::Bound;

use super::{
    changes::Values, damages::Damages, error::StoreError, jobs::restore_jobs, places::place,
    record::number_of,
};
use crate::{
    engine::{BulkOperation, EngineHandle, Export, TransferRequest},
    key::StoredKey,
    operation::access::change::checked_restored,
    snapshot::CountsRecord,
    storage::{Stored, Table, ValueKind},
};

/// The values of one kind of a table or region, each with what is behind the kind in its key.
pub(super) fn of_kind(values: &Values, number: u64, kind: ValueKind) -> impl Iterator<Item = (&[u8], &[u8])> {
    values_behind(values, number, kind, &[])
}

/// The same of those whose keys begin so, each with what is behind that in its key.
pub(super) fn values_behind<'v>(
    values: &'v Values,
    number: u64,
    kind: ValueKind,
    begin: &[u8],
) -> impl Iterator<Item = (&'v [u8], &'v [u8])> + use<'v> {
    let begin = place(number, &[&[kind as u8], begin].concat());
    let behind = values.range::<[u8], _>((Bound::Included(begin.as_slice()), Bound::Unbounded));
    behind.map_while(move |(place, value)| Some((place.strip_prefix(begin.as_slice())?, value.as_slice())))
}

/// Sets the versions of a replica's items, and puts what was on its way to it there again.
fn restore_replica(
    table: &Table,
    values: &Values,
    place: u64,
    damages: &mut Damages,
) -> Result<(), StoreError> {
    // One that became alone is none any more.
    if table.replica().is_none() {
        return Ok(());
    }
    let damaged = || format!("table {}: a change of a replica that cannot be read", table.name());
    for (key, version) in of_kind(values, place, ValueKind::Version) {
        if !table.restore_version(key, version) {
            damages.found(damaged())?;
        }
    }
    let is_of = |item: &Stored, key: &StoredKey| checked_restored(table, item).is_ok_and(|own| own == *key);
    for (key, change) in of_kind(values, place, ValueKind::Way) {
        if !table.restore_way(key, change, is_of) {
            damages.found(damaged())?;
        }
    }
    Ok(())
}

/// How many bytes of records the streams of a region keep, if that was set.
pub(super) fn stream_bytes(values: &Values, region: u32) -> Option<u64> {
    let (_, bytes) = of_kind(values, number_of(region, None), ValueKind::StreamBytes).next()?;
    bytes.try_into().map(u64::from_be_bytes).ok()
}

/// Puts the values into the database, whose changes are not noted because of that.
pub(super) fn restore_values(
    database: &EngineHandle,
    values: &Values,
    damages: &mut Damages,
) -> Result<(), StoreError> {
    for (region, engine) in (0..).zip(database.engines()) {
        let tokens = of_kind(values, number_of(region, None), ValueKind::ClientToken);
        if !engine.client_tokens().restore(tokens) {
            damages.found("client request tokens that cannot be read".to_owned())?;
        }
        let of_region = |kind| of_kind(values, number_of(region, None), kind);
        restore_jobs::<Export>(engine, of_region(ValueKind::Export), damages)?;
        restore_jobs::<TransferRequest>(engine, of_region(ValueKind::Import), damages)?;
        restore_jobs::<BulkOperation>(engine, of_region(ValueKind::BulkOperation), damages)?;
        for table in engine.catalog().all_tables() {
            let place = number_of(region, Some(table.sequence()));
            restore_replica(&table, values, place, damages)?;
            // Last, because opening counted too.
            let counts = of_kind(values, place, ValueKind::Counts).next();
            let counts = counts.map_or_else(CountsRecord::default, |(_, json)| {
                serde_json::from_slice(json).unwrap_or_default()
            });
            counts.set(&table);
        }
    }
    Ok(())
}
