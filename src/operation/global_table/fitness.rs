//! What a table must be like to become a replica of a global table of version 2017.11.29. (API reference:
//! CreateGlobalTable, UpdateGlobalTable; developer guide: Best practices and requirements for managing global tables)

use std::collections::BTreeMap;

use super::global_tables::{RegionRef, ReplicaRef};
use crate::{
    engine::Engine,
    error::{Error, Result},
    key::KeySchema,
    operation::access::{in_use::check_active, not_found::no_table_in_region},
    storage::{AutoScaling, BillingMode, IndexDefinition, StreamViewType, Table, TableSettings},
    texts::global_table as texts,
};

/// The table of this name in a region, if it could become a replica beside these.
pub(super) fn fitting<'e>(
    engine: &Engine,
    region: Option<&RegionRef<'e>>,
    region_name: &str,
    name: &str,
) -> Result<ReplicaRef<'e>> {
    let found = region.and_then(|region| Some((region.clone(), region.catalog().table(name)?)));
    // A table that is being created or deleted is not found, as by operations on items.
    let found = found.filter(|(_, table)| table.is_ready());
    let Some((engine, table)) = found else { return Err(no_table_in_region(engine, name, region_name)) };
    engine.sweep(&table);
    let settings = table.settings().clone();
    let unfit = |why: &str| Error::validation(texts::unfit(name, region_name, why));
    let has_stream = settings
        .stream
        .as_ref()
        .is_some_and(|stream| stream.enabled && stream.view_type == StreamViewType::NewAndOldImages);
    if !has_stream {
        return Err(unfit("must have a stream with StreamViewType NEW_AND_OLD_IMAGES"));
    }
    check_active(name, &settings)?;
    Ok(ReplicaRef { engine, table })
}

/// Refuses replicas that differ in what all must have in common, or that have items.
pub(super) fn check_alike(name: &str, replicas: &[&ReplicaRef<'_>]) -> Result<()> {
    let Some((first, others)) = replicas.split_first() else { return Ok(()) };
    for replica in others {
        if let Some(what) = difference(&first.table, &replica.table) {
            let why = format!("must have the same {what} as in region: '{}'", first.region());
            return Err(Error::validation(texts::unfit(name, replica.region(), &why)));
        }
    }
    match replicas.iter().find(|replica| replica.table.totals().count > 0) {
        Some(replica) => Err(not_empty(name, replica)),
        None => Ok(()),
    }
}

/// The refusal of a table that has items.
pub(super) fn not_empty(name: &str, replica: &ReplicaRef<'_>) -> Error {
    Error::validation(texts::unfit(name, replica.region(), "must be empty"))
}

/// What two tables do not have in common though replicas must.
fn difference(one: &Table, other: &Table) -> Option<&'static str> {
    let (settings, others) = (one.settings().clone(), other.settings().clone());
    let pairs = [
        (one.schema() != other.schema(), "key schema"),
        (
            keys(one.local_indexes().iter().map(|index| &**index))
                != keys(other.local_indexes().iter().map(|index| &**index)),
            "local secondary indexes",
        ),
        (global_keys(one) != global_keys(other), "global secondary indexes"),
        (write_capacity(&settings) != write_capacity(&others), "write capacity"),
    ];
    pairs.into_iter().find(|(differs, _)| *differs).map(|(_, what)| what)
}

fn keys<'i>(indexes: impl Iterator<Item = &'i IndexDefinition>) -> BTreeMap<String, KeySchema> {
    indexes.map(|index| (index.name().to_owned(), index.schema().clone())).collect()
}

fn global_keys(table: &Table) -> BTreeMap<String, KeySchema> {
    keys(table.global_indexes().iter().map(|index| &**index.definition()))
}

/// How writes are paid for: by request, or the units of the table and of its indexes, and the most units where they are
/// scaled.
fn write_capacity(settings: &TableSettings) -> (BillingMode, Vec<(u64, Option<u64>)>) {
    let most = |scaling: &AutoScaling| scaling.write.as_ref().map(|scaling| scaling.maximum_units);
    let indexes = settings.global_indexes.values();
    let indexes = indexes.map(|index| (index.throughput.write_units, most(&index.auto_scaling)));
    let table = (settings.throughput.write_units, most(&settings.auto_scaling));
    let scaled = std::iter::once(table).chain(indexes);
    // Scaled units differ for a while; the most they may be do not.
    let capacity = scaled.map(|(units, most)| (if most.is_some() { 0 } else { units }, most));
    (settings.billing_mode, capacity.collect())
}
