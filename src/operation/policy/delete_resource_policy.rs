//! DeleteResourcePolicy: deletes the policy of a table or a stream.

use super::holder::PolicyHolder;
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        definition::constraints::TableConstraints,
        request::{input::Request, operation::Operation},
    },
};

structure! {
    /// The input of DeleteResourcePolicy. (API reference: DeleteResourcePolicy)
    pub struct DeleteResourcePolicyInput {
        /// The ARN of the table or stream.
        resource_arn: String = "ResourceArn",
        /// The revision that the current policy must have.
        expected_revision_id: Option<String> = "ExpectedRevisionId",
    }
}

impl<A: Into<String>> From<A> for DeleteResourcePolicyInput {
    fn from(resource_arn: A) -> Self {
        Self { resource_arn: resource_arn.into(), expected_revision_id: None }
    }
}

structure! {
    /// What DeleteResourcePolicy answers.
    #[non_exhaustive]
    pub struct DeleteResourcePolicyOutput {
        /// The revision that was deleted; absent if there was no policy.
        revision_id: Option<String> = "RevisionId",
    }
}

/// Deletes the policy.
pub(crate) fn run(
    engine: &Engine,
    request: Request<DeleteResourcePolicyInput>,
) -> Result<DeleteResourcePolicyOutput> {
    let Request { input, mut found } = request;
    let expected = input.expected_revision_id.as_deref();
    let mut constraints = TableConstraints::new(&mut found);
    constraints.resource_arn(DeleteResourcePolicyInput::MEMBERS.resource_arn, &input.resource_arn);
    constraints.expected_revision_id(DeleteResourcePolicyInput::MEMBERS.expected_revision_id, expected);
    found.check(&[
        DeleteResourcePolicyInput::MEMBERS.resource_arn,
        DeleteResourcePolicyInput::MEMBERS.expected_revision_id,
    ])?;
    let holder = PolicyHolder::find(engine, &input.resource_arn, DeleteResourcePolicyInput::OPERATION)?;
    holder.change(|policy| {
        // DeleteResourcePolicy expects a policy, so `NO_POLICY` never holds.
        if expected.is_some() && policy.is_none() {
            return Err(holder.no_policy());
        }
        holder.check_expected(policy.as_ref(), expected)?;
        Ok(DeleteResourcePolicyOutput { revision_id: policy.take().map(|policy| policy.revision_id) })
    })
}
