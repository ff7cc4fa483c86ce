//! A restored table, which begins with the items of another.

use std::sync::Arc;

use super::{
    index::definition::IndexDefinition, layout::Layout, partition::Partition, table::Table,
    table_definition::TableDefinition,
};

impl Table {
    /// A copy-on-write copy of this table, which is not in use, with another definition. `definition` may leave out
    /// indexes of this table, but adds none; its numbers of partitions are ignored. Time to live is off in the new
    /// table.
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
    /// The same partitions with the same contents, with counters of reads and writes at zero.
    fn uncounted_copy(&self) -> Self {
        let partitions = self.contents().into_iter();
        let partitions =
            partitions.map(|(partition, data)| Arc::new(Partition::new(partition.range(), data)));
        Self::of(partitions.collect())
    }
}
