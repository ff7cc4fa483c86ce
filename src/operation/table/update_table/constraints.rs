//! The API's constraints on the members of UpdateTable.

use super::{
    GlobalSecondaryIndexUpdate, UpdateTableInput, VectorIndexUpdate,
    not_here::{ReplicaSettings, ReplicationGroupUpdate},
};
use crate::operation::table::constraints::TableConstraints;

/// Witnesses that a global table can have.
const WITNESSES: usize = 1;

impl TableConstraints<'_> {
    /// All members but the table's name.
    pub(super) fn update_table(&mut self, input: &UpdateTableInput) {
        self.attribute_definitions(input.attribute_definitions.as_deref().unwrap_or_default());
        for (place, update) in (1..).zip(input.global_secondary_index_updates.iter().flatten()) {
            self.global_index_update(&format!("globalSecondaryIndexUpdates.{place}.member"), update);
        }
        self.provisioned_throughput("provisionedThroughput", input.provisioned_throughput.as_ref());
        if let Some(updates) = &input.replica_updates {
            self.count("replicaUpdates", updates, usize::MAX, |_| String::new());
            for (place, update) in (1..).zip(updates) {
                self.replica_update(&format!("replicaUpdates.{place}.member"), update);
            }
        }
        if let Some(updates) = &input.global_table_witness_updates {
            self.count("globalTableWitnessUpdates", updates, WITNESSES, |_| {
                "GlobalTableWitnessGroupUpdate".to_owned()
            });
        }
        for (place, update) in (1..).zip(input.vector_index_updates.iter().flatten()) {
            self.vector_index_update(&format!("vectorIndexUpdates.{place}.member"), update);
        }
    }

    fn global_index_update(&mut self, path: &str, update: &GlobalSecondaryIndexUpdate) {
        if let Some(update) = &update.update {
            let path = format!("{path}.update");
            self.index_name(&path, &update.index_name);
            let throughput = update.provisioned_throughput.as_ref();
            self.provisioned_throughput(&format!("{path}.provisionedThroughput"), throughput);
        }
        if let Some(index) = &update.create {
            self.global_index(&format!("{path}.create"), index);
        }
        if let Some(index) = &update.delete {
            self.index_name(&format!("{path}.delete"), &index.index_name);
        }
    }

    fn vector_index_update(&mut self, path: &str, update: &VectorIndexUpdate) {
        if let Some(index) = &update.create {
            self.vector_index(&format!("{path}.create"), index);
        }
        if let Some(index) = &update.delete {
            self.index_name(&format!("{path}.delete"), &index.index_name);
        }
    }

    fn replica_update(&mut self, path: &str, update: &ReplicationGroupUpdate) {
        if let Some(settings) = &update.create {
            self.replica_settings(&format!("{path}.create"), settings);
        }
        if let Some(settings) = &update.update {
            self.replica_settings(&format!("{path}.update"), settings);
        }
        if let Some(member) = &update.disassociate {
            let mode = member.disassociation_mode.is_some();
            self.required(&format!("{path}.disassociate.disassociationMode"), mode);
        }
    }

    fn replica_settings(&mut self, path: &str, settings: &ReplicaSettings) {
        if let Some(units) = &settings.provisioned_throughput_override {
            self.read_units(path, units.read_capacity_units);
        }
        let Some(indexes) = &settings.global_secondary_indexes else { return };
        let path = format!("{path}.globalSecondaryIndexes");
        self.count(&path, indexes, usize::MAX, |_| String::new());
        for (place, index) in (1..).zip(indexes) {
            let path = format!("{path}.{place}.member");
            self.index_name(&path, &index.index_name);
            if let Some(units) = &index.provisioned_throughput_override {
                self.read_units(&path, units.read_capacity_units);
            }
        }
    }

    fn read_units(&mut self, path: &str, units: Option<i64>) {
        if let Some(units) = units {
            self.at_least_one(&format!("{path}.provisionedThroughputOverride.readCapacityUnits"), units);
        }
    }
}
