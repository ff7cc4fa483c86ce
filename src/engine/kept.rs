//! Waiting for the disk.

use super::Engine;
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
}
