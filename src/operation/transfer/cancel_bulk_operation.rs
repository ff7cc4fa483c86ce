//! CancelBulkOperation: stops a bulk operation. What it has put stays.

use super::{bulk_structures::BulkOperationStatus, job_arn};
use crate::{codec::structure, engine::Engine, error::Result, operation::request::input::Request};

structure! {
    /// The input of CancelBulkOperation. (API reference: CancelBulkOperation)
    pub struct CancelBulkOperationInput {
        /// The operation's ARN.
        bulk_operation_arn: String = "BulkOperationArn",
    }
}

impl<A: Into<String>> From<A> for CancelBulkOperationInput {
    fn from(bulk_operation_arn: A) -> Self {
        Self { bulk_operation_arn: bulk_operation_arn.into() }
    }
}

structure! {
    /// What CancelBulkOperation answers.
    #[non_exhaustive]
    pub struct CancelBulkOperationOutput {
        /// The operation's ARN.
        bulk_operation_arn: String = "BulkOperationArn",
        /// `CANCELLING`, or the state of an operation that has ended.
        bulk_operation_status: Option<BulkOperationStatus> = "BulkOperationStatus",
    }
}

/// Asks the operation to stop, which it does at its next piece.
pub(crate) fn run(
    engine: &Engine,
    request: Request<CancelBulkOperationInput>,
) -> Result<CancelBulkOperationOutput> {
    let Request { input, mut found } = request;
    let member = CancelBulkOperationInput::MEMBERS.bulk_operation_arn;
    job_arn::check(&mut found, member, &input.bulk_operation_arn)?;
    let job = job_arn::bulk_operation(engine, &input.bulk_operation_arn)?;
    let end = job.end(engine.clock().now_ms());
    if end.is_none() {
        job.cancel();
    }
    Ok(CancelBulkOperationOutput {
        bulk_operation_arn: input.bulk_operation_arn,
        bulk_operation_status: Some(BulkOperationStatus::of(&job, end.as_ref())),
    })
}
