//! The calls of operations that are recorded.

mod call;
mod current;
mod log;

pub use call::{Call, CallKey, CallPartition, CallUnits};
pub(super) use current::Recording;
pub(crate) use current::{note_index, note_key, note_returned};
pub(crate) use log::CallLog;
pub(super) use log::Recordings;
