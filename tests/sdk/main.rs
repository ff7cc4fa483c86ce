//! The AWS SDK for Rust on the engine: what a program that uses the SDK relies on.

mod batches;
mod connectors;
mod errors;
mod items;
mod lab;
mod pages;
mod retries;
mod statements;
mod support;
mod tables;
mod transactions;
