//! Queries of records.

use std::marker::PhantomData;

use super::{
    projection,
    record::{Projection, Record},
    request_traits::request_traits,
    schema::{KeyAttribute, RecordSchema},
    sort::SortKey,
};
use crate::{
    database::{IntoCondition, QueryBuilder},
    error::{Error, Result},
    value::{AttributeValue, Item},
};

/// A query of records: [`TableOf::query`](super::TableOf::query). `S` are the parts of the sort key that have no condition
/// yet, `O` is what it returns.
#[must_use = "nothing is read until `run`, `first`, `count`, `exists`, `items` or `page`"]
pub struct QueryOf<T, S, O = T> {
    pub(super) query: Result<QueryBuilder>,
    pub(super) sort: SortKey,
    pub(super) take: Option<usize>,
    pub(super) read: fn(&Item) -> Result<Option<O>>,
    pub(super) of: PhantomData<fn() -> (T, S)>,
}

request_traits!([T, S, O] "QueryOf" QueryOf<T, S, O> { query, sort, take, read, of });

impl<T: Record, S> QueryOf<T, S> {
    /// Queries by a partition key. `of_one` is whether other records are not to be read.
    pub(super) fn new(
        schema: &'static RecordSchema,
        partition_key: &'static [KeyAttribute],
        sort_key: &'static [KeyAttribute],
        values: Result<Vec<AttributeValue>>,
        of_one: bool,
        query: impl FnOnce(AttributeValue) -> QueryBuilder,
    ) -> Self {
        let begun = values.and_then(|values| {
            let mut partition = Vec::new();
            for part in partition_key {
                let value = part.value(schema, &values)?;
                partition
                    .push(value.ok_or_else(|| Error::validation("A part of the partition key is missing"))?);
            }
            let mut partition = partition.into_iter();
            let first = partition.next().ok_or_else(|| Error::validation("There is no partition key"))?;
            let query = partition.fold(query(first), QueryBuilder::and_partition_key);
            Ok((query, SortKey::new(schema, sort_key, values, of_one)))
        });
        match begun {
            Ok((query, sort)) => {
                Self { query: Ok(query), sort, take: None, read: T::read_item, of: PhantomData }
            }
            Err(error) => Self::failed(error),
        }
    }

    /// Queries all records of an item collection.
    pub(super) fn collection(
        schema: &'static RecordSchema,
        values: Result<Vec<AttributeValue>>,
        query: impl FnOnce(AttributeValue) -> QueryBuilder,
    ) -> Self {
        Self::new(schema, schema.partition_key, &[], values, false, query)
    }

    pub(super) fn failed(error: Error) -> Self {
        Self { query: Err(error), sort: SortKey::none(), take: None, read: T::read_item, of: PhantomData }
    }

    /// Reads only these fields of the records of `P`'s record; others are left out.
    pub fn project<P: Projection>(self) -> QueryOf<T, S, P>
    where
        P::Of: super::MemberOf<T>,
    {
        let query = self.query.map(|query| query.project(projection::of::<P>()));
        QueryOf { query, sort: self.sort, take: self.take, read: projection::read::<P>, of: PhantomData }
    }
}

impl<T, S, O> QueryOf<T, S, O> {
    /// Leaves out records for which this does not hold. They are read, and paid for. Each call adds a filter.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record)]
    /// # #[record(table = "cart")]
    /// # struct CartLine { #[record(partition_key)] user: String, #[record(sort_key)] product: String, quantity: u32 }
    /// let cart = Database::new().table_of::<CartLine>()?;
    /// cart.put(&CartLine { user: "haeri05".into(), product: "p1".into(), quantity: 2 }).run()?;
    /// let many = cart.query("haeri05").filter(CartLine::QUANTITY.greater_than(1));
    /// assert_eq!(many.count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn filter(self, condition: impl IntoCondition) -> Self {
        self.with(|query| query.filter(condition))
    }

    /// Sets options of the untyped request, such as the placeholders of a filter that is a text.
    pub fn with(mut self, options: impl FnOnce(QueryBuilder) -> QueryBuilder) -> Self {
        self.query = self.query.map(options);
        self
    }

    /// The other way round: the highest sort keys first.
    pub fn descending(self) -> Self {
        self.with(QueryBuilder::descending)
    }

    /// Asks for strongly consistent reads, which cost twice the capacity; not on global indexes.
    pub fn consistent(self) -> Self {
        self.with(QueryBuilder::consistent)
    }

    /// The most items that a page reads.
    pub fn limit(self, items: usize) -> Self {
        self.with(|query| query.limit(items))
    }

    /// Ends after this many records.
    pub fn take(mut self, records: usize) -> Self {
        self.take = Some(records);
        self
    }

    /// Starts after this key: the `last_evaluated_key` of an earlier page.
    pub fn start_after(self, key: Item) -> Self {
        self.with(|query| query.start_after(key))
    }

    /// Starts where the page with this cursor ended: [`QueryBuilder::start_at`].
    pub fn start_at(self, cursor: &str) -> Self {
        self.with(|query| query.start_at(cursor))
    }
}
