//! How a table becomes a replica, and stops being one.

use std::sync::Arc;

use super::{
    exchange::Exchange,
    replica::Replica,
    settings::{GlobalTableVersion, ReplicaSettings},
};
use crate::storage::{fork::copy_table, table::Table, table_definition::TableDefinition, time::Timed};

impl Table {
    /// Makes the table a replica: from now on its writes have versions, and are sent to the other replicas. The caller
    /// has added the region to the exchange, has set the table's settings of a replica, and holds the lock for
    /// [changes](Self::changing) of the table. Returns how many
    /// items there were at that moment, which the others are not told.
    pub(crate) fn join(&self, region: &str, exchange: Arc<Exchange>, now_ms: u64) -> u64 {
        self.time().look(now_ms);
        self.time().set_needed_by(Timed::Replication, true);
        let is_legacy = |replica: &ReplicaSettings| replica.version == GlobalTableVersion::Legacy;
        let stamps = self.settings().replica.as_ref().is_some_and(is_legacy);
        self.set_replica(Some(Replica { region: region.into(), exchange, stamps }));
        let mut items = 0;
        self.layout().write_each(|data| {
            items += data.totals().count;
            let versions = data.versions_slot();
            if versions.is_none() {
                *versions = Some(Box::default());
            }
        });
        self.note_replica(|| ());
        items
    }

    /// Makes the table one of its own again. What is on its way to it does not arrive any more.
    pub(crate) fn leave(&self) {
        self.time().set_needed_by(Timed::Replication, false);
        self.layout().write_each(|data| *data.versions_slot() = None);
        self.set_replica(None);
        self.note_left();
    }

    /// A further replica of this one, with this definition, which has the same key and indexes; its numbers of partitions
    /// are ignored. It has all that this table has at one moment, with its versions. It still has to
    /// [join](Self::join). The caller holds the lock for [changes](Self::changing) of this table.
    pub(crate) fn replica_with(&self, definition: TableDefinition) -> Self {
        Self::new(definition, self.sequence()).with_versioned_contents_of(&copy_table(self))
    }
}
