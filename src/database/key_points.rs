//! Where the items of a table lie on the hash line.

use std::{ops::Bound, sync::Arc};

use super::{
    partitions::letters,
    table::{Table, TableIndex},
};
use crate::{
    error::Result,
    key::{HashPoint, KeySchema, PartitionKeyHash, StoredKey, partition_values},
    storage::{GlobalIndex, Layout, Stored},
    value::Item,
};

/// Where an item, or an entry of an index, lies.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeyPoint {
    /// The attributes of the key: of the table, or of the index.
    pub(crate) key: Item,
    pub(crate) hash: PartitionKeyHash,
    /// The partition's letter.
    pub(crate) partition: String,
}

impl Table {
    /// The names and keys of the table's global indexes, in the order of their definitions.
    pub(crate) fn global_index_schemas(&self) -> Vec<(String, KeySchema)> {
        let indexes = self.known().map(|table| table.global_indexes()).unwrap_or_default();
        let shown = |index: &Arc<GlobalIndex>| {
            (index.definition().name().to_owned(), index.definition().schema().clone())
        };
        indexes.iter().map(shown).collect()
    }

    /// Where up to so many items lie, in the order of the line. If there are more, those are taken that lie behind
    /// places at equal distances, so that they show the whole line.
    pub(crate) fn points(&self, most: usize) -> Result<Vec<KeyPoint>> {
        let table = self.tables().find(self.name())?;
        table.sweep_due();
        Ok(points(table.layout(), table.schema(), most))
    }
}

impl TableIndex {
    /// The same of a global index's entries.
    pub(crate) fn points(&self, most: usize) -> Result<Vec<KeyPoint>> {
        let index = self.global()?;
        Ok(points(index.layout(), index.definition().schema(), most))
    }
}

fn points(layout: &Layout, schema: &KeySchema, most: usize) -> Vec<KeyPoint> {
    let contents = layout.contents();
    let point = |place: usize, stored: &Stored| KeyPoint {
        key: schema.of(stored.item()),
        hash: PartitionKeyHash::of_values(&partition_values(schema, stored.item())),
        partition: letters(place),
    };
    if contents.iter().map(|(_, data)| data.totals().count).sum::<u64>() <= most as u64 {
        let all = contents.iter().enumerate();
        let all = all.flat_map(|(place, (_, data))| data.items().values().map(move |stored| (place, stored)));
        return all.map(|(place, stored)| point(place, stored)).collect();
    }
    let mut found: Vec<(StoredKey, KeyPoint)> = Vec::new();
    let (mut place, step) = (0, HashPoint::MAX / most.max(1) as u64);
    for number in 0..most as u64 {
        let first = StoredKey::first_at(number * step);
        while contents.get(place).is_some_and(|(partition, _)| partition.range().last < first.hash) {
            place += 1;
        }
        let Some((_, data)) = contents.get(place) else { break };
        let next = data.items().range((Bound::Included(&first), Bound::Unbounded)).next();
        let Some((key, stored)) = next else { continue };
        if found.last().is_none_or(|(last, _)| last != key) {
            found.push((key.clone(), point(place, stored)));
        }
    }
    found.into_iter().map(|(_, point)| point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{database::Database, item, key::ScalarAttributeType::S};

    fn table_of(items: u32) -> Table {
        let table = Database::new().create_table("users").partition_key("id", S).run().unwrap();
        table.put_all((0..items).map(|i| item! { "id": format!("user{i}"), "n": i })).unwrap();
        table
    }

    #[test]
    fn each_item_lies_where_its_hash_puts_it() {
        let table = table_of(50);
        let points = table.points(50).unwrap();
        assert_eq!(points.len(), 50);
        assert!(points.is_sorted_by(|one, next| one.hash < next.hash));
        for point in points {
            let place = table.explain(&point.key).unwrap();
            assert_eq!((point.hash, point.partition), (place.hash, place.partition));
            assert_eq!(point.key.len(), 1, "the key alone");
        }
    }

    #[test]
    fn of_many_items_those_are_shown_that_lie_all_over_the_line() {
        let points = table_of(1_000).points(100).unwrap();
        assert!((50..=100).contains(&points.len()), "{}", points.len());
        for quarter in 0..4 {
            let begin = f64::from(quarter) / 4.0;
            let inside = points.iter().filter(|point| (begin..begin + 0.25).contains(&point.hash.position()));
            assert!(inside.count() > 10);
        }
        assert!(table_of(10).points(0).unwrap().is_empty());
    }
}
