//! The buffer in which changes gather until somebody writes them.

use std::collections::BTreeMap;

use super::{
    commit::Commit,
    record::{number_of, write_ids},
};
use crate::{engine::Ids, storage::JournalFailed};

/// What has gathered, and who writes it.
pub(super) struct Waiting {
    /// The records that nobody has written yet.
    pub(super) commit: Commit,
    /// The memory of an earlier commit.
    pub(super) spare: Commit,
    /// The numbers of groups that have not ended.
    pub(super) open: Vec<u64>,
    /// Somebody is writing.
    pub(super) is_writing: bool,
    /// A checkpoint has stopped for what waits, and is behind.
    pub(super) is_behind: bool,
    pub(super) is_closing: bool,
    pub(super) failed: Option<JournalFailed>,
    /// The latest definition of each table.
    pub(super) definitions: BTreeMap<u64, Vec<u8>>,
    /// The sources of the regions' ids, each with its state as it was noted last.
    pub(super) ids: Vec<(Ids, u64)>,
}

impl Waiting {
    /// Nothing, with tables that are known to be defined so.
    pub(super) fn new(definitions: BTreeMap<u64, Vec<u8>>) -> Self {
        Self {
            commit: Commit::default(),
            spare: Commit::default(),
            open: Vec::new(),
            is_writing: false,
            is_behind: false,
            is_closing: false,
            failed: None,
            definitions,
            ids: Vec::new(),
        }
    }

    /// The number up to which all changes are in the buffer or were taken out of it.
    pub(super) fn noted(&self, last: u64) -> u64 {
        self.open.iter().min().map_or(last, |open| open - 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.commit.is_empty()
    }

    /// Appends the states of the sources of ids that have given some. All ids in the commit were given before.
    pub(super) fn add_ids(&mut self) {
        for (region, (ids, noted)) in (0..).zip(&mut self.ids) {
            let state = ids.state();
            if state != *noted {
                *noted = state;
                let mut record = Vec::with_capacity(24);
                write_ids(number_of(region, None), state, &mut record);
                self.commit.add(&record);
            }
        }
    }
}
