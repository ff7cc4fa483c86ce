//! The structures that describe exports.

use std::collections::BTreeMap;

use crate::{
    codec::structure,
    engine::{
        Engine, Export, ExportExtent, ExportFilter, ExportType, ExportViewType, Job, JobEnd, JobStatus,
        S3SseAlgorithm,
    },
    enumeration::wire_enum,
    sync::atomic::Ordering,
    transfer::{ExportFormat, ExportPlace, SUMMARY},
    value::Item,
};

wire_enum! {
    /// The state of an export.
    ExportStatus "[IN_PROGRESS, COMPLETED, FAILED]" {
        /// Its files are being written.
        InProgress = "IN_PROGRESS",
        /// Its files are complete.
        Completed = "COMPLETED",
        /// It has ended before its files were complete.
        Failed = "FAILED",
    }
}

structure! {
    /// The time and the view of an incremental export.
    pub struct IncrementalExportSpecification {
        /// The first moment, in seconds since 1970.
        export_from_time: Option<f64> = "ExportFromTime",
        /// The moment before which it ends, in seconds since 1970; by default now.
        export_to_time: Option<f64> = "ExportToTime",
        /// What is exported of a changed item; `NEW_AND_OLD_IMAGES` by default.
        export_view_type: Option<ExportViewType> = "ExportViewType",
    }
}

structure! {
    /// Which items and attributes are exported. Of a changed item, the latest image is filtered; of a deleted one, the
    /// old image.
    pub struct FilterSpecification {
        /// A condition on items. With a key condition, it has no attribute of the table's key.
        filter_expression: Option<String> = "FilterExpression",
        /// The paths that are exported.
        projection_expression: Option<String> = "ProjectionExpression",
        /// The partition key, and a range of sort keys.
        key_condition_expression: Option<String> = "KeyConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
    }
}

structure! {
    /// An export.
    #[non_exhaustive]
    pub struct ExportDescription {
        /// Its ARN.
        export_arn: String = "ExportArn",
        /// Its state.
        export_status: Option<ExportStatus> = "ExportStatus",
        /// When it was begun, in seconds since 1970.
        start_time: f64 = "StartTime",
        /// When it ended, in seconds since 1970.
        end_time: Option<f64> = "EndTime",
        /// The key of its summary, when it is complete.
        export_manifest: Option<String> = "ExportManifest",
        /// The table's ARN.
        table_arn: String = "TableArn",
        /// The table's id.
        table_id: String = "TableId",
        /// The moment of a full export, in seconds since 1970.
        export_time: Option<f64> = "ExportTime",
        /// The client token.
        client_token: Option<String> = "ClientToken",
        /// The bucket.
        s3_bucket: String = "S3Bucket",
        /// The account that owns the bucket, if the request has it.
        s3_bucket_owner: Option<String> = "S3BucketOwner",
        /// What the keys of all files begin with.
        s3_prefix: Option<String> = "S3Prefix",
        /// How the files are encrypted.
        s3_sse_algorithm: Option<S3SseAlgorithm> = "S3SseAlgorithm",
        /// The key of AWS KMS.
        s3_sse_kms_key_id: Option<String> = "S3SseKmsKeyId",
        /// Why it failed, in a word.
        failure_code: Option<String> = "FailureCode",
        /// Why it failed.
        failure_message: Option<String> = "FailureMessage",
        /// The format of its data files.
        export_format: Option<ExportFormat> = "ExportFormat",
        /// The size of the items that were read so far, in bytes.
        billed_size_bytes: Option<u64> = "BilledSizeBytes",
        /// How many items were exported so far.
        item_count: Option<u64> = "ItemCount",
        /// Whether it is full or incremental.
        export_type: Option<ExportType> = "ExportType",
        /// The time and the view of an incremental export.
        incremental_export_specification: Option<IncrementalExportSpecification> = "IncrementalExportSpecification",
        /// Which items and attributes are exported.
        filter_specification: Option<FilterSpecification> = "FilterSpecification",
    }
}

structure! {
    /// An export in a list.
    #[non_exhaustive]
    pub struct ExportSummary {
        /// Its ARN.
        export_arn: String = "ExportArn",
        /// Its state.
        export_status: Option<ExportStatus> = "ExportStatus",
        /// Whether it is full or incremental.
        export_type: Option<ExportType> = "ExportType",
    }
}

/// A time in milliseconds, in the form of the API: seconds.
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

impl From<Option<&JobEnd>> for ExportStatus {
    fn from(end: Option<&JobEnd>) -> Self {
        match end.map(|end| &end.status) {
            None | Some(JobStatus::InProgress) => Self::InProgress,
            Some(JobStatus::Completed) => Self::Completed,
            Some(JobStatus::Failed(_) | JobStatus::Cancelled) => Self::Failed,
        }
    }
}

impl ExportDescription {
    /// An export in this state.
    pub(super) fn of(engine: &Engine, job: &Job<Export>, end: Option<&JobEnd>) -> Self {
        let Export { extent, .. } = job.about;
        let status = ExportStatus::from(end);
        let failure = end.and_then(|end| match &end.status {
            JobStatus::Failed(failure) => Some(failure),
            _ => None,
        });
        let place = ExportPlace::new(job.about.prefix.as_deref(), &job.key.1, extent.is_incremental());
        Self {
            export_arn: engine.export_arn(job),
            export_status: Some(status),
            start_time: seconds(job.started_ms),
            end_time: end.map(|end| seconds(end.at_ms)),
            export_manifest: (status == ExportStatus::Completed).then(|| place.manifest(SUMMARY)),
            table_arn: job.about.table_arn.clone(),
            table_id: job.about.table_id.clone(),
            export_time: match extent {
                ExportExtent::Full { at_ms } => Some(seconds(at_ms)),
                ExportExtent::Incremental { .. } => None,
            },
            client_token: Some(job.about.client_token.clone()),
            s3_bucket: job.about.bucket.clone(),
            s3_bucket_owner: job.about.bucket_owner.clone(),
            s3_prefix: job.about.prefix.clone(),
            s3_sse_algorithm: Some(job.about.encryption),
            s3_sse_kms_key_id: job.about.kms_key_id.clone(),
            failure_code: failure.map(|failure| failure.code.clone()),
            failure_message: failure.map(|failure| failure.message.clone()),
            export_format: Some(job.about.format),
            billed_size_bytes: end.map(|_| job.progress.bytes.load(Ordering::Relaxed)),
            item_count: end.map(|_| job.progress.written.load(Ordering::Relaxed)),
            export_type: Some(extent.export_type()),
            incremental_export_specification: extent.into(),
            filter_specification: job.about.filter.clone().map(FilterSpecification::from),
        }
    }

    /// The same with what the export has done so far.
    pub(super) fn with_progress(mut self, job: &Job<Export>) -> Self {
        self.billed_size_bytes = Some(job.progress.bytes.load(Ordering::Relaxed));
        self.item_count = Some(job.progress.written.load(Ordering::Relaxed));
        self
    }
}

impl From<ExportExtent> for Option<IncrementalExportSpecification> {
    fn from(extent: ExportExtent) -> Self {
        match extent {
            ExportExtent::Full { .. } => None,
            ExportExtent::Incremental { from_ms, to_ms, view } => Some(IncrementalExportSpecification {
                export_from_time: Some(seconds(from_ms)),
                export_to_time: Some(seconds(to_ms)),
                export_view_type: Some(view),
            }),
        }
    }
}

impl ExportSummary {
    /// An export in this state.
    pub(super) fn of(engine: &Engine, job: &Job<Export>, now_ms: u64) -> Self {
        Self {
            export_arn: engine.export_arn(job),
            export_status: Some(ExportStatus::from(job.end(now_ms).as_ref())),
            export_type: Some(job.about.extent.export_type()),
        }
    }
}

impl From<ExportFilter> for FilterSpecification {
    fn from(filter: ExportFilter) -> Self {
        Self {
            filter_expression: filter.filter,
            projection_expression: filter.projection,
            key_condition_expression: filter.key_condition,
            expression_attribute_names: filter.names,
            expression_attribute_values: filter.values,
        }
    }
}

impl From<FilterSpecification> for ExportFilter {
    fn from(filter: FilterSpecification) -> Self {
        Self {
            filter: filter.filter_expression,
            projection: filter.projection_expression,
            key_condition: filter.key_condition_expression,
            names: filter.expression_attribute_names,
            values: filter.expression_attribute_values,
        }
    }
}
