//! How to fix an error: [`Error::hint`].
//!
//! The service's messages are not changed. A hint is derived from the message when it is requested. If the message
//! lacks something important, the code that creates the error adds it with [`Error::with_hint`]. That costs nothing on
//! success, and the cost of an error is bounded.

use std::borrow::Cow;

use super::{Error, text_hint::of_text, throttled::ThrottlingReason};
use crate::{texts, value::ConversionError};

impl Error {
    /// How to fix the error, in one sentence; `None` if the message is enough.
    ///
    /// It is not part of the service's message, and may change from release to release.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S};
    ///
    /// let db = Database::new();
    /// let orders = db.create_table("orders").partition_key("id", S).run()?;
    ///
    /// let error = db.table("order").unwrap_err();
    /// assert_eq!(error.hint().as_deref(), Some("there is no table `order`: did you mean `orders`?"));
    ///
    /// let error = orders.update("o1").expression("SET status = :s").value(":s", "paid").run().unwrap_err();
    /// assert!(error.hint().is_some_and(|hint| hint.starts_with("`status` is a reserved word: write `#status`")));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn hint(&self) -> Option<Cow<'_, str>> {
        let text = match self {
            Self::Validation(message) | Self::ResourceNotFound(message) | Self::TableNotFound(message) => {
                return message.hint().map(Cow::Borrowed).or_else(|| of_text(message).map(Cow::Owned));
            }
            Self::TransactionCanceled { .. } => {
                let (position, reason) = self.failed_actions().next()?;
                return Some(Cow::Owned(reason.explained(position)));
            }
            Self::Conversion(error) => return of_conversion(&error.to_string()).map(Cow::Borrowed),
            Self::ResourceInUse(message) if message.starts_with(texts::table::EXISTS) => {
                "`create_table(..).if_absent()` takes the table that is there, if that has the same key"
            }
            Self::ResourceInUse(_) => "try again when DescribeTable says that the table is `ACTIVE`",
            Self::ConditionalCheckFailed { message, .. } if message.hint().is_some() => {
                return message.hint().map(Cow::Borrowed);
            }
            Self::ConditionalCheckFailed { item: None, .. } => {
                "`return_item_on_failure()` puts the item into the error, where there is one"
            }
            Self::IdempotentParameterMismatch(_) => {
                "a client request token stands for one request: take a new one"
            }
            Self::NoAnswer(message) if message.ends_with(texts::fault::NOTHING_LISTENS) => {
                "nothing was carried out: is the server running, and is this its port?"
            }
            Self::NoAnswer(_) => {
                "the request may have been carried out or not: send it again if that does no harm, as with a condition, \
                 a client request token or a put of the whole item; otherwise read first"
            }
            Self::InvalidRestoreTime(_) => {
                "`continuous_backups()`, or DescribeContinuousBackups, tells the window; \
                 `enable_point_in_time_recovery()` begins one, and the clock moves it"
            }
            Self::InvalidExportTime(_) => {
                "a table can be exported as of a moment since point-in-time recovery is on, and no later than now"
            }
            Self::DuplicateItem(_) => "INSERT makes new items only: UPDATE changes one that is there",
            Self::Throttling(throttled) | Self::ProvisionedThroughputExceeded(throttled)
                if throttled.reasons.iter().any(ThrottlingReason::is_key_range) =>
            {
                "try again after a short while; one partition met its limit, and if a single partition key is so hot, a \
                 suffix makes several keys of it (`partitions()` counts what was throttled, `explain(key)` finds a key's \
                 partition)"
            }
            _ if self.is_retryable() => "try again after a short while",
            _ => return None,
        };
        Some(Cow::Borrowed(text))
    }

    /// Adds a hint where the error is created. Only errors whose messages lack something accept it.
    #[cold]
    pub(crate) fn with_hint(mut self, hint: impl FnOnce() -> String) -> Self {
        if let Some(message) = self.message_mut() {
            message.set_hint(hint());
        }
        self
    }
}

fn of_conversion(text: &str) -> Option<&'static str> {
    if text.ends_with(ConversionError::MISSING) {
        return Some(
            "a field that items may lack is an `Option`, or has `#[record(default)]`; one with another name has \
             `#[record(rename = \"..\")]`",
        );
    }
    text.contains("missing field").then_some(
        "a field that items may lack is an `Option`, or has `#[serde(default)]`; one with another name has \
         `#[serde(rename = \"..\")]`",
    )
}
