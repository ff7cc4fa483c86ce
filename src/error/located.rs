//! Errors know the table, key and expressions of the request that failed.

use super::{CancellationReason, Error, Message, place::Place};
use crate::value::Item;

impl Error {
    /// The table of the request, where the typed API made it, or of the first action that failed of a transaction.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// let refused = users.delete("haeri05").if_exists().run().unwrap_err();
    /// assert_eq!(refused.table(), Some("users"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn table(&self) -> Option<&str> {
        match self.failed_action() {
            Some(action) => action.table.as_deref(),
            None => self.place()?.table.as_deref(),
        }
    }

    /// The key of the item that the request could not write, or of the first action that failed of a transaction.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// let refused = users.delete("haeri05").if_exists().run().unwrap_err();
    /// assert_eq!(refused.key(), Some(&item! { "id": "haeri05" }));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn key(&self) -> Option<&Item> {
        match self.failed_action() {
            Some(action) => action.key.as_ref(),
            None => self.place()?.key.as_ref(),
        }
    }

    fn failed_action(&self) -> Option<&CancellationReason> {
        self.failed_actions().next().map(|(_, reason)| reason)
    }

    pub(super) fn place(&self) -> Option<&Place> {
        match self {
            Self::Validation(message)
            | Self::ResourceNotFound(message)
            | Self::TableNotFound(message)
            | Self::ConditionalCheckFailed { message, .. } => message.place(),
            _ => None,
        }
    }

    /// The message, if it can have a hint and a place.
    pub(super) fn message_mut(&mut self) -> Option<&mut Message> {
        match self {
            Self::Validation(message)
            | Self::ResourceNotFound(message)
            | Self::TableNotFound(message)
            | Self::ConditionalCheckFailed { message, .. } => Some(message),
            _ => None,
        }
    }

    /// Adds the table, unless it is known.
    #[cold]
    pub(crate) fn in_table(mut self, name: &str) -> Self {
        if let Some(message) = self.message_mut() {
            message.place_mut().table.get_or_insert_with(|| name.into());
        }
        self
    }

    /// Adds the tables and keys of a transaction's actions to the reasons of those that failed.
    pub(crate) fn of_actions(mut self, actions: Vec<(String, Option<Item>)>) -> Self {
        if let Self::TransactionCanceled { reasons, .. } = &mut self {
            for (reason, (table, key)) in
                reasons.iter_mut().zip(actions).filter(|(reason, _)| !reason.is_none())
            {
                (reason.table, reason.key) = (Some(table), key);
            }
        }
        self
    }

    /// Adds the key of the item, unless it is known.
    #[cold]
    pub(crate) fn of_item(mut self, key: impl FnOnce() -> Item) -> Self {
        if let Some(message) = self.message_mut() {
            message.place_mut().key.get_or_insert_with(key);
        }
        self
    }

    /// Adds the request's expressions, each behind the name of its parameter.
    #[cold]
    pub(crate) fn in_expressions(
        mut self,
        expressions: impl Iterator<Item = (&'static str, String)>,
    ) -> Self {
        if let Some(message) = self.message_mut() {
            message.place_mut().expressions.extend(expressions);
        }
        self
    }
}
