//! The other replicas of a table.

use super::in_use::check_active;
use crate::{
    engine::{Engine, FoundReplica, Regions},
    error::Result,
    storage::Table,
    sync::MutexGuard,
};

/// The other replicas of a table, in the order of the regions; none if it is not replicated.
pub(crate) fn other_replicas(engine: &Engine, table: &Table) -> Vec<FoundReplica> {
    let Some(regions) = engine.regions() else { return Vec::new() };
    let Some(replica) = table.settings().replica.clone() else { return Vec::new() };
    let mut replicas = regions.replicas(table.name(), &replica.global_table);
    replicas.retain(|replica| replica.region() != engine.options().region);
    replicas
}

/// The lock for changes of replicas, which a request that changes tables of several regions holds; none if there is one
/// region.
pub(crate) fn changing_replicas(regions: Option<&Regions>) -> Option<MutexGuard<'_, ()>> {
    regions.map(Regions::changing)
}

/// Refuses a change of a table one of whose replicas is being created, changed or deleted.
pub(crate) fn check_active_replicas(replicas: &[FoundReplica]) -> Result<()> {
    replicas.iter().try_for_each(|replica| check_active(replica.table.name(), &replica.table.settings()))
}
