//! Tables that live: their tags, policies, settings and indexes, as requests change them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

mod indexes;
mod limits;
mod policies;
#[path = "../support/mod.rs"]
mod support;
mod tags;
mod time_to_live;
mod transitions;
mod update;

use hashrange::{Error, Result};
use support::{ask, refused};

/// The message of what must fail with a ValidationException.
fn invalid<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Validation(message)) => message.to_string(),
        other => panic!("{other:?}"),
    }
}
