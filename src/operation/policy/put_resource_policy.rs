//! PutResourcePolicy: attaches a policy to a table or a stream.

use super::holder::{PolicyHolder, new_policy};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    operation::{
        authorization::acceptance::read_accepted,
        definition::constraints::TableConstraints,
        request::{input::Request, operation::Operation},
    },
};

structure! {
    /// The input of PutResourcePolicy. (API reference: PutResourcePolicy)
    pub struct PutResourcePolicyInput {
        /// The ARN of the table or stream.
        resource_arn: String = "ResourceArn",
        /// Its resource policy: JSON of at most 20 KB.
        policy: String = "Policy",
        /// The revision that the current policy must have; `NO_POLICY` if there must be no policy.
        expected_revision_id: Option<String> = "ExpectedRevisionId",
        /// Accepts a policy that denies its own account to change it.
        confirm_remove_self_resource_access: Option<bool> = "ConfirmRemoveSelfResourceAccess",
    }
}

structure! {
    /// What PutResourcePolicy answers.
    #[non_exhaustive]
    pub struct PutResourcePolicyOutput {
        /// The policy's revision; unchanged if the policy is the same.
        revision_id: String = "RevisionId",
    }
}

/// Attaches the policy.
pub(crate) fn run(
    engine: &Engine,
    request: Request<PutResourcePolicyInput>,
) -> Result<PutResourcePolicyOutput> {
    let Request { input, mut found } = request;
    let mut constraints = TableConstraints::new(&mut found);
    constraints.resource_arn(PutResourcePolicyInput::MEMBERS.resource_arn, &input.resource_arn);
    constraints.expected_revision_id(
        PutResourcePolicyInput::MEMBERS.expected_revision_id,
        input.expected_revision_id.as_deref(),
    );
    found.check(&[
        PutResourcePolicyInput::MEMBERS.resource_arn,
        PutResourcePolicyInput::MEMBERS.policy,
        PutResourcePolicyInput::MEMBERS.expected_revision_id,
    ])?;
    let holder = PolicyHolder::find(engine, &input.resource_arn, PutResourcePolicyInput::OPERATION)?;
    let document = read_accepted(engine, &input.policy, holder.kind())?;
    if input.confirm_remove_self_resource_access != Some(true)
        && document.shuts_out(&engine.options().account)
    {
        return Err(Error::validation(
            "The resource policy would keep you from changing it in the future. Set ConfirmRemoveSelfResourceAccess to \
             put it nevertheless",
        ));
    }
    holder.change(|policy| {
        holder.check_expected(policy.as_ref(), input.expected_revision_id.as_deref())?;
        let kept = policy.as_ref().filter(|policy| policy.policy == input.policy);
        if let Some(kept) = kept {
            return Ok(PutResourcePolicyOutput { revision_id: kept.revision_id.clone() });
        }
        let put = policy.insert(new_policy(engine, input.policy));
        Ok(PutResourcePolicyOutput { revision_id: put.revision_id.clone() })
    })
}
