//! The API's constraints on the members of UpdateTable.

use super::input::{
    GlobalSecondaryIndexUpdate, UpdateGlobalSecondaryIndexAction, UpdateTableInput, VectorIndexUpdate,
};
use crate::{
    codec::Place,
    operation::{
        definition::constraints::TableConstraints,
        table::replica::structures::{
            DisassociateReplicationGroupMemberAction, ProvisionedThroughputOverride,
            ReplicaGlobalSecondaryIndex, ReplicaSettings, ReplicationGroupUpdate,
        },
    },
};

/// How many witnesses a global table can have.
const WITNESSES: usize = 1;

impl TableConstraints<'_> {
    /// Checks all members but the table's name.
    pub(super) fn update_table(&mut self, input: &UpdateTableInput) {
        let members = UpdateTableInput::MEMBERS;
        let definitions = input.attribute_definitions.as_deref().unwrap_or_default();
        self.attribute_definitions(&members.attribute_definitions.into(), definitions);
        let updates = Place::from(members.global_secondary_index_updates);
        for (number, update) in (1..).zip(input.global_secondary_index_updates.iter().flatten()) {
            self.global_index_update(&updates.element(number), update);
        }
        let throughput = input.provisioned_throughput.as_ref();
        self.provisioned_throughput(&members.provisioned_throughput.into(), throughput);
        if let Some(updates) = &input.replica_updates {
            let place = Place::from(members.replica_updates);
            self.count(&place, updates, usize::MAX, |_| String::new());
            for (number, update) in (1..).zip(updates) {
                self.replica_update(&place.element(number), update);
            }
        }
        if let Some(updates) = &input.global_table_witness_updates {
            self.count(&members.global_table_witness_updates.into(), updates, WITNESSES, |_| {
                "GlobalTableWitnessGroupUpdate".to_owned()
            });
        }
        let updates = Place::from(members.vector_index_updates);
        for (number, update) in (1..).zip(input.vector_index_updates.iter().flatten()) {
            self.vector_index_update(&updates.element(number), update);
        }
    }

    fn global_index_update(&mut self, place: &Place, update: &GlobalSecondaryIndexUpdate) {
        let members = GlobalSecondaryIndexUpdate::MEMBERS;
        if let Some(update) = &update.update {
            let place = place.member(members.update);
            self.index_name(&place, &update.index_name);
            let throughput = place.member(UpdateGlobalSecondaryIndexAction::MEMBERS.provisioned_throughput);
            self.provisioned_throughput(&throughput, update.provisioned_throughput.as_ref());
        }
        if let Some(index) = &update.create {
            self.global_index(&place.member(members.create), index);
        }
        if let Some(index) = &update.delete {
            self.index_name(&place.member(members.delete), &index.index_name);
        }
    }

    fn vector_index_update(&mut self, place: &Place, update: &VectorIndexUpdate) {
        if let Some(index) = &update.create {
            self.vector_index(&place.member(VectorIndexUpdate::MEMBERS.create), index);
        }
        if let Some(index) = &update.delete {
            self.index_name(&place.member(VectorIndexUpdate::MEMBERS.delete), &index.index_name);
        }
    }

    fn replica_update(&mut self, place: &Place, update: &ReplicationGroupUpdate) {
        let members = ReplicationGroupUpdate::MEMBERS;
        if let Some(settings) = &update.create {
            self.replica_settings(&place.member(members.create), settings);
        }
        if let Some(settings) = &update.update {
            self.replica_settings(&place.member(members.update), settings);
        }
        if let Some(member) = &update.disassociate {
            let mode = DisassociateReplicationGroupMemberAction::MEMBERS.disassociation_mode;
            let place = place.member(members.disassociate).member(mode);
            self.required(&place, member.disassociation_mode.is_some());
        }
    }

    fn replica_settings(&mut self, place: &Place, settings: &ReplicaSettings) {
        let members = ReplicaSettings::MEMBERS;
        if let Some(units) = &settings.provisioned_throughput_override {
            self.read_units(
                &place.member(members.provisioned_throughput_override),
                units.read_capacity_units,
            );
        }
        let Some(indexes) = &settings.global_secondary_indexes else { return };
        let place = place.member(members.global_secondary_indexes);
        self.count(&place, indexes, usize::MAX, |_| String::new());
        for (number, index) in (1..).zip(indexes) {
            let place = place.element(number);
            self.index_name(&place, &index.index_name);
            if let Some(units) = &index.provisioned_throughput_override {
                let place =
                    place.member(ReplicaGlobalSecondaryIndex::MEMBERS.provisioned_throughput_override);
                self.read_units(&place, units.read_capacity_units);
            }
        }
    }

    fn read_units(&mut self, place: &Place, units: Option<i64>) {
        if let Some(units) = units {
            let place = place.member(ProvisionedThroughputOverride::MEMBERS.read_capacity_units);
            self.at_least_one(&place, units);
        }
    }
}
