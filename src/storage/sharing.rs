//! Tables with the contents of another: a restored table, and a backup in a snapshot, which is written as its
//! differences from an earlier table.

use std::sync::Arc;

use super::{
    index::definition::IndexDefinition, layout::Layout, partition::Partition, stored::Stored, table::Table,
    table_definition::TableDefinition,
};
use crate::key::HashPoint;

/// What turns the items of one table into those of another.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    /// The items whose keys the other table does not have.
    pub(crate) removed: Vec<Stored>,
    /// The items that the other table has in their place or in addition.
    pub(crate) put: Vec<Stored>,
}

impl Table {
    /// A copy-on-write copy of this table, which is not in use, with another definition. `definition` may leave out
    /// indexes of this table or rename them, but adds none; its numbers of partitions are ignored. Time to live is off
    /// in the new table.
    pub(crate) fn restored(&self, definition: TableDefinition) -> Self {
        Self::new(definition, self.sequence()).with_contents_of(self)
    }

    /// This table, which is empty, with the contents of `source`, which is not in use; copy-on-write. It has the
    /// partitions of `source`, no order of times and no change log. For each of its indexes `source` has one that is
    /// [like](IndexDefinition::is_like) it, and the local ones are in the same order.
    pub(crate) fn with_contents_of(self, source: &Self) -> Self {
        self.sharing(source, false)
    }

    /// The same with the versions of the items, if `source` was a replica.
    pub(super) fn with_versioned_contents_of(self, source: &Self) -> Self {
        self.sharing(source, true)
    }

    fn sharing(self, source: &Self, has_versions: bool) -> Self {
        let mut wanted = self.local_indexes().iter().peekable();
        let mut is_kept = |index: &IndexDefinition| wanted.next_if(|wanted| wanted.is_like(index)).is_some();
        let kept: Vec<bool> = source.local_indexes().iter().map(|index| is_kept(index)).collect();
        debug_assert!(wanted.next().is_none(), "the source has each local index");
        let layout = source.layout().uncounted_copy();
        layout.visit_each(
            |data| {
                data.expiry_order().is_some()
                    || data.shard().is_some()
                    || (data.versions().is_some() && !has_versions)
                    || data.local_indexes().len() > self.local_indexes().len()
            },
            |data| {
                data.expire_by(None);
                *data.shard_mut() = None;
                if !has_versions {
                    *data.versions_slot() = None;
                }
                data.keep_local_indexes(&kept);
            },
        );
        let indexes = source.global_indexes();
        let copy_of = |index: &IndexDefinition| {
            let there = indexes.iter().find(|there| there.definition().is_like(index));
            debug_assert!(there.is_some(), "the source has each global index");
            there.map(|there| there.layout().uncounted_copy())
        };
        let of_indexes = self.global_indexes();
        let of_indexes = of_indexes.iter().filter_map(|index| copy_of(index.definition())).collect();
        let wanted = self.vector_indexes();
        let is_wanted = |definition: &_| wanted.iter().any(|index| index.definition() == definition);
        let vectors = source.vector_indexes();
        let vectors = vectors.iter().filter(|index| is_wanted(index.definition()));
        let vectors = vectors.map(|index| Arc::new(index.copy())).collect();
        self.with_layouts(layout, of_indexes).with_vector_indexes(vectors)
    }

    /// Whether the table, as it was created, could have the [contents](Self::with_contents_of) of `source`: it has the
    /// same key, indexes and partitions.
    pub(crate) fn has_form_of(&self, source: &Self) -> bool {
        let definitions = |table: &Self| {
            let (global, vector) = (table.global_indexes(), table.vector_indexes());
            let global = global.iter().map(|index| Arc::clone(index.definition()));
            let vector = vector.iter().map(|index| Arc::clone(index.definition()));
            (global.collect::<Vec<_>>(), vector.collect::<Vec<_>>())
        };
        let beginnings = |table: &Self| {
            let indexes = table.global_indexes();
            let layouts = indexes.iter().map(|index| index.layout().beginnings());
            (table.layout().beginnings(), layouts.collect::<Vec<_>>())
        };
        self.schema() == source.schema()
            && self.local_indexes() == source.local_indexes()
            && definitions(self) == definitions(source)
            && beginnings(self) == beginnings(source)
    }

    /// The differences that turn the items of `source` into those of this table; neither is in use. `None` if the
    /// tables differ in [form](Self::has_form_of), or in as many items as there are in this table. Contents that the
    /// tables share take no time.
    pub(crate) fn differences_from(&self, source: &Self) -> Option<Differences> {
        if !self.has_form_of(source) {
            return None;
        }
        let mut found = Differences::default();
        let mut room = self.totals().count.checked_sub(1)?;
        let (ours, theirs) = (self.layout().contents(), source.layout().contents());
        for ((_, our), (_, their)) in ours.iter().zip(&theirs) {
            if Arc::ptr_eq(our, their) {
                continue;
            }
            let is_same = |one: &Stored, other: &Stored| Arc::ptr_eq(one.item(), other.item());
            for (_, new, old) in our.items().differences(their.items(), is_same) {
                match (new, old) {
                    (Some(new), _) => found.put.push(new.clone()),
                    (None, Some(old)) => found.removed.push(old.clone()),
                    (None, None) => {}
                }
                room = room.checked_sub(1)?;
            }
        }
        Some(found)
    }
}

impl Layout {
    /// The same partitions with the same contents, with counters of reads and writes at zero.
    pub(super) fn uncounted_copy(&self) -> Self {
        let partitions = self.contents().into_iter();
        let partitions =
            partitions.map(|(partition, data)| Arc::new(Partition::new(partition.range(), data)));
        Self::of(partitions.collect())
    }

    /// The first points of the partitions.
    fn beginnings(&self) -> Vec<HashPoint> {
        self.all().iter().map(|partition| partition.range().first).collect()
    }
}
