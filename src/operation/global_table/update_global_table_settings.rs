//! UpdateGlobalTableSettings: changes units, their scaling and other settings of a global table's replicas.

use super::{
    apply::{Missing, apply},
    global_tables::find_legacy,
    replica_settings::{ReplicaSettingsDescription, describe_settings},
    settings_input::{
        GlobalTableGlobalSecondaryIndexSettingsUpdate, ReplicaGlobalSecondaryIndexSettingsUpdate,
        ReplicaSettingsUpdate, UpdateGlobalTableSettingsInput,
    },
    settings_update::{IndexUpdate, ReplicaUpdate, SettingsUpdate, UnitsUpdate},
};
use crate::{
    codec::{Place, structure},
    engine::Engine,
    error::Result,
    limits::{INDEX_SETTINGS_UPDATES, REPLICA_SETTINGS_UPDATES},
    operation::{
        authorization::named::authorize_actions,
        definition::constraints::TableConstraints,
        request::{input::Request, operation::Operation},
    },
    texts::global_table as texts,
};

structure! {
    /// What UpdateGlobalTableSettings answers.
    #[non_exhaustive]
    pub struct UpdateGlobalTableSettingsOutput {
        /// The global table's name.
        global_table_name: String = "GlobalTableName",
        /// The settings of its replicas, in order of their regions.
        replica_settings: Vec<ReplicaSettingsDescription> = "ReplicaSettings",
    }
}

/// Changes the settings.
pub(crate) fn run(
    engine: &Engine,
    request: Request<UpdateGlobalTableSettingsInput>,
) -> Result<UpdateGlobalTableSettingsOutput> {
    let Request { input, mut found } = request;
    TableConstraints::new(&mut found).global_table_settings(&input);
    found.check(&[])?;
    let asked = asked(&input);
    asked.check()?;
    let all = engine.regions();
    let _one_at_a_time = all.as_ref().map(|all| all.changing());
    let global_table = find_legacy(engine, &input.global_table_name, texts::does_not_exist)?;
    for replica in &global_table.replicas {
        authorize_actions(&replica.engine, &global_table.name, &[UpdateGlobalTableSettingsInput::OPERATION])?;
    }
    apply(engine, &global_table, &asked, Missing::Legacy)?;
    Ok(UpdateGlobalTableSettingsOutput {
        replica_settings: global_table.replicas.iter().map(describe_settings).collect(),
        global_table_name: input.global_table_name,
    })
}

/// What a request asks for.
fn asked(input: &UpdateGlobalTableSettingsInput) -> SettingsUpdate<'_> {
    let indexes = input.global_table_global_secondary_index_settings_update.iter().flatten();
    SettingsUpdate {
        name: &input.global_table_name,
        billing_mode: input.global_table_billing_mode,
        write: UnitsUpdate {
            units: input.global_table_provisioned_write_capacity_units,
            scaling: input.global_table_provisioned_write_capacity_auto_scaling_settings_update.as_ref(),
        },
        indexes: indexes
            .map(|index| IndexUpdate {
                index: &index.index_name,
                units: UnitsUpdate {
                    units: index.provisioned_write_capacity_units,
                    scaling: index.provisioned_write_capacity_auto_scaling_settings_update.as_ref(),
                },
            })
            .collect(),
        replicas: input.replica_settings_update.iter().flatten().map(asked_of).collect(),
    }
}

fn asked_of(replica: &ReplicaSettingsUpdate) -> ReplicaUpdate<'_> {
    let indexes = replica.replica_global_secondary_index_settings_update.iter().flatten();
    ReplicaUpdate {
        region: &replica.region_name,
        read: UnitsUpdate {
            units: replica.replica_provisioned_read_capacity_units,
            scaling: replica.replica_provisioned_read_capacity_auto_scaling_settings_update.as_ref(),
        },
        indexes: indexes
            .map(|index| IndexUpdate {
                index: &index.index_name,
                units: UnitsUpdate {
                    units: index.provisioned_read_capacity_units,
                    scaling: index.provisioned_read_capacity_auto_scaling_settings_update.as_ref(),
                },
            })
            .collect(),
        table_class: replica.replica_table_class,
    }
}

impl TableConstraints<'_> {
    fn global_table_settings(&mut self, input: &UpdateGlobalTableSettingsInput) {
        let members = UpdateGlobalTableSettingsInput::MEMBERS;
        self.plain_name(members.global_table_name, &input.global_table_name);
        self.units(
            &members.global_table_provisioned_write_capacity_units.into(),
            input.global_table_provisioned_write_capacity_units,
        );
        self.auto_scaling(
            &members.global_table_provisioned_write_capacity_auto_scaling_settings_update.into(),
            input.global_table_provisioned_write_capacity_auto_scaling_settings_update.as_ref(),
        );
        if let Some(indexes) = &input.global_table_global_secondary_index_settings_update {
            let place = Place::from(members.global_table_global_secondary_index_settings_update);
            self.count(&place, indexes, INDEX_SETTINGS_UPDATES, |index| {
                format!("GlobalTableGlobalSecondaryIndexSettingsUpdate(indexName={})", index.index_name)
            });
            for (number, index) in (1..).zip(indexes) {
                self.index_settings(&place.element(number), index);
            }
        }
        if let Some(replicas) = &input.replica_settings_update {
            let place = Place::from(members.replica_settings_update);
            self.count(&place, replicas, REPLICA_SETTINGS_UPDATES, |replica| {
                format!("ReplicaSettingsUpdate(regionName={})", replica.region_name)
            });
            for (number, replica) in (1..).zip(replicas) {
                self.replica_settings_update(&place.element(number), replica);
            }
        }
    }

    fn index_settings(&mut self, place: &Place, index: &GlobalTableGlobalSecondaryIndexSettingsUpdate) {
        let members = GlobalTableGlobalSecondaryIndexSettingsUpdate::MEMBERS;
        self.index_name(place, &index.index_name);
        self.units(
            &place.member(members.provisioned_write_capacity_units),
            index.provisioned_write_capacity_units,
        );
        self.auto_scaling(
            &place.member(members.provisioned_write_capacity_auto_scaling_settings_update),
            index.provisioned_write_capacity_auto_scaling_settings_update.as_ref(),
        );
    }

    fn replica_settings_update(&mut self, place: &Place, replica: &ReplicaSettingsUpdate) {
        let members = ReplicaSettingsUpdate::MEMBERS;
        self.units(
            &place.member(members.replica_provisioned_read_capacity_units),
            replica.replica_provisioned_read_capacity_units,
        );
        self.auto_scaling(
            &place.member(members.replica_provisioned_read_capacity_auto_scaling_settings_update),
            replica.replica_provisioned_read_capacity_auto_scaling_settings_update.as_ref(),
        );
        let Some(indexes) = &replica.replica_global_secondary_index_settings_update else { return };
        let place = place.member(members.replica_global_secondary_index_settings_update);
        self.count(&place, indexes, INDEX_SETTINGS_UPDATES, |index| {
            format!("ReplicaGlobalSecondaryIndexSettingsUpdate(indexName={})", index.index_name)
        });
        let members = ReplicaGlobalSecondaryIndexSettingsUpdate::MEMBERS;
        for (number, index) in (1..).zip(indexes) {
            let place = place.element(number);
            self.index_name(&place, &index.index_name);
            self.units(
                &place.member(members.provisioned_read_capacity_units),
                index.provisioned_read_capacity_units,
            );
            self.auto_scaling(
                &place.member(members.provisioned_read_capacity_auto_scaling_settings_update),
                index.provisioned_read_capacity_auto_scaling_settings_update.as_ref(),
            );
        }
    }
}
