//! The keys that are accessed most.

use super::table::{Table, TableIndex};
use crate::{storage, value::Item};

/// The keys of a table or a global index that were accessed most since contributor insights were switched on. An access
/// is a read or write of an item, or a request for a key that has no item.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Contributors {
    /// The most accessed partition keys, the most accessed one first.
    pub partition_keys: Vec<Contributor>,
    /// The most accessed keys, partition key and sort key; empty without a sort key.
    pub keys: Vec<Contributor>,
    /// The partition keys whose requests were [throttled](crate::DatabaseBuilder::throughput) most often.
    pub throttled_partition_keys: Vec<Contributor>,
    /// The same of keys, partition key and sort key.
    pub throttled_keys: Vec<Contributor>,
}

/// A key, and how often it was accessed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Contributor {
    /// The key's attributes.
    pub key: Item,
    /// How often it was accessed, or its requests were throttled. The count is never too low. It is exact as long as at most 1,000 keys were accessed.
    pub accesses: u64,
    /// By how much the count may be too high: at most a thousandth of all accesses. With more than 1,000 keys, a new
    /// key replaces the least accessed one and begins with its count.
    pub excess: u64,
}

impl Table {
    /// The most accessed keys of the table, at most this many of each kind; none if contributor insights are off. A
    /// read of a local index counts for the table.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// use hashrange::operation::{ContributorInsightsAction, UpdateContributorInsightsInput};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    ///
    /// db.update_contributor_insights(UpdateContributorInsightsInput {
    ///     table_name: "users".into(),
    ///     contributor_insights_action: Some(ContributorInsightsAction::Enable),
    ///     ..Default::default()
    /// })?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// users.get("haeri05").run()?;
    /// users.get("jihoon07").run()?;
    ///
    /// let most = users.contributors(1).partition_keys;
    /// assert_eq!((&most[0].key, most[0].accesses), (&item! { "id": "haeri05" }, 2));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn contributors(&self, at_most: usize) -> Contributors {
        self.engine.looked_at_here("`Table::contributors`");
        Contributors::of(self.current().contributors(), at_most)
    }
}

impl TableIndex {
    /// The most accessed keys of a global index, at most this many of each kind; none if contributor insights are off
    /// for it, or for a local index. An entry that changes with its item counts as written.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::S, item};
    /// use hashrange::operation::{ContributorInsightsAction, UpdateContributorInsightsInput};
    /// # let db = Database::new();
    /// # let by_city = Index::new("by_city").partition_key("city", S);
    /// # let users = db.create_table("users").partition_key("id", S).global_index(by_city).run()?;
    ///
    /// db.update_contributor_insights(UpdateContributorInsightsInput {
    ///     table_name: "users".into(),
    ///     index_name: Some("by_city".into()),
    ///     contributor_insights_action: Some(ContributorInsightsAction::Enable),
    ///     ..Default::default()
    /// })?;
    /// users.put(item! { "id": "haeri05", "city": "Seoul" }).run()?;
    /// users.put(item! { "id": "jihoon07", "city": "Seoul" }).run()?;
    ///
    /// let most = users.index("by_city").contributors(10).partition_keys;
    /// assert_eq!((&most[0].key, most[0].accesses), (&item! { "city": "Seoul" }, 2));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn contributors(&self, at_most: usize) -> Contributors {
        self.table.engine.looked_at_here("`Table::contributors`");
        let index = self.table.current().global_index(&self.name);
        index.map(|index| Contributors::of(index.contributors(), at_most)).unwrap_or_default()
    }
}

impl Contributors {
    fn of(counted: &storage::Contributors, at_most: usize) -> Self {
        let contributors = |counted: Vec<storage::Contributor>| {
            let contributor = |(key, count): storage::Contributor| Contributor {
                key,
                accesses: count.count,
                excess: count.excess,
            };
            counted.into_iter().map(contributor).collect()
        };
        let (partition_keys, keys) = counted.top(at_most);
        let (throttled_partition_keys, throttled_keys) = counted.top_throttled(at_most);
        Self {
            partition_keys: contributors(partition_keys),
            keys: contributors(keys),
            throttled_partition_keys: contributors(throttled_partition_keys),
            throttled_keys: contributors(throttled_keys),
        }
    }
}
