//! The group of changes that a thread is making.

use std::{cell::RefCell, collections::BTreeSet};

use super::group_entries::GroupEntries;

thread_local! {
    /// The group of changes that this thread is making.
    pub(super) static GROUP: RefCell<Option<Group>> = const { RefCell::new(None) };
    /// Where this thread writes a record, before it is copied into the buffer under its lock.
    pub(super) static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Changes that are kept all or none.
pub(super) struct Group {
    pub(super) number: u64,
    pub(super) entries: GroupEntries,
    /// The tables whose definitions are part of it, as they are when it ends.
    pub(super) defined: BTreeSet<u64>,
    /// How many groups are open in it.
    pub(super) inner: usize,
}
