//! What requests consume, and what throttles them.
//!
//! A thread's request is metered while a [`Metering`](meter::Metering) lasts. The buckets of units lie in the partitions
//! and in the tables and global indexes. Requests look at them where items are read and written, under the lock of the
//! partition, and take units out afterwards; no other lock is taken while a bucket's is held.

mod bucket;
pub(super) mod heat;
pub(super) mod limits;
pub(crate) mod meter;
mod reads;
mod resource;
mod rules;
mod transactions;
mod writes;

pub(crate) use meter::{Metering, ThrottleEvent, Usage, note_attempt, note_throttled};
pub(crate) use rules::Throttle;
pub use rules::Throughput;
