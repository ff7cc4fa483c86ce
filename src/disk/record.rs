//! The records of the journal: what a commit changed, in the order of the changes.
//!
//! ```text
//! put         0, table, key, item                 the item with this key is this one
//! delete      1, table, key                       there is no item with this key
//! definition  2, table, JSON                      the table is defined so
//! deletion    3, table                            the table is gone, with its items and values
//! value       4, place, kind and key, value       the value with this key is this one
//! no value    5, place, kind and key              there is no value with this key
//! no values   6, place, kind and begin of a key   there is no value whose key begins so
//! ids         7, place, 8 bytes                   the source of the region's ids has this state
//! recorded    8, table, key, shard, number, change   the item is so, and the log has this record; without a key the record alone
//! trimmed     9, table, shard, number             the shard's records up to this number are gone
//! no log     10, table                            all records of the table's log are gone
//! row        11, rows, key, item                  a backup has this item, or none
//! no rows    12, rows                             the rows are gone
//! followed   13, count                            first in an entry: its group has so many more entries behind it
//! ```
//! A table is 8 bytes: the place of its region in two, its sequence in six. A place is that of a table or, with the
//! greatest sequence, of a region. Keys, items, JSON texts and values have their lengths before them. A key of an item is
//! its stored key. A shard is its id, 12 bytes, and a number of a change 8. Rows are a number like that of a table.

use super::{
    change::write_record,
    encoding::{Bytes, Unreadable, write_item},
    followed::FOLLOWED,
    lengths::{write_bytes, write_count, write_sized},
};
use crate::{
    key::StoredKey,
    storage::{ChangeRecord, ShardId},
    value::Item,
};

/// One record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record<'b> {
    /// The item with this key, or `None` if it is deleted.
    Item { table: u64, key: &'b [u8], item: Option<&'b [u8]> },
    /// A table's definition.
    Definition { table: u64, json: &'b [u8] },
    /// The table is gone.
    Deletion { table: u64 },
    /// The value with this key, which begins with its kind, or `None` if it is gone.
    Value { place: u64, key: &'b [u8], value: Option<&'b [u8]> },
    /// All values are gone whose keys begin so.
    NoValues { place: u64, begin: &'b [u8] },
    /// The state of the source of a region's ids.
    Ids { place: u64, state: u64 },
    /// The record of a change, and the key of the item, if the item is changed with it.
    Recorded { table: u64, key: &'b [u8], shard: &'b [u8], number: u64, change: &'b [u8] },
    /// The records of a shard up to this number are gone.
    Trimmed { table: u64, shard: &'b [u8], up_to: u64 },
    /// All records of a table are gone.
    NoLog { table: u64 },
    /// An item of a backup; empty if the backup does not have it.
    Row { rows: u64, key: &'b [u8], item: &'b [u8] },
    /// The rows are gone.
    NoRows { rows: u64 },
    /// The group has so many more entries behind this one.
    Followed { by: u64 },
}

/// The bits of a table's number that are its sequence.
const SEQUENCE_BITS: u32 = 48;

/// The bytes of a shard's id.
pub(super) const SHARD_BYTES: usize = 12;

/// The sequence that no table has.
const NO_TABLE: u64 = (1 << SEQUENCE_BITS) - 1;

/// The number of a table in the file: the place of its region, and its sequence there. Without a table it is the place
/// of what the region has.
pub(super) fn number_of(region: u32, sequence: Option<u64>) -> u64 {
    debug_assert!(region <= u32::from(u16::MAX), "a database has few regions");
    debug_assert!(sequence.is_none_or(|sequence| sequence < NO_TABLE), "a sequence is bounded");
    u64::from(region) << SEQUENCE_BITS | sequence.map_or(NO_TABLE, |sequence| sequence & NO_TABLE)
}

/// The place of the region, and the sequence of the table, if it is that of one.
pub(super) fn place_of(number: u64) -> (usize, Option<u64>) {
    let sequence = number & NO_TABLE;
    ((number >> SEQUENCE_BITS) as usize, (sequence != NO_TABLE).then_some(sequence))
}

/// Appends the record of an item.
pub(super) fn write_change(table: u64, key: &StoredKey, item: Option<&Item>, out: &mut Vec<u8>) {
    out.push(u8::from(item.is_none()));
    out.extend_from_slice(&table.to_be_bytes());
    write_key(key, out);
    if let Some(item) = item {
        write_sized(out, |out| write_item(item, out));
    }
}

fn write_key(key: &StoredKey, out: &mut Vec<u8>) {
    write_count(key.written_bytes(), out);
    key.write(out);
}

/// Appends the definition of a table.
pub(super) fn write_definition(table: u64, json: &[u8], out: &mut Vec<u8>) {
    out.push(2);
    out.extend_from_slice(&table.to_be_bytes());
    write_bytes(json, out);
}

/// Appends the deletion of a table.
pub(super) fn write_deletion(table: u64, out: &mut Vec<u8>) {
    out.push(3);
    out.extend_from_slice(&table.to_be_bytes());
}

/// Appends a value, or that it is gone.
pub(super) fn write_value(place: u64, (kind, key): (u8, &[u8]), value: Option<&[u8]>, out: &mut Vec<u8>) {
    out.push(if value.is_some() { 4 } else { 5 });
    write_place(place, (kind, key), out);
    if let Some(value) = value {
        write_bytes(value, out);
    }
}

/// Appends that the values are gone whose keys begin so.
pub(super) fn write_no_values(place: u64, begin: (u8, &[u8]), out: &mut Vec<u8>) {
    out.push(6);
    write_place(place, begin, out);
}

fn write_place(place: u64, (kind, key): (u8, &[u8]), out: &mut Vec<u8>) {
    out.extend_from_slice(&place.to_be_bytes());
    write_count(1 + key.len(), out);
    out.push(kind);
    out.extend_from_slice(key);
}

/// Appends the state of the source of a region's ids.
pub(super) fn write_ids(place: u64, state: u64, out: &mut Vec<u8>) {
    out.push(7);
    out.extend_from_slice(&place.to_be_bytes());
    out.extend_from_slice(&state.to_be_bytes());
}

/// Appends the record of a change, and with a key the item as it is from now on.
pub(super) fn write_recorded(
    table: u64,
    key: Option<&StoredKey>,
    shard: ShardId,
    record: &ChangeRecord,
    out: &mut Vec<u8>,
) {
    out.push(8);
    out.extend_from_slice(&table.to_be_bytes());
    match key {
        Some(key) => write_key(key, out),
        None => write_count(0, out),
    }
    out.extend_from_slice(&shard.to_bytes());
    out.extend_from_slice(&record.sequence().place().to_be_bytes());
    write_sized(out, |out| write_record(record, out));
}

/// Appends that the records of a shard up to this number are gone.
pub(super) fn write_trimmed(table: u64, shard: ShardId, up_to: u64, out: &mut Vec<u8>) {
    out.push(9);
    out.extend_from_slice(&table.to_be_bytes());
    out.extend_from_slice(&shard.to_bytes());
    out.extend_from_slice(&up_to.to_be_bytes());
}

/// Appends that all records of a table are gone.
pub(super) fn write_no_log(table: u64, out: &mut Vec<u8>) {
    out.push(10);
    out.extend_from_slice(&table.to_be_bytes());
}

/// Appends an item of a backup, or that the backup does not have it.
pub(super) fn write_row(rows: u64, key: &StoredKey, item: Option<&Item>, out: &mut Vec<u8>) {
    out.push(11);
    out.extend_from_slice(&rows.to_be_bytes());
    write_key(key, out);
    match item {
        Some(item) => write_sized(out, |out| write_item(item, out)),
        None => write_count(0, out),
    }
}

/// Appends that the rows of a backup are gone.
pub(super) fn write_no_rows(rows: u64, out: &mut Vec<u8>) {
    out.push(12);
    out.extend_from_slice(&rows.to_be_bytes());
}

/// The records of a commit.
#[derive(Debug)]
pub(super) struct Records<'b>(pub(super) Bytes<'b>);

impl<'b> Iterator for Records<'b> {
    type Item = Result<Record<'b>, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.0.is_empty()).then(|| self.read())
    }
}

impl<'b> Records<'b> {
    fn read(&mut self) -> Result<Record<'b>, Unreadable> {
        let bytes = &mut self.0;
        let kind = bytes.byte()?;
        let table = bytes.number()?;
        Ok(match kind {
            0 => Record::Item { table, key: bytes.bytes()?, item: Some(bytes.bytes()?) },
            1 => Record::Item { table, key: bytes.bytes()?, item: None },
            2 => Record::Definition { table, json: bytes.bytes()? },
            3 => Record::Deletion { table },
            4 => Record::Value { place: table, key: bytes.bytes()?, value: Some(bytes.bytes()?) },
            5 => Record::Value { place: table, key: bytes.bytes()?, value: None },
            6 => Record::NoValues { place: table, begin: bytes.bytes()? },
            7 => Record::Ids { place: table, state: bytes.number()? },
            8 => Record::Recorded {
                table,
                key: bytes.bytes()?,
                shard: bytes.take(SHARD_BYTES)?,
                number: bytes.number()?,
                change: bytes.bytes()?,
            },
            9 => Record::Trimmed { table, shard: bytes.take(SHARD_BYTES)?, up_to: bytes.number()? },
            10 => Record::NoLog { table },
            11 => Record::Row { rows: table, key: bytes.bytes()?, item: bytes.bytes()? },
            12 => Record::NoRows { rows: table },
            FOLLOWED => Record::Followed { by: table },
            _ => return Err(Unreadable),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{item, key::StoredKey};

    #[test]
    fn records_are_read_as_they_were_written() {
        let key = StoredKey { hash: 7, bytes: [1, 2, 3].into_iter().collect() };
        let items = [item! { "a": 1 }, item! { "a": "x".repeat(200) }, item! { "a": "x".repeat(20_000) }];
        let mut bytes = Vec::new();
        for item in &items {
            write_change(3, &key, Some(item), &mut bytes);
        }
        write_change(3, &key, None, &mut bytes);
        write_definition(4, b"{}", &mut bytes);
        write_deletion(4, &mut bytes);
        write_value(5, (1, b"key"), Some(b"value"), &mut bytes);
        write_value(5, (1, b"key"), None, &mut bytes);
        write_no_values(5, (2, b"k"), &mut bytes);
        write_ids(number_of(1, None), 9, &mut bytes);
        let records: Vec<_> = Records(Bytes(&bytes)).collect::<Result<_, _>>().unwrap();
        for (item, record) in items.iter().zip(&records) {
            let Record::Item { table: 3, key: [0, 0, 0, 0, 0, 0, 0, 7, 1, 2, 3], item: Some(read) } = record
            else {
                panic!("{record:?}")
            };
            assert_eq!(Bytes(read).whole_item().as_ref(), Ok(item));
        }
        assert!(matches!(records[3], Record::Item { table: 3, item: None, .. }));
        let others = [
            Record::Definition { table: 4, json: b"{}" },
            Record::Deletion { table: 4 },
            Record::Value { place: 5, key: b"\x01key", value: Some(b"value") },
            Record::Value { place: 5, key: b"\x01key", value: None },
            Record::NoValues { place: 5, begin: b"\x02k" },
            Record::Ids { place: number_of(1, None), state: 9 },
        ];
        assert_eq!(records[4..], others);
        assert!(Records(Bytes(&bytes[..bytes.len() - 1])).any(|record| record.is_err()));
    }

    #[test]
    fn a_number_tells_region_and_table() {
        for (region, sequence) in [(0, Some(0)), (0, None), (3, Some(7)), (3, None)] {
            assert_eq!(place_of(number_of(region, sequence)), (region as usize, sequence));
        }
    }
}
