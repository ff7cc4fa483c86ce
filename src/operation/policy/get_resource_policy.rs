//! GetResourcePolicy: the policy of a table or a stream.

use super::holder::PolicyHolder;
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        definition::constraints::TableConstraints,
        request::{input::Request, operation::Operation},
    },
    storage::ResourcePolicySettings,
};

structure! {
    /// The input of GetResourcePolicy. (API reference: GetResourcePolicy)
    pub struct GetResourcePolicyInput {
        /// The ARN of the table or stream.
        resource_arn: String = "ResourceArn",
    }
}

impl<A: Into<String>> From<A> for GetResourcePolicyInput {
    fn from(resource_arn: A) -> Self {
        Self { resource_arn: resource_arn.into() }
    }
}

structure! {
    /// What GetResourcePolicy answers.
    #[non_exhaustive]
    pub struct GetResourcePolicyOutput {
        /// The policy as it was sent, JSON.
        policy: String = "Policy",
        /// Its revision.
        revision_id: String = "RevisionId",
    }
}

/// Returns the policy.
pub(crate) fn run(
    engine: &Engine,
    request: Request<GetResourcePolicyInput>,
) -> Result<GetResourcePolicyOutput> {
    let Request { input, mut found } = request;
    TableConstraints::new(&mut found)
        .resource_arn(GetResourcePolicyInput::MEMBERS.resource_arn, &input.resource_arn);
    found.check(&[GetResourcePolicyInput::MEMBERS.resource_arn])?;
    let holder = PolicyHolder::find(engine, &input.resource_arn, GetResourcePolicyInput::OPERATION)?;
    let ResourcePolicySettings { policy, revision_id } = holder.look()?.ok_or_else(|| holder.no_policy())?;
    Ok(GetResourcePolicyOutput { policy, revision_id })
}
