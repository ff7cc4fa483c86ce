//! Structures of bulk operations.

use std::collections::BTreeMap;

use crate::{
    codec::structure, engine::S3SseAlgorithm, enumeration::wire_enum, transfer::formats::InputCompressionType,
};

wire_enum! {
    /// The format of the files that a bulk operation reads.
    BulkOperationInputFormat "[DYNAMODB_JSON, ION]" {
        /// DynamoDB JSON lines.
        DynamodbJson = "DYNAMODB_JSON",
        /// Amazon Ion text.
        Ion = "ION",
    }
}

wire_enum! {
    /// What a report has in it.
    OutputType "[ERROR, CONDITION_CHECK_FAILURE]" {
        /// Records that are no items that the table takes.
        Error = "ERROR",
        /// Items whose condition did not hold.
        ConditionCheckFailure = "CONDITION_CHECK_FAILURE",
    }
}

wire_enum! {
    /// How fast a bulk operation is. Here both are as fast as it goes.
    BulkOperationPerformanceTier "[STANDARD, ACCELERATED]" {
        /// The cheaper one, and the default.
        Standard = "STANDARD",
        /// The faster one.
        Accelerated = "ACCELERATED",
    }
}

wire_enum! {
    /// The state of a bulk operation.
    BulkOperationStatus "[IN_PROGRESS, COMPLETED, COMPLETED_WITH_ERRORS, CANCELLING, CANCELLED, FAILED]" {
        /// It goes on.
        InProgress = "IN_PROGRESS",
        /// All records were processed. Conditions may have failed.
        Completed = "COMPLETED",
        /// The same, and some records were no items that the table takes.
        CompletedWithErrors = "COMPLETED_WITH_ERRORS",
        /// It is being stopped.
        Cancelling = "CANCELLING",
        /// It was stopped. What it has put stays.
        Cancelled = "CANCELLED",
        /// It failed. What it has put stays.
        Failed = "FAILED",
    }
}

structure! {
    /// Where the files of a bulk operation are, and what they are like. (API reference: `InputS3Configuration`)
    pub struct InputS3Configuration {
        /// The account that owns the bucket: twelve digits.
        s3_bucket_owner: Option<String> = "S3BucketOwner",
        /// The bucket.
        s3_bucket: String = "S3Bucket",
        /// What the keys of the files begin with; all files of the bucket by default.
        s3_key_prefix: Option<String> = "S3KeyPrefix",
        /// The format of the files. `ION` needs the feature `formats`.
        input_format: Option<BulkOperationInputFormat> = "InputFormat",
        /// How they are compressed; not at all by default. `ZSTD` needs the feature `formats`.
        input_compression_type: Option<InputCompressionType> = "InputCompressionType",
    }
}

structure! {
    /// Where the report of a bulk operation goes, and what is in it. (API reference: `OutputS3Configuration`)
    pub struct OutputS3Configuration {
        /// The account that owns the bucket: twelve digits.
        s3_bucket_owner: Option<String> = "S3BucketOwner",
        /// The bucket; required.
        s3_bucket: Option<String> = "S3Bucket",
        /// What the keys of the report's files begin with.
        s3_key_prefix: Option<String> = "S3KeyPrefix",
        /// How the files are encrypted in Amazon S3. Here they are not.
        s3_sse_algorithm: Option<S3SseAlgorithm> = "S3SseAlgorithm",
        /// The key of AWS KMS, for the algorithm `KMS`.
        s3_sse_kms_key_id: Option<String> = "S3SseKmsKeyId",
        /// What is reported: at least one.
        output_type: Vec<OutputType> = "OutputType",
    }
}

structure! {
    /// The table of a bulk operation. (API reference: `BulkOperationTableDetail`)
    #[non_exhaustive]
    pub struct BulkOperationTableDetail {
        /// The table's name or ARN, as in the request.
        table_name: String = "TableName",
        /// The table's id.
        table_id: String = "TableId",
    }
}

structure! {
    /// Bytes that were put. (API reference: `BulkOperationBytes`)
    pub struct BulkOperationBytes {
        /// The bytes.
        bulk_put_bytes: u64 = "BulkPutBytes",
    }
}

structure! {
    /// Bytes of vectors that were put. (API reference: `BulkOperationVectorBytes`)
    pub struct BulkOperationVectorBytes {
        /// The bytes.
        bulk_put_vector_bytes: u64 = "BulkPutVectorBytes",
    }
}

structure! {
    /// The bytes that a bulk operation has put. (API reference: `BulkOperationUsage`)
    #[non_exhaustive]
    pub struct BulkOperationUsage {
        /// The table's name or ARN, as in the request.
        table_name: String = "TableName",
        /// The bytes of the table and its indexes, without those of vector indexes.
        bulk_put_bytes: u64 = "BulkPutBytes",
        /// The table's.
        table: Option<BulkOperationBytes> = "Table",
        /// Those of local indexes, by name.
        local_secondary_indexes: Option<BTreeMap<String, BulkOperationBytes>> = "LocalSecondaryIndexes",
        /// Those of global indexes, by name.
        global_secondary_indexes: Option<BTreeMap<String, BulkOperationBytes>> = "GlobalSecondaryIndexes",
        /// Those of vector indexes, by name.
        vector_indexes: Option<BTreeMap<String, BulkOperationVectorBytes>> = "VectorIndexes",
    }
}

structure! {
    /// A bulk operation. (API reference: `BulkOperationDescription`)
    #[non_exhaustive]
    pub struct BulkOperationDescription {
        /// Its ARN.
        bulk_operation_arn: String = "BulkOperationArn",
        /// Its state.
        bulk_operation_status: Option<BulkOperationStatus> = "BulkOperationStatus",
        /// The table.
        table_details: Option<Vec<BulkOperationTableDetail>> = "TableDetails",
        /// The request's client token.
        client_token: Option<String> = "ClientToken",
        /// Where the files are.
        input_s3_configuration: Option<InputS3Configuration> = "InputS3Configuration",
        /// Where the report goes.
        output_s3_configuration: Option<OutputS3Configuration> = "OutputS3Configuration",
        /// When it began, in seconds since 1970.
        start_time: f64 = "StartTime",
        /// When it ended, in seconds since 1970.
        end_time: Option<f64> = "EndTime",
        /// How many records were read, whatever came of them.
        processed_item_count: u64 = "ProcessedItemCount",
        /// How many bytes of the objects were read.
        processed_input_bytes: u64 = "ProcessedInputBytes",
        /// The size of all objects.
        total_input_bytes: Option<u64> = "TotalInputBytes",
        /// What was put.
        bulk_operation_usage: Option<Vec<BulkOperationUsage>> = "BulkOperationUsage",
        /// How many records were no items that the table takes. Failed conditions do not count.
        failed_item_count: u64 = "FailedItemCount",
        /// Why it failed or was cancelled.
        failure_code: Option<String> = "FailureCode",
        /// The same in words.
        failure_message: Option<String> = "FailureMessage",
        /// The largest rate of writes, as in the request.
        max_write_request_units: Option<i64> = "MaxWriteRequestUnits",
        /// How fast it is.
        performance_tier: Option<BulkOperationPerformanceTier> = "PerformanceTier",
    }
}

structure! {
    /// A bulk operation in a list. (API reference: `BulkOperationSummary`)
    #[non_exhaustive]
    pub struct BulkOperationSummary {
        /// Its ARN.
        bulk_operation_arn: String = "BulkOperationArn",
        /// Its state.
        bulk_operation_status: Option<BulkOperationStatus> = "BulkOperationStatus",
        /// When it began, in seconds since 1970.
        start_time: f64 = "StartTime",
        /// When it ended, in seconds since 1970.
        end_time: Option<f64> = "EndTime",
    }
}
