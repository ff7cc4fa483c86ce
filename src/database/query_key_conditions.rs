//! The methods of a query builder that add key conditions.

use super::{query::QueryBuilder, query_key::SortRange};
use crate::{expression::Comparator, value::AttributeValue};

impl QueryBuilder {
    /// The value of the next attribute of the partition key, in an index that has several.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let by_place = Index::new("by_place").partition_key("country", S).partition_key("city", S);
    /// let shops = db.create_table("shops").partition_key("id", S).global_index(by_place).run()?;
    /// shops.put(item! { "id": "s1", "country": "KR", "city": "서울" }).run()?;
    /// assert_eq!(shops.index("by_place").query("KR").and_partition_key("서울").run()?.len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn and_partition_key(mut self, value: impl Into<AttributeValue>) -> Self {
        self.key.partition.push(value.into());
        self
    }

    /// Only items with this sort key. In an index with several sort-key attributes, each call is for the next
    /// attribute, and one range may follow: the service takes one condition for each attribute of a key.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").equals(12).count()?, 1); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn equals(mut self, value: impl Into<AttributeValue>) -> Self {
        self.key.sort_equals.push(value.into());
        self
    }

    /// Only sort keys below this.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").less_than(12).count()?, 2); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn less_than(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::Less, value.into())
    }

    /// Only sort keys up to this, which is included.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").at_most(12).count()?, 3); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn at_most(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::LessOrEqual, value.into())
    }

    /// Only sort keys above this.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").greater_than(12).count()?, 7); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn greater_than(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::Greater, value.into())
    }

    /// Only sort keys from this on, which is included.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").at_least(12).count()?, 8); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn at_least(self, value: impl Into<AttributeValue>) -> Self {
        self.compare(Comparator::GreaterOrEqual, value.into())
    }

    /// Only sort keys between these, which are included.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(likes.query("jihoon07").between(12, 14).count()?, 3); // of the hours from 10 to 19
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn between(mut self, low: impl Into<AttributeValue>, high: impl Into<AttributeValue>) -> Self {
        self.key.sort_ranges.push(SortRange::Between(low.into(), high.into()));
        self
    }

    /// Only sort keys that begin with this text or these bytes.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let likes = db.create_table("likes").partition_key("user_id", S).sort_key("at", S).run()?;
    /// likes.put_all(["2025-04-30", "2025-05-11", "2025-05-12"].map(|at| item! { "user_id": "jihoon07", "at": at }))?;
    /// assert_eq!(likes.query("jihoon07").begins_with("2025-05").count()?, 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn begins_with(mut self, prefix: impl Into<AttributeValue>) -> Self {
        self.key.sort_ranges.push(SortRange::BeginsWith(prefix.into()));
        self
    }

    fn compare(mut self, comparator: Comparator, value: AttributeValue) -> Self {
        self.key.sort_ranges.push(SortRange::Compare(comparator, value));
        self
    }
}
