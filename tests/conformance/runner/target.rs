//! What the cases are played against.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::json::Json;

/// An HTTP status and a body.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// A request as the format's `raw` has it.
#[derive(Debug, Clone)]
#[cfg_attr(
    not(feature = "server"),
    allow(dead_code, reason = "without a socket, headers and methods mean nothing")
)]
pub struct Raw {
    /// The value of `X-Amz-Target`.
    pub target: String,
    pub body: String,
    /// Headers beside the usual ones, or instead of them; those without a value are left out.
    pub headers: Vec<(String, Option<String>)>,
    pub method: String,
}

/// Something that answers as DynamoDB does.
pub trait Target {
    /// Carries an operation out, named without its service's prefix.
    fn call(&self, operation: &str, body: &[u8]) -> Answer;

    /// Sends a request as it stands. Without a socket it is the operation that its target names: cases that need
    /// more are played over one ([`needs_http`]).
    fn send(&self, raw: &Raw) -> Answer {
        self.call(raw.target.rsplit('.').next().unwrap_or_default(), raw.body.as_bytes())
    }
}

/// Whether a step has what only HTTP has: headers or a method of its own.
pub fn needs_http(step: &Json) -> bool {
    step.get("raw").is_some_and(|raw| raw.get("headers").is_some() || raw.get("method").is_some())
}

/// Calls the target; a panic is a mismatch like others, so that one case does not hide the rest.
pub fn call(target: &dyn Target, operation: &str, body: &[u8]) -> Result<(u16, Json), String> {
    guarded(operation, || target.call(operation, body))
}

/// The same for a request as it stands.
pub fn send(target: &dyn Target, raw: &Raw) -> Result<(u16, Json), String> {
    guarded(&raw.target, || target.send(raw))
}

fn guarded(what: &str, ask: impl FnOnce() -> Answer) -> Result<(u16, Json), String> {
    catch_unwind(AssertUnwindSafe(ask)).map(|answer| (answer.status, Json::from_body(&answer.body))).map_err(
        |panic| {
            let text = (panic.downcast_ref::<String>().map(String::as_str))
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("?");
            format!("{what} panicked: {text}")
        },
    )
}
