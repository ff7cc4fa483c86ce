//! The examples of the operations on exports.

/// An example on a table of users with point-in-time recovery, which was exported to the bucket `exports`.
macro_rules! with_export {
    ($code:literal) => {
        concat!(
            r#"```
# use hashrange::{Database, ScalarAttributeType::S, item};
# let folder = std::env::temp_dir().join(format!("hashrange-doc-exports-{}", std::process::id()));
# std::fs::create_dir_all(&folder)?;
use hashrange::operation::*;

let db = Database::builder().bucket("exports", &folder).build();
# let users = db.create_table("users").partition_key("user_id", S).run()?;
# users.put(item! { "user_id": "haeri05", "age": 39 }).run()?;
db.update_continuous_backups(UpdateContinuousBackupsInput {
    table_name: "users".into(),
    point_in_time_recovery_specification: PointInTimeRecoverySpecification {
        point_in_time_recovery_enabled: true,
        ..Default::default()
    },
})?;
let table_arn = users.describe().table_arn;
let input = ExportTableToPointInTimeInput {
    table_arn: table_arn.clone(),
    s3_bucket: "exports".into(),
    ..Default::default()
};
let export = db.export_table_to_point_in_time(input)?.export_description.unwrap_or_default();
"#,
            $code,
            r#"
# Ok::<(), Box<dyn std::error::Error>>(())
```"#
        )
    };
}

macro_rules! transfer_example {
    (export_table_to_point_in_time) => {
        with_export!(
            r#"assert_eq!(export.export_status, Some(ExportStatus::InProgress));
assert!(export.export_arn.contains(":table/users/export/"));"#
        )
    };
    (describe_export) => {
        with_export!(
            r#"db.wait_for_transfers();
let export = db.describe_export(export.export_arn)?.export_description.unwrap_or_default();
assert_eq!((export.export_status, export.item_count), (Some(ExportStatus::Completed), Some(1)));
assert!(folder.join(export.export_manifest.unwrap_or_default()).is_file());"#
        )
    };
    (list_exports) => {
        with_export!(
            r#"let listed = db.list_exports(ListExportsInput { table_arn: Some(table_arn), ..Default::default() })?;
assert_eq!(listed.export_summaries[0].export_arn, export.export_arn);"#
        )
    };
    ($method:ident) => {
        import_example!($method)
    };
}

pub(super) use {transfer_example, with_export};
