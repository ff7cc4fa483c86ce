//! What commits come to in change logs and in the contents of backups: rows that are put once, and go many at a time.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map},
    ops::{Bound, Range},
};

use super::places::{place, places_of};

/// Rows by place.
type Rows = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// The records of change logs, and the rows of backups.
#[derive(Debug, Default)]
pub(super) struct LogChanges {
    /// The records that are put, by table, shard and number.
    pub(super) records: Rows,
    /// The records of before are gone that have such places: from the key up to the value.
    gone_records: BTreeMap<Vec<u8>, Vec<u8>>,
    /// The items of backups, by the number of the rows and the key; nothing where an item is left out.
    pub(super) rows: Rows,
    /// The rows of before of such a number are gone.
    gone_rows: BTreeSet<u64>,
}

/// Where a record lies in the table of changes.
pub(super) fn record_place(table: u64, shard: &[u8], number: u64) -> Vec<u8> {
    [table.to_be_bytes().as_slice(), shard, number.to_be_bytes().as_slice()].concat()
}

/// The rows with places in this range.
pub(super) fn rows_in<'r>(
    rows: &'r Rows,
    places: &Range<Vec<u8>>,
) -> btree_map::Range<'r, Vec<u8>, Option<Vec<u8>>> {
    let (start, end) = (places.start.as_slice(), places.end.as_slice());
    rows.range::<[u8], _>((Bound::Included(start), Bound::Excluded(end.max(start))))
}

fn remove_in(rows: &mut Rows, places: &Range<Vec<u8>>) {
    let gone: Vec<_> = rows_in(rows, places).map(|(place, _)| place.clone()).collect();
    for place in gone {
        rows.remove(&place);
    }
}

impl LogChanges {
    /// Adds a record.
    pub(super) fn add_record(&mut self, table: u64, shard: &[u8], number: u64, change: &[u8]) {
        self.records.insert(record_place(table, shard, number), Some(change.to_vec()));
    }

    /// Drops the records of a shard up to this number.
    pub(super) fn trim(&mut self, table: u64, shard: &[u8], up_to: u64) {
        // A record's number is never the greatest.
        let end = record_place(table, shard, up_to.saturating_add(1));
        self.drop_records(record_place(table, shard, 0)..end);
    }

    /// Drops all records of a table.
    pub(super) fn drop_log(&mut self, table: u64) {
        self.drop_records(places_of(table));
    }

    fn drop_records(&mut self, places: Range<Vec<u8>>) {
        remove_in(&mut self.records, &places);
        let end = self.gone_records.entry(places.start).or_default();
        if *end < places.end {
            *end = places.end;
        }
    }

    /// Adds a row.
    pub(super) fn add_row(&mut self, rows: u64, key: &[u8], item: &[u8]) {
        self.rows.insert(place(rows, key), Some(item.to_vec()));
    }

    /// Drops all rows of this number.
    pub(super) fn drop_rows(&mut self, rows: u64) {
        remove_in(&mut self.rows, &places_of(rows));
        self.gone_rows.insert(rows);
    }

    /// Whether the rows of before are gone.
    pub(super) fn has_dropped_rows(&self, rows: u64) -> bool {
        self.gone_rows.contains(&rows)
    }

    /// The numbers of the rows that are put or gone.
    pub(super) fn row_numbers(&self) -> BTreeSet<u64> {
        let put = self.rows.keys().filter_map(|place| place.first_chunk().copied().map(u64::from_be_bytes));
        put.chain(self.gone_rows.iter().copied()).collect()
    }

    /// The places of the records of before that are gone.
    pub(super) fn gone_records(&self) -> impl Iterator<Item = Range<Vec<u8>>> {
        self.gone_records.iter().map(|(start, end)| start.clone()..end.clone())
    }

    /// The places of the rows of before that are gone.
    pub(super) fn gone_rows(&self) -> impl Iterator<Item = Range<Vec<u8>>> {
        self.gone_rows.iter().map(|rows| places_of(*rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_go_with_their_shard_and_their_table() {
        let mut changes = LogChanges::default();
        let (one, other) = ([1; 12], [2; 12]);
        for number in 0..5 {
            changes.add_record(1, &one, number, b"x");
            changes.add_record(1, &other, number, b"x");
            changes.add_record(2, &one, number, b"x");
        }
        changes.trim(1, &one, 2);
        changes.trim(1, &one, 1);
        changes.trim(1, &other, u64::MAX);
        changes.drop_log(2);
        changes.add_record(1, &one, 5, b"x");
        let left: Vec<_> = changes.records.keys().cloned().collect();
        assert_eq!(left, [3, 4, 5].map(|number| record_place(1, &one, number)));
        let gone: Vec<_> = changes.gone_records().collect();
        assert_eq!(gone.len(), 3);
        assert_eq!(gone[0], record_place(1, &one, 0)..record_place(1, &one, 3));
    }

    #[test]
    fn rows_go_at_once() {
        let mut changes = LogChanges::default();
        changes.add_row(1, b"k", b"x");
        changes.add_row(2, b"k", b"");
        changes.drop_rows(1);
        assert_eq!(changes.row_numbers(), BTreeSet::from([1, 2]));
        assert_eq!(changes.rows.keys().collect::<Vec<_>>(), [&place(2, b"k")]);
        assert!(changes.has_dropped_rows(1) && !changes.has_dropped_rows(2));
    }
}
