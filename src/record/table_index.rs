//! [`TableIndexOf`]: an index whose items are records.

use std::marker::PhantomData;

use super::{
    attribute::IndexOf,
    key,
    parts::IntoParts,
    query::QueryOf,
    record::{KeyedRecord, Record},
    request_traits::request_traits,
    scan::ScanOf,
};
use crate::{database::TableIndex, error::Error};

/// An index of a table of records: [`TableOf::index`](super::TableOf::index).
pub struct TableIndexOf<T, R, P, S> {
    table: TableIndex,
    index: IndexOf<R, P, S>,
    of: PhantomData<fn() -> T>,
}

request_traits!([T, R, P, S] "TableIndexOf" TableIndexOf<T, R, P, S> { table, index, of });

impl<T, R, P, S> TableIndexOf<T, R, P, S> {
    pub(super) fn new(table: TableIndex, index: IndexOf<R, P, S>) -> Self {
        Self { table, index, of: PhantomData }
    }
}

impl<T: Record, R: KeyedRecord, P, S> TableIndexOf<T, R, P, S> {
    /// Queries the records with this partition key of the index.
    ///
    /// A table of one record returns that record; a table of several, an enum, returns all records of the index that have
    /// the partition key, unless a condition on the sort key follows, which is that of the record that declares it.
    pub fn query(&self, partition_key: impl IntoParts<P>) -> QueryOf<T, S> {
        let schema = R::SCHEMA;
        let Some(index) = schema.indexes.get(self.index.number()) else {
            return QueryOf::failed(Error::validation("The record has no such index"));
        };
        let values = key::values(index.partition_key, &[], schema, partition_key);
        let of_one = T::SCHEMAS.len() == 1;
        QueryOf::new(schema, index.partition_key, index.sort_key, values, of_one, |value| {
            self.table.query(value)
        })
    }

    /// Reads all records of the index.
    pub fn scan(&self) -> ScanOf<T> {
        ScanOf::new(self.table.scan())
    }
}
