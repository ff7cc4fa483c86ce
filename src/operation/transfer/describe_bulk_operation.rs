//! DescribeBulkOperation: a bulk operation and what became of it.

use super::{bulk_structures::BulkOperationDescription, job_arn};
use crate::{codec::structure, engine::Engine, error::Result, operation::request::input::Request};

structure! {
    /// The input of DescribeBulkOperation. (API reference: DescribeBulkOperation)
    pub struct DescribeBulkOperationInput {
        /// The operation's ARN.
        bulk_operation_arn: String = "BulkOperationArn",
    }
}

impl<A: Into<String>> From<A> for DescribeBulkOperationInput {
    fn from(bulk_operation_arn: A) -> Self {
        Self { bulk_operation_arn: bulk_operation_arn.into() }
    }
}

structure! {
    /// What DescribeBulkOperation answers.
    #[non_exhaustive]
    pub struct DescribeBulkOperationOutput {
        /// The operation.
        bulk_operation_description: Option<BulkOperationDescription> = "BulkOperationDescription",
    }
}

/// Describes the bulk operation.
pub(crate) fn run(
    engine: &Engine,
    request: Request<DescribeBulkOperationInput>,
) -> Result<DescribeBulkOperationOutput> {
    let Request { input, mut found } = request;
    let member = DescribeBulkOperationInput::MEMBERS.bulk_operation_arn;
    job_arn::check(&mut found, member, &input.bulk_operation_arn)?;
    let job = job_arn::bulk_operation(engine, &input.bulk_operation_arn)?;
    let description = BulkOperationDescription::now(engine, &job);
    Ok(DescribeBulkOperationOutput { bulk_operation_description: Some(description) })
}
