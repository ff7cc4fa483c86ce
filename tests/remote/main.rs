//! Databases behind an endpoint: the same program as on an engine.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it says")]

mod asynchronous;
mod changes;
mod engine_only;
mod loopback;
mod same_program;
