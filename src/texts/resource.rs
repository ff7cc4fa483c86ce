//! Resources that are named by their ARN: their tags and policies.

/// A text is not the ARN of a table or stream in the database's region.
pub(crate) fn invalid_arn(arn: &str) -> String {
    format!("Invalid ResourceArn provided as input: {arn}")
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

/// A policy is malformed; `wrong` says where.
pub(crate) fn invalid_policy(wrong: &str) -> String {
    format!("The resource policy is invalid: {wrong}")
}

/// A tag's key occurs twice.
pub(crate) fn duplicate_tag(key: &str) -> String {
    format!("One or more parameter values were invalid: Duplicate tag key: {key}")
}

/// A table has too many tags.
pub(crate) fn too_many_tags(most: usize) -> String {
    format!("One or more parameter values were invalid: Too many tags: a table can have {most}")
}
