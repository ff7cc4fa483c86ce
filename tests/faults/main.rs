//! Faults that calls meet: which calls, with what, and what they leave behind.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "tests and their helpers")]

mod answers;
mod chosen;
mod parts;
mod rules;
mod seeds;
mod stories;
mod support;
