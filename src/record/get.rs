//! Reads one record.

use std::marker::PhantomData;

use super::{
    projection,
    record::{KeyedRecord, Projection},
    request_traits::request_traits,
};
use crate::{
    database::{GetBuilder, Table},
    error::Result,
    value::Item,
};

/// A read of one record: [`TableOf::get`](super::TableOf::get). `O` is what it returns.
#[must_use = "nothing is read until `run`"]
pub struct GetOf<'t, R, O = R> {
    pub(super) get: Result<GetBuilder<'t>>,
    pub(super) read: fn(&Item) -> Result<Option<O>>,
    of: PhantomData<fn() -> R>,
}

request_traits!([R, O] "GetOf" GetOf<'_, R, O> { get, read, of });

impl<'t, R: KeyedRecord> GetOf<'t, R> {
    pub(super) fn new(table: &'t Table, key: Result<Item>) -> Self {
        Self { get: key.map(|key| table.get(key)), read: R::read_item, of: PhantomData }
    }

    /// Reads only these fields of the record.
    pub fn project<P: Projection<Of = R>>(self) -> GetOf<'t, R, P> {
        let get = self.get.map(|get| get.project(projection::of::<P>()));
        GetOf { get, read: projection::read::<P>, of: PhantomData }
    }
}

impl<'t, R: KeyedRecord, O> GetOf<'t, R, O> {
    /// Asks for a strongly consistent read, which costs twice the capacity.
    pub fn consistent(self) -> Self {
        self.with(GetBuilder::consistent)
    }

    /// Sets options of the untyped request.
    pub fn with(mut self, options: impl FnOnce(GetBuilder<'t>) -> GetBuilder<'t>) -> Self {
        self.get = self.get.map(options);
        self
    }

    /// Reads the record; `None` if there is none.
    ///
    /// # Errors
    /// As [`GetBuilder::run`]; and [`Error::Conversion`](crate::error::Error::Conversion) if the item does not fit.
    pub fn run(self) -> Result<Option<O>> {
        self.get?.run()?.map_or(Ok(None), |item| (self.read)(&item))
    }
}
