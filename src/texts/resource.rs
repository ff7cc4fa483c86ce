//! Resources that are named by their ARN: their tags and policies.

use super::listed::listed;

/// A text is not the ARN of a table or stream in the database's region.
pub(crate) fn invalid_arn(arn: &str) -> String {
    format!("Invalid ResourceArn provided as input: {arn}")
}

/// An ARN that stands for a table's name is of another region than the endpoint. (hashicorp/terraform-provider-aws, issue
/// 42792, cites the service's answers)
pub(crate) fn other_region(arn: &str) -> String {
    format!("1 validation error detected: Invalid AWS region in '{arn}'")
}

/// An operation on tags got the ARN of a stream.
pub(crate) fn no_table_arn(arn: &str) -> String {
    format!("Invalid ResourceArn provided as input: {arn} is no table's")
}

/// The resource belongs to another account.
pub(crate) fn access_denied(account: &str, operation: &str, arn: &str) -> String {
    format!(
        "User: arn:aws:iam::{account}:root is not authorized to perform: dynamodb:{operation} on resource: {arn}"
    )
}

/// A policy denies an action, or does not allow it; `why` says which.
pub(crate) fn not_authorized(user: &str, action: &str, arn: &str, why: &str) -> String {
    format!("User: {user} is not authorized to perform: dynamodb:{action} on resource: {arn} {why}")
}

/// A statement denies the action. (IAM user guide: Troubleshoot access denied error messages)
pub(crate) const EXPLICIT_DENY: &str = "with an explicit deny in a resource-based policy";

/// No statement allows the action. (IAM user guide: Troubleshoot access denied error messages)
pub(crate) fn not_allowed(action: &str) -> String {
    format!("because no resource-based policy allows the dynamodb:{action} action")
}

/// Something of the policy is not enforced here. The words are ours.
pub(crate) fn not_enforceable(what: &str) -> String {
    format!("because its resource-based policy cannot be enforced: {what}")
}

/// The evaluation of the policy would take too long. The words are ours.
pub(crate) const TOO_MUCH_WORK: &str = "because its resource-based policy takes too much work";

/// A text is not the ARN of a principal. The words are ours.
pub(crate) fn no_principal(arn: &str) -> String {
    format!("'{arn}' is not the ARN of an account's root, a user, a role or a session of one")
}

/// The table of an ARN does not exist. The service writes `ResourcArn`.
pub(crate) fn table_not_found(arn: &str) -> String {
    format!("Requested resource not found: ResourcArn: {arn} not found")
}

/// The table of an ARN has no such stream.
pub(crate) fn stream_not_found(arn: &str) -> String {
    format!("Requested resource not found: Stream: {arn} not found")
}

/// A resource has no policy.
pub(crate) fn no_policy(arn: &str) -> String {
    format!("Resource-based policy not found for the provided ResourceArn: {arn}")
}

/// A policy's revision is not the one that the request expects.
pub(crate) fn other_revision(table: &str, expected: &str, revision: &str) -> String {
    format!(
        "Resource-based policy not found for the provided ResourceArn: Requested update for policy with revision id \
         {expected}, but the policy associated to target table {table} has revision id {revision}."
    )
}

/// A policy is malformed; `wrong` says where, in words that are mostly ours.
pub(crate) fn invalid_policy(wrong: &str) -> String {
    format!("One or more parameter values were invalid: Invalid policy document: {wrong}")
}

/// A policy names actions that are none of the resource's, in quotes here. (aws/aws-cdk, issue 32230, cites the service's
/// answer)
pub(crate) fn invalid_actions(quoted: &[String]) -> String {
    invalid_policy(&format!("The following action names are invalid: {}", listed(", ", quoted)))
}

/// A policy names a principal that is none. (hashicorp/terraform-provider-aws, issue 42933, cites the service's answer)
pub(crate) const INVALID_PRINCIPAL: &str =
    "One or more parameter values were invalid: Invalid principal in policy document.";

/// A policy names a service that no policy can name. (aws/aws-cdk, issue 37273, cites the service's answer)
pub(crate) const SERVICE_PRINCIPAL: &str = "Policy contains invalid service principal";

/// A tag's key occurs twice.
pub(crate) fn duplicate_tag(key: &str) -> String {
    format!("One or more parameter values were invalid: Duplicate tag key: {key}")
}

/// A table has too many tags.
pub(crate) fn too_many_tags(most: usize) -> String {
    format!("One or more parameter values were invalid: Too many tags: a table can have {most}")
}
