//! The server as its clients see it, byte for byte.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test says so by panicking"
)]

#[path = "support/client.rs"]
mod client;
#[path = "support/http2.rs"]
mod http2_frames;
#[path = "support/running.rs"]
mod running;

mod access;
#[cfg(feature = "console")]
mod console;
mod control;
mod debug;
mod encodings;
mod exposition;
mod faults;
mod front;
mod http2;
mod limits;
mod line;
mod memory;
mod metrics;
mod mounted;
mod policies;
mod protocol;
mod signatures;
mod stop;
mod tables;
mod told;

#[cfg(all(feature = "cli", unix))]
mod serve_command;
