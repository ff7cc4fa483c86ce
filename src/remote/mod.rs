//! Databases behind an endpoint: what carries requests there, and what comes back.
//!
//! [`Database::connect_through`](crate::Database::connect_through) makes a database of a [`Transport`].

mod answer;
mod connection;
mod cursor;
mod transport;

pub use answer::WireResponse;
pub(crate) use connection::Remote;
#[cfg(feature = "cli")]
pub(crate) use cursor::send;
pub use transport::{Sending, Transport};
