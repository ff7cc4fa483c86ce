//! Where rows lie in the tables of the file.

use std::ops::Range;

/// Where an item lies in the table of items.
pub(super) fn place(table: u64, key: &[u8]) -> Vec<u8> {
    [&table.to_be_bytes(), key].concat()
}

/// The places of a table's items.
pub(super) fn places_of(table: u64) -> Range<Vec<u8>> {
    place(table, &[])..place(table.saturating_add(1), &[])
}

/// The places that begin so.
pub(super) fn places_behind(begin: &[u8]) -> Range<Vec<u8>> {
    let mut end = begin.to_vec();
    while end.pop_if(|last| *last == u8::MAX).is_some() {}
    if let Some(last) = end.last_mut() {
        *last += 1;
    }
    begin.to_vec()..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_byte_that_can_is_one_more() {
        assert_eq!(places_behind(&[1, 2, 255, 255]).end, [1, 3]);
    }
}
