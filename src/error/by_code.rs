//! Exceptions by their names.

use super::Error;

macro_rules! exceptions {
    ($($name:literal => $variant:ident,)*) => {
        impl Error {
            /// The exception of this name; `None` if there is none, or if it has more than a message.
            pub(crate) fn of_code(code: &str, message: &str) -> Option<Self> {
                match code {
                    "ConditionalCheckFailedException" => {
                        Some(Self::ConditionalCheckFailed { message: message.into(), item: None })
                    }
                    $($name => Some(Self::$variant(message.to_owned().into())),)*
                    _ => None,
                }
            }
        }
    };
}

exceptions! {
    "AccessDeniedException" => AccessDenied,
    "BackupInUseException" => BackupInUse,
    "BackupNotFoundException" => BackupNotFound,
    "ContinuousBackupsUnavailableException" => ContinuousBackupsUnavailable,
    "DuplicateItemException" => DuplicateItem,
    "ExpiredIteratorException" => ExpiredIterator,
    "ExportConflictException" => ExportConflict,
    "ExportNotFoundException" => ExportNotFound,
    "GlobalTableAlreadyExistsException" => GlobalTableAlreadyExists,
    "GlobalTableNotFoundException" => GlobalTableNotFound,
    "IdempotentParameterMismatchException" => IdempotentParameterMismatch,
    "ImportConflictException" => ImportConflict,
    "ImportNotFoundException" => ImportNotFound,
    "IndexNotFoundException" => IndexNotFound,
    "InternalServerError" => InternalServer,
    "InvalidExportTimeException" => InvalidExportTime,
    "InvalidRestoreTimeException" => InvalidRestoreTime,
    "ItemCollectionSizeLimitExceededException" => ItemCollectionSizeLimitExceeded,
    "LimitExceededException" => LimitExceeded,
    "PointInTimeRecoveryUnavailableException" => PointInTimeRecoveryUnavailable,
    "PolicyNotFoundException" => PolicyNotFound,
    "ProvisionedThroughputExceededException" => ProvisionedThroughputExceeded,
    "ReplicaAlreadyExistsException" => ReplicaAlreadyExists,
    "ReplicaNotFoundException" => ReplicaNotFound,
    "ReplicatedWriteConflictException" => ReplicatedWriteConflict,
    "RequestLimitExceeded" => RequestLimitExceeded,
    "ResourceInUseException" => ResourceInUse,
    "ResourceNotFoundException" => ResourceNotFound,
    "ServiceUnavailable" => ServiceUnavailable,
    "TableAlreadyExistsException" => TableAlreadyExists,
    "TableInUseException" => TableInUse,
    "TableNotFoundException" => TableNotFound,
    "ThrottlingException" => Throttling,
    "TransactionConflictException" => TransactionConflict,
    "TransactionInProgressException" => TransactionInProgress,
    "TrimmedDataAccessException" => TrimmedDataAccess,
    "ValidationException" => Validation,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_has_the_name_by_which_it_is_made() {
        for code in ["ValidationException", "TrimmedDataAccessException", "ConditionalCheckFailedException"] {
            let error = Error::of_code(code, "text").unwrap();
            assert_eq!((error.code(), &*error.message()), (code, "text"));
        }
        assert_eq!(Error::of_code("TransactionCanceledException", "it has reasons"), None);
        assert_eq!(Error::of_code("NoAnswer", "it is none of the service"), None);
    }
}
