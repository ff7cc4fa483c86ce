//! Which policies can be put: those of the required form whose actions and principals the service knows.

use serde_json::{Map, Value};

use super::{
    compiled::check_enforceable,
    context::Context,
    document::{PolicyDocument, texts as values},
    element,
    pattern::{Pattern, Wildcards},
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    texts,
};

/// What a policy is put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PolicyHolderKind {
    /// A table, with its indexes.
    Table,
    Stream,
}

/// Reads a policy that is to be put.
///
/// # Errors
/// A ValidationException: the policy has another form, an action that is none of the resource's, or a principal that
/// cannot exist; or policies are enforced, and something of it would not be.
pub(crate) fn read_accepted(engine: &Engine, text: &str, of: PolicyHolderKind) -> Result<PolicyDocument> {
    let document = PolicyDocument::read(text)?;
    let statements = document.statements();
    let unknown: Vec<String> = statements
        .iter()
        .flat_map(actions)
        .filter(|action| !is_action(action, of))
        .map(|action| format!("{action:?}"))
        .collect();
    if !unknown.is_empty() {
        return Err(Error::validation(texts::resource::invalid_actions(&unknown)));
    }
    statements.iter().try_for_each(check_principals)?;
    if engine.enforces_policies() {
        check_enforceable(&document)?;
    }
    Ok(document)
}

fn actions(statement: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let named = statement.get(element::ACTION).or_else(|| statement.get(element::NOT_ACTION));
    named.into_iter().flat_map(values)
}

/// Whether a text, which may have wildcards, names an action on what the policy is put on.
fn is_action(text: &str, of: PolicyHolderKind) -> bool {
    let known: &[&str] = match of {
        PolicyHolderKind::Table => &OF_TABLES,
        PolicyHolderKind::Stream => &OF_STREAMS,
    };
    let Ok(pattern) = Pattern::read(text, Wildcards::All, false) else { return false };
    let context = Context::default();
    known.iter().any(|action| pattern.matches(&format!("dynamodb:{action}"), &context, true))
}

fn check_principals(statement: &Map<String, Value>) -> Result<()> {
    let named = statement.get(element::PRINCIPAL).or_else(|| statement.get(element::NOT_PRINCIPAL));
    let Some(Value::Object(kinds)) = named else { return Ok(()) };
    let of = |kind: &str| kinds.get(kind).into_iter().flat_map(values);
    if !of("AWS").all(is_principal) {
        return Err(Error::validation(texts::resource::INVALID_PRINCIPAL));
    }
    match of("Service").all(|service| SERVICES.contains(&service)) {
        true => Ok(()),
        false => Err(Error::validation(texts::resource::invalid_policy(texts::resource::SERVICE_PRINCIPAL))),
    }
}

/// Whether a text can name a principal: everybody, an account, its root, a user, a role or a session by its ARN, or one of
/// them by its unique id. (IAM user guide: AWS JSON policy elements: Principal)
fn is_principal(text: &str) -> bool {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|digit| digit.is_ascii_digit());
    let is_id = text.len() >= 16
        && text.starts_with('A')
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if text == "*" || is_account(text) || is_id {
        return true;
    }
    let mut parts = text.splitn(6, ':');
    let mut part = || parts.next().unwrap_or_default();
    let (arn, partition, service, region, account, name) = (part(), part(), part(), part(), part(), part());
    let kinds: &[&str] = match service {
        "iam" => &["user/", "role/"],
        "sts" => &["assumed-role/", "federated-user/"],
        _ => return false,
    };
    let is_named = kinds.iter().any(|kind| name.strip_prefix(kind).is_some_and(|name| !name.is_empty()));
    arn == "arn"
        && partition.starts_with("aws")
        && region.is_empty()
        && is_account(account)
        && (is_named || service == "iam" && name == "root")
        && !name.contains(['*', '?'])
}

/// The services that a policy can name. (Developer guide: Amazon Redshift zero-ETL integration, multi-account global
/// tables)
const SERVICES: [&str; 2] = ["redshift.amazonaws.com", "replication.dynamodb.amazonaws.com"];

/// The actions on streams. (Service authorization reference: Actions defined by Amazon DynamoDB; so are the next)
const OF_STREAMS: [&str; 9] = [
    "DescribeStream",
    "GetRecords",
    "GetShardIterator",
    "DeleteResourcePolicy",
    "GetResourcePolicy",
    "PutResourcePolicy",
    "ListTagsOfResource",
    "TagResource",
    "UntagResource",
];

/// The actions on tables and their indexes.
const OF_TABLES: [&str; 57] = [
    "AssociateTableReplica",
    "BatchGetItem",
    "BatchWriteItem",
    "ConditionCheckItem",
    "CreateBackup",
    "CreateGlobalTable",
    "CreateGlobalTableWitness",
    "CreateTable",
    "CreateTableReplica",
    "DeleteGlobalTableWitness",
    "DeleteItem",
    "DeleteResourcePolicy",
    "DeleteTable",
    "DeleteTableReplica",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeKinesisStreamingDestination",
    "DescribeTable",
    "DescribeTableReplicaAutoScaling",
    "DescribeTimeToLive",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExportTableToPointInTime",
    "GetItem",
    "GetResourcePolicy",
    "ImportTable",
    "ListExports",
    "ListImports",
    "ListTagsOfResource",
    "PartiQLDelete",
    "PartiQLInsert",
    "PartiQLSelect",
    "PartiQLUpdate",
    "PutItem",
    "PutResourcePolicy",
    "Query",
    "ReadDataForReplication",
    "ReplicateSettings",
    "RestoreTableFromAwsBackup",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "Scan",
    "SearchVectors",
    "StartAwsBackupJob",
    "StartBulkPutItems",
    "TagResource",
    "UntagResource",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateItem",
    "UpdateKinesisStreamingDestination",
    "UpdateTable",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
    "WriteDataForReplication",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_are_told_by_their_form() {
        for principal in [
            "*",
            "123456789012",
            "arn:aws:iam::123456789012:root",
            "arn:aws:iam::123456789012:user/team/alice",
            "arn:aws-cn:iam::123456789012:role/reader",
            "arn:aws:sts::123456789012:assumed-role/reader/today",
            "AIDACKCEVSQ6C2EXAMPLE",
        ] {
            assert!(is_principal(principal), "{principal}");
        }
        for other in [
            "",
            "nobody",
            "12345",
            "arn:aws:iam::1:root",
            "arn:aws:iam::123456789012:user/",
            "arn:aws:iam::123456789012:role/*",
            "arn:aws:iam::123456789012:group/all",
            "arn:aws:sts::123456789012:root",
            "arn:aws:s3:::bucket",
        ] {
            assert!(!is_principal(other), "{other}");
        }
    }

    #[test]
    fn actions_are_those_of_the_resource() {
        use PolicyHolderKind::{Stream, Table};
        for (action, of_table, of_stream) in [
            ("dynamodb:GetItem", true, false),
            ("DynamoDB:getitem", true, false),
            ("dynamodb:Get*", true, true),
            ("*", true, true),
            ("dynamodb:GetRecords", false, true),
            ("dynamodb:PutResourcePolicy", true, true),
            ("dynamodb:ListStreams", false, false),
            ("dynamodb:TransactWriteItems", false, false),
            ("dynamodb:Nothing*", false, false),
            ("s3:GetObject", false, false),
            ("GetItem", false, false),
        ] {
            assert_eq!([Table, Stream].map(|of| is_action(action, of)), [of_table, of_stream], "{action}");
        }
    }
}
