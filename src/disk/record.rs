//! The records of the journal: what a commit changed, in the order of the changes.
//!
//! ```text
//! put         0, table, key, item                 the item with this key is this one
//! delete      1, table, key                       there is no item with this key
//! definition  2, table, state of ids, JSON        the table is defined so
//! deletion    3, table                            the table is gone, with its items
//! ```
//! A table is its sequence, 8 bytes; a key is the stored key, its length before it; so are an item and a JSON text.

use super::encoding::{Bytes, Unreadable, write_bytes, write_count, write_item};
use crate::{key::StoredKey, value::Item};

/// One record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record<'b> {
    /// The item with this key, or `None` if it is deleted.
    Item { table: u64, key: &'b [u8], item: Option<&'b [u8]> },
    /// A table's definition, and the state of the source of ids after it.
    Definition { table: u64, ids: u64, json: &'b [u8] },
    /// The table is gone.
    Deletion { table: u64 },
}

/// Appends the record of an item.
pub(super) fn write_change(table: u64, key: &StoredKey, item: Option<&Item>, out: &mut Vec<u8>) {
    out.push(u8::from(item.is_none()));
    out.extend_from_slice(&table.to_be_bytes());
    write_count(8 + key.bytes.len(), out);
    write_key(key, out);
    let Some(item) = item else { return };
    // Most items take two bytes for their length, so the item is written once and not moved.
    let begin = out.len();
    out.extend_from_slice(&[0, 0]);
    write_item(item, out);
    let length = out.len() - begin - 2;
    let mut count = Vec::with_capacity(4);
    write_count(length, &mut count);
    out.splice(begin..begin + 2, count);
}

/// Appends a stored key: its place on the hash line, then its bytes.
pub(super) fn write_key(key: &StoredKey, out: &mut Vec<u8>) {
    out.extend_from_slice(&key.hash.to_be_bytes());
    out.extend_from_slice(&key.bytes);
}

/// Appends the definition of a table.
pub(super) fn write_definition(table: u64, ids: u64, json: &[u8], out: &mut Vec<u8>) {
    out.push(2);
    out.extend_from_slice(&table.to_be_bytes());
    out.extend_from_slice(&ids.to_be_bytes());
    write_bytes(json, out);
}

/// Appends the deletion of a table.
pub(super) fn write_deletion(table: u64, out: &mut Vec<u8>) {
    out.push(3);
    out.extend_from_slice(&table.to_be_bytes());
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
            2 => Record::Definition { table, ids: bytes.number()?, json: bytes.bytes()? },
            3 => Record::Deletion { table },
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
        write_definition(4, 9, b"{}", &mut bytes);
        write_deletion(4, &mut bytes);
        let records: Vec<_> = Records(Bytes(&bytes)).collect::<Result<_, _>>().unwrap();
        for (item, record) in items.iter().zip(&records) {
            let Record::Item { table: 3, key: [0, 0, 0, 0, 0, 0, 0, 7, 1, 2, 3], item: Some(read) } = record
            else {
                panic!("{record:?}")
            };
            assert_eq!(Bytes(read).whole_item().as_ref(), Ok(item));
        }
        assert!(matches!(records[3], Record::Item { table: 3, item: None, .. }));
        assert_eq!(records[4], Record::Definition { table: 4, ids: 9, json: b"{}" });
        assert_eq!(records[5..], [Record::Deletion { table: 4 }]);
        assert!(Records(Bytes(&bytes[..bytes.len() - 1])).any(|record| record.is_err()));
    }
}
