//! Throttling by throughput, over HTTP.

use serde_json::{Value, json};

use crate::{database::Database, storage::throughput::Throughput};

/// The rules by which the requests of a database are throttled.
pub(super) fn shown(database: &Database) -> Value {
    json!({ "throughput": database.throughput() })
}

/// Sets them, or that requests are not throttled.
pub(super) fn set(database: &Database, throughput: Option<Throughput>) -> Value {
    database.set_throughput(throughput);
    shown(database)
}
