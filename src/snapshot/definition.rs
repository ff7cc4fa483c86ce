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
    /// The record of a table's definition alone, as it is when all states have ended. Indexes that are being filled are
    /// not in it yet, and partitions have counted nothing. `None` if the table is gone then.
    pub(crate) fn of_definition(table: &NotedTable<'_>) -> Option<Self> {
        let settings = table.settings;
        let (mut global_indexes, mut vector_indexes) =
            ((*table.global_indexes).clone(), (*table.vector_indexes).clone());
        global_indexes.retain(|index| !settings.is_filling(index.definition().name()));
        vector_indexes.retain(|index| !settings.is_filling(&index.definition().name));
        let is_kept = |name: &str| {
            global_indexes.iter().any(|index| index.definition().name() == name)
                || vector_indexes.iter().any(|index| index.definition().name == name)
        };
        let mut settings = settings.when_ended(is_kept)?;
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
        let uncounted =
            |layout: &Layout| layout.all().iter().map(|partition| (partition.range().first, 0, 0)).collect();
        let index = |index: &GlobalIndex| IndexRecord {
            definition: (**index.definition()).clone(),
            partitions: uncounted(index.layout()),
        };
        Some(Self {
            name: table.name.to_owned(),
            sequence: table.sequence,
            schema: table.schema.clone(),
            local_indexes: table.local_indexes.iter().map(|index| (**index).clone()).collect(),
            global_indexes: global_indexes.iter().map(|entry| index(entry)).collect(),
            vector_indexes: vector_indexes.iter().map(|index| (**index.definition()).clone()).collect(),
            partitions: uncounted(table.layout),
            settings,
            items: 0,
            changes: None,
        })
    }

    /// The table's place in the order of creation.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }
}
