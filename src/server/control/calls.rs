//! Recorded calls over HTTP.

use std::ops::Add;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    query::{Query, number},
    refusal::{Refusal, RefusalKind},
    tables::key_value,
};
use crate::{
    database::{Calls, Database},
    sync::Mutex,
};

/// How many databases may have their calls recorded at a time, besides those of forks.
const MOST: usize = 100;

/// The recordings of databases, one for each: those of a fork, or those of all other access keys.
#[derive(Debug, Default)]
pub(in crate::server) struct Recordings(Mutex<Vec<(Database, Calls)>>);

/// The body of a request to record calls.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    /// How many calls are kept.
    limit: Option<usize>,
}

impl Recordings {
    /// Records calls from now on; those that are recorded already are forgotten.
    pub(super) fn begin(&self, database: Database, wanted: &Begin) -> Result<Value, Refusal> {
        let calls = match wanted.limit {
            Some(limit) => database.calls().limit(limit),
            None => database.calls(),
        };
        let mut recordings = self.0.lock();
        recordings.retain(|(other, _)| !other.engine.is_same(&database.engine));
        if recordings.len() >= MOST {
            let message = format!("The calls of {MOST} databases are recorded: end a recording by DELETE");
            return Err(Refusal::new(RefusalKind::TooMany, message));
        }
        recordings.push((database, calls));
        Ok(json!({}))
    }

    /// The recorded calls that a query asks for.
    pub(super) fn list(&self, database: &Database, mut query: Query) -> Result<Value, Refusal> {
        let mut calls = self.of(database).ok_or_else(|| {
            Refusal::new(RefusalKind::Conflict, "No calls are recorded: POST /_hashrange/calls begins")
        })?;
        let dropped = calls.dropped();
        let table = query.take("table");
        if let Some(key) = query.take("key") {
            let Some(table) = &table else {
                return Err(Refusal::bad_request("'key' is the partition key of a 'table': name it too"));
            };
            calls = calls.key(key_value(&database.table(table)?, &key)?);
        }
        if let Some(table) = table {
            calls = calls.table(table);
        }
        if let Some(operation) = query.take("operation") {
            calls = calls.operation(operation);
        }
        if let Some(index) = query.take("index") {
            calls = calls.index(index);
        }
        match (query.take("error"), query.take("failed").as_deref()) {
            (Some(exception), None | Some("true")) => calls = calls.failed_with(exception),
            (None, Some("true")) => calls = calls.failed(),
            (None, Some("false")) => calls = calls.succeeded(),
            (None, None) => {}
            _ => {
                return Err(Refusal::bad_request(
                    "'failed' is true or false, and true where there is an 'error'",
                ));
            }
        }
        let newest = query.take("newest");
        query.finish()?;
        let mut list = calls.list();
        if let Some(newest) = newest {
            list.drain(..list.len().saturating_sub(number(&newest, "newest", 1..=usize::MAX)?));
        }
        let units =
            |of: fn(&crate::engine::Call) -> f64| list.iter().map(|call| of(call)).fold(0.0, f64::add);
        Ok(json!({
            "count": list.len(),
            "read_units": units(|call| call.read_units()),
            "write_units": units(|call| call.write_units()),
            "dropped": dropped,
            "calls": list.iter().map(|call| json!(**call)).collect::<Vec<_>>(),
        }))
    }

    /// Ends the recording, if there is one.
    pub(super) fn end(&self, database: &Database) -> Value {
        self.0.lock().retain(|(other, _)| !other.engine.is_same(&database.engine));
        json!({})
    }

    fn of(&self, database: &Database) -> Option<Calls> {
        let recordings = self.0.lock();
        let own = recordings.iter().find(|(other, _)| other.engine.is_same(&database.engine));
        own.map(|(_, calls)| calls.clone())
    }
}
