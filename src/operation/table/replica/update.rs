//! A replica whose settings are changed from another region.

use std::sync::Arc;

use super::{
    begun::{Begun, begin},
    description::{ReplicaDescription, ReplicaStatus},
    overrides::{apply, asks_nothing},
    remove::replica_in,
    structures::ReplicaSettings as Asked,
};
use crate::{
    engine::{Engine, FoundReplica},
    error::{Error, Result},
    operation::access::in_use::check_active,
    storage::Table,
    texts,
};

/// Changes what the replica of this table in another region has instead of the settings of the others. The caller holds
/// the lock for changes of replicas.
pub(crate) fn update_replica(engine: &Engine, table: &Arc<Table>, asked: &Asked) -> Result<Begun> {
    if asks_nothing(asked) {
        return Err(Error::validation(texts::replica::NO_UPDATE));
    }
    let replica = replica_in(engine, table, &asked.region_name)?;
    check_active(table.name(), &table.settings())?;
    let FoundReplica { engine: target, table: changed } = &replica;
    let one_at_a_time = changed.changing();
    let ending = target.ending();
    let (_, ended) = changed.change_states(&ending, |settings| {
        check_active(changed.name(), settings)?;
        apply(target, settings, asked)?;
        settings.begin_updating(target.transition());
        Ok::<_, Error>(())
    })?;
    changed.follow_up(ended, &ending);
    drop(one_at_a_time);
    target.end_states_later(changed);
    let description =
        ReplicaDescription { replica_status: Some(ReplicaStatus::Updating), ..replica.describe() };
    begin(engine, table, vec![description], |_| {})
}
