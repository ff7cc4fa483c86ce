//! The records of a snapshot that are not items.

use crate::{
    key::{HashPoint, KeySchema},
    limits::{GLOBAL_INDEXES, INDEX_KEY_ATTRIBUTES, LOCAL_INDEXES},
    record::record,
    storage::{
        GlobalIndex, IndexDefinition, Layout, Store, StoreOptions, Table, TableAbout, TableDefinition,
    },
};

record! {
    /// The database.
    #[derive(Debug)]
    pub(super) struct StoreRecord {
        pub(super) options: StoreOptions,
        /// Where the source of ids stands.
        pub(super) ids: u64,
        pub(super) next_sequence: u64,
        /// How many tables follow.
        pub(super) tables: usize,
    }
}

record! {
    /// A table.
    #[derive(Debug)]
    pub(super) struct TableRecord {
        pub(super) name: String,
        sequence: u64,
        schema: KeySchema,
        local_indexes: Vec<IndexDefinition>,
        global_indexes: Vec<IndexRecord>,
        partitions: Vec<PartitionRecord>,
        about: TableAbout,
        /// How many items follow.
        pub(super) items: u64,
    }
}

record! {
    /// A global index.
    #[derive(Debug)]
    struct IndexRecord {
        definition: IndexDefinition,
        partitions: Vec<PartitionRecord>,
    }
}

/// A partition: where it begins on the line of hashes (the first 64 bits), the reads and the writes it counted.
type PartitionRecord = (HashPoint, u64, u64);

impl StoreRecord {
    pub(super) fn of(store: &Store, tables: usize) -> Self {
        Self {
            options: store.options.clone(),
            ids: store.ids.state(),
            next_sequence: store.next_sequence(),
            tables,
        }
    }
}

impl TableRecord {
    pub(super) fn of(table: &Table) -> Self {
        let global_indexes = &table.global_indexes;
        let index = |index: &GlobalIndex| IndexRecord {
            definition: (*index.definition).clone(),
            partitions: partitions_of(&index.layout),
        };
        Self {
            name: table.name.clone(),
            sequence: table.sequence,
            schema: table.schema.clone(),
            local_indexes: table.local_indexes.iter().map(|index| (**index).clone()).collect(),
            global_indexes: global_indexes.iter().map(|entry| index(entry)).collect(),
            partitions: partitions_of(&table.layout),
            about: table.about.read().clone(),
            items: table
                .layout
                .with_all_read(|all| all.iter().map(|(_, data)| data.items.len() as u64).sum()),
        }
    }

    /// The table, still empty; or what is wrong with the record.
    pub(super) fn table(&self) -> Result<Table, &'static str> {
        self.check()?;
        let mut table = Table::new(
            TableDefinition {
                name: self.name.clone(),
                schema: self.schema.clone(),
                local_indexes: self.local_indexes.clone(),
                global_indexes: Vec::new(),
                partitions: 1,
                about: self.about.clone(),
            },
            self.sequence,
        );
        table.layout = layout(&self.partitions, self.local_indexes.len())?;
        let mut global_indexes = Vec::with_capacity(self.global_indexes.len());
        for index in &self.global_indexes {
            let mut made = GlobalIndex::new(index.definition.clone(), 1);
            made.layout = layout(&index.partitions, 0)?;
            global_indexes.push(made.into());
        }
        table.global_indexes = global_indexes;
        Ok(table)
    }

    fn check(&self) -> Result<(), &'static str> {
        let is_key = |schema: &KeySchema, most: usize| {
            (1..=most).contains(&schema.partition_key.len()) && schema.sort_key.len() <= most
        };
        if !is_key(&self.schema, 1) {
            return Err("not the key of a table");
        }
        let local_key = |index: &IndexDefinition| {
            is_key(&index.schema, 1) && index.schema.partition_key == self.schema.partition_key
        };
        if self.local_indexes.len() > LOCAL_INDEXES || !self.local_indexes.iter().all(local_key) {
            return Err("not the local indexes of a table");
        }
        let global_key = |index: &IndexRecord| is_key(&index.definition.schema, INDEX_KEY_ATTRIBUTES);
        if self.global_indexes.len() > GLOBAL_INDEXES || !self.global_indexes.iter().all(global_key) {
            return Err("not the global indexes of a table");
        }
        Ok(())
    }

    /// Sets the partitions' counters back to what they were, which the loading counted too.
    pub(super) fn set_counts(&self, table: &Table) {
        set_counts(&table.layout, &self.partitions);
        for (index, record) in table.global_indexes.iter().zip(&self.global_indexes) {
            set_counts(&index.layout, &record.partitions);
        }
    }
}

fn partitions_of(layout: &Layout) -> Vec<PartitionRecord> {
    let all = layout.all();
    let record = all.iter().map(|one| (one.range.first, one.reads(), one.writes()));
    record.collect()
}

fn layout(partitions: &[PartitionRecord], local_indexes: usize) -> Result<Layout, &'static str> {
    let places: Vec<HashPoint> = partitions.iter().map(|record| record.0).collect();
    Layout::beginning_at(&places, local_indexes).ok_or("partitions that do not cover the line of hashes")
}

fn set_counts(layout: &Layout, records: &[PartitionRecord]) {
    for (partition, record) in layout.all().iter().zip(records) {
        partition.set_counts(record.1, record.2);
    }
}
