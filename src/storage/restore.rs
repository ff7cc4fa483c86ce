//! A table that begins with the items of another, as a restore makes it.

use std::sync::Arc;

use super::{
    index::definition::IndexDefinition, layout::Layout, partition::Partition, table::Table,
    table_definition::TableDefinition,
};

impl Table {
    /// A table with the items of this one, which nobody changes meanwhile. Both share them until one writes. `definition`
    /// may leave indexes of this table out and has no others; its numbers of partitions do not count, and nothing in the
    /// new table expires.
    pub(crate) fn restored(&self, definition: TableDefinition) -> Self {
        let kept = |index: &IndexDefinition| definition.local_indexes.iter().any(|kept| kept == index);
        let kept: Vec<bool> = self.local_indexes().iter().map(|index| kept(index)).collect();
        let layout = self.layout().uncounted_copy();
        layout.write_each(|data| {
            data.expire_by(None);
            *data.shard_mut() = None;
            data.keep_local_indexes(&kept);
        });
        let indexes = self.global_indexes();
        let copy_of = |index: &IndexDefinition| {
            let there = indexes.iter().find(|there| **there.definition() == *index);
            debug_assert!(there.is_some(), "a restored table has no index that its source has not");
            there.map(|there| there.layout().uncounted_copy())
        };
        let of_indexes = definition.global_indexes.iter();
        let of_indexes = of_indexes.filter_map(|(index, _)| copy_of(index)).collect();
        let vectors = self.vector_indexes();
        let vectors = vectors.iter().filter(|index| definition.vector_indexes.contains(index.definition()));
        let vectors = vectors.map(|index| Arc::new(index.copy())).collect();
        Self::new(definition, self.sequence()).with_layouts(layout, of_indexes).with_vector_indexes(vectors)
    }
}

impl Layout {
    /// The same partitions with the same contents, of which none was read or written yet.
    fn uncounted_copy(&self) -> Self {
        let partitions = self.contents().into_iter();
        let partitions =
            partitions.map(|(partition, data)| Arc::new(Partition::new(partition.range(), data)));
        Self::of(partitions.collect())
    }
}
