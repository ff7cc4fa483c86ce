//! Databases that are kept on disk, in the format described in [`format`].

mod backend;
mod changes;
#[cfg(feature = "cli")]
mod check;
mod checkpoint;
mod commit;
mod damages;
mod encoding;
mod error;
mod fill;
mod format;
mod journal;
mod open;
mod record;
mod store;
#[cfg(test)]
mod tests;

#[cfg(feature = "cli")]
pub(crate) use check::{check, compact};
pub use error::DiskError;
pub use journal::Durability;
pub use open::OpenProgress;
#[cfg(feature = "cli")]
pub(crate) use open::exists;
pub(crate) use open::{Opening, open};
pub(crate) use store::CHECKPOINT_BYTES;
