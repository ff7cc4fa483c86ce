//! Records of a table's definition alone, for databases on disk.

use super::record::{EngineRecord, IndexRecord, JobCounts, TableRecord};
use crate::{
    engine::Engine,
    storage::{GlobalIndex, Layout, NotedTable},
};

impl EngineRecord {
    /// The record of an engine in which nothing was made yet.
    pub(crate) fn of_new(engine: &Engine) -> Self {
        Self::of(engine, [0; 4], JobCounts::default())
    }
}

impl TableRecord {
    /// The record of a table's definition alone, as it is when all states have ended and all indexes are filled.
    /// Partitions have counted nothing. `None` if the table is gone then.
    pub(crate) fn of_definition(table: &NotedTable<'_>) -> Option<Self> {
        let (mut global_indexes, mut vector_indexes) =
            ((*table.global_indexes).clone(), (*table.vector_indexes).clone());
        let (mut settings, deleting) = match table.settings.when_ended() {
            Some(settings) => (settings, false),
            None if !table.settings.leaves_something() => return None,
            None => {
                let mut undeleted = table.settings.clone();
                undeleted.stop_deleting();
                (undeleted.when_ended()?, true)
            }
        };
        global_indexes.retain(|index| settings.global_indexes.contains_key(index.definition().name()));
        vector_indexes.retain(|index| settings.vector_indexes.contains_key(&index.definition().name));
        settings.attribute_definitions.retain(|attribute| {
            table.schema.contains(&attribute.name)
                || table.local_indexes.iter().any(|index| index.schema().contains(&attribute.name))
                || global_indexes.iter().any(|index| index.definition().schema().contains(&attribute.name))
                || vector_indexes
                    .iter()
                    .any(|index| index.definition().search_attribute(&attribute.name).is_some())
        });
        let uncounted = |index: Option<&str>, layout: &Layout| {
            let split = table.split.filter(|(of, _)| *of == index).map(|(_, partitions)| partitions);
            let all = layout.all();
            split.unwrap_or(&all).iter().map(|partition| (partition.range().first, 0, 0)).collect()
        };
        let index = |index: &GlobalIndex| IndexRecord {
            definition: (**index.definition()).clone(),
            partitions: uncounted(Some(index.definition().name()), index.layout()),
        };
        Some(Self {
            name: table.name.to_owned(),
            sequence: table.sequence,
            schema: table.schema.clone(),
            local_indexes: table.local_indexes.iter().map(|index| (**index).clone()).collect(),
            global_indexes: global_indexes.iter().map(|entry| index(entry)).collect(),
            vector_indexes: vector_indexes.iter().map(|index| (**index.definition()).clone()).collect(),
            partitions: uncounted(None, table.layout),
            settings,
            deleting,
            items: 0,
            changes: None,
        })
    }

    /// Whether the table is being deleted.
    pub(crate) fn is_being_deleted(&self) -> bool {
        self.deleting
    }

    /// How many items the table has.
    pub(crate) fn items(&self) -> u64 {
        self.items
    }

    /// The record with partitions that begin at these places too.
    pub(crate) fn with_partitions(mut self, beginnings: impl Iterator<Item = u64>) -> Self {
        self.partitions.extend(beginnings.map(|first| (first, 0, 0)));
        self.partitions.sort_unstable_by_key(|(first, ..)| *first);
        self.partitions.dedup_by_key(|(first, ..)| *first);
        self
    }

    /// The table's place in the order of creation.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }
}
