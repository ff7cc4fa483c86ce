//! Predicates for programs that handle errors.

use super::Error;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident => $variant:pat,)*) => {
        impl Error {
            $(
                $(#[$doc])*
                pub fn $name(&self) -> bool {
                    matches!(self, $variant)
                }
            )*
        }
    };
}

kinds! {
    /// Whether the service rejects the request as invalid.
    is_validation => Self::Validation(_),
    /// Whether the table or index does not exist.
    is_resource_not_found => Self::ResourceNotFound(_),
    /// Whether the table exists already, or is being changed.
    is_resource_in_use => Self::ResourceInUse(_),
    /// Whether the backup does not exist.
    is_backup_not_found => Self::BackupNotFound(_),
    /// Whether a transaction was cancelled; [`failed_actions`](Self::failed_actions) says why.
    is_transaction_canceled => Self::TransactionCanceled { .. },
    /// Whether a client request token was used before with a different request.
    is_idempotent_parameter_mismatch => Self::IdempotentParameterMismatch(_),
    /// Whether a PartiQL INSERT found an item with the same key.
    is_duplicate_item => Self::DuplicateItem(_),
    /// Whether an item collection would exceed 10 GB.
    is_item_collection_size_limit_exceeded => Self::ItemCollectionSizeLimitExceeded(_),
    /// Whether no answer came: the request may have been carried out or not.
    is_no_answer => Self::NoAnswer(_),
    /// Whether something was asked of a database behind an endpoint that only the engine in this process can do.
    is_engine_only => Self::EngineOnly(_),
    /// Whether an item does not fit the Rust type, or a Rust value does not fit an item.
    is_conversion => Self::Conversion(_),
}

impl Error {
    /// Whether a condition did not hold: that of a write, or those of a transaction's actions if no action failed for
    /// another reason.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// use hashrange::item;
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    ///
    /// users.put(item! { "user_id": "jihoon07" }).run()?;
    /// match users.put(item! { "user_id": "jihoon07" }).if_absent().run() {
    ///     Err(error) if error.is_condition_failed() => println!("the name is taken"),
    ///     other => other?,
    /// }
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn is_condition_failed(&self) -> bool {
        match self {
            Self::ConditionalCheckFailed { .. } => true,
            Self::TransactionCanceled { .. } => {
                let mut failed = self.failed_actions().peekable();
                failed.peek().is_some() && failed.all(|(_, reason)| reason.is_condition_failure())
            }
            _ => false,
        }
    }

    /// Whether the request was throttled, or actions of a transaction were and no action failed for another reason;
    /// [`throttling_reasons`](Self::throttling_reasons) says why a request was.
    pub fn is_throttled(&self) -> bool {
        match self {
            Self::ProvisionedThroughputExceeded(_) | Self::Throttling(_) | Self::RequestLimitExceeded(_) => {
                true
            }
            Self::TransactionCanceled { .. } => {
                let mut failed = self.failed_actions().peekable();
                failed.peek().is_some() && failed.all(|(_, reason)| reason.is_throttled())
            }
            _ => false,
        }
    }

    /// Whether the same request may succeed a little later because nothing is wrong with it, and nothing was done: another
    /// transaction used the item, there were too many requests, the service had a fault, or the backups of a new table
    /// are still being enabled. Not where [no answer](Self::is_no_answer) came: only a request that may be carried out
    /// twice may then be sent again.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::TransactionConflict(_)
            | Self::TransactionInProgress(_)
            | Self::InternalServer(_)
            | Self::ServiceUnavailable(_)
            | Self::ProvisionedThroughputExceeded(_)
            | Self::ContinuousBackupsUnavailable(_)
            | Self::Throttling(_)
            | Self::RequestLimitExceeded(_) => true,
            Self::Refused { status, .. } => *status == 429 || *status >= 500,
            Self::TransactionCanceled { .. } => {
                let mut failed = self.failed_actions().peekable();
                failed.peek().is_some() && failed.all(|(_, reason)| reason.is_retryable())
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CancellationReason;

    fn cancelled(codes: &[&str]) -> Error {
        let reason =
            |code: &&str| CancellationReason { code: (*code).to_owned(), ..CancellationReason::default() };
        Error::TransactionCanceled { message: String::new(), reasons: codes.iter().map(reason).collect() }
    }

    #[test]
    fn a_transaction_fails_by_its_conditions_where_nothing_else_stands_against_it() {
        assert!(
            cancelled(&["None", "ConditionalCheckFailed", "ConditionalCheckFailed"]).is_condition_failed()
        );
        assert!(!cancelled(&["ConditionalCheckFailed", "TransactionConflict"]).is_condition_failed());
        assert!(!cancelled(&["None"]).is_condition_failed());
        assert!(Error::condition_failed(None).is_condition_failed());
        assert!(!Error::validation("").is_condition_failed());
    }

    #[test]
    fn a_transaction_is_throttled_where_nothing_else_stands_against_it() {
        assert!(cancelled(&["None", "ThrottlingError", "ProvisionedThroughputExceeded"]).is_throttled());
        assert!(!cancelled(&["ThrottlingError", "TransactionConflict"]).is_throttled());
        assert!(!cancelled(&["None"]).is_throttled());
        assert!(Error::Throttling("slow down".into()).is_throttled());
    }

    #[test]
    fn what_only_came_at_a_bad_time_may_be_tried_again() {
        assert!(cancelled(&["TransactionConflict", "None", "ThrottlingError"]).is_retryable());
        assert!(!cancelled(&["TransactionConflict", "ConditionalCheckFailed"]).is_retryable());
        assert!(Error::TransactionConflict(String::new()).is_retryable());
        assert!(!Error::DuplicateItem(String::new()).is_retryable());
    }
}
