//! What a log gets to know about an answered request.

use std::time::{Duration, Instant};

use hyper::body::Body;

use super::{
    head::Head,
    reply::{Answer, Reply},
};
use crate::codec::json::{self, Json, Wanted};

/// The callback that receives answered requests.
pub(super) type Log = Box<dyn Fn(&Served<'_>) + Send + Sync>;

/// A request that was answered, for a log.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Served<'a> {
    /// The operation, such as `GetItem`; the method where the request was for none.
    pub operation: &'a str,
    /// The tables that the request names, the first ten: their names or ARNs, also those in statements.
    pub tables: &'a [String],
    /// The HTTP status.
    pub status: u16,
    /// The exception's name, such as `ResourceNotFoundException`; empty where there is none.
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

/// The name and message of an exception.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Exception {
    pub(super) name: String,
    pub(super) message: String,
}

impl Exception {
    /// What an answer's body tells; nothing where it is no exception.
    pub(super) fn in_body(body: &[u8]) -> Self {
        let mut found = Self::default();
        let text = std::str::from_utf8(body).unwrap_or("");
        // The service's answers that are no JSON are no exceptions.
        let _ = json::object(Wanted::Structure, &mut Json::new(text), &mut |name, json| {
            match name {
                "__type" => {
                    let kind = json::string(Wanted::String, json)?;
                    found.name = kind.rsplit('#').next().unwrap_or_default().to_owned();
                }
                "message" | "Message" => found.message = json::string(Wanted::String, json)?.into_owned(),
                _ => drop(json::skip(json)?),
            }
            Ok(())
        });
        found
    }
}

/// What is kept of a request for the log while it is answered.
pub(super) struct Logged {
    began: Instant,
    operation: String,
    tables: Vec<String>,
    exception: Exception,
    request_bytes: usize,
}

impl Logged {
    pub(super) fn new(began: Instant, head: &Head<'_>, reply: &Reply) -> Self {
        let exception = match reply.status.is_success() {
            true => Exception::default(),
            false => Exception::in_body(&reply.body),
        };
        Self {
            began,
            operation: head.operation().unwrap_or(head.parts.method.as_str()).to_owned(),
            tables: reply.tables.clone(),
            exception,
            request_bytes: reply.request_bytes,
        }
    }

    pub(super) fn tell(&self, log: &Log, answer: &Answer) {
        log(&Served {
            operation: &self.operation,
            tables: &self.tables,
            status: answer.status().as_u16(),
            error: &self.exception.name,
            message: &self.exception.message,
            request_bytes: self.request_bytes,
            answer_bytes: usize::try_from(answer.body().size_hint().lower()).unwrap_or(usize::MAX),
            took: self.began.elapsed(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_found_in_both_spellings_and_nothing_else() {
        let found = |body: &str| {
            let Exception { name, message } = Exception::in_body(body.as_bytes());
            (name, message)
        };
        let text = |name: &str, message: &str| (name.to_owned(), message.to_owned());
        assert_eq!(found(r#"{"__type":"a.b#XException","message":"no"}"#), text("XException", "no"));
        assert_eq!(found(r#"{"Message":"no","Reasons":[1],"__type":"X"}"#), text("X", "no"));
        assert_eq!(found("<UnknownOperationException/>"), text("", ""));
        assert_eq!(found(r#"{"Item":{}}"#), text("", ""));
    }
}
