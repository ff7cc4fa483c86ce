//! What carries requests to an endpoint.

use std::{fmt, future::Future, pin::Pin};

use super::WireResponse;
use crate::error::Result;

/// A request under way, and its answer.
pub type Sending = Pin<Box<dyn Future<Output = Result<WireResponse>> + Send>>;

/// What carries requests to an endpoint that speaks DynamoDB's protocol, AwsJson 1.0. `Endpoint` (feature `remote`) is
/// one over HTTP; [`Database::connect_through`](crate::Database::connect_through) takes any other.
///
/// ```
/// use hashrange::{Database, ScalarAttributeType::S, item, remote::{Sending, Transport}};
///
/// /// A database that is reached by the texts of requests and answers only.
/// #[derive(Debug)]
/// struct Loopback(Database);
///
/// impl Transport for Loopback {
///     fn send(&self, operation: &str, body: Vec<u8>) -> Sending {
///         let answer = self.0.wire(operation, &body);
///         Box::pin(async { Ok(answer) })
///     }
/// }
///
/// let there = Database::new();
/// let db = Database::connect_through(Loopback(there.clone()));
/// let users = db.create_table("users").partition_key("id", S).run()?;
/// users.put(item! { "id": "haeri05", "age": 39 }).run()?;
/// assert_eq!(there.table("users")?.get("haeri05").run()?.expect("it was put").n("age").unwrap().to_i64(), Some(39));
/// # Ok::<(), hashrange::Error>(())
/// ```
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends a request: the operation's name, such as `GetItem`, and the JSON of its input. It begins at once or when it is
    /// polled, and ends when the future is dropped. Attempts after the first are up to the transport.
    ///
    /// The future returns the status and the body of the answer, also of a refusal. Where none came, it returns
    /// [`Error::NoAnswer`](crate::Error::NoAnswer).
    fn send(&self, operation: &str, body: Vec<u8>) -> Sending;
}
