//! The AWS SDK for Rust on the engine: what a program that uses the SDK relies on.
//!
//! `tests/clients/rust` plays the modules that know nothing of `hashrange` over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails where something is not as it says"
)]

mod batches;
mod clock;
mod connectors;
mod debug;
mod endpoint;
mod errors;
mod faults;
mod in_process;
mod items;
mod lab;
mod pages;
mod retries;
mod statements;
mod streams;
mod support;
mod tables;
mod transactions;
