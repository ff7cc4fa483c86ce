//! Requests of the typed API, to the engine or to the endpoint that has the tables.

use std::time::Duration;

use super::{asynchronous::pause::Pause, handle::Database, table::Table, wait::wait};
use crate::{
    error::{Error, Result},
    operation::{Operation, WriteJson},
    remote::Remote,
    value::Item,
    wire::ask,
};

/// The input of an operation, which the engine of a database can carry out.
pub(crate) trait Request: Operation + WriteJson {
    /// What the engine in this process answers.
    fn answer_here(self, database: &Database) -> Result<Self::Output>;
}

impl Database {
    /// The endpoint that has the tables.
    ///
    /// # Errors
    /// This process has them, so that a request would ask nobody.
    pub(super) fn remote(&self) -> Result<&Remote> {
        self.engine.remote().ok_or_else(|| {
            debug_assert!(false, "only requests to an endpoint ask for it");
            Error::no_answer()
        })
    }

    /// The answer to a request.
    pub(super) fn answer<I: Request>(&self, input: I) -> Result<I::Output> {
        match self.engine.remote() {
            None => input.answer_here(self),
            Some(remote) => wait(ask(remote, &input)),
        }
    }

    /// The JSON of the answer to a request in JSON.
    ///
    /// # Errors
    /// The exception that is answered, or that no answer came.
    #[cfg(feature = "remote")]
    pub(crate) fn exchange(&self, operation: &str, body: Vec<u8>) -> Result<Vec<u8>> {
        let answer = match self.engine.remote() {
            None => crate::wire::answer(&self.engine, operation, &body),
            Some(remote) => wait(remote.send(operation, body))?,
        };
        crate::wire::accepted(answer)
    }

    /// The answer to a request, for async code: from the engine at once.
    pub(super) async fn answer_async<I: Request>(&self, input: I) -> Result<I::Output> {
        match self.engine.remote() {
            None => input.answer_here(self),
            Some(remote) => ask(remote, &input).await,
        }
    }

    /// Waits before another attempt, by the database's clock.
    pub(super) async fn pause(&self, pause: Duration) {
        match self.engine.remote() {
            None => self.clock().wait(pause),
            Some(_) => Pause::begin(self.clock(), pause).await,
        }
    }
}

/// A request to an endpoint, with what its error is to tell.
#[derive(Debug)]
pub(super) struct Asked<I> {
    remote: Remote,
    input: I,
    table: Option<String>,
    expressions: Vec<(&'static str, String)>,
    key: Option<Item>,
}

impl<I: Operation + WriteJson> Asked<I> {
    /// A request for several tables.
    pub(super) fn of(remote: &Remote, input: I) -> Self {
        Self { remote: remote.clone(), input, table: None, expressions: Vec::new(), key: None }
    }

    /// A request for one table, with its expressions.
    pub(super) fn of_table(
        remote: &Remote,
        table: &Table,
        input: I,
        expressions: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let expressions = expressions.into_iter().collect();
        Self { table: Some(table.name().to_owned()), expressions, ..Self::of(remote, input) }
    }

    /// The same for the item with this key, which the error tells where it depends on the item.
    pub(super) fn of_item(self, key: Item) -> Self {
        Self { key: Some(key), ..self }
    }

    /// The endpoint's answer.
    pub(super) async fn answer(self) -> Result<I::Output> {
        let Self { remote, input, table, expressions, key } = self;
        ask(&remote, &input).await.map_err(|error| {
            let error = match key {
                Some(key) if error.is_condition_failed() => error.of_item(|| key),
                _ => error,
            };
            match table {
                Some(table) => error.in_table(&table).in_expressions(expressions.into_iter()),
                None => error,
            }
        })
    }
}
