//! Databases that are kept on disk, in the format described in [`format`].

mod archive;
mod archive_read;
mod backend;
mod change;
mod changes;
#[cfg(feature = "cli")]
mod check;
mod checkpoint;
mod commit;
mod contents;
mod counts;
mod damages;
mod durability;
mod encoding;
mod engines;
mod error;
mod fill;
mod followed;
mod format;
mod group;
mod group_entries;
mod jobs;
mod journal;
mod lengths;
mod log_changes;
mod log_note;
mod log_read;
mod log_restore;
mod noting;
mod open;
mod places;
mod progress;
mod read;
mod read_journal;
mod record;
mod region;
mod shared;
mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "cli")]
mod untouched;
mod values;
mod verified;
mod waiting;
mod writing;

#[cfg(feature = "cli")]
pub(crate) use check::{check, compact, remove_unused};
pub use durability::Durability;
pub use error::DiskError;
#[cfg(feature = "cli")]
pub(crate) use fill::is_panic_caught;
pub(crate) use open::{Opening, open};
#[cfg(feature = "cli")]
pub(crate) use open::{exists, other_content};
pub use progress::OpenProgress;
pub(crate) use store::CHECKPOINT_BYTES;
