//! The replicas of global tables: tables of one name in several regions.

use std::sync::Arc;

use super::{Engine, EngineHandle, Regions};
use crate::storage::{Exchange, MultiRegionConsistency, ReplicaSettings, Table};

/// A replica of a global table.
#[derive(Debug, Clone)]
pub(crate) struct FoundReplica {
    pub(crate) engine: Arc<Engine>,
    pub(crate) table: Arc<Table>,
}

impl FoundReplica {
    /// Its region.
    pub(crate) fn region(&self) -> &str {
        &self.engine.options().region
    }
}

impl Regions {
    /// The replicas of a global table, in the order of the regions. `name` is the name of the tables, and `global_table`
    /// the id in their settings.
    pub(crate) fn replicas(&self, name: &str, global_table: &str) -> Vec<FoundReplica> {
        let found = |engine: &Arc<Engine>| {
            let table = engine.catalog().table(name)?;
            let is_one =
                table.settings().replica.as_ref().is_some_and(|replica| replica.global_table == global_table);
            is_one.then(|| FoundReplica { engine: Arc::clone(engine), table })
        };
        self.engines().iter().filter_map(found).collect()
    }

    /// Carries out all changes that are due and can reach the region that they are for.
    pub(crate) fn deliver_due(&self) {
        for engine in self.engines() {
            engine.catalog().all_tables().iter().for_each(|table| engine.look(table));
        }
    }

    /// Lets the tables exchange their changes that are replicas by their settings: those of a fork or of a snapshot.
    pub(super) fn join_replicas(&self) {
        for engine in self.engines() {
            for table in engine.catalog().all_tables() {
                let Some(settings) = table.settings().replica.clone() else { continue };
                if table.replica().is_none() {
                    let replicas = self.replicas(table.name(), &settings.global_table);
                    let known = replicas.iter().find_map(|replica| replica.table.replica());
                    let exchange = known
                        .map_or_else(|| engine.new_exchange(&settings), |known| Arc::clone(&known.exchange));
                    let region = &engine.options().region;
                    exchange.add(region, None);
                    table.join(region, exchange, engine.clock().now_ms());
                }
                if let Some(replica) = table.replica() {
                    replica.exchange.follow_cuts(self.cuts());
                    replica.exchange.set_table(&replica.region, Arc::downgrade(&table) as _);
                }
            }
        }
    }
}

impl Engine {
    /// What the replicas of a global table with these settings exchange their changes by.
    pub(crate) fn new_exchange(&self, settings: &ReplicaSettings) -> Arc<Exchange> {
        Arc::new(match settings.consistency {
            MultiRegionConsistency::Eventual => Exchange::new(self.options().replication_lag()),
            MultiRegionConsistency::Strong => Exchange::strong(settings.witness.clone()),
        })
    }
}

impl EngineHandle {
    /// Carries out all changes that are on their way, whether due or not and over cut connections too.
    pub(crate) fn settle(&self) {
        let Some(regions) = self.all_regions() else { return };
        regions.cuts().heal_all();
        let tables: Vec<_> = self.engines().iter().flat_map(|engine| engine.catalog().all_tables()).collect();
        // An item that expires meanwhile sends its deletion.
        while tables.iter().filter(|table| table.receive_all()).count() > 0 {}
    }
}
