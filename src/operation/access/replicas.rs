//! The other replicas of a table.

use super::in_use::check_active;
use crate::{
    engine::{Engine, FoundReplica, Regions},
    error::Result,
    storage::{GlobalTableVersion, Table},
    sync::MutexGuard,
};

/// The other replicas of a table, in the order of the regions; none if it is not replicated. Those of version 2017.11.29
/// are not among them: each of them is a table with settings of its own.
pub(crate) fn other_replicas(engine: &Engine, table: &Table) -> Vec<FoundReplica> {
    match is_legacy(table) {
        true => Vec::new(),
        false => replicas_elsewhere(engine, table),
    }
}

/// Whether the table is a replica of a global table of version 2017.11.29.
pub(crate) fn is_legacy(table: &Table) -> bool {
    let settings = table.settings();
    settings.replica.as_ref().is_some_and(|replica| replica.version == GlobalTableVersion::Legacy)
}

/// The other replicas of a table, of whichever version.
pub(crate) fn replicas_elsewhere(engine: &Engine, table: &Table) -> Vec<FoundReplica> {
    let Some(regions) = engine.regions() else { return Vec::new() };
    let Some(replica) = table.settings().replica.clone() else { return Vec::new() };
    let mut replicas = regions.replicas(table.name(), &replica.global_table);
    replicas.retain(|replica| replica.region() != engine.options().region);
    replicas
}

/// The lock for changes of replicas, which a request that changes tables of several regions holds, and one that adds a
/// table while it does so: what was found free in all regions stays free. None if there is one region.
pub(crate) fn changing_replicas(regions: Option<&Regions>) -> Option<MutexGuard<'_, ()>> {
    regions.map(Regions::changing)
}

/// Refuses a change of a table one of whose replicas is being created, changed or deleted.
pub(crate) fn check_active_replicas(replicas: &[FoundReplica]) -> Result<()> {
    replicas.iter().try_for_each(|replica| check_active(replica.table.name(), &replica.table.settings()))
}
