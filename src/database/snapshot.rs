//! Saving databases to files and loading them.

use std::{io, path::Path};

use super::handle::Database;

#[cfg(feature = "cli")]
use crate::snapshot::Claim;
use crate::snapshot::{self, SnapshotError};

impl Database {
    /// Saves the whole database to one file, as of one moment. The file has the tables with their settings, indexes,
    /// partitions and items, and the backups. It also has the builder's settings except clock and transitions, and the
    /// state of the id generator. Reads and writes continue meanwhile.
    ///
    /// A new file is written beside `path` and then renamed, so that `path` always names a complete file: the old or the
    /// new. It is text, a line for each item, and ends with a checksum. A link at `path` stays; the file that it points to
    /// is replaced.
    ///
    /// Processes that save to one file take turns. Loading, changing and saving is not one step: if two processes do so
    /// at the same time, the tables of the later one remain. Have one process serve the tables to the others
    /// (`hashrange serve --load f --save-on-exit f`).
    ///
    /// ```
    /// # let directory = std::env::temp_dir().join(format!("hashrange-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&directory)?;
    /// # let path = directory.join("users.snapshot");
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// db.create_table("users").partition_key("user_id", S).run()?.put(item! { "user_id": "haeri05" }).run()?;
    /// db.save(&path)?;
    ///
    /// let again = Database::load(&path)?;
    /// assert!(again.table("users")?.get("haeri05").run()?.is_some());
    /// # std::fs::remove_dir_all(&directory)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The file cannot be written, is write-protected, or is no regular file: [`SnapshotError::Io`]. Another process has
    /// it locked until it ends, or for more than 30 seconds: [`SnapshotError::InUse`]. The old file remains.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), SnapshotError> {
        let path = path.as_ref();
        self.engine.here("`Database::save`").map_err(|error| SnapshotError::Io {
            path: path.to_owned(),
            source: io::Error::new(io::ErrorKind::Unsupported, error),
        })?;
        snapshot::save(&self.engine, path)
    }

    /// The database that was [saved](Self::save) to this file, with its saved settings and the system's clock. If another
    /// process is saving to the file, this waits for it. [`DatabaseBuilder::load`](super::DatabaseBuilder::load) loads a
    /// file with other settings.
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("hashrange-doc-load-{}", std::process::id()));
    /// # hashrange::Database::new().save(&path)?;
    /// use hashrange::{Database, SnapshotError};
    ///
    /// let db = Database::load(&path)?;
    /// assert!(db.table_names().is_empty());
    ///
    /// std::fs::write(&path, "something else")?;
    /// assert!(matches!(Database::load(&path), Err(SnapshotError::NotASnapshot { .. })));
    /// # std::fs::remove_file(&path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`SnapshotError`] if the file cannot be read, is no snapshot, is damaged or is of a newer release. The same if
    /// it is out of date because a process has locked it and will save to it when it ends. A hostile file is refused,
    /// or gives a database of a size in proportion to the file.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, SnapshotError> {
        Self::builder().load(path)
    }

    /// Writes the database as of one moment to a stream, as [`save`](Self::save) does to a file.
    #[cfg(feature = "server")]
    pub(crate) fn write_to(&self, out: impl io::Write) -> io::Result<()> {
        snapshot::write_to(&self.engine, out)
    }

    /// Saves the database to a file that this process has claimed.
    #[cfg(feature = "cli")]
    pub(crate) fn save_claimed(&self, claim: &Claim) -> Result<(), SnapshotError> {
        claim.save(&self.engine)
    }

    /// The database of an engine.
    #[cfg(all(test, feature = "disk"))]
    pub(crate) fn of(engine: crate::engine::EngineHandle) -> Self {
        Self { engine }
    }

    #[cfg(test)]
    pub(crate) fn engine(&self) -> &crate::engine::EngineHandle {
        &self.engine
    }
}
