//! The examples of the operations on imports and bulk operations.

/// An example on a database with a bucket, in which an object has two items.
macro_rules! with_bucket {
    ($code:literal) => {
        concat!(
            r###"```
# use hashrange::{Database, ScalarAttributeType::S, item};
# let folder = std::env::temp_dir().join(format!("hashrange-doc-{}-{}", line!(), std::process::id()));
# std::fs::create_dir_all(folder.join("in"))?;
# let lines = r##"{"Item": {"user_id": {"S": "haeri05"}}}
# {"Item": {"user_id": {"S": "jihoon07"}}}
# "##;
# std::fs::write(folder.join("in/users.json"), lines)?;
use hashrange::operation::*;

let db = Database::builder().bucket("data", &folder).build();
"###,
            $code,
            r#"
# std::fs::remove_dir_all(&folder)?;
# Ok::<(), Box<dyn std::error::Error>>(())
```"#
        )
    };
}

macro_rules! import_example {
    (import_table_from) => {
        with_bucket!(
            r#"let key = AttributeDefinition { attribute_name: "user_id".into(), attribute_type: Some(S) };
let element = KeySchemaElement { attribute_name: "user_id".into(), key_type: Some(KeyType::Hash) };
let import = db.import_table_from(ImportTableInput {
    s3_bucket_source: Some(S3BucketSource {
        s3_bucket: "data".into(),
        s3_key_prefix: Some("in/".into()),
        ..Default::default()
    }),
    input_format: Some(InputFormat::DynamodbJson),
    table_creation_parameters: Some(TableCreationParameters {
        table_name: "users".into(),
        attribute_definitions: vec![key],
        key_schema: vec![element],
        billing_mode: Some(BillingMode::PayPerRequest),
        ..Default::default()
    }),
    ..Default::default()
})?;
let import = import.import_table_description.unwrap_or_default();
assert_eq!(import.import_status, Some(ImportStatus::InProgress));
assert_eq!(db.table("users")?.item_count(), 2);"#
        )
    };
    (describe_import) => {
        with_bucket!(
            r#"let import = db.import_table("users", "data").prefix("in/").partition_key("user_id", S).run()?;
let import = db.describe_import(import.import_arn)?.import_table_description.unwrap_or_default();
assert_eq!((import.import_status, import.imported_item_count), (Some(ImportStatus::Completed), 2));"#
        )
    };
    (list_imports) => {
        with_bucket!(
            r#"let import = db.import_table("users", "data").prefix("in/").partition_key("user_id", S).run()?;
let imports = db.list_imports(ListImportsInput::default())?.import_summary_list;
assert_eq!(imports[0].import_arn, import.import_arn);"#
        )
    };
    (start_bulk_put_items) => {
        with_bucket!(
            r#"# db.create_table("users").partition_key("user_id", S).run()?;
db.start_bulk_put_items(StartBulkPutItemsInput {
    table_name: "users".into(),
    input_s3_configuration: Some(InputS3Configuration {
        s3_bucket: "data".into(),
        s3_key_prefix: Some("in/".into()),
        input_format: Some(BulkOperationInputFormat::DynamodbJson),
        ..Default::default()
    }),
    output_s3_configuration: Some(OutputS3Configuration {
        s3_bucket: Some("data".into()),
        s3_key_prefix: Some("reports".into()),
        output_type: vec![OutputType::Error],
        ..Default::default()
    }),
    ..Default::default()
})?;
assert_eq!(db.table("users")?.item_count(), 2);"#
        )
    };
    (describe_bulk_operation) => {
        with_bucket!(
            r#"# let users = db.create_table("users").partition_key("user_id", S).run()?;
let put = users.bulk_put("data").prefix("in/").run()?;
let put = db.describe_bulk_operation(put.bulk_operation_arn)?.bulk_operation_description.unwrap_or_default();
assert_eq!(put.bulk_operation_status, Some(BulkOperationStatus::Completed));"#
        )
    };
    (list_bulk_operations) => {
        with_bucket!(
            r#"# let users = db.create_table("users").partition_key("user_id", S).run()?;
let put = users.bulk_put("data").prefix("in/").run()?;
let listed = db.list_bulk_operations(ListBulkOperationsInput::default())?.bulk_operations_summary_list;
assert_eq!(listed[0].bulk_operation_arn, put.bulk_operation_arn);"#
        )
    };
    (cancel_bulk_operation) => {
        with_bucket!(
            r#"# let users = db.create_table("users").partition_key("user_id", S).run()?;
db.set_transitions(std::time::Duration::from_secs(3600));
let put = users.bulk_put("data").prefix("in/").run()?;
let cancelled = db.cancel_bulk_operation(put.bulk_operation_arn)?;
assert_eq!(cancelled.bulk_operation_status, Some(BulkOperationStatus::Cancelling));"#
        )
    };
}

pub(super) use {import_example, with_bucket};
