//! Waiting for the disk, and what a database on disk refuses.

use super::{Engine, durable::not_kept};
use crate::error::Result;

impl Engine {
    /// Waits until all changes are durable, as far as the database promises it.
    ///
    /// # Errors
    /// The disk has failed.
    pub(crate) fn keep_all(&self) -> Result<()> {
        let journal = self.journal();
        Ok(journal.map_or(Ok(()), |journal| journal.keep(journal.last()))?)
    }

    /// Waits until all changes are durable, whatever the database promises.
    ///
    /// # Errors
    /// The disk has failed.
    #[cfg(feature = "disk")]
    pub(crate) fn sync(&self) -> Result<()> {
        Ok(self.journal().map_or(Ok(()), |journal| journal.sync())?)
    }

    /// Refuses a stream or a replica in a database on disk, which does not keep them yet.
    ///
    /// # Errors
    /// The database is on disk.
    pub(crate) fn check_kept(&self, what: &str, is_asked: bool) -> Result<()> {
        if is_asked && self.journal().is_some() { Err(not_kept(what)) } else { Ok(()) }
    }
}
