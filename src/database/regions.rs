//! The regions of a database.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{
    builder::{DatabaseBuilder, delay_of},
    handle::Database,
};
use crate::{engine::EngineHandle, error::Result};

impl DatabaseBuilder {
    /// The regions of the database. The first is its home region, the one of the handle that [`build`](Self::build)
    /// returns; [`Database::in_region`] gives handles of the others. Regions that are named again are left out, and
    /// without any name there is `us-east-1` alone.
    ///
    /// Each region has its own tables, and all have one account and one clock. A table gets replicas in other regions by
    /// UpdateTable, as in the service.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item, operation::*};
    ///
    /// let db = Database::builder().regions(["us-east-1", "eu-west-1"]).build();
    /// let ireland = db.in_region("eu-west-1")?;
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// assert!(ireland.table_names().is_empty());
    ///
    /// db.update_table(UpdateTableInput {
    ///     table_name: "users".to_owned(),
    ///     replica_updates: Some(vec![ReplicationGroupUpdate {
    ///         create: Some(ReplicaSettings { region_name: "eu-west-1".to_owned(), ..ReplicaSettings::default() }),
    ///         ..ReplicationGroupUpdate::default()
    ///     }]),
    ///     ..UpdateTableInput::default()
    /// })?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// assert!(ireland.table("users")?.get("haeri05").run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn regions(mut self, regions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut names: Vec<String> = Vec::new();
        for region in regions.into_iter().map(Into::into) {
            if !names.contains(&region) {
                names.push(region);
            }
        }
        let mut names = names.into_iter();
        self.options.region = names.next();
        self.options.further_regions = Some(names.collect());
        self
    }

    /// How long a write takes to the other regions, by the database's clock; zero unless set: a write that was answered
    /// is seen by the next request in any region. Several writes of an item within this time arrive as one.
    ///
    /// ```
    /// use hashrange::{Clock, Database};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH);
    /// let db = Database::builder()
    ///     .clock(clock.clone())
    ///     .regions(["us-east-1", "eu-west-1"])
    ///     .replication_lag(Duration::from_millis(800))
    ///     .build();
    /// # let _ = db;
    /// ```
    pub fn replication_lag(mut self, lag: Duration) -> Self {
        self.options.replication_lag = Some(delay_of(lag, false));
        self
    }

    /// As [`replication_lag`](Self::replication_lag), with a lag between zero and `longest` for each write, which depends
    /// on the [seed of ids](Self::id_seed) and on how many writes there were before.
    ///
    /// ```
    /// # use hashrange::Database;
    /// use std::time::Duration;
    ///
    /// let db = Database::builder()
    ///     .regions(["us-east-1", "eu-west-1"])
    ///     .replication_lag_up_to(Duration::from_secs(2))
    ///     .build();
    /// # let _ = db;
    /// ```
    pub fn replication_lag_up_to(mut self, longest: Duration) -> Self {
        self.options.replication_lag = Some(delay_of(longest, true));
        self
    }
}

impl Database {
    /// The region of this handle.
    ///
    /// ```
    /// let db = hashrange::Database::builder().region("ap-northeast-2").build();
    /// assert_eq!(db.region(), "ap-northeast-2");
    /// ```
    pub fn region(&self) -> &str {
        &self.engine.options().region
    }

    /// A handle of another [region](DatabaseBuilder::regions) of this database, with the tables of that region.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S};
    ///
    /// let db = Database::builder().regions(["us-east-1", "eu-west-1"]).build();
    /// let ireland = db.in_region("eu-west-1")?;
    /// let users = ireland.create_table("users").partition_key("id", S).run()?;
    /// assert_eq!(users.describe().table_arn, "arn:aws:dynamodb:eu-west-1:000000000000:table/users");
    /// assert!(db.table_names().is_empty());
    /// assert!(db.in_region("eu-west-2").is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// The database does not have the region: [`Error::Validation`](crate::Error::Validation), which names those that it
    /// has.
    pub fn in_region(&self, region: &str) -> Result<Self> {
        self.engine.here("`Database::in_region`")?;
        let engine = self.engine.in_region(region);
        engine.map(|engine| Self { engine }).ok_or_else(|| self.engine.no_region(region))
    }

    /// The database's regions, and the connections between them.
    ///
    /// ```
    /// use hashrange::Database;
    ///
    /// let db = Database::builder().regions(["us-east-1", "eu-west-1"]).build();
    /// assert_eq!(db.regions().names().collect::<Vec<_>>(), ["us-east-1", "eu-west-1"]);
    /// ```
    pub fn regions(&self) -> Regions<'_> {
        Regions { engine: &self.engine }
    }
}

/// The regions of a [`Database`]: [`Database::regions`].
#[derive(Clone, Copy)]
pub struct Regions<'d> {
    engine: &'d EngineHandle,
}

impl fmt::Debug for Regions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl Regions<'_> {
    /// Their names, that of the home region first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.engine.engines().iter().map(|engine| engine.options().region.as_str())
    }

    /// Cuts the connection between two regions: nothing is replicated from one to the other, in either direction, until
    /// it is [healed](Self::heal). Writes go on in both, and wait. What was due before has arrived. Only items are held
    /// back: a request that changes replicas or what they have in common, such as UpdateTable, reaches all regions.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::*};
    /// # let db = Database::builder().regions(["us-east-1", "eu-west-1"]).build();
    /// # let ireland = db.in_region("eu-west-1")?;
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// # let create = Some(ReplicaSettings { region_name: "eu-west-1".to_owned(), ..ReplicaSettings::default() });
    /// # db.update_table(UpdateTableInput {
    /// #     table_name: "users".to_owned(),
    /// #     replica_updates: Some(vec![ReplicationGroupUpdate { create, ..ReplicationGroupUpdate::default() }]),
    /// #     ..UpdateTableInput::default()
    /// # })?;
    /// db.regions().cut("us-east-1", "eu-west-1")?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// assert!(ireland.table("users")?.get("haeri05").run()?.is_none());
    /// assert_eq!(db.regions().pending("users").iter().map(|pending| pending.changes).sum::<usize>(), 1);
    ///
    /// db.regions().heal("us-east-1", "eu-west-1")?;
    /// assert!(ireland.table("users")?.get("haeri05").run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// The database does not have one of the regions: [`Error::Validation`](crate::Error::Validation).
    pub fn cut(&self, one: &str, other: &str) -> Result<()> {
        self.engine.here("`Regions::cut`")?;
        self.set_cut(one, other, true)
    }

    /// Heals a connection that was [cut](Self::cut). What waits is carried out when somebody next looks at the table in
    /// the region that it is for, if its [lag](DatabaseBuilder::replication_lag) has passed.
    ///
    /// # Errors
    /// As [`cut`](Self::cut).
    pub fn heal(&self, one: &str, other: &str) -> Result<()> {
        self.engine.here("`Regions::heal`")?;
        self.set_cut(one, other, false)
    }

    fn set_cut(&self, one: &str, other: &str, is_cut: bool) -> Result<()> {
        for region in [one, other] {
            if self.names().all(|name| name != region) {
                return Err(self.engine.no_region(region));
            }
        }
        if let Some(regions) = self.engine.all_regions() {
            if is_cut {
                regions.deliver_due();
            }
            regions.cuts().set(one, other, is_cut);
        }
        Ok(())
    }

    /// Heals all connections, and replicates all that waits, whatever its [lag](DatabaseBuilder::replication_lag). If
    /// nobody writes meanwhile, all replicas have the same items then.
    ///
    /// ```
    /// # use hashrange::Database;
    /// let db = Database::builder().regions(["us-east-1", "eu-west-1"]).build();
    /// db.regions().cut("us-east-1", "eu-west-1")?;
    /// db.regions().converge();
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn converge(&self) {
        self.engine.needed_here("`Regions::converge`");
        self.engine.settle();
    }

    /// What has yet to be replicated of this table, for each two regions that have replicas of it.
    pub fn pending(&self, table: &str) -> Vec<PendingReplication> {
        self.engine.looked_at_here("`Regions::pending`");
        let pending = |engine: &EngineHandle| {
            let replica = engine.catalog().table(table)?.replica()?;
            Some(replica.exchange.pending())
        };
        let time = |ms: u64| UNIX_EPOCH.checked_add(Duration::from_millis(ms)).unwrap_or(UNIX_EPOCH);
        let found = self.names().filter_map(|region| self.engine.in_region(region));
        let found = found.filter_map(|engine| pending(&engine)).next().unwrap_or_default();
        let found = found.into_iter().map(|pending| PendingReplication {
            from: pending.from,
            to: pending.to,
            changes: pending.changes,
            oldest: pending.oldest_ms.map(time),
        });
        found.collect()
    }
}

/// What has yet to be replicated from one region to another: [`Regions::pending`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PendingReplication {
    /// The region in which it was written.
    pub from: String,
    /// The region in which it is not seen yet.
    pub to: String,
    /// How many items have changes that wait.
    pub changes: usize,
    /// When the first of them was written; the time since then is the replication's latency.
    pub oldest: Option<SystemTime>,
}
