//! Why a transaction was cancelled.

use std::sync::Arc;

use super::{Message, text_hint};
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
            message.and_then(|message| message.hint().map(Into::into).or_else(|| text_hint::of_text(message)))
        {
            text += &format!("; {hint}");
        }
        text
    }
}
