//! Answers in JSON.

use bytes::Bytes;
use hyper::{StatusCode, header::HeaderValue};
use serde_json::Value;

use super::super::reply::Reply;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer with this status.
pub(super) fn json(status: StatusCode, body: &Value) -> Reply {
    Reply::new(status, Some(JSON), Bytes::from(format!("{body}\n")))
}

/// The answer to a request that was carried out.
pub(super) fn ok(body: &Value) -> Reply {
    json(StatusCode::OK, body)
}
