//! The change log: the changes of a table's items, kept for later readers.
//!
//! ```text
//!  partition A   shard 1 ───────▶│ shard 3 ──▶        each partition has one open shard
//!                                │   rotated after four hours
//!  partition B   shard 2 ──▶│ shard 4 ─────▶
//!                           │ shard 5 ─────▶          split: the parent is closed, with two children
//! ```
//!
//! A commit puts a record into the open shard of its partition, under the partition's lock: the order of the records is
//! the order of the writes. Closed shards take no more records, and are kept in the table's [`ChangeLog`]; copies of
//! the table share them. Changes are recorded only if they are needed ([`Needs`]); otherwise a commit only checks an
//! `Option`.

pub(super) mod as_of;
pub(super) mod between;
mod bound;
pub(super) mod deleted;
mod deletion;
mod entry;
mod garbage;
pub(super) mod log;
pub(super) mod merged;
mod needs;
mod note;
pub(super) mod noted;
pub(super) mod number;
pub(super) mod reading;
pub(super) mod record;
mod recording;
mod records;
pub(super) mod recovery;
pub(super) mod saved;
mod saving;
pub(super) mod sequence;
pub(super) mod shard;
mod state;
mod trimming;
mod turnover;
mod verify;
pub(super) mod waiters;
