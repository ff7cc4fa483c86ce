//! The examples of the operations on backups.

/// An example on the table of users with a backup.
macro_rules! with_backup {
    ($code:literal) => {
        on_users!(
            r#"use hashrange::operation::CreateBackupInput;

let input = CreateBackupInput { table_name: "users".into(), backup_name: "monday".into() };
let backup = db.create_backup(input)?.backup_details.unwrap();
"#,
            $code
        )
    };
}

macro_rules! backup_example {
    (create_backup) => {
        with_backup!(
            r#"users.delete("haeri05").run()?;
assert!(backup.backup_arn.contains(":table/users/backup/"));"#
        )
    };
    (describe_backup) => {
        with_backup!(
            r#"let described = db.describe_backup(backup.backup_arn)?.backup_description.unwrap();
assert_eq!(described.source_table_details.unwrap().item_count, 1);"#
        )
    };
    (list_backups) => {
        with_backup!(
            r#"use hashrange::operation::ListBackupsInput;

let listed = db.list_backups(ListBackupsInput::default())?.backup_summaries;
assert_eq!(listed[0].backup_name, backup.backup_name);"#
        )
    };
    (delete_backup) => {
        with_backup!(
            r#"db.delete_backup(backup.backup_arn.clone())?;
assert!(db.describe_backup(backup.backup_arn).is_err());"#
        )
    };
    (restore_table_from_backup) => {
        with_backup!(
            r#"use hashrange::operation::RestoreTableFromBackupInput;

users.delete("haeri05").run()?;
db.restore_table_from_backup(RestoreTableFromBackupInput {
    target_table_name: "users_of_monday".into(),
    backup_arn: backup.backup_arn,
    ..Default::default()
})?;
assert_eq!(db.table("users_of_monday")?.item_count(), 1);"#
        )
    };
    (describe_continuous_backups) => {
        on_users!(
            r#"users.enable_point_in_time_recovery().run()?;
let described = db.describe_continuous_backups("users")?.continuous_backups_description.unwrap();
let recovery = described.point_in_time_recovery_description.unwrap();
assert_eq!(recovery.recovery_period_in_days, Some(35));"#
        )
    };
    (update_continuous_backups) => {
        on_users!(
            r#"use hashrange::operation::{PointInTimeRecoverySpecification, UpdateContinuousBackupsInput};

let specification = PointInTimeRecoverySpecification {
    point_in_time_recovery_enabled: true,
    recovery_period_in_days: Some(7),
};
db.update_continuous_backups(UpdateContinuousBackupsInput {
    table_name: "users".into(),
    point_in_time_recovery_specification: specification,
})?;"#
        )
    };
    (restore_table_to_point_in_time) => {
        on_users!(
            r#"use hashrange::operation::RestoreTableToPointInTimeInput;

users.enable_point_in_time_recovery().run()?;
db.restore_table_to_point_in_time(RestoreTableToPointInTimeInput {
    source_table_name: Some("users".into()),
    target_table_name: "users_again".into(),
    use_latest_restorable_time: Some(true),
    ..Default::default()
})?;
assert_eq!(db.table("users_again")?.item_count(), 1);"#
        )
    };
}

pub(super) use {backup_example, with_backup};
