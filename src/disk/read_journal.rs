//! Reading the journal.

use redb::{ReadTransaction, ReadableTable};

use super::{
    changes::{Changes, check_entry},
    checkpoint::entry_of,
    error::StoreError,
    followed::followed_by,
    format::JOURNAL,
    verified::found_entry,
};

/// Reads the changes of the journal. Behind an entry that is damaged nothing is read: it may depend on it. Of a group that
/// goes on in such an entry nothing is read either.
pub(super) fn read_journal(reading: &ReadTransaction, changes: &mut Changes) -> Result<(), StoreError> {
    let journal = reading.open_table(JOURNAL)?;
    let mut last = None;
    // The groups up to this entry are whole.
    let mut whole = 0;
    for entry in journal.range::<u64>(..)? {
        let (number, entry) = entry?;
        found_entry();
        let number = number.value();
        if last.replace(number).is_some_and(|last| last >= number) {
            return Err(StoreError::damaged("pages of the journal are out of order"));
        }
        let added = entry_of(entry.value()).and_then(|records| {
            if number > whole {
                whole = end_of_group(&journal, number, records)?;
            }
            changes.add(records)
        });
        added.map_err(|error| error.and("it and what was changed later is left out"))?;
    }
    Ok(())
}

/// The last entry of the group that goes on behind an entry; the entry itself if none does. All in between can be read. A
/// checkpoint may have removed the entries before.
fn end_of_group(
    journal: &impl ReadableTable<u64, &'static [u8]>,
    number: u64,
    records: &[u8],
) -> Result<u64, StoreError> {
    let (mut end, mut left) = (number, followed_by(records));
    while left > 0 {
        (end, left) = (end.saturating_add(1), left - 1);
        let entry = journal.get(end)?;
        found_entry();
        let entry = entry.ok_or_else(|| StoreError::damaged("a group of changes without its end"))?;
        let records = entry_of(entry.value())?;
        check_entry(records)?;
        if followed_by(records) != left {
            return Err(StoreError::damaged("a group of changes that goes on in another"));
        }
    }
    Ok(end)
}
