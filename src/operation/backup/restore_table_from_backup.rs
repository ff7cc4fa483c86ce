//! RestoreTableFromBackup: a new table with the items of a backup.

use super::{
    arn::BackupArn,
    in_use::check_available,
    restore::{OverrideMembers, Overrides},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        definition::{
            structures::{
                GlobalSecondaryIndex, LocalSecondaryIndex, OnDemandThroughput, ProvisionedThroughput,
                SSESpecification,
            },
            vector_indexes::VectorIndex,
        },
        request::{input::Request, names::check_name},
        table::description::TableDescription,
    },
    storage::{BillingMode, RestoreSettings},
};

structure! {
    /// The input of RestoreTableFromBackup. (API reference: RestoreTableFromBackup)
    pub struct RestoreTableFromBackupInput {
        /// The new table's name, 3 to 255 letters, digits, `_`, `-`, `.`.
        target_table_name: String = "TargetTableName",
        /// The backup's ARN.
        backup_arn: String = "BackupArn",
        /// How throughput is paid for; as it was, by default.
        billing_mode_override: Option<BillingMode> = "BillingModeOverride",
        /// The global indexes to restore, as they were; all, by default.
        global_secondary_index_override: Option<Vec<GlobalSecondaryIndex>> = "GlobalSecondaryIndexOverride",
        /// The local indexes to restore, as they were; all, by default.
        local_secondary_index_override: Option<Vec<LocalSecondaryIndex>> = "LocalSecondaryIndexOverride",
        /// Units for each second; as they were, by default.
        provisioned_throughput_override: Option<ProvisionedThroughput> = "ProvisionedThroughputOverride",
        /// The maximum throughput of the table on demand; as it was, by default.
        on_demand_throughput_override: Option<OnDemandThroughput> = "OnDemandThroughputOverride",
        /// With what key the table is encrypted; as it was, by default.
        sse_specification_override: Option<SSESpecification> = "SSESpecificationOverride",
        /// The vector indexes to restore, as they were; all, by default.
        vector_index_override: Option<Vec<VectorIndex>> = "VectorIndexOverride",
    }
}

structure! {
    /// What RestoreTableFromBackup answers.
    #[non_exhaustive]
    pub struct RestoreTableFromBackupOutput {
        /// The table, being created.
        table_description: Option<TableDescription> = "TableDescription",
    }
}

/// Restores the table. The time grows with the number of partitions, not of items; but if local indexes are left out,
/// also with the number of their entries.
pub(crate) fn run(
    engine: &Engine,
    request: Request<RestoreTableFromBackupInput>,
) -> Result<RestoreTableFromBackupOutput> {
    let Request { input, mut found } = request;
    let members = RestoreTableFromBackupInput::MEMBERS;
    if !found.has_violation_at(&members.target_table_name.into()) {
        check_name(&mut found, members.target_table_name, &input.target_table_name);
    }
    BackupArn::check(&mut found, members.backup_arn, &input.backup_arn);
    let overrides = Overrides {
        billing_mode: input.billing_mode_override,
        global_indexes: input.global_secondary_index_override.as_deref(),
        local_indexes: input.local_secondary_index_override.as_deref(),
        vector_indexes: input.vector_index_override.as_deref(),
        provisioned: input.provisioned_throughput_override.as_ref(),
        on_demand: input.on_demand_throughput_override.as_ref(),
        encryption: input.sse_specification_override.as_ref(),
    };
    overrides.check(
        &mut found,
        OverrideMembers {
            global_indexes: members.global_secondary_index_override,
            local_indexes: members.local_secondary_index_override,
            vector_indexes: members.vector_index_override,
            provisioned: members.provisioned_throughput_override,
        },
    );
    found.check(&[members.target_table_name, members.backup_arn])?;
    let backup = BackupArn::read(engine, &input.backup_arn)?.find(engine)?;
    check_available(engine, &backup)?;
    let restored = RestoreSettings {
        source_backup_arn: Some(engine.backup_arn(&backup)),
        source_table_arn: engine.table_arn(backup.table.name()),
        of_seconds: backup.created_ms as f64 / 1000.0,
    };
    let description = overrides.restore(engine, &backup.table, &input.target_table_name, restored)?;
    Ok(RestoreTableFromBackupOutput { table_description: Some(description) })
}
