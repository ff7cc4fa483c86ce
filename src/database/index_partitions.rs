//! The partitions of a global index: where entries lie, what each holds.

use std::sync::Arc;

use super::{
    partitions::{Explanation, Partition},
    table::TableIndex,
};
use crate::{
    error::{Error, Result},
    storage::GlobalIndex,
    texts,
    value::AttributeValue,
};

impl TableIndex {
    /// The partitions of a global index, in the order of their hash ranges. They are the index's own: an entry lies where
    /// the hash of the index's partition key puts it. `item_count` and `size_bytes` are those of its entries.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// let by_city = Index::new("by_city").partition_key("city", S);
    /// let users = db.create_table("users").partition_key("id", S).global_index(by_city).run()?;
    /// users.put_all((0..100).map(|i| item! { "id": format!("user{i}"), "city": "서울" }))?;
    /// let entries: Vec<u64> = users.index("by_city").partitions()?.iter().map(|part| part.item_count).collect();
    /// assert!(entries.contains(&100), "all have one partition key: {entries:?}");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// There is no such table: [`Error::ResourceNotFound`]; no such global index: [`Error::Validation`]. Entries of a local
    /// index lie in the partitions of its table.
    pub fn partitions(&self) -> Result<Vec<Partition>> {
        Ok(Partition::all(self.global()?.layout()))
    }

    /// The hash of this partition key of a global index, one value for each of its attributes, and the partition of the
    /// index that owns the hash. Several values are hashed one after the other, each with an end.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// let by_city = Index::new("by_city").partition_key("city", S);
    /// let users = db.create_table("users").partition_key("id", S).global_index(by_city).run()?;
    /// let place = users.index("by_city").explain(["서울"])?;
    /// assert_eq!(place.bytes, "서울".as_bytes());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`partitions`](Self::partitions), and for values that the partition key cannot have.
    pub fn explain<V: Into<AttributeValue>>(
        &self,
        partition_key: impl IntoIterator<Item = V>,
    ) -> Result<Explanation> {
        let index = self.global()?;
        let attributes = &index.definition().schema().partition_key;
        let values: Vec<AttributeValue> = partition_key.into_iter().map(Into::into).collect();
        let is_key = values.len() == attributes.len()
            && attributes.iter().zip(&values).all(|(attribute, value)| attribute.check(value).is_ok());
        match is_key {
            true => Ok(Explanation::of(index.layout(), &values.iter().collect::<Vec<_>>())),
            false => Err(Error::validation(texts::key::NOT_IN_SCHEMA)),
        }
    }

    /// The global index. What is due to expire has left it.
    pub(super) fn global(&self) -> Result<Arc<GlobalIndex>> {
        self.table.engine.here("`TableIndex::explain`")?;
        let table = self.table.tables().find(self.table.name())?;
        table.sweep_due();
        table.global_index(&self.name).ok_or_else(|| Error::validation(texts::read::no_index(&self.name)))
    }
}
