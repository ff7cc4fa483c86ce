//! Queries of records.

use std::marker::PhantomData;

use super::{
    items::{PageOf, RecordsOf},
    parts::{Given, KeyValue, Parts},
    projection,
    record::{Projection, Record},
    schema::{KeyAttribute, RecordSchema},
    sort::{Range, SortKey},
};
use crate::{
    database::QueryBuilder,
    error::{Error, Result},
    value::{AttributeValue, Item},
};

/// A query of records: [`TableOf::query`](super::TableOf::query). `S` are the parts of the sort key that have no condition
/// yet, `O` is what it returns.
#[derive(Debug)]
#[must_use = "nothing is read until `run`, `first`, `items`, `page` or a loop over it"]
pub struct QueryOf<T, S, O = T> {
    query: Result<QueryBuilder>,
    sort: SortKey,
    take: Option<usize>,
    read: fn(&Item) -> Result<Option<O>>,
    of: PhantomData<fn() -> (T, S)>,
}

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
        let query = self.query.map(|mut query| {
            let (expression, names) = projection::of::<P>();
            for (placeholder, name) in names {
                query = query.name(placeholder, name);
            }
            query.project(expression)
        });
        QueryOf { query, sort: self.sort, take: self.take, read: projection::read::<P>, of: PhantomData }
    }
}

impl<T, S: Parts, O> QueryOf<T, S, O>
where
    S::First: KeyValue,
{
    /// Only records whose sort key has this value in its next part. Further conditions are about the part behind it.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// #[derive(Record)]
    /// #[record(table = "tasks", partition_key = "TEAM#{team}", sort_key = "{status}#{due}#{number}")]
    /// struct Task { team: String, status: String, due: String, number: u32 }
    ///
    /// let tasks = Database::new().table_of::<Task>()?;
    /// for (status, due) in [("OPEN", "2025-05-01"), ("OPEN", "2025-06-01"), ("DONE", "2025-05-02")] {
    ///     tasks.put(&Task { team: "a".into(), status: status.into(), due: due.into(), number: 1 }).run()?;
    /// }
    /// assert_eq!(tasks.query("a").equals("OPEN").at_most("2025-05-31").run()?.len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn equals(mut self, value: impl Given<S::First>) -> QueryOf<T, S::Rest, O> {
        let Self { query, .. } = &mut self;
        match value.into_given().to_key_value() {
            Ok(value) => self.sort.equals(value),
            Err(error) => *query = Err(error.into()),
        }
        QueryOf { query: self.query, sort: self.sort, take: self.take, read: self.read, of: PhantomData }
    }

    /// Only records with a value below this in the sort key's next part. Numbers in templates are ordered as texts, so give
    /// them a width: `{number:08}`.
    pub fn less_than(self, value: impl Given<S::First>) -> QueryOf<T, (), O> {
        self.range(value, Range::Less)
    }

    /// Only records with a value up to this, which is included.
    pub fn at_most(self, value: impl Given<S::First>) -> QueryOf<T, (), O> {
        self.range(value, Range::AtMost)
    }

    /// Only records with a value above this.
    pub fn greater_than(self, value: impl Given<S::First>) -> QueryOf<T, (), O> {
        self.range(value, Range::Greater)
    }

    /// Only records with a value from this on, which is included.
    pub fn at_least(self, value: impl Given<S::First>) -> QueryOf<T, (), O> {
        self.range(value, Range::AtLeast)
    }

    /// Only records with a value between these, which are included.
    pub fn between(self, low: impl Given<S::First>, high: impl Given<S::First>) -> QueryOf<T, (), O> {
        match low.into_given().to_key_value() {
            Ok(low) => self.range(high, |high| Range::Between(low, high)),
            Err(error) => self.ranged(Err(error.into())),
        }
    }

    /// Only records whose value in the sort key's next part begins with this text.
    pub fn begins_with(self, prefix: impl Into<String>) -> QueryOf<T, (), O> {
        self.ranged(Ok(Range::BeginsWith(prefix.into())))
    }

    fn range(
        self,
        value: impl Given<S::First>,
        range: impl FnOnce(AttributeValue) -> Range,
    ) -> QueryOf<T, (), O> {
        let value = value.into_given().to_key_value();
        self.ranged(value.map(range).map_err(Into::into))
    }

    fn ranged(mut self, range: Result<Range>) -> QueryOf<T, (), O> {
        match range {
            Ok(range) => self.sort.range(range),
            Err(error) => self.query = Err(error),
        }
        QueryOf { query: self.query, sort: self.sort, take: self.take, read: self.read, of: PhantomData }
    }
}

impl<T, S, O> QueryOf<T, S, O> {
    /// Sets options of the untyped request, such as filters.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record)]
    /// # #[record(table = "cart")]
    /// # struct CartLine { #[record(partition_key)] user: String, #[record(sort_key)] product: String, quantity: u32 }
    /// let cart = Database::new().table_of::<CartLine>()?;
    /// cart.put(&CartLine { user: "haeri05".into(), product: "p1".into(), quantity: 2 }).run()?;
    /// let many = cart.query("haeri05").with(|query| query.filter("quantity > :few").value(":few", 1));
    /// assert_eq!(many.run()?.len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
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

    /// All records, over all pages.
    ///
    /// # Errors
    /// As [`QueryBuilder::run`]; and [`Error::Conversion`] if an item does not fit its record.
    pub fn run(self) -> Result<Vec<O>> {
        self.items()?.collect()
    }

    /// The first record; `None` if there is none.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn first(self) -> Result<Option<O>> {
        self.take(1).items()?.next().transpose()
    }

    /// The records, page after page.
    ///
    /// # Errors
    /// A value of the key cannot be stored.
    pub fn items(self) -> Result<RecordsOf<O>> {
        let (query, drop) = self.sort.apply(self.query?)?;
        Ok(RecordsOf::new(query.items(), self.read, drop, self.take))
    }

    /// One page, with the key that the next page starts after.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn page(self) -> Result<PageOf<O>> {
        let (query, drop) = self.sort.apply(self.query?)?;
        let page = query.page()?;
        PageOf::read(page.items.unwrap_or_default(), page.last_evaluated_key, self.read, drop)
    }
}
