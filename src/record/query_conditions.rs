//! Conditions on the sort keys of queried records.

use std::marker::PhantomData;

use super::{
    parts::{Given, KeyValue, Parts},
    query::QueryOf,
    sort::Range,
};
use crate::{error::Result, value::AttributeValue};

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
