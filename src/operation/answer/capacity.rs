//! The capacity that a request consumed: the one place where the sizes that storage reports become units.

use std::{collections::BTreeMap, sync::Arc};

use super::consumed_capacity::{Capacity, ConsumedCapacity, Direction, VectorCapacity};
use crate::{
    limits::VECTOR_REQUEST_BYTES,
    operation::request::{enums::ReturnConsumedCapacity, names::is_arn},
    storage::{Entry, EntryChange, Page, ReadTarget, Stored, Table, Written},
    units::{TRANSACTION_FACTOR, read_units, write_units},
};

/// Units consumed by one or more accesses to a table, shared out among the table and its indexes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Consumed {
    table: f64,
    local: BTreeMap<String, Capacity>,
    global: BTreeMap<String, Capacity>,
    /// Bytes written to vector indexes.
    vector: BTreeMap<String, f64>,
}

impl Consumed {
    /// A read of one item of this size, or of none: 0 bytes.
    pub(crate) fn read(size_bytes: usize, consistent: bool) -> Self {
        Self { table: read_units(size_bytes, consistent), ..Self::default() }
    }

    /// A transaction's read of one item: twice a consistent read.
    pub(crate) fn transactional_read(size_bytes: usize) -> Self {
        Self { table: TRANSACTION_FACTOR * read_units(size_bytes, true), ..Self::default() }
    }

    /// A page of a table or an index. Each partition that was read rounds up separately, and so does each item that was
    /// fetched from the table for a local index's entry.
    pub(crate) fn page(target: &ReadTarget, page: &Page, consistent: bool) -> Self {
        let mut consumed = Self::default();
        let units = page.partition_sizes().iter().map(|size| read_units(*size, consistent)).sum();
        match target {
            ReadTarget::Table => consumed.table = units,
            ReadTarget::Local(_, index) => add(&mut consumed.local, index.name(), units),
            ReadTarget::Global(index) => add(&mut consumed.global, index.definition().name(), units),
        }
        for fetched in page.entries().iter().filter_map(Entry::fetched) {
            consumed.table += read_units(fetched.size(), consistent);
        }
        consumed
    }

    /// A write: the larger of the item before and after, and what changed in the indexes.
    pub(crate) fn write(written: &Written) -> Self {
        let mut consumed = Self { table: write_units(written_bytes(written) as usize), ..Self::default() };
        for change in written.indexes() {
            let shares = if change.is_local() { &mut consumed.local } else { &mut consumed.global };
            add(shares, change.name(), change.entry().write_units());
        }
        for change in written.vector_indexes() {
            let bytes = vector_write_bytes(change.entry()) as f64;
            *consumed.vector.entry(change.name().to_owned()).or_default() += bytes;
        }
        consumed
    }

    /// A transaction's write of one item: twice what the write alone consumes, once to prepare it and once to carry it
    /// out. Writes to indexes count once. (Developer guide: DynamoDB Transactions, capacity)
    pub(crate) fn transactional_write(written: &Written) -> Self {
        let mut consumed = Self::write(written);
        consumed.table *= TRANSACTION_FACTOR;
        consumed
    }

    /// The units of the table and its secondary indexes together.
    pub(crate) fn units(&self) -> f64 {
        let of_indexes = self.local.values().chain(self.global.values());
        of_indexes.fold(self.table, |sum, share| sum + share.capacity_units)
    }

    /// Adds what another access consumed.
    pub(crate) fn add(&mut self, other: &Self) {
        self.table += other.table;
        for (mine, theirs) in [(&mut self.local, &other.local), (&mut self.global, &other.global)] {
            for (name, share) in theirs {
                add(mine, name, share.capacity_units);
            }
        }
        for (name, bytes) in &other.vector {
            *self.vector.entry(name.clone()).or_default() += bytes;
        }
    }

    /// The part of an answer. `called` is the table's name or ARN as in the request. (API reference:
    /// `ConsumedCapacity`)
    pub(crate) fn report(
        self,
        table: &Table,
        called: &str,
        asked: Option<ReturnConsumedCapacity>,
    ) -> Option<ConsumedCapacity> {
        let indexes = match asked? {
            ReturnConsumedCapacity::None => return None,
            ReturnConsumedCapacity::Total => false,
            ReturnConsumedCapacity::Indexes => true,
        };
        let shares = self.local.values().chain(self.global.values());
        let capacity_units = shares.fold(self.table, |sum, share| sum + share.capacity_units);
        let mut report = ConsumedCapacity {
            table_name: if is_arn(called) { called } else { table.name() }.to_owned(),
            capacity_units,
            ..ConsumedCapacity::default()
        };
        if indexes {
            let some = |shares: BTreeMap<_, _>| (!shares.is_empty()).then_some(shares);
            report.table = Some(Capacity { capacity_units: self.table, ..Capacity::default() });
            report.local_secondary_indexes = some(self.local);
            report.global_secondary_indexes = some(self.global);
            let capacity = |(name, bytes)| {
                (
                    name,
                    VectorCapacity { vector_write_request_bytes: Some(bytes), ..VectorCapacity::default() },
                )
            };
            let vector: BTreeMap<_, _> = self.vector.into_iter().map(capacity).collect();
            report.vector_indexes = (!vector.is_empty()).then_some(vector);
        }
        Some(report)
    }
}

/// Whether an answer reports capacity at all.
pub(crate) fn is_reported(asked: Option<ReturnConsumedCapacity>) -> bool {
    asked.is_some_and(|asked| asked != ReturnConsumedCapacity::None)
}

/// What the answer to a read of one item reports.
pub(crate) fn report_read(
    stored: Option<&Stored>,
    consistent: bool,
    table: &Table,
    called: &str,
    asked: Option<ReturnConsumedCapacity>,
) -> Option<ConsumedCapacity> {
    asked?;
    Consumed::read(stored.map_or(0, Stored::size), consistent).report(table, called, asked)
}

/// What the answer to a write of one item reports.
pub(crate) fn report_write(
    written: &Written,
    table: &Table,
    called: &str,
    asked: Option<ReturnConsumedCapacity>,
) -> Option<ConsumedCapacity> {
    asked?;
    Consumed::write(written).report(table, called, asked)
}

/// What accesses to several tables consumed, by table, in the order in which the tables came up.
#[derive(Debug, Default)]
pub(crate) struct ConsumedByTable<'t>(Vec<TableShare<'t>>);

/// What accesses to one table consumed.
#[derive(Debug)]
struct TableShare<'t> {
    table: &'t Table,
    /// The table's name or ARN as in the request.
    called: &'t str,
    /// What successful accesses consumed; `None` without any.
    consumed: Option<Consumed>,
    /// Units of failed conditions. Only the sum has them, not the shares of table and indexes.
    failed_units: f64,
}

impl<'t> ConsumedByTable<'t> {
    /// Adds an access.
    pub(crate) fn add(&mut self, table: &'t Table, called: &'t str, consumed: &Consumed) {
        self.update(table, called, |share| share.consumed.get_or_insert_default().add(consumed));
    }

    /// Adds a write whose condition failed. It is charged for this many bytes: the larger of the current item and the
    /// one that was to be written. (Developer guide: DynamoDB read and write operations, write operation consumption)
    pub(crate) fn add_failed_write(&mut self, table: &'t Table, called: &'t str, charged_bytes: usize) {
        self.update(table, called, |share| share.failed_units += write_units(charged_bytes));
    }

    fn update(&mut self, table: &'t Table, called: &'t str, update: impl FnOnce(&mut TableShare<'t>)) {
        match self.0.iter_mut().find(|share| share.table.sequence() == table.sequence()) {
            Some(share) => update(share),
            None => {
                let mut share = TableShare { table, called, consumed: None, failed_units: 0.0 };
                update(&mut share);
                self.0.push(share);
            }
        }
    }

    /// The part of an answer: an entry for each table with a successful access.
    pub(crate) fn report(self, asked: Option<ReturnConsumedCapacity>) -> Option<Vec<ConsumedCapacity>> {
        let report = |share: TableShare<'_>| {
            let mut report = share.consumed?.report(share.table, share.called, asked)?;
            report.capacity_units += share.failed_units;
            Some(report)
        };
        is_reported(asked).then(|| self.0.into_iter().filter_map(report).collect())
    }
}

/// What the answer to a transaction reports: an entry for each table, in the order of the request. `names` are the
/// tables' names or ARNs as in the request.
pub(crate) fn report_transaction<'t>(
    asked: Option<ReturnConsumedCapacity>,
    direction: Direction,
    names: impl Iterator<Item = &'t str>,
    tables: &'t [Arc<Table>],
    consumed: impl Iterator<Item = Consumed>,
) -> Option<Vec<ConsumedCapacity>> {
    if !is_reported(asked) {
        return None;
    }
    let mut by_table = ConsumedByTable::default();
    for ((table, name), consumed) in tables.iter().zip(names).zip(consumed) {
        by_table.add(table, name, &consumed);
    }
    let mut reports = by_table.report(asked)?;
    reports.iter_mut().for_each(|report| report.set_direction(direction));
    Some(reports)
}

/// The size that a write is charged for: the larger of the item before and after.
pub(crate) fn written_bytes(written: &Written) -> u32 {
    u32::try_from(written.charged_bytes()).unwrap_or(u32::MAX)
}

/// What a change of a vector index's entry writes: at least 1 KB for each time that an entry is written. (Developer
/// guide: Vector search, pricing)
fn vector_write_bytes(entry: EntryChange) -> usize {
    let least = |bytes: usize| bytes.max(VECTOR_REQUEST_BYTES);
    match entry {
        EntryChange::Added { bytes } | EntryChange::Removed { bytes } => least(bytes),
        EntryChange::Replaced { old_bytes, new_bytes } => least(old_bytes.max(new_bytes)),
        EntryChange::Moved { old_bytes, new_bytes } => least(old_bytes) + least(new_bytes),
    }
}

/// What a search is charged for: the vectors that it examined and the results, at least 1 KB. (Developer guide: Vector
/// search, monitoring)
pub(crate) fn report_search(
    examined_bytes: usize,
    result_bytes: usize,
    asked: Option<ReturnConsumedCapacity>,
) -> Option<VectorCapacity> {
    let bytes = (examined_bytes + result_bytes).max(VECTOR_REQUEST_BYTES);
    is_reported(asked).then(|| VectorCapacity {
        vector_search_request_bytes: Some(bytes as f64),
        ..VectorCapacity::default()
    })
}

fn add(shares: &mut BTreeMap<String, Capacity>, index: &str, units: f64) {
    shares.entry(index.to_owned()).or_default().capacity_units += units;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_reads_twice() {
        assert_eq!(Consumed::transactional_read(4097).table, 4.0);
    }
}
