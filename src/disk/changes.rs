//! What commits come to: the last state of each item and table.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map},
    ops::{Bound, Range},
};

use super::{
    change::read_record,
    encoding::{Bytes, Unreadable},
    error::StoreError,
    log_changes::LogChanges,
    places::place,
    record::{Record, Records, place_of},
};
use crate::snapshot::EngineRecord;

/// The last state of each item and table.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// By place: the table, then the stored key. Those of tables that are gone are left in.
    pub(super) items: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    pub(super) definitions: BTreeMap<u64, Vec<u8>>,
    pub(super) deleted: BTreeSet<u64>,
    /// By place: the table or region, then the kind and the key. Those of tables that are gone are left in.
    pub(super) values: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    /// The values of before are gone whose places begin so.
    pub(super) no_values: BTreeSet<Vec<u8>>,
    /// By the places of the regions.
    ids: BTreeMap<usize, u64>,
    /// Records of change logs, and rows of backups.
    pub(super) logs: LogChanges,
    next_sequences: BTreeMap<usize, u64>,
}

/// The values of a file, by place.
pub(super) type Values = BTreeMap<Vec<u8>, Vec<u8>>;

/// Removes what has places that begin so.
fn remove_behind<V>(begin: &[u8], values: &mut BTreeMap<Vec<u8>, V>) {
    let gone = values.range::<[u8], _>((Bound::Included(begin), Bound::Unbounded));
    let gone: Vec<_> =
        gone.map(|(place, _)| place).take_while(|place| place.starts_with(begin)).cloned().collect();
    for place in gone {
        values.remove(&place);
    }
}

/// Checks that the records of an entry can be read.
pub(super) fn check_entry(entry: &[u8]) -> Result<(), StoreError> {
    Records(Bytes(entry)).try_for_each(|record| check(record?)).map_err(unreadable)
}

fn unreadable(_: Unreadable) -> StoreError {
    StoreError::damaged("a commit in the journal that cannot be read")
}

/// Checks what lies in a record.
fn check(record: Record<'_>) -> Result<(), Unreadable> {
    match record {
        Record::Recorded { change, .. } => read_record(change).map(drop),
        _ => Ok(()),
    }
}

impl Changes {
    /// Adds the records of an entry, which come after all that were added before.
    pub(super) fn add(&mut self, entry: &[u8]) -> Result<(), StoreError> {
        // All of them can be read, or none is added.
        check_entry(entry)?;
        for record in Records(Bytes(entry)) {
            match record.map_err(unreadable)? {
                Record::Item { table, key, item } => {
                    self.items.insert(place(table, key), item.map(<[u8]>::to_vec));
                }
                Record::Definition { table, json } => {
                    if let (region, Some(sequence)) = place_of(table) {
                        let next = self.next_sequences.entry(region).or_default();
                        *next = (*next).max(sequence.saturating_add(1));
                    }
                    // Sequences are given once, so a table that is gone does not come back.
                    if !self.deleted.contains(&table) {
                        self.definitions.insert(table, json.to_vec());
                    }
                }
                Record::Deletion { table } => {
                    self.deleted.insert(table);
                    self.definitions.remove(&table);
                    self.no_values.insert(place(table, &[]));
                }
                Record::Value { place: of, key, value } => {
                    self.values.insert(place(of, key), value.map(<[u8]>::to_vec));
                }
                Record::NoValues { place: of, begin } => {
                    let begin = place(of, begin);
                    remove_behind(&begin, &mut self.values);
                    self.no_values.insert(begin);
                }
                Record::Ids { place, state } => {
                    self.ids.insert(place_of(place).0, state);
                }
                Record::Recorded { table, key, shard, number, change } => {
                    if !key.is_empty() {
                        let item = read_record(change).map_err(unreadable)?.new;
                        self.items.insert(place(table, key), item.map(<[u8]>::to_vec));
                    }
                    self.logs.add_record(table, shard, number, change);
                }
                Record::Trimmed { table, shard, up_to } => self.logs.trim(table, shard, up_to),
                Record::NoLog { table } => self.logs.drop_log(table),
                Record::Row { rows, key, item } => self.logs.add_row(rows, key, item),
                Record::NoRows { rows } => self.logs.drop_rows(rows),
                Record::Followed { .. } => {}
            }
        }
        Ok(())
    }

    /// Brings the records of the regions up to date.
    pub(super) fn advance(&self, engines: &mut [EngineRecord]) {
        for (place, engine) in engines.iter_mut().enumerate() {
            engine.ids = self.ids.get(&place).copied().unwrap_or(engine.ids);
            let next = self.next_sequences.get(&place).copied().unwrap_or_default();
            engine.next_sequence = engine.next_sequence.max(next);
        }
    }

    /// Brings values of before up to date.
    pub(super) fn carry_out_on(&self, values: &mut Values) {
        self.no_values.iter().for_each(|begin| remove_behind(begin, values));
        for (place, value) in &self.values {
            match value {
                None => values.remove(place),
                Some(value) => values.insert(place.clone(), value.clone()),
            };
        }
        // Behind the deletion of their tables.
        self.deleted.iter().for_each(|table| remove_behind(&place(*table, &[]), values));
    }

    /// The changes of items whose places are in a range, in order.
    pub(super) fn items_in(&self, places: &Range<Vec<u8>>) -> btree_map::Range<'_, Vec<u8>, Option<Vec<u8>>> {
        let (start, end) = (places.start.as_slice(), places.end.as_slice());
        let (start, end) = if start < end { (start, end) } else { (start, start) };
        self.items.range::<[u8], _>((Bound::Included(start), Bound::Excluded(end)))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::record::{number_of, write_deletion, write_no_values, write_value},
        *,
    };

    #[test]
    fn values_end_with_their_table_or_the_begin_of_their_keys() {
        let (one, other) = (number_of(0, Some(1)), number_of(0, Some(2)));
        let mut values = Values::new();
        let mut carry_out = |records: &[u8]| {
            let mut changes = Changes::default();
            changes.add(records).unwrap();
            changes.carry_out_on(&mut values);
        };
        let mut before = Vec::new();
        for (place, key) in [(one, "a"), (other, "a"), (other, "ab"), (other, "b")] {
            write_value(place, (1, key.as_bytes()), Some(b"x"), &mut before);
        }
        carry_out(&before);
        let mut later = Vec::new();
        write_deletion(one, &mut later);
        write_value(one, (1, b"late"), Some(b"x"), &mut later);
        write_value(other, (1, b"aa"), Some(b"x"), &mut later);
        write_no_values(other, (1, b"a"), &mut later);
        write_value(other, (1, b"ac"), Some(b"y"), &mut later);
        carry_out(&later);
        let places: Vec<_> = values.into_keys().collect();
        assert_eq!(places, [place(other, b"\x01ac"), place(other, b"\x01b")]);
    }
}
