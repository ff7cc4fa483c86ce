//! The builder of StartBulkPutItems.

use super::{table::Table, wait::wait};
use crate::{
    error::Result,
    operation::{
        BulkOperationDescription, BulkOperationInputFormat, InputCompressionType, InputS3Configuration,
        OutputS3Configuration, OutputType, StartBulkPutItemsInput,
    },
};

/// An example on a bucket `data` with an object `in/users`; the bulk operation is begun with these calls of the
/// builder.
macro_rules! on_bulk_put {
    ($calls:literal) => {
        concat!(
            r##"
```
# use hashrange::{Database, ScalarAttributeType::S};
# let folder = std::env::temp_dir().join(format!("hashrange-doc-bulk-{}-{}", line!(), std::process::id()));
# std::fs::create_dir_all(folder.join("in"))?;
# std::fs::write(folder.join("in/users"), r#"{"Item": {"user_id": {"S": "haeri05"}}}"#)?;
# let db = Database::builder().bucket("data", &folder).build();
# let users = db.create_table("users").partition_key("user_id", S).run()?;
let put = users.bulk_put("data")"##,
            $calls,
            r#".run()?;
assert!(put.bulk_operation_arn.contains(":table/users/"));
# std::fs::remove_dir_all(&folder)?;
# Ok::<(), Box<dyn std::error::Error>>(())
```"#
        )
    };
}

impl Table {
    /// Begins a StartBulkPutItems request: it puts the items of files in a [bucket](crate::DatabaseBuilder::bucket)
    /// into this table. [`run`](BulkPutBuilder::run) begins the operation.
    ///
    /// Unless the builder says something else, the files are DynamoDB JSON lines and not compressed, and the report
    /// goes to the same bucket. A line is `{"Item": {...}}`, and may have the members `ConditionExpression`,
    /// `ExpressionAttributeNames` and `ExpressionAttributeValues` of PutItem: then the item is put only if the condition
    /// holds.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, operation::BulkOperationStatus};
    ///
    /// # let folder = std::env::temp_dir().join(format!("hashrange-doc-bulk-{}", std::process::id()));
    /// # std::fs::create_dir_all(folder.join("in"))?;
    /// # let lines = r#"{"Item": {"user_id": {"S": "haeri05"}}, "ConditionExpression": "attribute_not_exists(user_id)"}"#;
    /// # std::fs::write(folder.join("in/users.json"), lines)?;
    /// let db = Database::builder().bucket("data", &folder).build();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let put = users.bulk_put("data").prefix("in/").run()?;
    /// // Only where there is more than a mebibyte.
    /// db.wait_for_transfers();
    /// let put = db.describe_bulk_operation(put.bulk_operation_arn)?.bulk_operation_description.unwrap_or_default();
    /// assert_eq!(put.bulk_operation_status, Some(BulkOperationStatus::Completed));
    /// assert_eq!(users.item_count(), 1);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bulk_put(&self, bucket: impl Into<String>) -> BulkPutBuilder {
        let bucket = bucket.into();
        let from = InputS3Configuration {
            s3_bucket: bucket.clone(),
            input_format: Some(BulkOperationInputFormat::DynamodbJson),
            ..InputS3Configuration::default()
        };
        let to = OutputS3Configuration {
            s3_bucket: Some(bucket),
            output_type: vec![OutputType::Error, OutputType::ConditionCheckFailure],
            ..OutputS3Configuration::default()
        };
        BulkPutBuilder { table: self.clone(), from, to, client_token: None }
    }
}

/// A StartBulkPutItems request: [`Table::bulk_put`].
#[derive(Debug, Clone)]
#[must_use = "nothing is put until `run`"]
pub struct BulkPutBuilder {
    table: Table,
    from: InputS3Configuration,
    to: OutputS3Configuration,
    client_token: Option<String>,
}

impl BulkPutBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// What the keys of the files begin with; all files of the bucket by default.
    #[doc = on_bulk_put!(".prefix(\"in/\")")]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.from.s3_key_prefix = Some(prefix.into());
        self
    }

    /// The files are Amazon Ion text. Needs the feature `formats`.
    #[cfg_attr(feature = "formats", doc = on_bulk_put!(".prefix(\"in/\").ion()"))]
    pub fn ion(mut self) -> Self {
        self.from.input_format = Some(BulkOperationInputFormat::Ion);
        self
    }

    /// How the files are compressed. `ZSTD` needs the feature `formats`.
    #[doc = on_bulk_put!(".prefix(\"in/\").compression(hashrange::operation::InputCompressionType::None)")]
    pub fn compression(mut self, compression: InputCompressionType) -> Self {
        self.from.input_compression_type = Some(compression);
        self
    }

    /// Where the report goes: a bucket, and what the keys of the report's files begin with. It is written to
    /// `AWSDynamoDB/ID` there, where `ID` is the last part of the operation's ARN.
    #[doc = on_bulk_put!(".prefix(\"in/\").report_to(\"data\", \"reports\")")]
    pub fn report_to(mut self, bucket: impl Into<String>, prefix: impl Into<String>) -> Self {
        (self.to.s3_bucket, self.to.s3_key_prefix) = (Some(bucket.into()), Some(prefix.into()));
        self
    }

    /// The same request with the same token is the same operation, until eight hours after its end.
    #[doc = on_bulk_put!(".prefix(\"in/\").client_token(\"monday\")")]
    pub fn client_token(mut self, token: impl Into<String>) -> Self {
        self.client_token = Some(token.into());
        self
    }

    /// Begins the operation, and returns its description, `IN_PROGRESS`. With at most 1 MiB of files it has ended then;
    /// otherwise it runs on a thread of its own ([`Database::wait_for_transfers`](crate::Database::wait_for_transfers)).
    #[doc = on_bulk_put!(".prefix(\"in/\")")]
    ///
    /// # Errors
    /// The table does not exist or has an index that is being created; a format that this build does not have.
    pub fn run(self) -> Result<BulkOperationDescription> {
        wait(self.requests())
    }

    /// The requests of a run.
    pub(super) async fn requests(self) -> Result<BulkOperationDescription> {
        let Self { table, from, to, client_token } = self;
        let input = StartBulkPutItemsInput {
            client_token,
            input_s3_configuration: Some(from),
            output_s3_configuration: Some(to),
            table_name: table.name().to_owned(),
            ..StartBulkPutItemsInput::default()
        };
        let output = table.database().answer_async(input).await?;
        Ok(output.bulk_operation_description.unwrap_or_default())
    }
}
