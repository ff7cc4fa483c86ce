//! A replica that is deleted, or that is to be a table of its own.

use std::sync::Arc;

use super::{
    begun::{Begun, begin},
    description::{ReplicaDescription, ReplicaStatus},
    region::engine_of,
};
use crate::{
    engine::{Engine, FoundReplica},
    error::{Error, Result},
    limits::REPLICA_SOURCE_MS,
    operation::access::{
        in_use::{check_active, check_deletable},
        replicas::{is_legacy, other_replicas, replicas_elsewhere},
    },
    storage::{MultiRegionConsistency, Receiver, Table},
    texts,
};

/// The replica in this region.
pub(super) fn replica_in(engine: &Engine, table: &Table, region: &str) -> Result<FoundReplica> {
    engine_of(engine, region)?;
    let mut replicas = other_replicas(engine, table).into_iter();
    let found = replicas.find(|replica| replica.region() == region);
    found.ok_or_else(|| Error::validation(texts::replica::not_found(table.name(), region)))
}

/// Deletes the replicas of this table in other regions, and the witness in this region. The caller holds the lock for
/// changes of replicas.
pub(crate) fn delete_replicas(
    engine: &Engine,
    table: &Arc<Table>,
    regions: &[&str],
    witness: Option<&str>,
) -> Result<Begun> {
    let settings = table.settings().clone();
    check_active(table.name(), &settings)?;
    let replicas = regions.iter().map(|region| replica_in(engine, table, region));
    let replicas: Vec<_> = replicas.collect::<Result<_>>()?;
    let of_replica = settings.replica.as_ref();
    let there = of_replica.and_then(|replica| replica.witness.as_deref());
    let is_strong = of_replica.is_some_and(|replica| replica.consistency == MultiRegionConsistency::Strong);
    // A strongly consistent global table goes as a whole.
    let is_whole = replicas.len() == other_replicas(engine, table).len() && witness == there;
    if (is_strong || witness.is_some()) && !is_whole {
        return Err(Error::validation(texts::replica::STRONG_DELETION));
    }
    if !is_strong && replicas.len() > 1 {
        return Err(Error::validation(texts::replica::ONE_AT_A_TIME));
    }
    // Checked before anything changes.
    replicas.iter().try_for_each(check_replica)?;
    let descriptions = replicas.iter().map(|replica| {
        let replica_status = Some(ReplicaStatus::Deleting);
        let description = ReplicaDescription { replica_status, ..replica.describe() };
        delete(replica).map(|()| description)
    });
    let descriptions = descriptions.collect::<Result<_>>()?;
    let begun = begin(engine, table, descriptions, |_| {})?;
    forget_last_replica(engine, table);
    Ok(begun)
}

/// Refuses to delete a replica that is in use, protected, or needed by others.
fn check_replica(replica: &FoundReplica) -> Result<()> {
    let FoundReplica { engine, table } = replica;
    check_not_source(engine, table)?;
    let settings = table.settings();
    check_deletable(table.name(), &settings)?;
    match settings.deletion_protection {
        true => Err(Error::validation(texts::table::PROTECTED)),
        false => Ok(()),
    }
}

fn delete(replica: &FoundReplica) -> Result<()> {
    let FoundReplica { engine: target, table: deleted } = replica;
    let (transition, ending) = (target.transition(), target.ending());
    // Held until the table is removed, so that no copy of the database is made in between.
    let one_at_a_time = deleted.changing();
    let (_, ended) = deleted.change_states(&ending, |settings| {
        check_deletable(deleted.name(), settings)?;
        if settings.deletion_protection {
            return Err(Error::validation(texts::table::PROTECTED));
        }
        settings.begin_deleting(transition);
        Ok(())
    })?;
    separate(target, deleted);
    if ended.table_is_gone {
        target.forget(deleted, &ending);
    } else {
        target.end_states_later(deleted);
    }
    drop(one_at_a_time);
    Ok(())
}

/// Makes the replica in this region a table of its own, after what it and the others wrote has arrived. The caller holds
/// the lock for changes of replicas. (API reference: `DisassociateReplicationGroupMemberAction`)
pub(crate) fn disassociate_replica(engine: &Engine, table: &Arc<Table>, region: &str) -> Result<Begun> {
    if region != engine.options().region {
        return Err(Error::validation(texts::replica::not_local(region)));
    }
    let others = other_replicas(engine, table);
    let replica = table.replica().filter(|_| !others.is_empty());
    let replica =
        replica.ok_or_else(|| Error::validation(texts::replica::not_found(table.name(), region)))?;
    let settings = table.settings().clone();
    check_active(table.name(), &settings)?;
    check_not_strong(engine, table)?;
    if settings.disassociation_protection {
        return Err(Error::validation(texts::replica::PROTECTED));
    }
    table.receive_all();
    others.iter().for_each(|other| other.table.receive_from(region, u64::MAX));
    let pending = replica.exchange.pending();
    if pending.iter().any(|way| way.changes > 0 && (way.from == region || way.to == region)) {
        return Err(Error::validation(texts::replica::not_replicated(table.name())));
    }
    separate(engine, table);
    let begun = begin(engine, table, Vec::new(), |settings| settings.replica = None)?;
    others.iter().for_each(|other| forget_last_replica(&other.engine, &other.table));
    Ok(begun)
}

/// Ends the replication of a table. What it wrote before goes to the other replicas that it reaches.
pub(crate) fn separate(engine: &Engine, table: &Table) {
    let Some(replica) = table.replica() else { return };
    replicas_elsewhere(engine, table)
        .iter()
        .for_each(|other| other.table.receive_from(&replica.region, u64::MAX));
    replica.exchange.remove(&replica.region);
    table.leave();
}

/// Refuses to delete a replica of which others were made in the last 24 hours.
pub(crate) fn check_not_source(engine: &Engine, table: &Table) -> Result<()> {
    let now_ms = engine.clock().now_ms();
    let source_ms = table.settings().replica.as_ref().and_then(|replica| replica.source_ms);
    let was_source = source_ms.is_some_and(|source_ms| now_ms < source_ms.saturating_add(REPLICA_SOURCE_MS));
    match was_source && !other_replicas(engine, table).is_empty() {
        true => Err(Error::validation(texts::replica::SOURCE)),
        false => Ok(()),
    }
}

/// Refuses to delete one replica of a strongly consistent global table alone.
pub(crate) fn check_not_strong(engine: &Engine, table: &Table) -> Result<()> {
    match table.is_strong() && !other_replicas(engine, table).is_empty() {
        true => Err(Error::validation(texts::replica::STRONG_DELETION)),
        false => Ok(()),
    }
}

/// Makes a table one of its own again whose last replica in another region is gone.
pub(crate) fn forget_last_replica(engine: &Engine, table: &Table) {
    let is_alone =
        table.settings().replica.is_some() && !is_legacy(table) && other_replicas(engine, table).is_empty();
    if is_alone {
        table.leave();
        table.change_settings(|settings| settings.replica = None);
    }
}
