//! The AWS SDK for Rust over HTTP: the tests of `tests/sdk` that ask nothing of the process, and what a connection
//! adds.

#[path = "../../sdk/batches.rs"]
mod batches;
mod connections;
mod endpoint;
#[path = "../../sdk/errors.rs"]
mod errors;
mod events;
#[path = "../../sdk/items.rs"]
mod items;
#[path = "../../sdk/lab.rs"]
mod lab;
#[path = "../../sdk/pages.rs"]
mod pages;
#[path = "../../sdk/statements.rs"]
mod statements;
#[path = "../../sdk/support.rs"]
mod support;
#[path = "../../sdk/tables.rs"]
mod tables;
#[path = "../../sdk/transactions.rs"]
mod transactions;
