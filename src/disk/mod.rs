//! Databases that are kept on disk, in the format described in [`format`].

mod backend;
mod encoding;
mod error;
mod format;
mod journal;
mod open;
mod record;
mod store;
#[cfg(test)]
mod tests;

pub use error::DiskError;
pub use journal::Durability;
pub use open::OpenProgress;
pub(crate) use open::{Opening, open};
pub(crate) use store::CHECKPOINT_BYTES;
