//! Reads that are late, over HTTP.

use serde_json::{Value, json};

use crate::{database::Database, storage::Lag};

/// How late the reads of a database are.
pub(super) fn shown(database: &Database) -> Value {
    json!({ "lag": database.engine.lag() })
}

/// Sets how late they are, or that they are not.
pub(super) fn set(database: &Database, lag: Option<Lag>) -> Value {
    database.set_lag(lag);
    shown(database)
}

/// Brings all of them up to date.
pub(super) fn converged(database: &Database) -> Value {
    database.converge();
    json!({})
}
