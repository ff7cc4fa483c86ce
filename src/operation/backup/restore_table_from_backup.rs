//! RestoreTableFromBackup: a new table with the items of a backup.

use super::{arn::BackupArn, in_use::check_available, overrides::overrides_of};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
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
    texts,
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
        /// The global indexes to restore, with the keys and projections that they had; all, by default.
        global_secondary_index_override: Option<Vec<GlobalSecondaryIndex>> = "GlobalSecondaryIndexOverride",
        /// The local indexes to restore, with the keys and projections that they had; all, by default.
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

/// Restores the table, also from a backup of another region. The time grows with the number of partitions, not of items;
/// but if local indexes are left out, also with the number of their entries.
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
    let (overrides, of_overrides) = overrides_of!(input: RestoreTableFromBackupInput);
    overrides.check(&mut found, of_overrides);
    found.check(&[members.target_table_name, members.backup_arn])?;
    let arn = BackupArn::read(engine, &input.backup_arn)?;
    if arn.region != engine.options().region && overrides.encryption.is_none() {
        return Err(Error::validation(texts::backup::KEY_FOR_OTHER_REGION));
    }
    let source = engine.in_region(arn.region);
    let source = source.as_deref().unwrap_or(engine);
    let backup = arn.find(source)?;
    check_available(source, &backup)?;
    let restored = RestoreSettings {
        source_backup_arn: Some(source.backup_arn(&backup)),
        source_table_arn: source.table_arn(backup.table.name()),
        of_seconds: backup.created_ms as f64 / 1000.0,
    };
    let description = overrides.restore(engine, &backup.table, &input.target_table_name, restored)?;
    Ok(RestoreTableFromBackupOutput { table_description: Some(description) })
}
