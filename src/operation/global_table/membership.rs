//! How tables become replicas of a global table of version 2017.11.29, and leave it.

use std::sync::Arc;

use super::{
    fitness::not_empty,
    global_tables::{GlobalTableRef, ReplicaRef},
};
use crate::{
    engine::Engine,
    error::Result,
    storage::{Exchange, GlobalTableVersion, ReplicaSettings},
};

/// The global table that tables join.
#[derive(Debug)]
pub(super) struct Joining {
    exchange: Arc<Exchange>,
    settings: ReplicaSettings,
}

impl Joining {
    /// A new global table.
    pub(super) fn first(engine: &Engine) -> Self {
        let exchange = Arc::new(Exchange::new(engine.options().replication_lag()));
        if let Some(all) = engine.regions() {
            exchange.follow_cuts(all.cuts());
        }
        let now_seconds = engine.clock().now_seconds();
        let settings = ReplicaSettings {
            creating: engine.transition(),
            ..ReplicaSettings::new(engine.ids().uuid(), GlobalTableVersion::Legacy, now_seconds)
        };
        Self { exchange, settings }
    }

    /// An existing global table.
    pub(super) fn existing(global_table: &GlobalTableRef<'_>) -> Option<Self> {
        let table = &global_table.replicas.first()?.table;
        let settings = table.settings().replica.clone()?;
        Some(Self { exchange: Arc::clone(&table.replica()?.exchange), settings })
    }
}

/// Makes tables replicas. From that moment on their writes are replicated; a table that has items at that moment is
/// refused, and then none has joined.
pub(super) fn join(
    engine: &Engine,
    name: &str,
    replicas: &[ReplicaRef<'_>],
    joining: &Joining,
) -> Result<()> {
    let now_ms = engine.clock().now_ms();
    for (place, replica) in replicas.iter().enumerate() {
        let one_at_a_time = replica.table.changing();
        joining.exchange.add(replica.region(), None);
        let settings = joining.settings.clone();
        replica.table.change_settings(|of_table| of_table.replica = Some(settings));
        let items = replica.table.join(replica.region(), Arc::clone(&joining.exchange), now_ms);
        joining.exchange.set_table(replica.region(), Arc::downgrade(&replica.table) as _);
        if items > 0 {
            drop(one_at_a_time);
            replicas.iter().take(place + 1).for_each(leave);
            return Err(not_empty(name, replica));
        }
    }
    Ok(())
}

/// Makes a replica a table of its own.
pub(super) fn leave(replica: &ReplicaRef<'_>) {
    let _one_at_a_time = replica.table.changing();
    if let Some(known) = replica.table.replica() {
        known.exchange.remove(replica.region());
    }
    replica.table.leave();
    replica.table.change_settings(|settings| settings.replica = None);
}
