//! UpdateTableReplicaAutoScaling: sets how the units of a global table's replicas are scaled: writes in all regions alike,
//! reads in each.

use super::{
    apply::{Missing, apply},
    global_tables::find_scaled,
    replica_scaling::{TableAutoScalingDescription, describe_table},
    scaling_input::{
        GlobalSecondaryIndexAutoScalingUpdate, ReplicaAutoScalingUpdate,
        ReplicaGlobalSecondaryIndexAutoScalingUpdate, UpdateTableReplicaAutoScalingInput,
    },
    settings_update::{IndexUpdate, ReplicaUpdate, SettingsUpdate, UnitsUpdate},
};
use crate::{
    codec::{Place, structure},
    engine::Engine,
    error::Result,
    operation::{
        access::tables::own_table_name,
        definition::constraints::{TableConstraints, check_table_name},
        request::input::Request,
    },
};

structure! {
    /// What UpdateTableReplicaAutoScaling answers.
    #[non_exhaustive]
    pub struct UpdateTableReplicaAutoScalingOutput {
        /// The table.
        table_auto_scaling_description: Option<TableAutoScalingDescription> = "TableAutoScalingDescription",
    }
}

/// Sets how units are scaled.
pub(crate) fn run(
    engine: &Engine,
    request: Request<UpdateTableReplicaAutoScalingInput>,
) -> Result<UpdateTableReplicaAutoScalingOutput> {
    let Request { input, mut found } = request;
    check_table_name(&mut found, UpdateTableReplicaAutoScalingInput::MEMBERS.table_name, &input.table_name)?;
    TableConstraints::new(&mut found).replica_auto_scaling(&input);
    found.check(&[])?;
    let name = own_table_name(engine, &input.table_name)?;
    let asked = asked(name, &input);
    asked.check()?;
    let all = engine.regions();
    let _one_at_a_time = all.as_ref().map(|all| all.changing());
    let global_table = find_scaled(engine, name)?;
    apply(engine, &global_table, &asked, Missing::Current)?;
    Ok(UpdateTableReplicaAutoScalingOutput {
        table_auto_scaling_description: Some(describe_table(engine, &global_table)),
    })
}

/// The service's word for an index that has no name.
const NO_NAME: &str = "null";

/// What a request asks for.
fn asked<'r>(name: &'r str, input: &'r UpdateTableReplicaAutoScalingInput) -> SettingsUpdate<'r> {
    let indexes = input.global_secondary_index_updates.iter().flatten();
    SettingsUpdate {
        name,
        billing_mode: None,
        write: UnitsUpdate {
            units: None,
            scaling: input.provisioned_write_capacity_auto_scaling_update.as_ref(),
        },
        indexes: indexes
            .map(|index| IndexUpdate {
                index: index.index_name.as_deref().unwrap_or(NO_NAME),
                units: UnitsUpdate {
                    units: None,
                    scaling: index.provisioned_write_capacity_auto_scaling_update.as_ref(),
                },
            })
            .collect(),
        replicas: input.replica_updates.iter().flatten().map(asked_of).collect(),
    }
}

fn asked_of(replica: &ReplicaAutoScalingUpdate) -> ReplicaUpdate<'_> {
    let indexes = replica.replica_global_secondary_index_updates.iter().flatten();
    ReplicaUpdate {
        region: &replica.region_name,
        read: UnitsUpdate {
            units: None,
            scaling: replica.replica_provisioned_read_capacity_auto_scaling_update.as_ref(),
        },
        indexes: indexes
            .map(|index| IndexUpdate {
                index: index.index_name.as_deref().unwrap_or(NO_NAME),
                units: UnitsUpdate {
                    units: None,
                    scaling: index.provisioned_read_capacity_auto_scaling_update.as_ref(),
                },
            })
            .collect(),
        table_class: None,
    }
}

impl TableConstraints<'_> {
    fn replica_auto_scaling(&mut self, input: &UpdateTableReplicaAutoScalingInput) {
        let members = UpdateTableReplicaAutoScalingInput::MEMBERS;
        if let Some(indexes) = &input.global_secondary_index_updates {
            let place = Place::from(members.global_secondary_index_updates);
            self.count(&place, indexes, usize::MAX, |_| String::new());
            let members = GlobalSecondaryIndexAutoScalingUpdate::MEMBERS;
            for (number, index) in (1..).zip(indexes) {
                let update = index.provisioned_write_capacity_auto_scaling_update.as_ref();
                let place = place.element(number);
                self.optional_index_name(&place, index.index_name.as_deref());
                self.auto_scaling(
                    &place.member(members.provisioned_write_capacity_auto_scaling_update),
                    update,
                );
            }
        }
        self.auto_scaling(
            &members.provisioned_write_capacity_auto_scaling_update.into(),
            input.provisioned_write_capacity_auto_scaling_update.as_ref(),
        );
        if let Some(replicas) = &input.replica_updates {
            let place = Place::from(members.replica_updates);
            self.count(&place, replicas, usize::MAX, |_| String::new());
            for (number, replica) in (1..).zip(replicas) {
                self.replica_auto_scaling_update(&place.element(number), replica);
            }
        }
    }

    fn replica_auto_scaling_update(&mut self, place: &Place, replica: &ReplicaAutoScalingUpdate) {
        let members = ReplicaAutoScalingUpdate::MEMBERS;
        self.auto_scaling(
            &place.member(members.replica_provisioned_read_capacity_auto_scaling_update),
            replica.replica_provisioned_read_capacity_auto_scaling_update.as_ref(),
        );
        let indexes = place.member(members.replica_global_secondary_index_updates);
        let update = ReplicaGlobalSecondaryIndexAutoScalingUpdate::MEMBERS
            .provisioned_read_capacity_auto_scaling_update;
        for (number, index) in (1..).zip(replica.replica_global_secondary_index_updates.iter().flatten()) {
            let place = indexes.element(number);
            self.optional_index_name(&place, index.index_name.as_deref());
            self.auto_scaling(
                &place.member(update),
                index.provisioned_read_capacity_auto_scaling_update.as_ref(),
            );
        }
    }

    fn optional_index_name(&mut self, place: &Place, name: Option<&str>) {
        if let Some(name) = name {
            self.index_name(place, name);
        }
    }
}
