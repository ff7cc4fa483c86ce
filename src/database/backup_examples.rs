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
}

pub(super) use {backup_example, with_backup};
