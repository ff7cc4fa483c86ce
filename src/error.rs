//! The service's exceptions, with the service's names and fields.

mod by_code;
mod cancellation;
mod code;
mod display;
mod hint;
mod kind;
mod located;
mod message;
mod nearest;
mod place;
mod syntax_hint;
mod text_hint;
mod throttled;
mod throttling;

use std::{fmt, sync::Arc};

pub use cancellation::{CancellationReason, FailedActions};
pub use message::Message;
pub(crate) use nearest::nearest;
pub use throttled::{Throttled, ThrottledAccess, ThrottledResource, ThrottlingReason, ThroughputLimit};

use crate::{
    texts,
    value::{ConversionError, Item},
};

/// A result whose error is DynamoDB's.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// DynamoDB's error for a refused request: the exception's name as the service sends it in `__type`, and its exact
/// message.
///
/// Source: the API reference, "Error handling with DynamoDB" and each operation's "Errors".
///
/// `Display` shows the exception's name and the message; a conversion error shows only its own text. `{:#}` adds lines: the
/// table, key and expression at fault, where the typed API made the request, and the [hint](Self::hint).
///
/// ```
/// use hashrange::{Database, ScalarAttributeType::S};
///
/// let db = Database::new();
/// let users = db.create_table("users").partition_key("id", S).run()?;
/// let error = users.update("haeri05").expression("SET age = 40").run().unwrap_err();
/// assert!(error.to_string().ends_with("Invalid UpdateExpression: Syntax error; token: \"40\", near: \"= 40\""));
/// let long = format!("{error:#}");
/// let lines: Vec<&str> = long.lines().skip(1).take(3).collect();
/// assert_eq!(lines, [
///     "  table: users",
///     "  UpdateExpression: SET age = 40",
///     "                              ^^",
/// ]);
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request does not satisfy a constraint of the API.
    Validation(Message),
    /// The request's body is not what the operation accepts: it has a wrong JSON type, or is not JSON.
    Serialization(String),
    /// The service has no operation of this name.
    UnknownOperation,
    /// The table or index does not exist, or is not active.
    ResourceNotFound(Message),
    /// The table exists already, or is being created or deleted.
    ResourceInUse(String),
    /// The table of an operation on backups does not exist.
    TableNotFound(Message),
    /// The table that a restore should create exists already.
    TableAlreadyExists(String),
    /// The table of an operation on backups is being created or deleted.
    TableInUse(String),
    /// The backups of the table are still being enabled, shortly after it was created.
    ContinuousBackupsUnavailable(String),
    /// Point-in-time recovery is off for the table.
    PointInTimeRecoveryUnavailable(String),
    /// A table cannot be restored to this time.
    InvalidRestoreTime(String),
    /// The backup does not exist.
    BackupNotFound(String),
    /// The backup is being created, deleted or restored.
    BackupInUse(String),
    /// The table cannot be exported as it was at this time.
    InvalidExportTime(String),
    /// The client token was used before with a different request for an export.
    ExportConflict(String),
    /// The export does not exist.
    ExportNotFound(String),
    /// The client token was used before with a different request for an import.
    ImportConflict(String),
    /// The import does not exist.
    ImportNotFound(String),
    /// There is no global table of version 2017.11.29 of this name.
    GlobalTableNotFound(String),
    /// There is a global table of this name.
    GlobalTableAlreadyExists(String),
    /// A global table has no replica in this region.
    ReplicaNotFound(String),
    /// A global table has a replica in this region already.
    ReplicaAlreadyExists(String),
    /// The global secondary index of an operation on a global table's settings does not exist.
    IndexNotFound(String),
    /// A quota of the account would be exceeded.
    LimitExceeded(String),
    /// The condition of a write did not hold.
    ConditionalCheckFailed {
        /// The service's text.
        message: Message,
        /// The item before the write, if the request asked for it with `ReturnValuesOnConditionCheckFailure`.
        item: Option<Arc<Item>>,
    },
    /// The table or stream has no resource policy, or its policy has another revision than expected.
    PolicyNotFound(String),
    /// The resource belongs to another account.
    AccessDenied(String),
    /// The transaction was cancelled.
    TransactionCanceled {
        /// The service's text, which lists the codes of the reasons.
        message: String,
        /// One reason for each action, in the order of the request.
        reasons: Vec<CancellationReason>,
    },
    /// Another transaction is using the item.
    TransactionConflict(String),
    /// The transaction of the client request token is still being carried out.
    TransactionInProgress(String),
    /// A client request token was used before with a different request.
    IdempotentParameterMismatch(String),
    /// A PartiQL INSERT found an item with the same key.
    DuplicateItem(String),
    /// The item collection of a table with local secondary indexes would exceed 10 GB.
    ItemCollectionSizeLimitExceeded(String),
    /// A shard iterator of a stream is too old.
    ExpiredIterator(String),
    /// The records of a stream are no longer kept.
    TrimmedDataAccess(String),
    /// The request exceeds the throughput that is provisioned for the table or one of its indexes, or that of a
    /// partition.
    ProvisionedThroughputExceeded(Throttled),
    /// An item does not fit the Rust type, or a Rust value does not fit an item. The service has no such error.
    Conversion(#[from] ConversionError),
    /// The request exceeds what a table or index on demand does now, or the maximum that was set for it; or requests to
    /// the control plane are too frequent.
    Throttling(Throttled),
    /// The request exceeds the account's quota for the throughput of a table.
    RequestLimitExceeded(Throttled),
    /// The item is being modified in another region of a strongly consistent global table.
    ReplicatedWriteConflict(String),
    /// The service could not carry the request out: too few regions of a strongly consistent global table can be reached,
    /// or a [fault](crate::faults) said so.
    InternalServer(String),
    /// The service is unavailable at the moment, as a [fault](crate::faults) said.
    ServiceUnavailable(String),
    /// No answer came, because a [fault](crate::faults) lost the request or the answer, or the connection to an endpoint
    /// broke: the request may have been carried out or not. The service has no such error.
    NoAnswer(String),
    /// An endpoint refused the request with an exception that is none of the above: of authentication, or of another
    /// implementation.
    Refused {
        /// The exception's name; empty if the answer is none of DynamoDB's API.
        code: String,
        /// What the endpoint says.
        message: String,
        /// The status of HTTP.
        status: u16,
    },
    /// What only the engine in this process can do was asked of a database that is behind an
    /// [endpoint](crate::Database::connect_through).
    EngineOnly(String),
}

impl Error {
    /// An [`Error::Validation`] with this text.
    #[cold]
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::Validation(message.into().into())
    }

    /// An [`Error::Validation`] of parameters that cannot be combined; `what` says why.
    #[cold]
    pub(crate) fn invalid_values(what: &str) -> Self {
        Self::validation(texts::request::invalid_values(what))
    }

    /// The error of a request or an answer that was lost.
    #[cold]
    pub(crate) fn no_answer() -> Self {
        Self::NoAnswer(texts::fault::NO_ANSWER.to_owned())
    }

    /// The error of what an endpoint cannot do, such as `Database::fork`.
    #[cold]
    pub(crate) fn of_engine_only(what: &str) -> Self {
        Self::EngineOnly(format!(
            "{what} is of the engine in this process only; this database is behind an endpoint"
        ))
    }

    /// The error of a condition that does not hold.
    pub(crate) fn condition_failed(item: Option<Arc<Item>>) -> Self {
        Self::ConditionalCheckFailed { message: texts::item::CONDITION_FAILED.into(), item }
    }

    /// The failed actions of a cancelled transaction: their positions from 0, and their reasons with table and key.
    /// Empty for other errors.
    ///
    /// ```
    /// use hashrange::{Database, Error, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let seats = db.create_table("seats").partition_key("id", S).run()?;
    /// seats.put(item! { "id": "7B" }).run()?;
    /// let mut booking = db.transaction();
    /// for seat in ["7A", "7B"] {
    ///     booking = booking.put(&seats, item! { "id": seat }).if_absent();
    /// }
    /// let taken = match booking.run() {
    ///     Ok(()) => None,
    ///     Err(error) => match error.failed_actions().next() {
    ///         Some((position, _)) => Some(position),
    ///         None => return Err(error), // the transaction failed otherwise
    ///     },
    /// };
    /// assert_eq!(taken, Some(1));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn failed_actions(&self) -> FailedActions<'_> {
        let reasons = match self {
            Self::TransactionCanceled { reasons, .. } => reasons.as_slice(),
            _ => &[],
        };
        FailedActions { reasons: reasons.iter().enumerate() }
    }

    /// Converts the error of an action on this table and key to a reason of a cancelled transaction. (API reference:
    /// TransactWriteItems, `TransactionCanceledException`)
    pub(crate) fn into_reason(self, table: Option<String>, key: Option<Item>) -> CancellationReason {
        let code = self.short_code().to_owned();
        let (message, item) = match self {
            Self::Validation(message) | Self::ResourceNotFound(message) => (message, None),
            Self::ConditionalCheckFailed { message, item } => (message, item),
            other => (other.message().into_owned().into(), None),
        };
        CancellationReason { code, message: Some(message), item, table, key }
    }
}

/// The variant with its fields, followed by the [hint](Error::hint). This is what `unwrap` and a failing `main` show.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code();
        let name = code.strip_suffix("Exception").unwrap_or(code);
        match self {
            Self::ConditionalCheckFailed { message, item } => {
                f.debug_struct(name).field("message", message).field("item", item).finish()
            }
            Self::TransactionCanceled { message, reasons } => {
                f.debug_struct(name).field("message", message).field("reasons", reasons).finish()
            }
            Self::Conversion(error) => f.debug_tuple("Conversion").field(error).finish(),
            other => f.debug_tuple(name).field(&other.message()).finish(),
        }?;
        self.hint().map_or(Ok(()), |hint| write!(f, " (hint: {hint})"))
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use crate::value::{AttributeType, NumberError};

    #[test]
    fn an_exception_is_shown_as_its_name_and_its_message() {
        let shown = [
            (Error::validation("no"), "ValidationException: no"),
            (Error::LimitExceeded("many".to_owned()), "LimitExceededException: many"),
            (
                Error::condition_failed(None),
                "ConditionalCheckFailedException: The conditional request failed",
            ),
        ];
        for (error, text) in shown {
            assert_eq!(error.to_string(), text);
            assert!(error.source().is_none());
        }
    }

    #[test]
    fn an_error_of_a_conversion_is_shown_by_itself_and_is_the_source() {
        let conversion = ConversionError::At {
            path: "prices[2]".to_owned(),
            source: Box::new(ConversionError::Number(NumberError::Overflow)),
        };
        let error = Error::from(conversion.clone());
        assert_eq!(
            error.to_string(),
            "prices[2]: Number overflow. Attempting to store a number with magnitude larger than supported range"
        );
        assert_eq!(error.source().and_then(|source| source.downcast_ref()), Some(&conversion));
        let number = conversion.source().and_then(|source| source.source());
        assert_eq!(number.and_then(|source| source.downcast_ref()), Some(&NumberError::Overflow));
        assert!(ConversionError::NotAnItem(AttributeType::S).source().is_none());
    }

    #[test]
    fn a_failed_condition_gives_its_item_to_the_reason() {
        let item = Arc::new(crate::item! { "pk": "a" });
        let reason = Error::condition_failed(Some(Arc::clone(&item))).into_reason(None, None);
        assert_eq!(reason.code, "ConditionalCheckFailed");
        assert_eq!(reason.message.as_deref(), Some("The conditional request failed"));
        assert_eq!(reason.item, Some(item));
    }

    #[test]
    fn the_codes_of_reasons_are_names_without_exception() {
        let code = |error: Error| error.into_reason(None, None).code;
        assert_eq!(code(Error::validation("no")), "ValidationError");
        assert_eq!(code(Error::DuplicateItem(String::new())), "DuplicateItem");
        assert_eq!(code(Error::TransactionConflict(String::new())), "TransactionConflict");
        assert_eq!(
            code(Error::ItemCollectionSizeLimitExceeded(String::new())),
            "ItemCollectionSizeLimitExceeded"
        );
        assert_eq!(
            code(Error::ProvisionedThroughputExceeded(Throttled::default())),
            "ProvisionedThroughputExceeded"
        );
        assert_eq!(code(Error::Throttling(Throttled::default())), "ThrottlingError");
    }
}
