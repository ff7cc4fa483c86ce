//! The names of exceptions, and their messages.

use std::borrow::Cow;

use super::Error;

impl Error {
    /// The exception's name as DynamoDB spells it, such as `ValidationException`. One that the service does not have is
    /// [`Refused`](Self::Refused), with its name as a field.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Validation(_) => "ValidationException",
            Self::Serialization(_) => "SerializationException",
            Self::UnknownOperation => "UnknownOperationException",
            Self::ResourceNotFound(_) => "ResourceNotFoundException",
            Self::ResourceInUse(_) => "ResourceInUseException",
            Self::TableNotFound(_) => "TableNotFoundException",
            Self::TableAlreadyExists(_) => "TableAlreadyExistsException",
            Self::TableInUse(_) => "TableInUseException",
            Self::ContinuousBackupsUnavailable(_) => "ContinuousBackupsUnavailableException",
            Self::PointInTimeRecoveryUnavailable(_) => "PointInTimeRecoveryUnavailableException",
            Self::InvalidRestoreTime(_) => "InvalidRestoreTimeException",
            Self::BackupNotFound(_) => "BackupNotFoundException",
            Self::BackupInUse(_) => "BackupInUseException",
            Self::InvalidExportTime(_) => "InvalidExportTimeException",
            Self::ExportConflict(_) => "ExportConflictException",
            Self::ExportNotFound(_) => "ExportNotFoundException",
            Self::ImportConflict(_) => "ImportConflictException",
            Self::ImportNotFound(_) => "ImportNotFoundException",
            Self::GlobalTableNotFound(_) => "GlobalTableNotFoundException",
            Self::GlobalTableAlreadyExists(_) => "GlobalTableAlreadyExistsException",
            Self::ReplicaNotFound(_) => "ReplicaNotFoundException",
            Self::ReplicaAlreadyExists(_) => "ReplicaAlreadyExistsException",
            Self::IndexNotFound(_) => "IndexNotFoundException",
            Self::LimitExceeded(_) => "LimitExceededException",
            Self::ConditionalCheckFailed { .. } => "ConditionalCheckFailedException",
            Self::PolicyNotFound(_) => "PolicyNotFoundException",
            Self::AccessDenied(_) => "AccessDeniedException",
            Self::TransactionCanceled { .. } => "TransactionCanceledException",
            Self::TransactionConflict(_) => "TransactionConflictException",
            Self::TransactionInProgress(_) => "TransactionInProgressException",
            Self::IdempotentParameterMismatch(_) => "IdempotentParameterMismatchException",
            Self::DuplicateItem(_) => "DuplicateItemException",
            Self::ItemCollectionSizeLimitExceeded(_) => "ItemCollectionSizeLimitExceededException",
            Self::ProvisionedThroughputExceeded(_) => "ProvisionedThroughputExceededException",
            Self::ExpiredIterator(_) => "ExpiredIteratorException",
            Self::TrimmedDataAccess(_) => "TrimmedDataAccessException",
            Self::Throttling(_) => "ThrottlingException",
            Self::RequestLimitExceeded(_) => "RequestLimitExceeded",
            Self::ReplicatedWriteConflict(_) => "ReplicatedWriteConflictException",
            Self::InternalServer(_) => "InternalServerError",
            Self::ServiceUnavailable(_) => "ServiceUnavailable",
            Self::NoAnswer(_) => "NoAnswer",
            Self::Refused { .. } => "Refused",
            Self::EngineOnly(_) => "EngineOnly",
            Self::Conversion(_) => "ConversionError",
        }
    }

    /// The name of the exception in the responses of a batch and in the reasons of a cancelled transaction. (API
    /// reference: `BatchStatementError`, TransactWriteItems)
    pub(crate) fn short_code(&self) -> &'static str {
        match self {
            Self::Validation(_) => "ValidationError",
            Self::Throttling(_) => "ThrottlingError",
            other => other.code().strip_suffix("Exception").unwrap_or(other.code()),
        }
    }

    /// The service's message, without the exception's name.
    pub fn message(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Conversion(error) => return Cow::Owned(error.to_string()),
            Self::UnknownOperation => "",
            Self::Validation(message)
            | Self::ResourceNotFound(message)
            | Self::TableNotFound(message)
            | Self::ConditionalCheckFailed { message, .. } => message,
            Self::ProvisionedThroughputExceeded(throttled)
            | Self::Throttling(throttled)
            | Self::RequestLimitExceeded(throttled) => &throttled.message,
            Self::Serialization(message)
            | Self::ResourceInUse(message)
            | Self::TableAlreadyExists(message)
            | Self::TableInUse(message)
            | Self::ContinuousBackupsUnavailable(message)
            | Self::PointInTimeRecoveryUnavailable(message)
            | Self::InvalidRestoreTime(message)
            | Self::BackupNotFound(message)
            | Self::BackupInUse(message)
            | Self::InvalidExportTime(message)
            | Self::ExportConflict(message)
            | Self::ExportNotFound(message)
            | Self::ImportConflict(message)
            | Self::ImportNotFound(message)
            | Self::GlobalTableNotFound(message)
            | Self::GlobalTableAlreadyExists(message)
            | Self::ReplicaNotFound(message)
            | Self::ReplicaAlreadyExists(message)
            | Self::IndexNotFound(message)
            | Self::LimitExceeded(message)
            | Self::PolicyNotFound(message)
            | Self::AccessDenied(message)
            | Self::TransactionCanceled { message, .. }
            | Self::TransactionConflict(message)
            | Self::TransactionInProgress(message)
            | Self::IdempotentParameterMismatch(message)
            | Self::DuplicateItem(message)
            | Self::ItemCollectionSizeLimitExceeded(message)
            | Self::ExpiredIterator(message)
            | Self::TrimmedDataAccess(message)
            | Self::ReplicatedWriteConflict(message)
            | Self::InternalServer(message)
            | Self::ServiceUnavailable(message)
            | Self::NoAnswer(message)
            | Self::Refused { message, .. }
            | Self::EngineOnly(message) => message,
        })
    }
}
