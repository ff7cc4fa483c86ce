//! The builder of ImportTable.

use super::{
    create_table::CreateTableBuilder, handle::Database, index::Index, vector_index::VectorIndex, wait::wait,
};
use crate::{
    error::Result,
    key::ScalarAttributeType,
    operation::{
        CreateTableInput, CsvOptions, ImportTableDescription, ImportTableInput, InputCompressionType,
        InputFormat, InputFormatOptions, S3BucketSource, TableCreationParameters,
    },
};

/// An example on a bucket `data` with an object `in/users`; the import is begun with these calls of the builder.
macro_rules! on_import {
    ($calls:literal) => {
        concat!(
            r#"
```
# use hashrange::{Database, ScalarAttributeType::S};
# let folder = std::env::temp_dir().join(format!("hashrange-doc-import-{}-{}", line!(), std::process::id()));
# std::fs::create_dir_all(folder.join("in"))?;
# let db = Database::builder().bucket("data", &folder).build();
let import = db.import_table("users", "data").partition_key("user_id", S)"#,
            $calls,
            r#".run()?;
assert!(import.import_arn.contains(":table/users/import/"));
# std::fs::remove_dir_all(&folder)?;
# Ok::<(), Box<dyn std::error::Error>>(())
```"#
        )
    };
}

impl Database {
    /// Begins an ImportTable request: a new table with the items of files in a
    /// [bucket](crate::DatabaseBuilder::bucket). [`run`](ImportTableBuilder::run) begins the import.
    ///
    /// Unless the builder says something else, the files are DynamoDB JSON lines, `{"Item": {...}}`, and not
    /// compressed.
    ///
    /// ```
    /// # use hashrange::item;
    /// use hashrange::{Database, ScalarAttributeType::S};
    ///
    /// # let folder = std::env::temp_dir().join(format!("hashrange-doc-import-{}", std::process::id()));
    /// # std::fs::create_dir_all(folder.join("in"))?;
    /// # std::fs::write(folder.join("in/users.json"), r#"{"Item": {"user_id": {"S": "haeri05"}}}"#)?;
    /// let db = Database::builder().bucket("data", &folder).build();
    /// db.import_table("users", "data").prefix("in/").partition_key("user_id", S).run()?;
    /// // Only where there is more than a mebibyte.
    /// db.wait_for_transfers();
    /// assert_eq!(db.table("users")?.get("haeri05").run()?, Some(item! { "user_id": "haeri05" }.into()));
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn import_table(&self, name: impl Into<String>, bucket: impl Into<String>) -> ImportTableBuilder {
        let source = S3BucketSource { s3_bucket: bucket.into(), ..S3BucketSource::default() };
        let input = ImportTableInput {
            s3_bucket_source: Some(source),
            input_format: Some(InputFormat::DynamodbJson),
            ..ImportTableInput::default()
        };
        ImportTableBuilder { table: self.create_table(name), csv: CsvOptions::default(), input }
    }
}

/// An ImportTable request: [`Database::import_table`].
#[derive(Debug, Clone)]
#[must_use = "nothing is imported until `run`"]
pub struct ImportTableBuilder {
    table: CreateTableBuilder,
    csv: CsvOptions,
    input: ImportTableInput,
}

impl ImportTableBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_there()
    }

    /// What the keys of the files begin with; all files of the bucket by default.
    #[doc = on_import!(".prefix(\"in/\")")]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.input.s3_bucket_source.get_or_insert_default().s3_key_prefix = Some(prefix.into());
        self
    }

    /// The files are Amazon Ion text. Needs the feature `formats`.
    #[cfg_attr(feature = "formats", doc = on_import!(".prefix(\"in/\").ion()"))]
    pub fn ion(mut self) -> Self {
        self.input.input_format = Some(InputFormat::Ion);
        self
    }

    /// The files are CSV with a line of names. All attributes are strings but for those of the keys, which have the
    /// types of the keys. Needs the feature `formats`.
    #[cfg_attr(feature = "formats", doc = on_import!(".prefix(\"in/\").csv()"))]
    pub fn csv(mut self) -> Self {
        self.input.input_format = Some(InputFormat::Csv);
        self
    }

    /// What separates the fields of CSV: one of `,;:|`, a tab or a space.
    #[cfg_attr(feature = "formats", doc = on_import!(".prefix(\"in/\").csv().delimiter('\\t')"))]
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.csv.delimiter = Some(delimiter.to_string());
        self
    }

    /// The names of the columns of CSV, whose files have no line of names then.
    #[cfg_attr(feature = "formats", doc = on_import!(".prefix(\"in/\").csv().header([\"user_id\", \"name\"])"))]
    pub fn header(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.csv.header_list = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// How the files are compressed. `ZSTD` needs the feature `formats`.
    #[doc = on_import!(".prefix(\"in/\").compression(hashrange::operation::InputCompressionType::None)")]
    pub fn compression(mut self, compression: InputCompressionType) -> Self {
        self.input.input_compression_type = Some(compression);
        self
    }

    /// The same request with the same token is the same import, until eight hours after its end.
    #[doc = on_import!(".prefix(\"in/\").client_token(\"monday\")")]
    pub fn client_token(mut self, token: impl Into<String>) -> Self {
        self.input.client_token = Some(token.into());
        self
    }

    /// The attribute whose hash decides in which partition an item is stored.
    #[doc = on_import!(".prefix(\"in/\")")]
    pub fn partition_key(mut self, name: impl Into<String>, attribute_type: ScalarAttributeType) -> Self {
        self.table = self.table.partition_key(name, attribute_type);
        self
    }

    /// The attribute that orders the items of one partition key.
    #[doc = on_import!(".prefix(\"in/\").sort_key(\"at\", hashrange::ScalarAttributeType::N)")]
    pub fn sort_key(mut self, name: impl Into<String>, attribute_type: ScalarAttributeType) -> Self {
        self.table = self.table.sort_key(name, attribute_type);
        self
    }

    /// An index with its own key.
    #[doc = on_import!(".prefix(\"in/\").global_index(hashrange::Index::new(\"by_city\").partition_key(\"city\", S))")]
    pub fn global_index(mut self, index: Index) -> Self {
        self.table = self.table.global_index(index);
        self
    }

    /// An index of vectors.
    #[doc = on_import!(".prefix(\"in/\").vector_index(hashrange::VectorIndex::new(\"by_taste\", \"taste\", 2))")]
    pub fn vector_index(mut self, index: VectorIndex) -> Self {
        self.table = self.table.vector_index(index);
        self
    }

    /// Begins the import, and returns its description, `IN_PROGRESS`. With at most 1 MiB of files it has ended then;
    /// otherwise it runs on a thread of its own, until which the table is being created
    /// ([`Database::wait_for_transfers`]).
    ///
    /// Records that are no items of the table are counted and told in the object `aws-dynamodb/imports/ID/error` of the
    /// bucket; the others are imported, and the import ends as `FAILED` with the code `ItemValidationError`.
    #[doc = on_import!(".prefix(\"in/\")")]
    ///
    /// # Errors
    /// A table that CreateTable would refuse, a format that this build does not have.
    pub fn run(self) -> Result<ImportTableDescription> {
        wait(self.requests())
    }

    /// The requests of a run.
    pub(super) async fn requests(self) -> Result<ImportTableDescription> {
        let Self { table, csv, mut input } = self;
        if csv != CsvOptions::default() {
            input.input_format_options = Some(InputFormatOptions { csv: Some(csv) });
        }
        let database = table.database.clone();
        input.table_creation_parameters = Some(parameters(table.input));
        let output = database.answer_async(input).await?;
        Ok(output.import_table_description.unwrap_or_default())
    }
}

/// What an import has of a request to create a table.
fn parameters(table: CreateTableInput) -> TableCreationParameters {
    TableCreationParameters {
        table_name: table.table_name,
        attribute_definitions: table.attribute_definitions.unwrap_or_default(),
        key_schema: table.key_schema.unwrap_or_default(),
        billing_mode: table.billing_mode,
        provisioned_throughput: table.provisioned_throughput,
        on_demand_throughput: table.on_demand_throughput,
        sse_specification: table.sse_specification,
        global_secondary_indexes: table.global_secondary_indexes,
        vector_indexes: table.vector_indexes,
    }
}
