//! Items and tokens are held and released, and requests meet them.

use super::{
    Engine,
    features::Feature,
    holds::{Held, HeldItem},
};
use crate::{
    error::{Error, Result},
    key::StoredKey,
    storage::Table,
    texts,
};

impl Engine {
    /// Holds an item.
    ///
    /// # Errors
    /// It is held already: [`Error::TransactionConflict`].
    pub(crate) fn hold_item(&self, item: HeldItem) -> Result<()> {
        self.change_holds(|held| held.items.insert(item))
            .then_some(())
            .ok_or_else(|| Error::TransactionConflict(texts::transaction::ONGOING.to_owned()))
    }

    /// Holds a client request token.
    ///
    /// # Errors
    /// It is held already: [`Error::TransactionInProgress`].
    pub(crate) fn hold_token(&self, token: &str) -> Result<()> {
        self.change_holds(|held| held.tokens.insert(token.to_owned()))
            .then_some(())
            .ok_or_else(|| Error::TransactionInProgress(texts::transaction::IN_PROGRESS.to_owned()))
    }

    /// Releases items and tokens.
    pub(crate) fn release(&self, items: &[HeldItem], tokens: &[String]) {
        self.change_holds(|held| {
            items.iter().for_each(|item| {
                held.items.remove(item);
            });
            tokens.iter().for_each(|token| {
                held.tokens.remove(token);
            });
        });
    }

    fn change_holds<R>(&self, change: impl FnOnce(&mut Held) -> R) -> R {
        let mut held = self.holds.held.lock();
        let result = change(&mut held);
        self.features().set(Feature::Holds, !held.items.is_empty() || !held.tokens.is_empty());
        result
    }

    /// Refuses a write of an item that is held. One load while nothing is.
    ///
    /// # Errors
    /// [`Error::TransactionConflict`].
    #[inline]
    pub(crate) fn check_not_held(&self, table: &Table, key: &StoredKey) -> Result<()> {
        match self.features().has(Feature::Holds) && self.is_held(table, key) {
            true => Err(Error::TransactionConflict(texts::transaction::ONGOING.to_owned())),
            false => Ok(()),
        }
    }

    #[cold]
    #[inline(never)]
    fn is_held(&self, table: &Table, key: &StoredKey) -> bool {
        self.holds.held.lock().items.contains(&(table.sequence(), key.clone()))
    }

    /// Refuses a transaction whose token is held.
    ///
    /// # Errors
    /// [`Error::TransactionInProgress`].
    pub(crate) fn check_token_not_held(&self, token: &str) -> Result<()> {
        match self.features().has(Feature::Holds) && self.holds.held.lock().tokens.contains(token) {
            true => Err(Error::TransactionInProgress(texts::transaction::IN_PROGRESS.to_owned())),
            false => Ok(()),
        }
    }
}
