//! The limit for the size of an item collection.

use std::collections::BTreeMap;

use super::growth::Growth;
use crate::{
    error::Error,
    key::{StoredKey, key_item},
    storage::{change::Change, partition_data::PartitionData, stored::Stored, table::Table},
    texts,
    value::Item,
};

/// A change would make its item collection larger than the service allows.
/// (Developer guide: Error handling, `ItemCollectionSizeLimitExceededException`)
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", texts::item::COLLECTION_TOO_LARGE)]
pub(crate) struct CollectionTooLarge {
    /// Which of the changes, in their order.
    pub(crate) position: usize,
    /// The table's name, and the key of the item.
    pub(crate) table: String,
    pub(crate) key: Option<Item>,
}

impl From<CollectionTooLarge> for Error {
    fn from(too_large: CollectionTooLarge) -> Self {
        Self::ItemCollectionSizeLimitExceeded(too_large.to_string())
    }
}

impl Table {
    /// The most that a change can add to its collection: the item, and an entry as large in each index.
    fn most_growth(&self, change: &Change<'_>) -> u64 {
        match change {
            Change::Put(new) => (new.size() as u64).saturating_mul(1 + self.local_indexes().len() as u64),
            Change::Check | Change::Keep | Change::Edit(_) | Change::Delete => 0,
        }
    }

    /// The bytes that a change adds to its collection and removes from it.
    fn growth(&self, data: &PartitionData, key: &StoredKey, change: &Change<'_>) -> Growth {
        let old = data.items().get(key);
        let new = match change {
            Change::Check | Change::Keep | Change::Edit(_) => old,
            Change::Put(new) => Some(new),
            Change::Delete => None,
        };
        let mut growth = Growth::default();
        growth.replace(old, new);
        for index in self.local_indexes() {
            let entry = |stored: &Stored| {
                index.has(stored.item()).then(|| index.project(self.schema(), stored).size())
            };
            growth.replace_sizes(old.and_then(entry), new.and_then(entry));
        }
        growth
    }
}

/// A planned change of the item with this key, in this partition of this table.
type Planned<'c> = (&'c Table, &'c PartitionData, &'c StoredKey, &'c Change<'c>);

/// Fails if one of the changes, carried out in their order, would make its item collection too large.
pub(in crate::storage) fn check_collections<'c>(
    changes: impl Iterator<Item = Planned<'c>> + Clone,
) -> Result<(), CollectionTooLarge> {
    let limited = || changes.clone().filter(|(table, ..)| !table.local_indexes().is_empty());
    // Usually there is room for the largest possible growth, and nothing has to be measured.
    let most = limited().map(|(table, .., change)| table.most_growth(change)).fold(0, u64::saturating_add);
    let has_room = |(table, data, key, _): Planned<'_>| {
        data.collection_size(&key.collection()).saturating_add(most) <= table.collection_limit_bytes()
    };
    if most == 0 || limited().all(has_room) {
        return Ok(());
    }
    let mut sizes: BTreeMap<(u64, StoredKey), u64> = BTreeMap::new();
    for (position, (table, data, key, change)) in changes.enumerate() {
        if table.local_indexes().is_empty() {
            continue;
        }
        let collection = key.collection();
        let before = data.collection_size(&collection);
        let size_bytes = sizes.entry((table.sequence(), collection)).or_insert(before);
        let after = table.growth(data, key, change).of(*size_bytes);
        if after > *size_bytes && after > table.collection_limit_bytes() {
            let key = key_item(table.schema(), key);
            return Err(CollectionTooLarge { position, table: table.name().to_owned(), key });
        }
        *size_bytes = after;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        key::{HashRange, KeyAttribute, KeySchema, ScalarAttributeType, table_key},
        storage::{
            index::definition::{IndexDefinition, IndexProjection},
            settings::TableSettings,
            table_definition::TableDefinition,
            tree::totals::Totals,
        },
        value::Item,
    };

    /// For tests whose `decide` has another error type.
    impl From<CollectionTooLarge> for () {
        fn from(_: CollectionTooLarge) {}
    }

    impl From<Error> for () {
        fn from(_: Error) {}
    }

    impl From<Error> for &str {
        fn from(_: Error) -> Self {
            "throttled"
        }
    }

    impl From<CollectionTooLarge> for &str {
        fn from(_: CollectionTooLarge) -> Self {
            "too large"
        }
    }

    fn index(name: &str, sort_key: &str, projection: IndexProjection) -> IndexDefinition {
        let attribute =
            |name: &str| KeyAttribute { name: name.into(), attribute_type: ScalarAttributeType::S };
        let schema =
            KeySchema { partition_key: vec![attribute("forum")], sort_key: vec![attribute(sort_key)] };
        IndexDefinition::new(name.to_owned(), schema, projection)
    }

    /// A table with an index of keys, and one of whole items, whose collections hold 1,000 bytes.
    fn threads() -> Table {
        let definition = TableDefinition {
            name: "threads".to_owned(),
            schema: index("", "subject", IndexProjection::All).schema().clone(),
            local_indexes: vec![
                index("by_user", "user", IndexProjection::KeysOnly),
                index("by_date", "date", IndexProjection::All),
            ],
            global_indexes: Vec::new(),
            vector_indexes: Vec::new(),
            partitions: 2,
            settings: TableSettings::plain(),
        };
        Table::new(definition, 0).with_collection_limit(1000)
    }

    fn change(table: &Table, item: Item, delete: bool) -> Result<(), &'static str> {
        let key = table_key(table.schema(), &item);
        let change = if delete { Change::Delete } else { Change::Put(Stored::new(item)) };
        table.write(key, |_| Ok(change)).map(drop)
    }

    /// The size of a collection, counted.
    fn counted(table: &Table, forum: &str) -> u64 {
        let mut size_bytes = 0;
        table.layout().read_each(HashRange::WHOLE, |_, data| {
            let trees = std::iter::once(data.items()).chain(data.local_indexes());
            let all = trees.flat_map(|tree| tree.values());
            let mine = all.filter(|stored| stored.item().get("forum") == Some(&forum.into()));
            size_bytes += mine.map(|stored| stored.size() as u64).sum::<u64>();
            true
        });
        size_bytes
    }

    /// How many entries each local index has, and their size, counted.
    fn walked(table: &Table) -> Vec<Totals> {
        let mut totals = vec![Totals::default(); table.local_indexes().len()];
        table.layout().read_each(HashRange::WHOLE, |_, data| {
            for (total, entries) in totals.iter_mut().zip(data.local_indexes()) {
                for entry in entries.values() {
                    *total += Totals { count: 1, size_bytes: entry.size() as u64 };
                }
            }
            true
        });
        totals
    }

    #[test]
    fn the_size_kept_is_the_sum_of_items_and_entries_whatever_is_written_and_split() {
        let table = threads();
        for step in 0..400_u32 {
            let forum = format!("forum{}", step % 5);
            let mut item = crate::item! { "forum": forum.as_str(), "subject": format!("s{}", step * 7 % 11) };
            if step % 3 > 0 {
                item.insert("user", format!("user{}", step % 13));
            }
            if step % 4 == 1 {
                item.insert("date", "x".repeat(step as usize % 17 + 1));
            }
            // A refused change must leave the counted sizes as they were.
            let _ = change(&table, item, step % 6 == 5);
            if step % 50 == 49 {
                table.split(HashRange::part(step as usize / 50, 16).first);
            }
            let kept = table.collection_size_bytes(&crate::item! { "forum": forum.as_str() });
            assert_eq!(kept, counted(&table, &forum), "step {step}");
            assert_eq!(table.local_index_totals(), walked(&table), "step {step}");
            assert!(kept <= 1000);
        }
    }

    #[test]
    fn a_collection_may_be_as_large_as_its_limit_and_no_larger() {
        let table = threads();
        let item = |filling: usize| crate::item! { "forum": "f", "subject": "s", "x": "x".repeat(filling) };
        let rest = 1000 - Stored::new(item(0)).size();
        assert_eq!(change(&table, item(rest + 1), false), Err("too large"));
        assert_eq!(change(&table, item(rest), false), Ok(()));
        assert_eq!(counted(&table, "f"), 1000);
        assert_eq!(change(&table, crate::item! { "forum": "f", "subject": "t" }, false), Err("too large"));
        assert_eq!(change(&table, crate::item! { "forum": "g", "subject": "t" }, false), Ok(()));
        assert_eq!(change(&table, item(rest), true), Ok(()));
        assert_eq!(counted(&table, "f"), 0);
    }
}
