//! Structures of imports.

use crate::{
    codec::structure,
    enumeration::wire_enum,
    operation::definition::{
        structures::{
            AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, OnDemandThroughput,
            ProvisionedThroughput, SSESpecification,
        },
        vector_indexes::VectorIndex,
    },
    storage::BillingMode,
    transfer::formats::{InputCompressionType, InputFormat},
};

wire_enum! {
    /// The state of an import.
    ImportStatus "[IN_PROGRESS, COMPLETED, CANCELLING, CANCELLED, FAILED]" {
        /// It goes on.
        InProgress = "IN_PROGRESS",
        /// All items are in the table.
        Completed = "COMPLETED",
        /// It is being stopped.
        Cancelling = "CANCELLING",
        /// It was stopped.
        Cancelled = "CANCELLED",
        /// It failed, or some items were not imported.
        Failed = "FAILED",
    }
}

structure! {
    /// Where files are that are imported. (API reference: `S3BucketSource`)
    pub struct S3BucketSource {
        /// The account that owns the bucket: twelve digits.
        s3_bucket_owner: Option<String> = "S3BucketOwner",
        /// The bucket.
        s3_bucket: String = "S3Bucket",
        /// What the keys of the files begin with; all files of the bucket by default.
        s3_key_prefix: Option<String> = "S3KeyPrefix",
    }
}

structure! {
    /// How files are to be read. (API reference: `InputFormatOptions`)
    pub struct InputFormatOptions {
        /// CSV files.
        csv: Option<CsvOptions> = "Csv",
    }
}

structure! {
    /// How CSV files are to be read. (API reference: `CsvOptions`)
    pub struct CsvOptions {
        /// What separates fields: one of `,;:|`, a tab or a space. A comma by default.
        delimiter: Option<String> = "Delimiter",
        /// The names of the columns; the first line of each file by default.
        header_list: Option<Vec<String>> = "HeaderList",
    }
}

structure! {
    /// The table that is created. (API reference: `TableCreationParameters`)
    pub struct TableCreationParameters {
        /// The table's name, 3 to 255 letters, digits, `_`, `-`, `.`.
        table_name: String = "TableName",
        /// The key attributes of table and indexes with their types.
        attribute_definitions: Vec<AttributeDefinition> = "AttributeDefinitions",
        /// The key.
        key_schema: Vec<KeySchemaElement> = "KeySchema",
        /// By request, or by units provisioned (the default).
        billing_mode: Option<BillingMode> = "BillingMode",
        /// Units for each second, if they are provisioned.
        provisioned_throughput: Option<ProvisionedThroughput> = "ProvisionedThroughput",
        /// The maximum throughput of an on-demand table.
        on_demand_throughput: Option<OnDemandThroughput> = "OnDemandThroughput",
        /// With what key the table is encrypted; the one that the service owns by default.
        sse_specification: Option<SSESpecification> = "SSESpecification",
        /// Indexes with their own keys, at most twenty.
        global_secondary_indexes: Option<Vec<GlobalSecondaryIndex>> = "GlobalSecondaryIndexes",
        /// Indexes of vectors, at most five.
        vector_indexes: Option<Vec<VectorIndex>> = "VectorIndexes",
    }
}

structure! {
    /// An import. (API reference: `ImportTableDescription`)
    #[non_exhaustive]
    pub struct ImportTableDescription {
        /// The import's ARN.
        import_arn: String = "ImportArn",
        /// Its state.
        import_status: Option<ImportStatus> = "ImportStatus",
        /// The table's ARN.
        table_arn: String = "TableArn",
        /// The table's id.
        table_id: String = "TableId",
        /// The request's client token.
        client_token: Option<String> = "ClientToken",
        /// Where the files are.
        s3_bucket_source: Option<S3BucketSource> = "S3BucketSource",
        /// How many records could not be imported, and rests of files that could not be read.
        error_count: u64 = "ErrorCount",
        /// The group of the log with the errors. Here the log is the object `aws-dynamodb/imports/ID/error` in the
        /// bucket, where `ID` is the last part of the import's ARN.
        cloud_watch_log_group_arn: Option<String> = "CloudWatchLogGroupArn",
        /// The format of the files.
        input_format: Option<InputFormat> = "InputFormat",
        /// How they are read.
        input_format_options: Option<InputFormatOptions> = "InputFormatOptions",
        /// How they are compressed.
        input_compression_type: Option<InputCompressionType> = "InputCompressionType",
        /// The table that is created.
        table_creation_parameters: Option<TableCreationParameters> = "TableCreationParameters",
        /// When it began, in seconds since 1970.
        start_time: f64 = "StartTime",
        /// When it ended, in seconds since 1970.
        end_time: Option<f64> = "EndTime",
        /// How many bytes were read, decompressed.
        processed_size_bytes: u64 = "ProcessedSizeBytes",
        /// How many records were read.
        processed_item_count: u64 = "ProcessedItemCount",
        /// How many of them were put into the table.
        imported_item_count: u64 = "ImportedItemCount",
        /// Why it failed.
        failure_code: Option<String> = "FailureCode",
        /// The same in words.
        failure_message: Option<String> = "FailureMessage",
    }
}

structure! {
    /// An import in a list. (API reference: `ImportSummary`)
    #[non_exhaustive]
    pub struct ImportSummary {
        /// The import's ARN.
        import_arn: String = "ImportArn",
        /// Its state.
        import_status: Option<ImportStatus> = "ImportStatus",
        /// The table's ARN.
        table_arn: String = "TableArn",
        /// Where the files are.
        s3_bucket_source: Option<S3BucketSource> = "S3BucketSource",
        /// The group of the log with the errors.
        cloud_watch_log_group_arn: Option<String> = "CloudWatchLogGroupArn",
        /// The format of the files.
        input_format: Option<InputFormat> = "InputFormat",
        /// When it began, in seconds since 1970.
        start_time: f64 = "StartTime",
        /// When it ended, in seconds since 1970.
        end_time: Option<f64> = "EndTime",
    }
}
