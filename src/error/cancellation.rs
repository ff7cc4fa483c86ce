//! Why a transaction was cancelled.

use std::{iter::Enumerate, slice, sync::Arc};

use super::{Message, text_hint};
use crate::value::Item;

/// Why an action of a transaction failed. For an action that would have succeeded, [`code`](Self::code) is `None` in
/// the service's spelling.
///
/// Code, message and item are the service's; hashrange adds the table and key of the action.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct CancellationReason {
    /// `None`, `ConditionalCheckFailed`, `ValidationError`, ...
    pub code: String,
    /// The message of a single write that fails in the same way.
    pub message: Option<Message>,
    /// The item before the write, if the action asked for it.
    pub item: Option<Arc<Item>>,
    /// The table of a failed action; `None` if it was not looked up yet.
    pub table: Option<String>,
    /// The key of a failed action; `None` if the action has no valid key of its table.
    pub key: Option<Item>,
}

/// The failed actions of a transaction with their positions from 0: [`Error::failed_actions`](super::Error::failed_actions).
#[derive(Debug, Clone)]
pub struct FailedActions<'e> {
    pub(crate) reasons: Enumerate<slice::Iter<'e, CancellationReason>>,
}

impl<'e> Iterator for FailedActions<'e> {
    type Item = (usize, &'e CancellationReason);

    fn next(&mut self) -> Option<Self::Item> {
        self.reasons.find(|(_, reason)| !reason.is_none())
    }
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

    /// Whether the action's condition did not hold; [`item`](Self::item) is the item before the write, if the action
    /// asked for it.
    pub fn is_condition_failure(&self) -> bool {
        self.code == "ConditionalCheckFailed"
    }

    /// Whether the action was throttled.
    pub(super) fn is_throttled(&self) -> bool {
        const CODES: [&str; 3] = ["ProvisionedThroughputExceeded", "ThrottlingError", "RequestLimitExceeded"];
        CODES.contains(&self.code.as_str())
    }

    pub(super) fn is_retryable(&self) -> bool {
        self.code == "TransactionConflict" || self.is_throttled()
    }

    /// The action's position and failure, with the hint if there is one.
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
