//! The hash partitions of a table: where a key belongs, what each holds, splits.

use super::{key::IntoKey, table::Table};
use crate::{
    error::{Error, Result},
    key::{HashRange, PartitionKeyHash, hashed_bytes},
    storage::{self, Layout},
    texts,
    value::AttributeValue,
};

/// What a partition consumes, while requests are [throttled](crate::DatabaseBuilder::throughput).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct PartitionHeat {
    /// Read units in the last second in which there were any, or in the one before if that had more.
    pub read_units: f64,
    /// Write units in the same way.
    pub write_units: f64,
    /// How many reads were throttled.
    pub throttled_reads: u64,
    /// How many writes were throttled.
    pub throttled_writes: u64,
}

impl PartitionHeat {
    fn of(partition: &storage::Partition) -> Self {
        let ([read_units, write_units], [throttled_reads, throttled_writes]) = partition.heat();
        Self { read_units, write_units, throttled_reads, throttled_writes }
    }
}

/// The partition of a key, and its hash: [`Table::explain`], [`TableIndex::explain`](crate::TableIndex::explain). `Display`
/// draws the way from the key to its partition.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The value of the partition key; where an index has several attributes in it, the list of their values.
    pub key: AttributeValue,
    /// The bytes that are hashed: a string's UTF-8, a binary's bytes, a number's canonical text.
    pub bytes: Vec<u8>,
    /// The SHA-256 of the partition key. It is shown as 64 hexadecimal digits, which
    /// [`to_hex`](PartitionKeyHash::to_hex) returns as a text.
    pub hash: PartitionKeyHash,
    /// The number that the hash stands for, in decimal.
    pub number: String,
    /// The partition's letter: `A`, `B`, ... `Z`, `AA`, ...
    pub partition: String,
    /// The range of hashes that the partition owns.
    pub range: HashRange,
    /// What the partition consumes.
    pub heat: PartitionHeat,
}

impl Explanation {
    /// The place of a partition key with these values among these partitions.
    pub(super) fn of(layout: &Layout, values: &[&AttributeValue]) -> Self {
        let hash = PartitionKeyHash::of_values(values);
        let partitions = layout.all();
        let place =
            partitions.iter().position(|partition| partition.range().contains(&hash)).unwrap_or_default();
        let partition = partitions.get(place);
        let key = match values {
            [value] => (*value).clone(),
            _ => AttributeValue::L(values.iter().map(|value| (*value).clone()).collect()),
        };
        Self {
            key,
            bytes: hashed_bytes(values),
            hash,
            number: hash.to_decimal(),
            partition: letters(place),
            range: partition.map_or(HashRange::WHOLE, |partition| partition.range()),
            heat: partition.map(|partition| PartitionHeat::of(partition)).unwrap_or_default(),
        }
    }
}

/// A hash partition of a table or of a global index: [`Table::partitions`],
/// [`TableIndex::partitions`](crate::TableIndex::partitions). `Display` is one line.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Partition {
    /// The partition's letter: `A`, `B`, ... `Z`, `AA`, ...
    pub name: String,
    /// The range of hashes that it owns.
    pub range: HashRange,
    /// How many items it has, or entries of the index.
    pub item_count: u64,
    /// Their size in bytes.
    pub size_bytes: u64,
    /// Reads so far: one for each read of an item and for each page of a query or scan that read the partition.
    pub reads: u64,
    /// Writes so far, with those that were throttled or whose condition did not hold.
    pub writes: u64,
    /// What it consumes.
    pub heat: PartitionHeat,
}

impl Partition {
    /// These partitions, in the order of their ranges.
    pub(super) fn all(layout: &Layout) -> Vec<Self> {
        let contents = layout.contents();
        let partitions = contents.iter().enumerate().map(|(place, (partition, data))| {
            let totals = data.totals();
            Self {
                name: letters(place),
                range: partition.range(),
                item_count: totals.count,
                size_bytes: totals.size_bytes,
                reads: partition.reads(),
                writes: partition.writes(),
                heat: PartitionHeat::of(partition),
            }
        });
        partitions.collect()
    }
}

impl Table {
    /// The hash of this key's partition key, and the partition that owns the hash.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let place = users.explain("minji01")?;
    /// println!("{place}"); // the way, drawn
    /// println!("minji01 -> {} -> {} -> Partition {}", place.hash, place.number, place.partition);
    /// assert!(place.range.contains(&place.hash));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A key without a valid value for the partition key: [`Error::Validation`]. A table that is gone:
    /// [`Error::ResourceNotFound`].
    pub fn explain(&self, key: impl IntoKey) -> Result<Explanation> {
        self.engine.here("`Table::explain`")?;
        let table = self.tables().find(self.name())?;
        let key = key.into_key(table.schema()).into_item(table.schema());
        let attribute = table.schema().partition_key.first();
        let value = attribute
            .and_then(|attribute| key.get(&attribute.name).filter(|value| attribute.check(value).is_ok()))
            .ok_or_else(|| Error::validation(texts::key::NOT_IN_SCHEMA))?;
        Ok(Explanation::of(table.layout(), &[value]))
    }

    /// The table's partitions, in the order of their hash ranges; none if the table was deleted.
    /// Behind an endpoint none, and the next request fails with [`Error::EngineOnly`].
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put_all((0..100).map(|i| item! { "user_id": format!("user{i}") }))?;
    /// for partition in users.partitions() {
    ///     println!("{} {} {} items", partition.name, partition.range, partition.item_count);
    /// }
    /// assert_eq!(users.partitions().iter().map(|partition| partition.item_count).sum::<u64>(), 100);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn partitions(&self) -> Vec<Partition> {
        self.engine.looked_at_here("`Table::partitions`");
        if self.is_remote() {
            return Vec::new();
        }
        self.known().map(|table| Partition::all(table.layout())).unwrap_or_default()
    }

    /// Splits the partition that owns this hash, so that a new one begins there. Returns `false` if a partition already
    /// begins there, if the table has the maximum of 10,000 partitions, if it was deleted, or if it is on a disk that has
    /// failed. Reads and writes continue
    /// during the split. The letters of the partitions behind it advance by one.
    ///
    /// The counts of reads and writes are divided between the halves in proportion to their items, evenly if there are
    /// none, so the table's sums do not change.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let hash = users.explain("minji01")?.hash;
    /// assert!(users.split_partition(&hash));
    /// assert_eq!(users.partitions().len(), 5);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn split_partition(&self, at: &PartitionKeyHash) -> bool {
        self.engine.needed_here("`Table::split_partition`");
        let is_split = self.known().is_some_and(|table| table.split(at.point()));
        // On a disk that has failed it is not told.
        is_split && self.engine.keep_all().is_ok()
    }
}

/// `A` for 0, `B` for 1, ... `Z`, `AA`, `AB`, ...
pub(super) fn letters(mut place: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (place % 26) as u8));
        if place < 26 {
            return letters.into_iter().rev().collect();
        }
        place = place / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{database::handle::Database, item, key::ScalarAttributeType::S};

    #[test]
    fn partitions_have_letters_like_columns() {
        assert_eq!([0, 1, 25, 26, 27, 701, 702].map(letters), ["A", "B", "Z", "AA", "AB", "ZZ", "AAA"]);
    }

    fn key(number: u32) -> String {
        format!("user{number}")
    }

    fn hash(number: u32) -> PartitionKeyHash {
        PartitionKeyHash::of(&key(number).into())
    }

    fn one_partition_of_60_items() -> Table {
        let db = Database::builder().partitions(1).build();
        let table = db.create_table("users").partition_key("id", S).run().unwrap();
        table.put_all((0..60).map(|i| item! { "id": key(i) })).unwrap();
        table
    }

    /// Reads and writes of the whole table.
    fn sums(table: &Table) -> (u64, u64) {
        let partitions = table.partitions();
        let sum = |count: fn(&Partition) -> u64| partitions.iter().map(count).sum();
        (sum(|partition| partition.reads), sum(|partition| partition.writes))
    }

    #[test]
    fn a_split_shares_reads_and_writes_out_by_items() {
        let table = one_partition_of_60_items();
        for i in 0..120 {
            table.get(key(i % 60)).run().unwrap();
        }
        assert!(table.split_partition(&hash(7)));
        for half in table.partitions() {
            assert!((1..60).contains(&half.item_count));
            assert_eq!((half.reads, half.writes), (2 * half.item_count, half.item_count));
        }
    }

    #[test]
    fn splits_lose_no_reads_and_writes() {
        let table = one_partition_of_60_items();
        table.scan().page().unwrap();
        for i in 0..60 {
            assert!(table.split_partition(&hash(i)));
        }
        assert_eq!((table.partitions().len(), sums(&table)), (61, (1, 60)));

        crate::sync::thread::scope(|scope| {
            scope.spawn(|| (60..1_000).for_each(|i| table.put(item! { "id": key(i) }).run().unwrap()));
            scope.spawn(|| (0..1_000).for_each(|i| drop(table.get(key(i)).run().unwrap())));
            (60..1_000).for_each(|i| assert!(table.split_partition(&hash(i))));
        });
        assert_eq!((table.partitions().len(), sums(&table)), (1_001, (1_001, 1_000)));
    }
}
