//! A checkpoint moves the journal into the tables of items and definitions, in steps, with commits in between.
//!
//! ```text
//! gather     read entries of the journal, up to the last one at the beginning; nothing is written
//! delete     delete the items of tables that are gone, and values, records and rows that are gone
//! move       write the last state of each item, value, record and row, in the order of keys; definitions come first
//! empty      remove the entries that were read, the oldest first
//! ```
//! After each step the file holds the same database: the journal lies over what was moved, and says the same. A
//! checkpoint that is cut off begins anew when the file is opened. Steps keep waiting commits short, and pages that one
//! step frees are used by the next, so the file does not hold all pages of items twice.

use std::{
    collections::{BTreeMap, btree_map},
    iter::Peekable,
    mem,
    ops::Range,
};

use redb::{Database, Durability, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};

use super::{
    changes::Changes,
    commit::{checked, summed_up},
    engines::put_engines,
    error::StoreError,
    format::{ARCHIVE, CATALOG, CHANGES, ITEMS, JOURNAL, META, VALUES},
    places::{places_behind, places_of},
    record::place_of,
};
use crate::snapshot::EngineRecord;

/// Reading an entry or removing it takes this part of the time of moving what it changes.
const MOVING_COST: usize = 4;

/// A checkpoint that has begun.
#[derive(Debug)]
pub(super) struct Checkpoint {
    /// The entries up to this one are moved.
    last: u64,
    changes: Changes,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The entries from this one on are not read yet.
    Gather { next: u64 },
    /// The tables that are gone, and whose items may be there, and where other rows are gone.
    Delete { tables: Vec<u64>, gone: Vec<(Target, Range<Vec<u8>>)> },
    /// The changes that are not moved yet.
    Move { changes: Vec<(Target, Moved)> },
    /// The entries up to the last are not needed any more.
    Empty,
}

/// What rows are moved to, or deleted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Items,
    Values,
    Changes,
    Archive,
}

impl Target {
    fn table(self) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
        match self {
            Self::Items => ITEMS,
            Self::Values => VALUES,
            Self::Changes => CHANGES,
            Self::Archive => ARCHIVE,
        }
    }

    /// Whether what is there goes with its table. A change log may outlive its table, and rows of backups have none.
    fn goes_with_table(self) -> bool {
        matches!(self, Self::Items | Self::Values)
    }
}

/// What is moved, by place.
type Moved = Peekable<btree_map::IntoIter<Vec<u8>, Option<Vec<u8>>>>;

/// What a step has done.
#[derive(Debug, Default)]
pub(super) struct Stepped {
    /// The checkpoint is over.
    pub(super) is_over: bool,
    /// The bytes of the entries that were removed from the journal.
    pub(super) removed_bytes: usize,
}

impl Checkpoint {
    /// A checkpoint of the entries up to this one.
    pub(super) fn up_to(last: u64) -> Self {
        Self { last, changes: Changes::default(), stage: Stage::Gather { next: 0 } }
    }

    /// Does about as much as moving so many bytes.
    pub(super) fn step(
        &mut self,
        database: &Database,
        engines: &mut [EngineRecord],
        bytes: usize,
    ) -> Result<Stepped, StoreError> {
        let mut stepped = Stepped::default();
        if let Stage::Gather { next } = &mut self.stage {
            if gather(database, next, self.last, bytes * MOVING_COST, &mut self.changes)? {
                let tables = self.changes.deleted.iter().copied().collect();
                let logs = &self.changes.logs;
                let records = logs.gone_records().map(|places| (Target::Changes, places));
                let rows = logs.gone_rows().map(|places| (Target::Archive, places));
                let values = self.changes.no_values.iter();
                let values = values.map(|begin| (Target::Values, places_behind(begin)));
                self.stage = Stage::Delete { tables, gone: records.chain(rows).chain(values).collect() };
            }
            return Ok(stepped);
        }
        let mut transaction = database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        match &mut self.stage {
            Stage::Gather { .. } => {}
            Stage::Delete { tables, gone } => {
                let mut left = delete(&transaction, tables, bytes)?;
                while left > 0
                    && let Some((target, places)) = gone.last_mut()
                {
                    left = delete_in(&transaction, *target, places, left)?;
                    if left > 0 {
                        gone.pop();
                    }
                }
                if tables.is_empty() && gone.is_empty() {
                    self.changes.advance(engines);
                    define(&transaction, &self.changes, engines)?;
                    let Changes { items, values, logs, .. } = &mut self.changes;
                    let moved = |rows: &mut BTreeMap<_, _>| mem::take(rows).into_iter().peekable();
                    let changes = vec![
                        (Target::Items, moved(items)),
                        (Target::Values, moved(values)),
                        (Target::Changes, moved(&mut logs.records)),
                        (Target::Archive, moved(&mut logs.rows)),
                    ];
                    self.stage = Stage::Move { changes };
                }
            }
            Stage::Move { changes } => {
                let mut left = bytes;
                for (target, changes) in changes.iter_mut() {
                    left = left.saturating_sub(move_to(*target, &transaction, changes, left)?);
                }
                if changes.iter_mut().all(|(_, changes)| changes.peek().is_none()) {
                    self.stage = Stage::Empty;
                }
            }
            Stage::Empty => {
                stepped.removed_bytes = empty(&transaction, self.last, bytes * MOVING_COST)?;
                let journal = transaction.open_table(JOURNAL)?;
                stepped.is_over = journal.first()?.is_none_or(|(first, _)| first.value() > self.last);
            }
        }
        transaction.commit()?;
        Ok(stepped)
    }
}

/// Reads entries of so many bytes. Returns whether all are read.
fn gather(
    database: &Database,
    next: &mut u64,
    last: u64,
    bytes: usize,
    changes: &mut Changes,
) -> Result<bool, StoreError> {
    let journal = database.begin_read()?.open_table(JOURNAL)?;
    let mut read = 0;
    for entry in journal.range(*next..=last)? {
        let (number, entry) = entry?;
        changes.add(entry_of(entry.value())?)?;
        *next = number.value().saturating_add(1);
        read += entry.value().len();
        if read >= bytes {
            return Ok(*next > last);
        }
    }
    Ok(true)
}

/// Deletes items of the last of these tables, of so many bytes, and takes the table out if none are left. Returns how
/// many bytes are left to do.
fn delete(transaction: &WriteTransaction, tables: &mut Vec<u64>, bytes: usize) -> Result<usize, StoreError> {
    let Some(table) = tables.last() else { return Ok(bytes) };
    transaction.open_table(CATALOG)?.remove(table)?;
    let left = delete_in(transaction, Target::Items, &mut places_of(*table), bytes)?;
    if left > 0 {
        tables.pop();
    }
    // Each table has a step of its own.
    Ok(if tables.is_empty() { left } else { 0 })
}

/// Deletes rows of so many bytes, and moves the beginning of the places behind them. Returns how many bytes are left to
/// do, 0 if there may be more rows.
fn delete_in(
    transaction: &WriteTransaction,
    from: Target,
    places: &mut Range<Vec<u8>>,
    bytes: usize,
) -> Result<usize, StoreError> {
    let mut rows = transaction.open_table(from.table())?;
    let mut found = 0;
    let mut end = None;
    for entry in rows.range(places.start.as_slice()..places.end.as_slice())? {
        let (place, row) = entry?;
        if found >= bytes {
            end = Some(place.value().to_vec());
            break;
        }
        found += place.value().len() + row.value().len();
    }
    let is_over = end.is_none();
    let upto = end.unwrap_or_else(|| places.end.clone());
    rows.retain_in(places.start.as_slice()..upto.as_slice(), |_, _| false)?;
    places.start = upto;
    Ok(if is_over { bytes.saturating_sub(found).max(1) } else { 0 })
}

/// Writes the definitions of tables, and the records of the regions.
fn define(
    transaction: &WriteTransaction,
    changes: &Changes,
    engines: &[EngineRecord],
) -> Result<(), StoreError> {
    let mut catalog = transaction.open_table(CATALOG)?;
    for (table, json) in &changes.definitions {
        catalog.insert(table, json.as_slice())?;
    }
    put_engines(&mut transaction.open_table(META)?, engines)
}

/// Writes the next rows, of so many bytes. Returns their bytes.
fn move_to(
    target: Target,
    transaction: &WriteTransaction,
    changes: &mut Moved,
    bytes: usize,
) -> Result<usize, StoreError> {
    let catalog = transaction.open_table(CATALOG)?;
    let mut to = transaction.open_table(target.table())?;
    let mut known = None;
    let mut moved = 0;
    while moved < bytes {
        let Some((place, bytes)) = changes.next() else { break };
        // There may be changes behind the deletion of their table.
        let table = place.first_chunk().copied().map_or(0, u64::from_be_bytes);
        let is_known = match known {
            Some((last, is_known)) if last == table => is_known,
            _ => !target.goes_with_table() || place_of(table).1.is_none() || catalog.get(table)?.is_some(),
        };
        known = Some((table, is_known));
        moved += place.len() + bytes.as_ref().map_or(0, Vec::len);
        if is_known {
            match bytes {
                None => drop(to.remove(place.as_slice())?),
                Some(bytes) => drop(to.insert(place.as_slice(), summed_up(&bytes).as_slice())?),
            }
        }
    }
    Ok(moved)
}

/// Removes the oldest entries up to the last, of so many bytes. Returns their bytes.
fn empty(transaction: &WriteTransaction, last: u64, bytes: usize) -> Result<usize, StoreError> {
    let mut journal = transaction.open_table(JOURNAL)?;
    let (mut removed, mut upto) = (0, None);
    for entry in journal.range(..=last)? {
        let (number, entry) = entry?;
        removed += entry.value().len();
        upto = Some(number.value());
        if removed >= bytes {
            break;
        }
    }
    if let Some(upto) = upto {
        journal.retain_in(..=upto, |_, _| false)?;
    }
    Ok(removed)
}

/// The records of an entry of the journal.
pub(super) fn entry_of(bytes: &[u8]) -> Result<&[u8], StoreError> {
    checked(bytes).ok_or_else(|| StoreError::damaged("the checksum of a commit in the journal is another"))
}
