//! Backups of tables, and tables restored from them.

/// An operation on backups names a table that does not exist.
pub(crate) fn table_not_found(name: &str) -> String {
    format!("Table not found: {name}")
}

/// A backup does not exist.
pub(crate) fn not_found(arn: &str) -> String {
    format!("Backup not found: {arn}")
}

/// A text is not the ARN of a backup.
pub(crate) const INVALID_ARN: &str = "Invalid Backup ARN";

/// The backup belongs to another account.
pub(crate) const OTHER_ACCOUNT: &str = "Access is denied";

/// A list should begin after a backup of another region.
pub(crate) const OTHER_REGION: &str =
    "Invalid Request: The supplied ExclusiveStartBackupArn does not match the region";

/// A list is of the time between two bounds in the wrong order; a part of the message for invalid values.
pub(crate) const NO_TIME_RANGE: &str = "Time range lower bound must be less than or equal to upper bound";

/// A backup is being created. (This message was not measured at the service.)
pub(crate) fn being_created(arn: &str) -> String {
    format!("Backup is being created: {arn}")
}

/// A backup cannot be deleted while a table is being restored from it.
pub(crate) fn restoring(arn: &str) -> String {
    format!("Backup is being used to restore table: {arn}")
}

/// Only one table at a time is restored from a backup.
pub(crate) fn restoring_another(arn: &str) -> String {
    format!("Backup is being used to restore another table: {arn}")
}

/// A system backup cannot be deleted; `expires` is the time at which it will be.
pub(crate) fn system_backup(arn: &str, expires: &str) -> String {
    format!(
        "Invalid Request: User is not allowed to delete the system backup with arn {arn}. It will automatically expire \
         on {expires}"
    )
}

/// The backups of a new table are not available yet.
pub(crate) fn being_enabled(table: &str) -> String {
    format!("Backups are being enabled for the table: {table}. Please retry later")
}

/// A period is given for point-in-time recovery that is switched off.
pub(crate) const PERIOD_WITHOUT_RECOVERY: &str =
    "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.";

/// Point-in-time recovery is off for the table.
pub(crate) fn recovery_off(table: &str) -> String {
    format!("Point in time recovery is not enabled for table '{table}'")
}

/// The source of a restore is not given.
pub(crate) const NO_SOURCE: &str = "The parameter 'TableName' is required but was not present in the request";

/// The source of a restore is given twice.
pub(crate) const ONE_SOURCE: &str = "Must provide exactly one of: sourceTableArn, sourceTableName";

/// The source of a restore is no ARN; a part of the message for invalid values.
pub(crate) fn no_source_arn(text: &str) -> String {
    format!("ARNs must start with 'arn:': {text}")
}

/// The source of a restore is not the ARN of a table.
pub(crate) const INVALID_SOURCE_ARN: &str = "sourceTableArn is not a valid ARN";

/// The source of a restore belongs to another account.
pub(crate) const OTHER_OWNER: &str =
    "This action is only supported by accounts that match the resource owner’s account.";

/// What is to be restored is of another region, and no key is given for the encryption in this one.
pub(crate) const KEY_FOR_OTHER_REGION: &str =
    "Invalid Request: sseSpecificationOverride must be provided for cross-region restores";

/// The source of a restore, given by its ARN, does not exist.
pub(crate) const SOURCE_NOT_FOUND: &str = "Table not found";

/// The time of a restore is not given.
pub(crate) const NO_RESTORE_TIME: &str = "Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both";

/// The time of a restore is given twice. (The end of this message was not measured at the service.)
pub(crate) const TWO_RESTORE_TIMES: &str = "Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot \
     be set for point-in-time restore request. Please set one of them.";

/// A table cannot be restored to this time, which is not between the other two.
pub(crate) fn restore_time(asked: &str, earliest: &str, latest: &str) -> String {
    format!(
        "RestoreDateTime '{asked}' must be within EarliestRestorableDateTime '{earliest}' and \
         LatestRestorableDateTime '{latest}'"
    )
}

/// The table to restore is being restored already, from `source`: a backup or a table. (For a table, this message was
/// not measured at the service.)
pub(crate) fn being_restored(table: &str, source: &str) -> String {
    format!("Table: {table} is already being restored from {source}")
}

/// The most tables are being restored.
pub(crate) fn too_many_restores(most: usize) -> String {
    format!("Subscriber limit exceeded: Only {most} restore operations can be done simultaneously")
}

/// A restored table should have an index that its source does not have, or has with another key or projection.
pub(crate) fn other_index(name: &str) -> String {
    format!(
        "Invalid Request: Index {name} does not match a secondary index that existed in the source table and cannot be \
         created during the restore operation"
    )
}

/// Units are given for a restored table whose source is paid by request.
pub(crate) const UNITS_WITHOUT_MODE: &str =
    "Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED";

/// No units are given for a restored table that is to be provisioned.
pub(crate) const MODE_WITHOUT_UNITS: &str =
    "Invalid Request: Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED";

/// Units are given for a restored table, or for the index that `index` names, that is to be paid by request.
pub(crate) fn units_on_demand(index: Option<&str>) -> String {
    let of_index = of_index(index);
    format!(
        "Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to \
         PAY_PER_REQUEST{of_index}"
    )
}

/// No units are given for an index of a restored table that is provisioned.
pub(crate) fn no_units_of_index(index: &str) -> String {
    format!("Invalid Request: Must specify provisioned throughput for index {index}")
}

/// A limit on demand is given for a restored table, or for an index of it, that is provisioned.
pub(crate) fn limit_provisioned(member: &str, index: Option<&str>) -> String {
    let of_index = of_index(index);
    format!(
        "Invalid Request: Cannot override {member} for OnDemandThroughput unless BillingModeOverride is \
         PAY_PER_REQUEST{of_index}"
    )
}

/// A limit on demand of a restored table, or of an index of it, is no number of units.
pub(crate) fn limit_out_of_range(member: &str, index: Option<&str>) -> String {
    let of_index = of_index(index);
    format!("Invalid Request: Requested {member} for OnDemandThroughput is outside of valid range{of_index}")
}

fn of_index(index: Option<&str>) -> String {
    index.map(|index| format!(" for index {index}")).unwrap_or_default()
}
