//! Why a transaction was cancelled.

use std::sync::Arc;

use super::{Error, Message, hint};
use crate::value::Item;

/// Why one action of a transaction kept it from being carried out; [`code`](Self::code) is `None` in the
/// service's spelling for an action that would have gone through.
///
/// Code, message and item are the service's; hashrange adds table and key, which identify the action.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct CancellationReason {
    /// `None`, `ConditionalCheckFailed`, `ValidationError`, ...
    pub code: String,
    /// The text a single write would have failed with.
    pub message: Option<Message>,
    /// The item as it was, when the action asked for it.
    pub item: Option<Arc<Item>>,
    /// The table of an action that failed; `None` where it was not looked up yet.
    pub table: Option<String>,
    /// The key of an action that failed; `None` where what it has is no key of its table.
    pub key: Option<Item>,
}

impl CancellationReason {
    /// The reason of an action that would have succeeded.
    pub(crate) fn none() -> Self {
        Self { code: "None".to_owned(), ..Self::default() }
    }

    /// The reason that an error becomes. (API reference: TransactWriteItems, `TransactionCanceledException`)
    pub(crate) fn of(error: Error, table: Option<String>, key: Option<Item>) -> Self {
        let code = error.short_code().to_owned();
        let (message, item) = match error {
            Error::Validation(message) | Error::ResourceNotFound(message) => (message, None),
            Error::ConditionalCheckFailed { message, item } => (message.into(), item),
            other => (other.message().into_owned().into(), None),
        };
        Self { code, message: Some(message), item, table, key }
    }

    /// Whether the action would have succeeded.
    pub fn is_none(&self) -> bool {
        self.code == "None"
    }

    /// Whether the action's condition did not hold; [`item`](Self::item) is the item as it was, where asked for.
    pub fn is_condition_failure(&self) -> bool {
        self.code == "ConditionalCheckFailed"
    }

    pub(super) fn is_retryable(&self) -> bool {
        const CODES: [&str; 3] = ["TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"];
        CODES.contains(&self.code.as_str())
    }

    /// The action's position and failure, with a hint where there is one.
    pub(super) fn explained(&self, position: usize) -> String {
        let mut text = format!("action {position}");
        if let Some(table) = &self.table {
            text += &format!(" on table {table}");
        }
        if let Some(key) = &self.key {
            text += &format!(" and key {key}");
        }
        let message = self.message.as_ref();
        text += &format!(": {}", message.map_or(self.code.as_str(), Message::as_str));
        if let Some(hint) =
            message.and_then(|message| message.hint().map(Into::into).or_else(|| hint::of_text(message)))
        {
            text += &format!("; {hint}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_condition_gives_its_item() {
        let item = Arc::new(crate::item! { "pk": "a" });
        let reason = CancellationReason::of(Error::condition_failed(Some(Arc::clone(&item))), None, None);
        assert_eq!(reason.code, "ConditionalCheckFailed");
        assert_eq!(reason.message.as_deref(), Some("The conditional request failed"));
        assert_eq!(reason.item, Some(item));
    }

    #[test]
    fn errors_give_their_names_without_exception() {
        let code = |error| CancellationReason::of(error, None, None).code;
        assert_eq!(code(Error::validation("no")), "ValidationError");
        assert_eq!(code(Error::DuplicateItem(String::new())), "DuplicateItem");
        assert_eq!(code(Error::TransactionConflict(String::new())), "TransactionConflict");
        assert_eq!(
            code(Error::ItemCollectionSizeLimitExceeded(String::new())),
            "ItemCollectionSizeLimitExceeded"
        );
        assert_eq!(
            code(Error::ProvisionedThroughputExceeded(String::new())),
            "ProvisionedThroughputExceeded"
        );
        assert_eq!(code(Error::Throttling(String::new())), "ThrottlingError");
    }
}
