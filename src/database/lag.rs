//! Reads that are late.

use super::{builder::DatabaseBuilder, handle::Database, table::Table};
use crate::{error::Result, operation::TableRef, storage::Lag};

impl DatabaseBuilder {
    /// How late eventually consistent reads are; not at all unless set. Snapshots do not contain it.
    ///
    /// The [seed](Self::id_seed) decides how late each write is in each replica, and which replica each read goes to.
    /// Where a test fails by a panic, the seed is printed as the last handle of the database is dropped. With the same
    /// seed, calls and manual clock, a run on one thread is the same, byte for byte.
    ///
    /// ```
    /// use hashrange::{Clock, Database, Lag, ScalarAttributeType::S, item};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH);
    /// let db = Database::builder().clock(clock.clone()).lag(Lag::up_to(Duration::from_secs(1))).build();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// let found: Vec<bool> = (0..20).map(|_| Ok(users.get("haeri05").run()?.is_some())).collect::<hashrange::Result<_>>()?;
    /// assert!(found.contains(&false));
    /// clock.advance(Duration::from_secs(1))?;
    /// assert!(users.get("haeri05").run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn lag(mut self, lag: Lag) -> Self {
        self.lag = Some(lag);
        self
    }
}

impl Database {
    /// Sets how late eventually consistent reads are, as [`DatabaseBuilder::lag`] does, for all tables in all regions and
    /// for those that are created from now on; `None`: not at all. All reads are up to date first.
    ///
    /// A [fork](Self::fork) is as late as its original, and begins up to date.
    ///
    /// ```
    /// # use hashrange::{Database, Lag, ScalarAttributeType::S, item};
    /// # use std::time::Duration;
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put(item! { "user_id": "haeri05" }).run()?;
    /// db.set_lag(Lag::between(Duration::from_secs(60), Duration::from_secs(90)));
    /// users.put(item! { "user_id": "jihoon07" }).run()?;
    /// assert!(users.get("haeri05").run()?.is_some());
    /// assert!(users.get("jihoon07").run()?.is_none());
    /// db.set_lag(None);
    /// assert!(users.get("jihoon07").run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn set_lag(&self, lag: impl Into<Option<Lag>>) {
        self.engine.needed_here("`Database::set_lag`");
        let lag = lag.into();
        self.engine.clock().look();
        self.engine.engines().iter().for_each(|engine| engine.set_lag(lag.as_ref()));
    }

    /// Brings all that is [late](Lag) up to date at once, in all regions. What is written afterwards is late again. It has
    /// no effect on what is on its way from one region to another.
    ///
    /// ```
    /// # use hashrange::{Database, Lag, ScalarAttributeType::S, item};
    /// # use std::time::Duration;
    /// let second = Duration::from_secs(1);
    /// let db = Database::builder().lag(Lag::between(60 * second, 90 * second)).build();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// assert!(users.get("haeri05").run()?.is_none());
    /// db.converge();
    /// assert!(users.get("haeri05").run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn converge(&self) {
        self.engine.needed_here("`Database::converge`");
        self.engine.clock().look();
        self.engine.engines().iter().for_each(|engine| engine.converge());
    }

    /// The same database as another reader finds it. Where reads are [late](Lag::monotonic) and monotonic, each reader
    /// stays at one replica of each table: readers whose numbers follow each other at different ones, three in all.
    /// Tables and builders that are made from the handle, and SDK clients, are of this reader. All other handles, and
    /// requests over HTTP, are reader 0.
    ///
    /// ```
    /// # use hashrange::{Clock, Database, Lag, ScalarAttributeType::S, item};
    /// # use std::time::{Duration, UNIX_EPOCH};
    /// let clock = Clock::manual(UNIX_EPOCH);
    /// let lag = Lag::up_to(Duration::from_secs(1)).monotonic();
    /// let db = Database::builder().clock(clock.clone()).lag(lag).build();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// clock.advance(Duration::from_millis(500))?;
    /// for reader in (0..3).map(|number| db.as_reader(number)) {
    ///     let users = reader.table("users")?;
    ///     let first = users.get("haeri05").run()?;
    ///     assert_eq!(users.get("haeri05").run()?, first);
    /// }
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn as_reader(&self, number: u32) -> Self {
        self.engine.needed_here("`Database::as_reader`");
        Self { engine: self.engine.read_by(number) }
    }
}

impl Table {
    /// Sets how late eventually consistent reads of this table are, as [`Database::set_lag`] does for all, until that of
    /// the database is set or the table is deleted.
    ///
    /// ```
    /// # use hashrange::{Database, Lag, ScalarAttributeType::S, item};
    /// # use std::time::Duration;
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.set_lag(Lag::between(Duration::from_secs(60), Duration::from_secs(90)))?;
    /// users.put(item! { "user_id": "haeri05" }).run()?;
    /// assert!(users.get("haeri05").run()?.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// There is no such table: [`Error::ResourceNotFound`](crate::Error::ResourceNotFound).
    pub fn set_lag(&self, lag: impl Into<Option<Lag>>) -> Result<()> {
        self.engine.here("`Table::set_lag`")?;
        self.engine.clock().look();
        let table: TableRef<'_> = self.tables().find(self.name())?;
        self.engine.set_lag_of(&table, lag.into().as_ref());
        Ok(())
    }
}
