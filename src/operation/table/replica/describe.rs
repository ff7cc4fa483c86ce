//! The description of the replicas of a table.

use super::{
    description::{
        GlobalTableWitnessDescription, ReplicaDescription, ReplicaGlobalSecondaryIndexDescription,
        ReplicaStatus, WitnessStatus,
    },
    structures::{OnDemandThroughputOverride, ProvisionedThroughputOverride},
};
use crate::{
    engine::{Engine, FoundReplica},
    operation::{
        access::replicas::other_replicas,
        table::{
            description::TableDescription,
            summaries::{GlobalSecondaryIndexWarmThroughputDescription, TableWarmThroughputDescription},
            summarize::table_class_summary,
        },
    },
    storage::{
        GlobalTableVersion, MultiRegionConsistency, ReplicaSettings, Table, TableStatus, ThroughputOverrides,
    },
};

/// Adds what a description of a table says about its replicas in other regions.
pub(crate) fn describe_replicas(
    engine: &Engine,
    table: &Table,
    settings: Option<&ReplicaSettings>,
    description: &mut TableDescription,
) {
    let Some(settings) = settings else { return };
    // Global tables of the earlier version are described by DescribeGlobalTable.
    if settings.version == GlobalTableVersion::Legacy {
        description.global_table_version = Some("2017.11.29".to_owned());
        return;
    }
    let replicas: Vec<_> = other_replicas(engine, table).iter().map(FoundReplica::describe).collect();
    // After its last replica is gone, the table is one of its own.
    if replicas.is_empty() {
        return;
    }
    description.global_table_version = Some("2019.11.21".to_owned());
    description.replicas = Some(replicas);
    description.multi_region_consistency = Some(settings.consistency);
    description.global_table_witnesses = settings.witness.clone().map(|region_name| {
        vec![GlobalTableWitnessDescription { region_name, witness_status: Some(WitnessStatus::Active) }]
    });
    debug_assert!(
        settings.consistency == MultiRegionConsistency::Strong || settings.witness.is_none(),
        "only strong consistency has a witness"
    );
}

/// The description of one replica.
pub(crate) fn replica_description(engine: &Engine, table: &Table) -> ReplicaDescription {
    let settings = table.settings().clone();
    let of_replica = settings.replica.as_ref();
    let overrides = of_replica.map(|replica| replica.overrides).unwrap_or_default();
    let indexes: Vec<_> = settings
        .global_indexes
        .iter()
        .map(|(name, index)| {
            let overrides = of_replica.and_then(|replica| replica.index_overrides.get(name).copied());
            let overrides = overrides.unwrap_or_default();
            ReplicaGlobalSecondaryIndexDescription {
                index_name: name.clone(),
                provisioned_throughput_override: units(overrides),
                on_demand_throughput_override: limits(overrides),
                warm_throughput: Some(GlobalSecondaryIndexWarmThroughputDescription {
                    read_units_per_second: index.throughput.warm_read_units,
                    write_units_per_second: index.throughput.warm_write_units,
                    status: Some(index.status),
                }),
            }
        })
        .collect();
    ReplicaDescription {
        region_name: engine.options().region.clone(),
        replica_status: Some(replica_status(settings.status)),
        replica_arn: Some(engine.table_arn(table.name())),
        kms_master_key_id: settings.encryption_key_arn.clone(),
        provisioned_throughput_override: units(overrides),
        on_demand_throughput_override: limits(overrides),
        warm_throughput: Some(TableWarmThroughputDescription {
            read_units_per_second: settings.throughput.warm_read_units,
            write_units_per_second: settings.throughput.warm_write_units,
            status: Some(settings.status),
        }),
        global_secondary_indexes: (!indexes.is_empty()).then_some(indexes),
        replica_table_class_summary: table_class_summary(&settings),
        global_table_settings_replication_mode: settings.settings_replication_mode,
        ..ReplicaDescription::default()
    }
}

impl FoundReplica {
    /// Its description.
    pub(super) fn describe(&self) -> ReplicaDescription {
        replica_description(&self.engine, &self.table)
    }
}

/// The status of a replica whose table has this status.
pub(crate) fn replica_status(of_table: TableStatus) -> ReplicaStatus {
    match of_table {
        TableStatus::Creating => ReplicaStatus::Creating,
        TableStatus::Updating => ReplicaStatus::Updating,
        TableStatus::Deleting => ReplicaStatus::Deleting,
        TableStatus::Active => ReplicaStatus::Active,
    }
}

fn units(overrides: ThroughputOverrides) -> Option<ProvisionedThroughputOverride> {
    let units = overrides.read_units?;
    let read_capacity_units = Some(i64::try_from(units).unwrap_or(i64::MAX));
    Some(ProvisionedThroughputOverride { read_capacity_units })
}

fn limits(overrides: ThroughputOverrides) -> Option<OnDemandThroughputOverride> {
    let max_read_request_units = Some(overrides.max_read_request_units?);
    Some(OnDemandThroughputOverride { max_read_request_units })
}
