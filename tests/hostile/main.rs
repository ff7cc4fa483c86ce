//! Whatever comes through the wire, an answer goes back: no panic, no stack that overflows, no time out of
//! proportion to the input.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "tests and their helpers"
)]

mod cheap;
mod deep;
mod large;
mod odd;
mod requests;
mod spoilt;
#[path = "../support/mod.rs"]
mod support;
