//! The operations as faults see them: what they do with items, and which exceptions they have.

/// The operations on items.
pub(crate) const OF_ITEMS: [&str; 14] = [
    "PutItem",
    "GetItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "SearchVectors",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
    "ExecuteStatement",
    "BatchExecuteStatement",
    "ExecuteTransaction",
];

/// The operations on the records of streams, which are of the data plane too. (Developer guide: Logging DynamoDB
/// operations by using AWS CloudTrail)
const OF_RECORDS: [&str; 2] = ["GetRecords", "GetShardIterator"];

/// Whether an operation is one of the data plane.
pub(super) fn is_of_data_plane(operation: &str) -> bool {
    OF_ITEMS.contains(&operation) || OF_RECORDS.contains(&operation)
}

/// What becomes of the parts of a request that cannot be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
    /// There are none: the request is carried out or not.
    None,
    /// They are not processed.
    Unprocessed,
    /// Each fails by itself.
    Statements,
    /// They cancel the transaction.
    Transaction,
}

impl Parts {
    pub(super) fn of(operation: &str) -> Self {
        match operation {
            "BatchGetItem" | "BatchWriteItem" => Self::Unprocessed,
            "BatchExecuteStatement" => Self::Statements,
            "TransactGetItems" | "TransactWriteItems" | "ExecuteTransaction" => Self::Transaction,
            _ => Self::None,
        }
    }
}

/// Whether an operation reads items, and whether it writes them. Statements do either.
pub(super) fn reads_and_writes(operation: &str) -> (bool, bool) {
    match operation {
        "GetItem" | "Query" | "Scan" | "SearchVectors" | "BatchGetItem" | "TransactGetItems" => (true, false),
        "PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem" | "TransactWriteItems" => (false, true),
        "ExecuteStatement" | "BatchExecuteStatement" | "ExecuteTransaction" => (true, true),
        _ => (false, false),
    }
}

/// The exceptions that all operations have. (API reference: Common Errors)
const COMMON: [&str; 5] = [
    "AccessDeniedException",
    "InternalServerError",
    "ServiceUnavailable",
    "ThrottlingException",
    "ValidationException",
];

/// The exceptions of the operations on items.
pub(super) fn exceptions() -> impl Iterator<Item = &'static str> {
    COMMON
        .into_iter()
        .chain(OF_ITEMS.into_iter().flat_map(|operation| own_exceptions(operation).iter().copied()))
}

/// Whether an operation has this exception.
pub(super) fn has_exception(operation: &str, exception: &str) -> bool {
    COMMON.contains(&exception) || own_exceptions(operation).contains(&exception)
}

/// The codes of the reasons of a cancelled transaction. (API reference: TransactWriteItems)
pub(super) const REASONS: [&str; 9] = [
    "None",
    "ConditionalCheckFailed",
    "ItemCollectionSizeLimitExceeded",
    "TransactionConflict",
    "ProvisionedThroughputExceeded",
    "ThrottlingError",
    "ValidationError",
    "DuplicateItem",
    "AccessDenied",
];

/// The codes of the errors of statements in a batch. (API reference: `BatchStatementError`)
pub(super) const STATEMENT_CODES: [&str; 11] = [
    "ConditionalCheckFailed",
    "ItemCollectionSizeLimitExceeded",
    "RequestLimitExceeded",
    "ValidationError",
    "ProvisionedThroughputExceeded",
    "TransactionConflict",
    "ThrottlingError",
    "InternalServerError",
    "ResourceNotFound",
    "AccessDenied",
    "DuplicateItem",
];

/// The exceptions of an operation that not all have. (API reference: the "Errors" of each)
pub(super) fn own_exceptions(operation: &str) -> &'static [&'static str] {
    match operation {
        "PutItem" | "UpdateItem" | "DeleteItem" => &[
            "ConditionalCheckFailedException",
            "ItemCollectionSizeLimitExceededException",
            "ProvisionedThroughputExceededException",
            "ReplicatedWriteConflictException",
            "RequestLimitExceeded",
            "ResourceNotFoundException",
            "TransactionConflictException",
        ],
        "GetItem" | "Query" | "Scan" | "BatchGetItem" => {
            &["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ResourceNotFoundException"]
        }
        "SearchVectors" => &["RequestLimitExceeded", "ResourceNotFoundException"],
        "BatchWriteItem" => &[
            "ItemCollectionSizeLimitExceededException",
            "ProvisionedThroughputExceededException",
            "ReplicatedWriteConflictException",
            "RequestLimitExceeded",
            "ResourceNotFoundException",
        ],
        "BatchExecuteStatement" => &["RequestLimitExceeded"],
        "ExecuteStatement" => &[
            "ConditionalCheckFailedException",
            "DuplicateItemException",
            "ItemCollectionSizeLimitExceededException",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "ResourceNotFoundException",
            "TransactionConflictException",
        ],
        "TransactGetItems" => &[
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "ResourceNotFoundException",
            "TransactionCanceledException",
        ],
        "TransactWriteItems" | "ExecuteTransaction" => &[
            "IdempotentParameterMismatchException",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "ResourceNotFoundException",
            "TransactionCanceledException",
            "TransactionInProgressException",
        ],
        "GetRecords" => &[
            "ExpiredIteratorException",
            "LimitExceededException",
            "ResourceNotFoundException",
            "TrimmedDataAccessException",
        ],
        "GetShardIterator" => &["ResourceNotFoundException", "TrimmedDataAccessException"],
        other => of_control_plane(other),
    }
}

fn of_control_plane(operation: &str) -> &'static [&'static str] {
    match operation {
        "CreateTable" => &["LimitExceededException", "ResourceInUseException"],
        "UpdateTable"
        | "DeleteTable"
        | "UpdateTimeToLive"
        | "TagResource"
        | "UntagResource"
        | "EnableKinesisStreamingDestination"
        | "DisableKinesisStreamingDestination"
        | "UpdateKinesisStreamingDestination"
        | "UpdateTableReplicaAutoScaling" => {
            &["LimitExceededException", "ResourceInUseException", "ResourceNotFoundException"]
        }
        "DescribeTable"
        | "DescribeTimeToLive"
        | "DescribeContributorInsights"
        | "UpdateContributorInsights"
        | "ListContributorInsights"
        | "DescribeKinesisStreamingDestination"
        | "DescribeTableReplicaAutoScaling"
        | "ListTagsOfResource"
        | "DescribeStream"
        | "ListStreams"
        | "DescribeBulkOperation"
        | "CancelBulkOperation" => &["ResourceNotFoundException"],
        "StartBulkPutItems" => &[
            "IdempotentParameterMismatchException",
            "LimitExceededException",
            "ResourceInUseException",
            "ResourceNotFoundException",
        ],
        "PutResourcePolicy" | "DeleteResourcePolicy" => &[
            "LimitExceededException",
            "PolicyNotFoundException",
            "ResourceInUseException",
            "ResourceNotFoundException",
        ],
        "GetResourcePolicy" => &["PolicyNotFoundException", "ResourceNotFoundException"],
        other => of_backups_and_regions(other),
    }
}

fn of_backups_and_regions(operation: &str) -> &'static [&'static str] {
    match operation {
        "CreateBackup" => &[
            "BackupInUseException",
            "ContinuousBackupsUnavailableException",
            "LimitExceededException",
            "TableInUseException",
            "TableNotFoundException",
        ],
        "DeleteBackup" => &["BackupInUseException", "BackupNotFoundException", "LimitExceededException"],
        "DescribeBackup" => &["BackupNotFoundException"],
        "DescribeContinuousBackups" => &["TableNotFoundException"],
        "UpdateContinuousBackups" => &["ContinuousBackupsUnavailableException", "TableNotFoundException"],
        "RestoreTableFromBackup" => &[
            "BackupInUseException",
            "BackupNotFoundException",
            "LimitExceededException",
            "TableAlreadyExistsException",
            "TableInUseException",
        ],
        "RestoreTableToPointInTime" => &[
            "InvalidRestoreTimeException",
            "LimitExceededException",
            "PointInTimeRecoveryUnavailableException",
            "TableAlreadyExistsException",
            "TableInUseException",
            "TableNotFoundException",
        ],
        "ExportTableToPointInTime" => &[
            "ExportConflictException",
            "InvalidExportTimeException",
            "LimitExceededException",
            "PointInTimeRecoveryUnavailableException",
            "TableNotFoundException",
        ],
        "DescribeExport" => &["ExportNotFoundException", "LimitExceededException"],
        "ListExports" | "ListImports" => &["LimitExceededException"],
        "ImportTable" => &["ImportConflictException", "LimitExceededException", "ResourceInUseException"],
        "DescribeImport" => &["ImportNotFoundException"],
        "CreateGlobalTable" => {
            &["GlobalTableAlreadyExistsException", "LimitExceededException", "TableNotFoundException"]
        }
        "UpdateGlobalTable" => &[
            "GlobalTableNotFoundException",
            "ReplicaAlreadyExistsException",
            "ReplicaNotFoundException",
            "TableNotFoundException",
        ],
        "DescribeGlobalTable" | "DescribeGlobalTableSettings" => &["GlobalTableNotFoundException"],
        "UpdateGlobalTableSettings" => &[
            "GlobalTableNotFoundException",
            "IndexNotFoundException",
            "LimitExceededException",
            "ReplicaNotFoundException",
            "ResourceInUseException",
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// The operations of the API's model with their exceptions.
    fn modelled() -> Vec<(String, BTreeSet<String>)> {
        let models = [
            include_str!("../../../tests/model_data/dynamodb.json"),
            include_str!("../../../tests/model_data/dynamodbstreams.json"),
        ];
        let mut operations = Vec::new();
        for model in models {
            let model: Value = serde_json::from_str(model).unwrap();
            for (name, operation) in model["operations"].as_object().unwrap() {
                let errors = operation["errors"].as_array().into_iter().flatten();
                operations
                    .push((name.clone(), errors.map(|error| error.as_str().unwrap().to_owned()).collect()));
            }
        }
        operations
    }

    #[test]
    fn each_operation_has_the_exceptions_of_the_model() {
        for (operation, exceptions) in modelled() {
            let own: BTreeSet<String> =
                own_exceptions(&operation).iter().map(|name| (*name).to_owned()).collect();
            let wanted = exceptions.into_iter().filter(|name| !COMMON.contains(&name.as_str()));
            assert_eq!(own, wanted.collect(), "{operation}");
        }
    }

    #[test]
    fn the_data_plane_reads_or_writes_items_or_reads_records() {
        for operation in OF_ITEMS {
            assert!(is_of_data_plane(operation) && reads_and_writes(operation) != (false, false));
        }
        for (operation, _) in modelled() {
            let known = is_of_data_plane(&operation);
            assert_eq!(known, OF_ITEMS.contains(&&*operation) || OF_RECORDS.contains(&&*operation));
        }
    }
}
