//! The records of the database and its tables in a snapshot.

use serde::{Deserialize, Serialize};

use super::{change_record::LogRecord, format::MOST_COUNTED, job_record::JobRecord};
use crate::{
    engine::{Engine, EngineOptions, Export, Ids},
    key::{HashPoint, KeySchema},
    operation::table::restored::check_restored,
    storage::{
        GlobalIndex, IndexDefinition, Layout, MOST_PARTITIONS, SavedLog, Table, TableDefinition,
        TableSettings, VectorIndexDefinition,
    },
};

/// The database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EngineRecord {
    pub(crate) options: EngineOptions,
    /// The state of the generator of ids.
    pub(crate) ids: u64,
    pub(crate) next_sequence: u64,
    /// How many tables follow.
    pub(super) tables: usize,
    /// How many backups follow the tables.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) backups: usize,
    /// How many further regions follow: of each such a record, and then its tables and backups.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) regions: usize,
    /// How many deleted tables follow the backups.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) deleted: usize,
    /// How many jobs follow the deleted tables.
    #[serde(default, skip_serializing_if = "JobCounts::is_zero")]
    pub(super) jobs: JobCounts,
    /// Exports that have ended, in files of before jobs had lines of their own.
    #[serde(default, skip_serializing)]
    pub(super) exports: Vec<JobRecord<Export>>,
}

/// How many jobs there are that have ended, of each kind in this order. Their files are in buckets, which are not in the
/// file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct JobCounts {
    pub(super) exports: usize,
    pub(super) imports: usize,
    pub(super) bulk_operations: usize,
}

impl JobCounts {
    pub(super) fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A table.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TableRecord {
    pub(super) name: String,
    pub(super) sequence: u64,
    pub(super) schema: KeySchema,
    pub(super) local_indexes: Vec<IndexDefinition>,
    pub(super) global_indexes: Vec<IndexRecord>,
    #[serde(default)]
    pub(super) vector_indexes: Vec<VectorIndexDefinition>,
    pub(super) partitions: Vec<PartitionRecord>,
    #[serde(rename = "about")]
    pub(super) settings: TableSettings,
    /// In a database on disk: the table is being deleted, and something will be left of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) deleting: bool,
    /// How many items follow.
    pub(super) items: u64,
    /// The change log, whose records follow the items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) changes: Option<LogRecord>,
}

/// A global index.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct IndexRecord {
    pub(super) definition: IndexDefinition,
    pub(super) partitions: Vec<PartitionRecord>,
}

/// A partition: its start on the line of hashes (the first 64 bits), and how many reads and writes it counted.
pub(super) type PartitionRecord = (HashPoint, u64, u64);

impl EngineRecord {
    /// The record of an engine, of which this much follows.
    pub(super) fn of(
        engine: &Engine,
        [tables, backups, deleted, regions]: [usize; 4],
        jobs: JobCounts,
    ) -> Self {
        Self {
            options: EngineOptions { stream_bytes: engine.stream_bytes(), ..engine.options().clone() },
            ids: engine.ids().state(),
            next_sequence: engine.catalog().next_sequence(),
            tables,
            backups,
            regions,
            deleted,
            jobs,
            exports: Vec::new(),
        }
    }

    /// Fails with what is wrong with the record.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.next_sequence > MOST_COUNTED {
            return Err(format!("{} is too large for a table's sequence", self.next_sequence));
        }
        let EngineOptions { region, account, .. } = &self.options;
        if let Some(part) = [region, account].into_iter().find(|part| part.contains([':', '/'])) {
            return Err(format!("{part:?} is no region and no account: no ARN can name it"));
        }
        // A table's id is 128 bits, taken before the table gets its sequence. A generator at an earlier state would
        // issue those ids again.
        if !(2 * self.next_sequence..=2 * MOST_COUNTED).contains(&Ids::taken(self.options.seed, self.ids)) {
            return Err(format!(
                "the source of ids stands at {}, and would give ids of tables again",
                self.ids
            ));
        }
        Ok(())
    }
}

impl TableRecord {
    pub(super) fn of(table: &Table, changes: Option<&SavedLog>) -> Self {
        let global_indexes = table.global_indexes();
        let index = |index: &GlobalIndex| IndexRecord {
            definition: (**index.definition()).clone(),
            partitions: partitions_of(index.layout()),
        };
        Self {
            name: table.name().to_owned(),
            sequence: table.sequence(),
            schema: table.schema().clone(),
            local_indexes: table.local_indexes().iter().map(|index| (**index).clone()).collect(),
            global_indexes: global_indexes.iter().map(|entry| index(entry)).collect(),
            vector_indexes: table
                .vector_indexes()
                .iter()
                .map(|index| (**index.definition()).clone())
                .collect(),
            partitions: partitions_of(table.layout()),
            settings: table.settings().clone(),
            deleting: false,
            items: table.totals().count,
            changes: changes.map(LogRecord::of),
        }
    }

    /// The table, still empty; fails with what is wrong with the record.
    pub(crate) fn table(&self) -> Result<Table, String> {
        let global_indexes = self.global_indexes.iter().map(|index| (index.definition.clone(), 1));
        let definition = TableDefinition {
            name: self.name.clone(),
            schema: self.schema.clone(),
            local_indexes: self.local_indexes.clone(),
            global_indexes: global_indexes.collect(),
            vector_indexes: self.vector_indexes.clone(),
            partitions: 1,
            settings: self.settings.clone(),
        };
        // This check comes first because it limits the number of indexes, and each partition has a part of each index.
        check_restored(&definition)?;
        let of_table = layout(&self.partitions, self.local_indexes.len())?;
        let of_indexes = self.global_indexes.iter().map(|index| layout(&index.partitions, 0));
        let of_indexes = of_indexes.collect::<Result<_, _>>()?;
        Ok(Table::new(definition, self.sequence).with_layouts(of_table, of_indexes))
    }

    /// Sets the partitions' counters to the saved values, because loading counted too.
    pub(crate) fn set_counts(&self, table: &Table) {
        set_counts(table.layout(), &self.partitions);
        for (index, record) in table.global_indexes().iter().zip(&self.global_indexes) {
            set_counts(index.layout(), &record.partitions);
        }
    }
}

pub(super) fn partitions_of(layout: &Layout) -> Vec<PartitionRecord> {
    let counted = |count: u64| count.min(MOST_COUNTED);
    let all = layout.all();
    let record = all.iter().map(|one| (one.range().first, counted(one.reads()), counted(one.writes())));
    record.collect()
}

fn layout(partitions: &[PartitionRecord], local_indexes: usize) -> Result<Layout, String> {
    if let Some(count) =
        partitions.iter().flat_map(|record| [record.1, record.2]).find(|count| *count > MOST_COUNTED)
    {
        return Err(format!("a partition that counted to {count}"));
    }
    let places: Vec<HashPoint> = partitions.iter().map(|record| record.0).collect();
    Layout::beginning_at(&places, local_indexes).ok_or_else(|| {
        format!(
            "partitions that do not cover the line of hashes in order, each once and at most {MOST_PARTITIONS}"
        )
    })
}

fn set_counts(layout: &Layout, records: &[PartitionRecord]) {
    for (partition, record) in layout.all().iter().zip(records) {
        partition.set_counts(record.1, record.2);
    }
}
