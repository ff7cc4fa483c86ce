//! What a log receives about an answered request.

use std::time::{Duration, Instant};

use hyper::body::Body;

use super::{
    head::Head,
    reply::{Answer, Reply},
};
use crate::wire::Exception;

/// The callback that receives answered requests.
pub(super) type Log = Box<dyn Fn(&Served<'_>) + Send + Sync>;

/// A request that was answered, for a log.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Served<'a> {
    /// The operation, such as `GetItem`; the HTTP method if the request is for no operation.
    pub operation: &'a str,
    /// The first ten tables that the request names: names or ARNs, including those in statements.
    pub tables: &'a [String],
    /// The HTTP status; 0 if a [fault](crate::faults) lost the request or the answer.
    pub status: u16,
    /// The exception's name, such as `ResourceNotFoundException`; empty if there is none.
    pub error: &'a str,
    /// The exception's message.
    pub message: &'a str,
    /// Size of the request's body as it was sent, in bytes.
    pub request_bytes: usize,
    /// Size of the answer's body as it is sent, in bytes.
    pub answer_bytes: usize,
    /// From the end of the request's headers to the answer.
    pub took: Duration,
}

/// What is kept of a request for the log until it is answered.
pub(super) struct Logged {
    began: Instant,
    operation: String,
    tables: Vec<String>,
    exception: Exception,
    is_lost: bool,
    request_bytes: usize,
}

impl Logged {
    pub(super) fn new(began: Instant, head: &Head<'_>, reply: &Reply) -> Self {
        let exception = match reply.status.is_success() {
            true => Exception::default(),
            false => Exception::in_body(reply.body.bytes()),
        };
        Self {
            began,
            operation: head.operation().unwrap_or(head.parts.method.as_str()).to_owned(),
            tables: reply.tables.clone(),
            exception,
            is_lost: reply.faulted.is_lost,
            request_bytes: reply.request_bytes,
        }
    }

    pub(super) fn tell(&self, log: &Log, answer: &Answer) {
        log(&Served {
            operation: &self.operation,
            tables: &self.tables,
            status: if self.is_lost { 0 } else { answer.status().as_u16() },
            error: &self.exception.name,
            message: &self.exception.message,
            request_bytes: self.request_bytes,
            answer_bytes: usize::try_from(answer.body().size_hint().lower()).unwrap_or(usize::MAX),
            took: self.began.elapsed(),
        });
    }
}
