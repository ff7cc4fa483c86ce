//! The description of a global table of version 2017.11.29.

use super::{
    global_tables::{GlobalTableRef, ReplicaRef},
    structures::{GlobalTableDescription, GlobalTableStatus},
};
use crate::{
    engine::Engine,
    operation::{request::table_arn::global_table_arn, table::replica::describe::replica_description},
    storage::{ReplicaSettings, TableStatus, Transition},
};

/// The description of a global table.
pub(super) fn describe(engine: &Engine, global_table: &GlobalTableRef<'_>) -> GlobalTableDescription {
    let of_replica = |replica: &ReplicaRef<'_>| replica_description(&replica.engine, &replica.table);
    let account = &engine.options().account;
    GlobalTableDescription {
        replication_group: global_table.replicas.iter().map(of_replica).collect(),
        global_table_arn: global_table_arn(account, &global_table.name),
        creation_date_time: Some(global_table.settings.created_seconds),
        global_table_status: Some(status(engine, global_table)),
        global_table_name: global_table.name.clone(),
    }
}

/// The status of a global table: of its creation and its changes while they last, and of changes of its replicas.
fn status(engine: &Engine, global_table: &GlobalTableRef<'_>) -> GlobalTableStatus {
    let now_ms = engine.clock().now_ms();
    let lasts = |transition: Transition| transition.ends_ms().is_some_and(|ends_ms| now_ms < ends_ms);
    let changes = |replica: &ReplicaRef<'_>| replica.table.settings().status != TableStatus::Active;
    let ReplicaSettings { creating, updating, .. } = global_table.settings;
    if lasts(creating) {
        GlobalTableStatus::Creating
    } else if lasts(updating) || global_table.replicas.iter().any(changes) {
        GlobalTableStatus::Updating
    } else {
        GlobalTableStatus::Active
    }
}
