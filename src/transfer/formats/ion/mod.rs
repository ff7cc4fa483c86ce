//! Amazon Ion text, as DynamoDB exports it: `$ion_1_0 {Item:{pk:"a",price:12.5}}`, one item on each line.
//!
//! The reader is our own: `ion-rs` brings twenty-five crates, three of them in versions that the program has already in
//! others, reads from streams only behind an experimental feature, and has no bound on how deep values nest. Symbol
//! tables, which no export writes, are refused.

mod bytes;
mod read;
mod scalar;
mod structure;
mod write;

pub(crate) use read::IonReader;
pub(crate) use write::{write_item, write_line};

/// The version marker in front of an item.
pub(crate) const VERSION_MARKER: &str = "$ion_1_0";

/// The annotations of sets.
const STRING_SET: &str = "$dynamodb_SS";
const NUMBER_SET: &str = "$dynamodb_NS";
const BINARY_SET: &str = "$dynamodb_BS";
