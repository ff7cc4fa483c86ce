//! The description of an import.

use super::{
    error_log::log_group_arn,
    import_structures::{ImportStatus, ImportSummary, ImportTableDescription},
    import_table::ImportTableInput,
    request::read_request,
};
use crate::{
    engine::{Engine, Job, JobStatus, TransferRequest},
    sync::atomic::{AtomicU64, Ordering},
};

/// A time in milliseconds, in the form of the API: seconds.
pub(super) fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

impl From<&JobStatus> for ImportStatus {
    fn from(status: &JobStatus) -> Self {
        match status {
            JobStatus::InProgress => Self::InProgress,
            JobStatus::Completed => Self::Completed,
            JobStatus::Failed(_) => Self::Failed,
            JobStatus::Cancelled => Self::Cancelled,
        }
    }
}

impl ImportTableDescription {
    /// An import that begins: nothing is read yet.
    pub(super) fn begun(engine: &Engine, job: &Job<TransferRequest>) -> Self {
        Self::of(engine, job, &JobStatus::InProgress, None)
    }

    /// An import as it is now.
    pub(super) fn now(engine: &Engine, job: &Job<TransferRequest>) -> Self {
        let end = job.end(engine.clock().now_ms());
        let (status, ended_ms) = match end {
            Some(end) => (end.status, Some(end.at_ms)),
            None => (JobStatus::InProgress, None),
        };
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Self {
            error_count: count(&job.progress.errors),
            processed_size_bytes: count(&job.progress.bytes),
            processed_item_count: count(&job.progress.items),
            imported_item_count: count(&job.progress.written),
            ..Self::of(engine, job, &status, ended_ms)
        }
    }

    fn of(engine: &Engine, job: &Job<TransferRequest>, status: &JobStatus, ended_ms: Option<u64>) -> Self {
        let request: ImportTableInput = read_request(&job.about);
        let failure = match status {
            JobStatus::Failed(failure) => Some(failure.clone()),
            _ => None,
        };
        let options = engine.options();
        Self {
            import_arn: engine.import_arn(job),
            import_status: Some(status.into()),
            table_arn: engine.table_arn(&job.key.0),
            table_id: job.about.table_id.clone(),
            client_token: Some(job.about.client_token.clone()),
            s3_bucket_source: request.s3_bucket_source,
            cloud_watch_log_group_arn: Some(log_group_arn(&options.region, &options.account)),
            input_format: request.input_format,
            input_format_options: request.input_format_options,
            input_compression_type: Some(request.input_compression_type.unwrap_or_default()),
            table_creation_parameters: request.table_creation_parameters,
            start_time: seconds(job.started_ms),
            end_time: ended_ms.map(seconds),
            failure_code: failure.as_ref().map(|failure| failure.code.clone()),
            failure_message: failure.map(|failure| failure.message),
            ..Self::default()
        }
    }
}

impl From<ImportTableDescription> for ImportSummary {
    fn from(import: ImportTableDescription) -> Self {
        Self {
            import_arn: import.import_arn,
            import_status: import.import_status,
            table_arn: import.table_arn,
            s3_bucket_source: import.s3_bucket_source,
            cloud_watch_log_group_arn: import.cloud_watch_log_group_arn,
            input_format: import.input_format,
            start_time: import.start_time,
            end_time: import.end_time,
        }
    }
}
