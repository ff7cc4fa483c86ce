//! JSON texts, read token by token: each value as the type that is wanted in its place.
//!
//! Requests are read with these few functions instead of serde. The compiler generates a serde reader for each
//! structure; together they would be a third of the code that a request runs through. That code is cold after a program
//! has done other work.

mod collection;
mod cursor;
mod error;
mod scalar;
#[cfg(test)]
mod tests;
mod text;
mod wanted;

#[cfg(feature = "server")]
pub(crate) use collection::is_structure;
pub(crate) use collection::{end, list, object, skip};
pub(crate) use cursor::Json;
#[cfg(feature = "fixtures")]
pub(crate) use cursor::peek as next_byte;
pub(crate) use error::{JsonError, Result};
pub(crate) use scalar::{boolean, double, integer, long, null, single, string, unsigned};
pub(crate) use text::{lone_string, plain_bytes};
pub(crate) use wanted::Wanted;
