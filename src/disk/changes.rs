//! What commits come to: the last state of each item and table.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map},
    ops::{Bound, Range},
};

use super::{
    encoding::Bytes,
    error::StoreError,
    record::{Record, Records},
};
use crate::snapshot::EngineRecord;

/// The last state of each item and table.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// By place: the table, then the stored key. Those of tables that are gone are left in.
    pub(super) items: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    pub(super) definitions: BTreeMap<u64, Vec<u8>>,
    pub(super) deleted: BTreeSet<u64>,
    ids: Option<u64>,
    next_sequence: u64,
}

/// Where an item lies in the table of items.
pub(super) fn place(table: u64, key: &[u8]) -> Vec<u8> {
    [&table.to_be_bytes(), key].concat()
}

/// The places of a table's items.
pub(super) fn places_of(table: u64) -> Range<Vec<u8>> {
    place(table, &[])..place(table.saturating_add(1), &[])
}

impl Changes {
    /// Adds the records of an entry, which come after all that were added before.
    pub(super) fn add(&mut self, entry: &[u8]) -> Result<(), StoreError> {
        // All of them can be read, or none is added.
        let unreadable = |_| StoreError::damaged("a commit in the journal that cannot be read");
        Records(Bytes(entry)).try_for_each(|record| record.map(drop)).map_err(unreadable)?;
        for record in Records(Bytes(entry)) {
            match record.map_err(unreadable)? {
                Record::Item { table, key, item } => {
                    self.items.insert(place(table, key), item.map(<[u8]>::to_vec));
                }
                Record::Definition { table, ids, json } => {
                    self.ids = Some(ids);
                    self.next_sequence = self.next_sequence.max(table.saturating_add(1));
                    // Sequences are given once, so a table that is gone does not come back.
                    if !self.deleted.contains(&table) {
                        self.definitions.insert(table, json.to_vec());
                    }
                }
                Record::Deletion { table } => {
                    self.deleted.insert(table);
                    self.definitions.remove(&table);
                }
            }
        }
        Ok(())
    }

    /// Brings the record of the database up to date.
    pub(super) fn advance(&self, engine: &mut EngineRecord) {
        engine.ids = self.ids.unwrap_or(engine.ids);
        engine.next_sequence = engine.next_sequence.max(self.next_sequence);
    }

    /// The changes of items whose places are in a range, in order.
    pub(super) fn items_in(&self, places: &Range<Vec<u8>>) -> btree_map::Range<'_, Vec<u8>, Option<Vec<u8>>> {
        let (start, end) = (places.start.as_slice(), places.end.as_slice());
        let (start, end) = if start < end { (start, end) } else { (start, start) };
        self.items.range::<[u8], _>((Bound::Included(start), Bound::Excluded(end)))
    }
}
