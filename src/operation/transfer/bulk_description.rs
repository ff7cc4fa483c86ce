//! The description of a bulk operation.

use std::collections::BTreeMap;

use super::{
    bulk_structures::{
        BulkOperationBytes, BulkOperationDescription, BulkOperationPerformanceTier, BulkOperationStatus,
        BulkOperationSummary, BulkOperationTableDetail, BulkOperationUsage, BulkOperationVectorBytes,
    },
    import_description::seconds,
    request::read_request,
    start_bulk_put_items::StartBulkPutItemsInput,
};
use crate::{
    engine::{BulkOperation, BulkUsage, Engine, Job, JobEnd, JobStatus},
    sync::atomic::{AtomicU64, Ordering},
    texts,
};

impl BulkOperationStatus {
    /// The state of an operation that has ended like this, or not yet.
    pub(super) fn of(job: &Job<BulkOperation>, end: Option<&JobEnd>) -> Self {
        match end.map(|end| &end.status) {
            None | Some(JobStatus::InProgress) if job.is_cancelled() => Self::Cancelling,
            None | Some(JobStatus::InProgress) => Self::InProgress,
            Some(JobStatus::Failed(_)) => Self::Failed,
            Some(JobStatus::Cancelled) => Self::Cancelled,
            Some(JobStatus::Completed) if job.progress.errors.load(Ordering::Relaxed) > 0 => {
                Self::CompletedWithErrors
            }
            Some(JobStatus::Completed) => Self::Completed,
        }
    }
}

impl BulkOperationDescription {
    /// An operation that begins: nothing is read yet.
    pub(super) fn begun(engine: &Engine, job: &Job<BulkOperation>) -> Self {
        Self::of(engine, job, BulkOperationStatus::InProgress, None)
    }

    /// An operation as it is now.
    pub(super) fn now(engine: &Engine, job: &Job<BulkOperation>) -> Self {
        let end = job.end(engine.clock().now_ms());
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let description = Self::of(engine, job, BulkOperationStatus::of(job, end.as_ref()), end);
        let table = description.table_details.iter().flatten().next();
        let table = table.map(|table| table.table_name.clone()).unwrap_or_default();
        Self {
            processed_item_count: count(&job.progress.items),
            processed_input_bytes: count(&job.progress.bytes),
            total_input_bytes: job.about.input_bytes,
            failed_item_count: count(&job.progress.errors),
            bulk_operation_usage: Some(vec![usage(table, &job.about.usage.lock())]),
            ..description
        }
    }

    fn of(
        engine: &Engine,
        job: &Job<BulkOperation>,
        status: BulkOperationStatus,
        end: Option<JobEnd>,
    ) -> Self {
        let kept = &job.about.request;
        let request: StartBulkPutItemsInput = read_request(kept);
        let ended_ms = end.as_ref().map(|end| end.at_ms);
        let failure = match (status, end.map(|end| end.status)) {
            (BulkOperationStatus::Failed, Some(JobStatus::Failed(failure))) => {
                Some((failure.code, failure.message))
            }
            (BulkOperationStatus::Cancelled, _) => {
                Some((texts::import::CANCELLED_CODE.to_owned(), texts::import::CANCELLED.to_owned()))
            }
            _ => None,
        };
        let (failure_code, failure_message) = failure.unzip();
        let table_id = kept.table_id.clone();
        Self {
            bulk_operation_arn: engine.bulk_operation_arn(job),
            bulk_operation_status: Some(status),
            table_details: Some(vec![BulkOperationTableDetail { table_name: request.table_name, table_id }]),
            client_token: Some(kept.client_token.clone()),
            input_s3_configuration: request.input_s3_configuration,
            output_s3_configuration: request.output_s3_configuration,
            start_time: seconds(job.started_ms),
            end_time: ended_ms.map(seconds),
            failure_code,
            failure_message,
            max_write_request_units: request.max_write_request_units,
            performance_tier: Some(
                request.performance_tier.unwrap_or(BulkOperationPerformanceTier::Standard),
            ),
            ..Self::default()
        }
    }
}

impl From<BulkOperationDescription> for BulkOperationSummary {
    fn from(operation: BulkOperationDescription) -> Self {
        Self {
            bulk_operation_arn: operation.bulk_operation_arn,
            bulk_operation_status: operation.bulk_operation_status,
            start_time: operation.start_time,
            end_time: operation.end_time,
        }
    }
}

fn usage(table_name: String, usage: &BulkUsage) -> BulkOperationUsage {
    let indexes = |bytes: &BTreeMap<String, u64>| {
        let of_index =
            |(name, bytes): (&String, &u64)| (name.clone(), BulkOperationBytes { bulk_put_bytes: *bytes });
        (!bytes.is_empty()).then(|| bytes.iter().map(of_index).collect())
    };
    let of_vectors = |(name, bytes): (&String, &u64)| {
        (name.clone(), BulkOperationVectorBytes { bulk_put_vector_bytes: *bytes })
    };
    BulkOperationUsage {
        table_name,
        bulk_put_bytes: usage.total(),
        table: Some(BulkOperationBytes { bulk_put_bytes: usage.table_bytes }),
        local_secondary_indexes: indexes(&usage.local_bytes),
        global_secondary_indexes: indexes(&usage.global_bytes),
        vector_indexes: (!usage.vector_bytes.is_empty())
            .then(|| usage.vector_bytes.iter().map(of_vectors).collect()),
    }
}
