//! How keys spread over the partitions of a table.

use super::{partitions::letters, table::Table};
use crate::{
    error::{Error, Result},
    key::{HashRange, PartitionKeyHash},
    texts,
    value::AttributeValue,
};

/// How many of some partition keys belong to a partition: [`Table::spread`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PartitionSpread {
    /// The partition's letter: `A`, `B`, ... `Z`, `AA`, ...
    pub name: String,
    /// The range of hashes that it owns.
    pub range: HashRange,
    /// How many of the keys have their hash in it.
    pub keys: u64,
    /// How many that would be if all keys were spread evenly over the line of hashes.
    pub expected: f64,
}

impl Table {
    /// How many of these partition keys belong to each of the table's partitions, in the order of their ranges. Nothing is
    /// read or written: this tells whether keys are chosen well before there is an item. It hashes each key.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// for partition in users.spread((0..1_000).map(|n| format!("user{n}")))? {
    ///     println!("{}: {} keys, {:.0} if they were even", partition.name, partition.keys, partition.expected);
    /// }
    /// let days = users.spread(std::iter::repeat_n("2026-11-28", 1_000))?; // one key for all: one partition has it
    /// assert_eq!(days.iter().filter(|partition| partition.keys > 0).count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A value that cannot be the table's partition key: [`Error::Validation`]. A table that is gone:
    /// [`Error::ResourceNotFound`].
    pub fn spread<K: Into<AttributeValue>>(
        &self,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<Vec<PartitionSpread>> {
        let table = self.tables().find(self.name())?;
        let attribute = table.schema().partition_key.first().cloned();
        let attribute = attribute.ok_or_else(|| Error::validation(texts::key::NOT_IN_SCHEMA))?;
        let partitions = table.layout().all();
        let partitions = partitions.iter().enumerate().map(|(place, partition)| PartitionSpread {
            name: letters(place),
            range: partition.range(),
            keys: 0,
            expected: 0.0,
        });
        let mut spread: Vec<PartitionSpread> = partitions.collect();
        let mut all = 0_u64;
        for key in keys {
            let key = key.into();
            attribute.check(&key).map_err(|_| Error::validation(texts::key::NOT_IN_SCHEMA))?;
            let hash = PartitionKeyHash::of(&key);
            // Ranges are in order and cover the line: the owner is the last that begins at or before the hash.
            let owner = spread.partition_point(|partition| partition.range.begins_by(&hash));
            if let Some(owner) = owner.checked_sub(1).and_then(|owner| spread.get_mut(owner)) {
                owner.keys += 1;
            }
            all += 1;
        }
        for partition in &mut spread {
            partition.expected = partition.range.share() * all as f64;
        }
        Ok(spread)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Database,
        ScalarAttributeType::{N, S},
    };

    #[test]
    fn each_key_has_the_partition_that_explains_it() {
        let db = Database::new();
        let users = db.create_table("users").partition_key("id", S).run().unwrap();
        let keys = || (0..200).map(|n| format!("user{n}"));
        users.split_partition(&users.explain("user7").unwrap().hash);
        let spread = users.spread(keys()).unwrap();
        assert_eq!(spread.len(), 5);
        for partition in &spread {
            let explained = keys().filter(|key| users.explain(key).unwrap().partition == partition.name);
            assert_eq!(explained.count() as u64, partition.keys, "{}", partition.name);
        }
        assert!((spread.iter().map(|partition| partition.expected).sum::<f64>() - 200.0).abs() < 1e-6);
    }

    #[test]
    fn keys_of_another_type_are_refused() {
        let db = Database::new();
        let counts = db.create_table("counts").partition_key("id", N).run().unwrap();
        assert!(counts.spread(["seven"]).is_err());
        assert_eq!(counts.spread(0..7).unwrap().iter().map(|partition| partition.keys).sum::<u64>(), 7);
        db.delete_table("counts").unwrap();
        assert!(counts.spread(0..7).is_err());
    }
}
