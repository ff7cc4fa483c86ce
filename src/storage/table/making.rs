//! How tables are made: empty ones, and those with other contents.

use std::sync::Arc;

use super::Table;
use crate::{
    limits::ITEM_COLLECTION_SIZE_BYTES,
    listen::Listeners,
    storage::{
        changes::log::ChangeLog,
        contributors::Contributors,
        index::{
            global::GlobalIndex,
            list::{GlobalIndexes, VectorIndexes},
            vector::vector_index::VectorIndex,
        },
        lag::state::LagState,
        layout::Layout,
        table_definition::TableDefinition,
        throughput::limits::TableUnits,
        time::TableTime,
        tree::totals::Totals,
        ttl::state::TtlState,
    },
    sync::{Mutex, RwLock, atomic::AtomicBool},
};

impl Table {
    /// An empty table.
    pub(crate) fn new(definition: TableDefinition, sequence: u64) -> Self {
        let TableDefinition {
            name,
            schema,
            local_indexes,
            global_indexes,
            vector_indexes,
            partitions,
            settings,
        } = definition;
        let vector_indexes = vector_indexes.into_iter().map(|index| Arc::new(VectorIndex::new(index)));
        let global_indexes: Vec<_> = global_indexes
            .into_iter()
            .map(|(index, partitions)| Arc::new(GlobalIndex::new(index, partitions)))
            .collect();
        let table = Self {
            name,
            settings: RwLock::new(settings),
            sequence,
            region: 0,
            schema,
            collection_limit_bytes: ITEM_COLLECTION_SIZE_BYTES,
            dropped: AtomicBool::new(false),
            is_ready: AtomicBool::new(true),
            importing: AtomicBool::new(false),
            listeners: Listeners::default(),
            ttl: TtlState::default(),
            changes: ChangeLog::default(),
            time: TableTime::default(),
            contributors: Contributors::default(),
            replica: RwLock::default(),
            is_strong: AtomicBool::new(false),
            lag: LagState::default(),
            units: TableUnits::default(),
            journal: None,
            changing: Mutex::default(),
            layout: Layout::new(partitions, local_indexes.len()),
            local_indexes: local_indexes.into_iter().map(Arc::new).collect(),
            global_indexes: GlobalIndexes::new(global_indexes),
            vector_indexes: VectorIndexes::new(vector_indexes.collect()),
        };
        table.follow_states(&table.settings());
        table
    }

    /// The same table, still empty, with these partitions of its own and of its global indexes, in their order.
    pub(crate) fn with_layouts(mut self, layout: Layout, of_global_indexes: Vec<Layout>) -> Self {
        debug_assert_eq!(
            of_global_indexes.len(),
            self.global_indexes.load().len(),
            "each global index has a layout"
        );
        debug_assert_eq!(self.totals(), Totals::default(), "no item is lost");
        let indexes = self.global_indexes.take();
        let global_indexes = indexes.iter().zip(of_global_indexes);
        let global_indexes = global_indexes.map(|(index, layout)| Arc::new(index.with_layout(layout)));
        self.global_indexes = GlobalIndexes::new(global_indexes.collect());
        self.layout = layout;
        self
    }

    /// The same table at this place in the order of creation.
    pub(crate) fn with_sequence(mut self, sequence: u64) -> Self {
        self.sequence = sequence;
        self
    }

    /// The same table in the region with this place.
    pub(crate) fn with_region(mut self, region: u32) -> Self {
        self.region = region;
        self
    }

    /// The same table with these vector indexes, which are those of its definition.
    pub(in crate::storage) fn with_vector_indexes(mut self, vector_indexes: Vec<Arc<VectorIndex>>) -> Self {
        self.vector_indexes = VectorIndexes::new(vector_indexes);
        self
    }

    /// The same table with this limit for the size of an item collection, in bytes.
    pub(crate) fn with_collection_limit(mut self, collection_limit_bytes: u64) -> Self {
        self.collection_limit_bytes = collection_limit_bytes;
        self
    }

    /// The same table with other contents.
    pub(in crate::storage) fn with_contents(
        &self,
        layout: Layout,
        changes: ChangeLog,
        global_indexes: Vec<Arc<GlobalIndex>>,
        vector_indexes: Vec<Arc<VectorIndex>>,
    ) -> Self {
        Self {
            name: self.name.clone(),
            settings: RwLock::new(self.settings.read().clone()),
            sequence: self.sequence,
            region: self.region,
            schema: self.schema.clone(),
            local_indexes: self.local_indexes.clone(),
            global_indexes: GlobalIndexes::new(global_indexes),
            vector_indexes: VectorIndexes::new(vector_indexes),
            layout,
            collection_limit_bytes: self.collection_limit_bytes,
            dropped: AtomicBool::new(false),
            is_ready: AtomicBool::new(self.is_ready()),
            importing: AtomicBool::new(false),
            listeners: Listeners::default(),
            ttl: TtlState::default(),
            changes,
            time: self.time.fork(),
            contributors: self.contributors.fork(),
            replica: RwLock::default(),
            is_strong: AtomicBool::new(false),
            lag: self.lag.fork(),
            units: self.units.fork(),
            journal: None,
            changing: Mutex::default(),
        }
    }
}
