//! Databases that are kept on disk.

use std::path::Path;

use super::{builder::DatabaseBuilder, handle::Database};
use crate::disk::{self, CHECKPOINT_BYTES, DiskError, Durability, OpenProgress, Opening};

impl Database {
    /// The database in this directory, which is made if there is none: the same as one in memory, and what was
    /// acknowledged is there after a crash at any moment ([`Durability::Sync`]). [`DatabaseBuilder::open`] opens one
    /// with other settings.
    ///
    /// Everything is in memory too, and read from there. One process has a database open at a time. A
    /// [fork](Self::fork) is in memory alone, and [`save`](Self::save) writes a snapshot beside it.
    ///
    /// Kept are the tables of all regions with their items, indexes, partitions, tags, policies, time to live and other
    /// settings; replicas, with the changes that are on their way to another region; client request tokens; exports,
    /// imports and bulk operations, of which those that ran when the process ended have failed; streams with their shards
    /// and numbers, also those of deleted tables for 24 hours; the log of point-in-time recovery; what is sent to Kinesis
    /// data streams, which may be delivered again; backups; and the state of the id generator.
    ///
    /// The reads and writes that partitions have counted are written now and then and when the database is dropped. A
    /// crash takes back those that were counted since, and those alone.
    ///
    /// Not part of what is kept, as in a snapshot: faults, lag, held items, connections that are cut, throughput that was
    /// consumed, the keys that are accessed most. Tables and indexes that were being made or changed are
    /// [active](crate::DatabaseBuilder::transitions) when a database is opened; an index that was being filled is whole.
    ///
    /// ```
    /// # let directory = std::env::temp_dir().join(format!("hashrange-doc-open-{}", std::process::id()));
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::open(&directory)?;
    /// db.create_table("users").partition_key("user_id", S).run()?.put(item! { "user_id": "haeri05" }).run()?;
    /// drop(db);
    ///
    /// let again = Database::open(&directory)?;
    /// assert!(again.table("users")?.get("haeri05").run()?.is_some());
    /// # drop(again);
    /// # std::fs::remove_dir_all(&directory)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DiskError`]: the directory cannot be made, read or written, another process has the database open, or its file
    /// is damaged or of a newer release.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, DiskError> {
        Self::builder().open(directory)
    }

    /// Waits until all changes are on disk, whatever the database's [`Durability`] is. Without a directory it does
    /// nothing.
    ///
    /// ```
    /// # let directory = std::env::temp_dir().join(format!("hashrange-doc-sync-{}", std::process::id()));
    /// use hashrange::{Database, Durability, ScalarAttributeType::S, item};
    ///
    /// let db = Database::builder().durability(Durability::Manual).open(&directory)?;
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// for n in 0..1_000 {
    ///     users.put(item! { "user_id": n.to_string() }).run()?;
    /// }
    /// db.sync()?;
    /// # drop((db, users));
    /// # std::fs::remove_dir_all(&directory)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DiskError::Failed`] if a write or a sync has failed, now or before.
    pub fn sync(&self) -> Result<(), DiskError> {
        Ok(self.engine.sync()?)
    }
}

impl DatabaseBuilder {
    /// When changes are on disk, in a database that is [opened](Self::open): before they are acknowledged
    /// ([`Durability::Sync`]) unless set.
    ///
    /// ```
    /// # let directory = std::env::temp_dir().join(format!("hashrange-doc-durability-{}", std::process::id()));
    /// use hashrange::{Database, Durability};
    ///
    /// let db = Database::builder().durability(Durability::Buffered).open(&directory)?;
    /// # drop(db);
    /// # std::fs::remove_dir_all(&directory)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// The database in this directory, which is made if there is none, as by [`Database::open`], with this builder's
    /// settings. They replace those on disk by the rules of [`load`](Self::load).
    ///
    /// ```
    /// # let directory = std::env::temp_dir().join(format!("hashrange-doc-builder-open-{}", std::process::id()));
    /// use hashrange::{Database, DiskError};
    ///
    /// let db = Database::builder().region("ap-northeast-2").open(&directory)?;
    /// assert!(matches!(Database::open(&directory), Err(DiskError::InUse { .. })));
    /// drop(db);
    /// let other = Database::builder().region("us-west-2").open(&directory);
    /// assert!(matches!(other, Err(DiskError::FixedSetting { .. })));
    /// # std::fs::remove_dir_all(&directory)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Database::open`]. A region, an account or a seed of ids that is not the database's, or regions that do not
    /// continue its regions: [`DiskError::FixedSetting`].
    pub fn open(self, directory: impl AsRef<Path>) -> Result<Database, DiskError> {
        self.open_with(directory, |_| {})
    }

    /// The same, and `progress` is told how far it is, every 10,000 items and at the end.
    ///
    /// ```
    /// # let directory = std::env::temp_dir().join(format!("hashrange-doc-progress-{}", std::process::id()));
    /// use hashrange::Database;
    ///
    /// let db = Database::builder().open_with(&directory, |at| println!("{} of {} items", at.items, at.of_items))?;
    /// # drop(db);
    /// # std::fs::remove_dir_all(&directory)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(
        self,
        directory: impl AsRef<Path>,
        mut progress: impl FnMut(OpenProgress),
    ) -> Result<Database, DiskError> {
        let opening = Opening {
            given: self.options,
            clock: self.clock,
            buckets: &self.buckets,
            durability: self.durability,
            checkpoint_bytes: CHECKPOINT_BYTES,
            progress: &mut progress,
        };
        let engine = disk::open(directory.as_ref(), opening)?;
        Ok(Self::database(engine, self.transitions, self.enforces_policies, self.throughput, self.lag))
    }
}
