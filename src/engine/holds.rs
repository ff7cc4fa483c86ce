//! Items and client request tokens that are held as by a transaction in progress.

use std::collections::BTreeSet;

use crate::{key::StoredKey, sync::Mutex};

/// What is held. Copies of the database and snapshots do not have it: a hold is released where it was made.
#[derive(Debug, Default)]
pub(super) struct Holds {
    pub(super) held: Mutex<Held>,
}

#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) items: BTreeSet<HeldItem>,
    pub(super) tokens: BTreeSet<String>,
}

/// An item: its table's sequence, because a table that is created later may have the same name, and its key.
pub(crate) type HeldItem = (u64, StoredKey);
