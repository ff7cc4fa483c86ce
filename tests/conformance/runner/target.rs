//! What the cases are played against.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::json::Json;

/// An HTTP status and a body.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Something that answers as DynamoDB does, without a socket.
pub trait Target {
    /// Carries an operation out, named without its service's prefix.
    fn call(&self, operation: &str, body: &[u8]) -> Answer;
}

/// Calls the target; a panic is a mismatch like others, so that one case does not hide the rest.
pub fn call(target: &dyn Target, operation: &str, body: &[u8]) -> Result<(u16, Json), String> {
    catch_unwind(AssertUnwindSafe(|| target.call(operation, body)))
        .map(|answer| (answer.status, Json::from_body(&answer.body)))
        .map_err(|panic| {
            let text = (panic.downcast_ref::<String>().map(String::as_str))
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("?");
            format!("{operation} panicked: {text}")
        })
}
