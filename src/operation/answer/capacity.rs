//! What a request consumed, as its answer tells it.

use std::collections::BTreeMap;

use crate::{
    codec::write::output,
    operation::{access::tables::is_arn, request::enums::ReturnConsumedCapacity},
    size::write_units,
    storage::{EntryChange, ReadTarget, Table, Written},
};

output! {
    /// The capacity that a request consumed. (API reference: `ConsumedCapacity`)
    pub struct ConsumedCapacity {
        /// The table.
        table_name: String = "TableName",
        /// Units in all.
        capacity_units: f64 = "CapacityUnits",
        /// Read units, which only transactions tell apart.
        read_capacity_units: Option<f64> = "ReadCapacityUnits",
        /// Write units, which only transactions tell apart.
        write_capacity_units: Option<f64> = "WriteCapacityUnits",
        /// The table's share, where the request asked for `INDEXES`.
        table: Option<Capacity> = "Table",
        /// The share of each local secondary index that the request touched.
        local_secondary_indexes: Option<BTreeMap<String, Capacity>> = "LocalSecondaryIndexes",
        /// The share of each global secondary index that the request touched.
        global_secondary_indexes: Option<BTreeMap<String, Capacity>> = "GlobalSecondaryIndexes",
    }
}

output! {
    /// The capacity that a table or an index consumed. (API reference: `Capacity`)
    pub struct Capacity {
        /// Read units, which only transactions tell apart.
        read_capacity_units: Option<f64> = "ReadCapacityUnits",
        /// Write units, which only transactions tell apart.
        write_capacity_units: Option<f64> = "WriteCapacityUnits",
        /// Units in all.
        capacity_units: f64 = "CapacityUnits",
    }
}

/// Units consumed by one or more accesses to a table, shared out among the table and its indexes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Consumed {
    pub(crate) table: f64,
    pub(crate) local: BTreeMap<String, Capacity>,
    pub(crate) global: BTreeMap<String, Capacity>,
}

impl Consumed {
    /// What a write consumed: the larger of the item before and after, and what changed in the indexes.
    pub(crate) fn write(written: &Written) -> Self {
        let size =
            |stored: &Option<crate::storage::Stored>| stored.as_ref().map_or(0, |stored| stored.size());
        let mut consumed = Self::default();
        consumed.add_write(write_units(size(&written.old).max(size(&written.new))), written);
        consumed
    }

    /// Adds a write whose item cost this many units.
    pub(crate) fn add_write(&mut self, units: u64, written: &Written) {
        self.table += units as f64;
        for index in &written.indexes {
            let shares = if index.local { &mut self.local } else { &mut self.global };
            add(shares, index.index.name(), index_write_units(index.entry) as f64);
        }
    }

    /// Adds a read of a table or an index.
    pub(crate) fn add_read(&mut self, target: &ReadTarget, units: f64) {
        match target {
            ReadTarget::Table => self.table += units,
            ReadTarget::Local(_, index) => add(&mut self.local, index.name(), units),
            ReadTarget::Global(index) => add(&mut self.global, index.definition().name(), units),
        }
    }

    /// Adds what another access consumed.
    pub(crate) fn add(&mut self, other: &Self) {
        self.table += other.table;
        for (mine, theirs) in [(&mut self.local, &other.local), (&mut self.global, &other.global)] {
            for (name, share) in theirs {
                add(mine, name, share.capacity_units);
            }
        }
    }

    /// What the answer tells.
    pub(crate) fn told(
        self,
        table: &Table,
        how_much: Option<ReturnConsumedCapacity>,
    ) -> Option<ConsumedCapacity> {
        let indexes = match how_much? {
            ReturnConsumedCapacity::None => return None,
            ReturnConsumedCapacity::Total => false,
            ReturnConsumedCapacity::Indexes => true,
        };
        let shares = self.local.values().chain(self.global.values());
        let capacity_units = shares.fold(self.table, |sum, share| sum + share.capacity_units);
        let mut told = ConsumedCapacity {
            table_name: table.name().to_owned(),
            capacity_units,
            ..ConsumedCapacity::default()
        };
        if indexes {
            told.table = Some(Capacity { capacity_units: self.table, ..Capacity::default() });
            told.local_secondary_indexes = some(self.local);
            told.global_secondary_indexes = some(self.global);
        }
        Some(told)
    }
}

/// What a transaction did: it tells its units as read or write units, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

impl ConsumedCapacity {
    /// The same under what the request called the table: an ARN stays an ARN. (API reference: `ConsumedCapacity`)
    pub(crate) fn called(mut self, asked: &str) -> Self {
        if is_arn(asked) {
            asked.clone_into(&mut self.table_name);
        }
        self
    }

    /// The same units, told as read or write units, too.
    pub(crate) fn told_as(mut self, direction: Direction) -> Self {
        let units = |units: f64| match direction {
            Direction::Read => (Some(units), None),
            Direction::Write => (None, Some(units)),
        };
        (self.read_capacity_units, self.write_capacity_units) = units(self.capacity_units);
        let indexes = [&mut self.local_secondary_indexes, &mut self.global_secondary_indexes];
        let shares = indexes.into_iter().flatten().flat_map(BTreeMap::values_mut);
        for share in self.table.iter_mut().chain(shares) {
            (share.read_capacity_units, share.write_capacity_units) = units(share.capacity_units);
        }
        self
    }
}

/// What a change of an index's entry consumes: one that stays under its key is written once, one that moves is taken
/// out and put in. (Developer guide: Provisioned throughput considerations for global secondary indexes)
fn index_write_units(entry: EntryChange) -> u64 {
    match entry {
        EntryChange::Added { bytes } | EntryChange::Removed { bytes } => write_units(bytes),
        EntryChange::Replaced { old_bytes, new_bytes } => write_units(old_bytes.max(new_bytes)),
        EntryChange::Moved { old_bytes, new_bytes } => write_units(old_bytes) + write_units(new_bytes),
    }
}

fn add(shares: &mut BTreeMap<String, Capacity>, index: &str, units: f64) {
    shares.entry(index.to_owned()).or_default().capacity_units += units;
}

fn some(shares: BTreeMap<String, Capacity>) -> Option<BTreeMap<String, Capacity>> {
    (!shares.is_empty()).then_some(shares)
}
