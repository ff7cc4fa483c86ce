//! The builder of databases: their settings.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::handle::Database;
use crate::{
    engine::{Clock, Delay, EngineHandle, EngineOptions, GivenOptions},
    snapshot::{self, SnapshotError},
    storage::{Lag, throughput::Throughput},
    transfer::Buckets,
};

impl Default for Database {
    fn default() -> Self {
        Self::new()
    }
}

impl Database {
    /// An empty database in the region `us-east-1`, with the account `000000000000`.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// assert_eq!(users.describe().table_arn, "arn:aws:dynamodb:us-east-1:000000000000:table/users");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// A builder for a database with other settings.
    ///
    /// ```
    /// use hashrange::Database;
    ///
    /// let db = Database::builder().region("ap-northeast-2").partitions(8).build();
    /// # let _ = db;
    /// ```
    pub fn builder() -> DatabaseBuilder {
        DatabaseBuilder::default()
    }
}

/// Settings of a [`Database`]: [`Database::builder`].
///
/// [`build`](Self::build) makes an empty database, [`load`](Self::load) one from a snapshot; with the feature `disk`,
/// `open` one that is kept in a directory.
#[derive(Debug, Clone, Default)]
#[must_use = "no database is made until `build` or `load`"]
pub struct DatabaseBuilder {
    pub(super) options: GivenOptions,
    pub(super) clock: Clock,
    pub(super) transitions: Duration,
    pub(super) buckets: Buckets,
    pub(super) enforces_policies: bool,
    pub(super) lag: Option<Lag>,
    pub(super) throughput: Option<Throughput>,
    #[cfg(feature = "disk")]
    pub(super) durability: crate::disk::Durability,
}

impl DatabaseBuilder {
    /// The region that ARNs name; `us-east-1` unless set. Without `:` and `/`, or no file with it can be loaded.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// let db = Database::builder().region("ap-northeast-2").build();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// assert!(users.describe().table_arn.starts_with("arn:aws:dynamodb:ap-northeast-2:"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.options.region = Some(region.into());
        self
    }

    /// The account that ARNs name, twelve digits; `000000000000` unless set. Without `:` and `/`, or no file with it
    /// can be loaded.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// let db = Database::builder().account("123456789012").build();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// assert!(users.describe().table_arn.contains(":123456789012:"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.options.account = Some(account.into());
        self
    }

    /// The seed of all that is random: ids, the chance of [faults](Database::faults), the [lag](Lag) of reads and of
    /// replication, and when items [expire](Self::ttl_delay_up_to). Databases with the same seed, calls and manual clock
    /// give the same answers. 0 unless set.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// let table_id = |seed| {
    ///     let db = Database::builder().id_seed(seed).build();
    ///     let users = db.create_table("users").partition_key("user_id", S).run()?;
    ///     Ok::<_, hashrange::Error>(users.describe().table_id)
    /// };
    /// assert_eq!(table_id(7)?, table_id(7)?);
    /// assert_ne!(table_id(7)?, table_id(8)?);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn id_seed(mut self, seed: u64) -> Self {
        self.options.seed = Some(seed);
        self
    }

    /// How many partitions a new table has. Unless set: four for an on-demand table, and for a provisioned one
    /// as many as its units need (3,000 read units or 1,000 write units each).
    ///
    /// 1 to 10,000: with another number, making a table fails with
    /// [`Error::Validation`](crate::error::Error::Validation), which names it.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// let db = Database::builder().partitions(8).build();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// assert_eq!(users.partitions().len(), 8);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn partitions(mut self, partitions: usize) -> Self {
        self.options.partitions = Some(partitions);
        self
    }

    /// The size that an item collection of a table with local secondary indexes may have, its index entries
    /// included, in bytes: 10 GB unless set. A write that would make it larger fails with
    /// [`Error::ItemCollectionSizeLimitExceeded`](crate::error::Error::ItemCollectionSizeLimitExceeded); lower it to
    /// test that.
    ///
    /// ```
    /// use hashrange::{Database, Error, Index, ScalarAttributeType::S, item};
    ///
    /// let db = Database::builder().item_collection_limit_bytes(1_000).build();
    /// let by_name = Index::new("by_name").sort_key("name", S);
    /// let files = db.create_table("files").partition_key("dir", S).sort_key("path", S).local_index(by_name).run()?;
    /// let put = files.put(item! { "dir": "/", "path": "/a", "text": "x".repeat(2_000) }).run();
    /// assert!(matches!(put, Err(Error::ItemCollectionSizeLimitExceeded(_))));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn item_collection_limit_bytes(mut self, bytes: u64) -> Self {
        self.options.item_collection_limit_bytes = Some(bytes);
        self
    }

    /// The database's clock: the system's unless set. A test can move a [manual](Clock::manual) one, and several
    /// databases can share a clock.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use hashrange::{Clock, Database};
    ///
    /// let db = Database::builder().clock(Clock::manual(SystemTime::UNIX_EPOCH)).build();
    /// db.clock().advance(Duration::from_secs(60))?;
    /// assert_eq!(db.clock().now(), SystemTime::UNIX_EPOCH + Duration::from_secs(60));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// How long after their expiry time items are deleted: at once unless set. The service takes up to a few days.
    /// Until an item is deleted, reads return it and conditions find it.
    ///
    /// The first request after that time that names the table deletes them.
    ///
    /// ```
    /// use hashrange::{Clock, Database, ScalarAttributeType::S, item, operation::*};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    /// let db = Database::builder().clock(clock.clone()).ttl_delay(Duration::from_secs(60)).build();
    /// let sessions = db.create_table("sessions").partition_key("id", S).run()?;
    /// db.update_time_to_live(UpdateTimeToLiveInput {
    ///     table_name: "sessions".to_owned(),
    ///     time_to_live_specification: TimeToLiveSpecification { enabled: true, attribute_name: "until".to_owned() },
    /// })?;
    ///
    /// sessions.put(item! { "id": "a", "until": 1_700_000_100 }).run()?;
    /// clock.advance(Duration::from_secs(159))?;
    /// assert!(sessions.get("a").run()?.is_some()); // expired, and not deleted yet
    /// clock.advance(Duration::from_secs(2))?;
    /// assert!(sessions.get("a").run()?.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn ttl_delay(self, delay: Duration) -> Self {
        self.expiring_after(delay, false)
    }

    /// As [`ttl_delay`](Self::ttl_delay), with a delay between zero and `longest` for each item. It depends on the
    /// item's key, its time and the [seed of ids](Self::id_seed).
    ///
    /// ```
    /// # use hashrange::Database;
    /// use std::time::Duration;
    ///
    /// let db = Database::builder().id_seed(7).ttl_delay_up_to(Duration::from_secs(48 * 60 * 60)).build();
    /// # let _ = db;
    /// ```
    pub fn ttl_delay_up_to(self, longest: Duration) -> Self {
        self.expiring_after(longest, true)
    }

    fn expiring_after(mut self, delay: Duration, varies: bool) -> Self {
        self.options.ttl_delay = Some(delay_of(delay, varies));
        self
    }

    /// How long tables and indexes stay in transitional states, by the database's clock: `CREATING`, `UPDATING`,
    /// `DELETING`, and for time to live and streams `ENABLING` and `DISABLING`. Zero unless set: the answer to CreateTable says
    /// `CREATING`, and the next request finds the table `ACTIVE`.
    ///
    /// With a duration, the states restrict operations as in the service. Requests for items of a table in `CREATING`
    /// or `DELETING` fail with [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound). A table in
    /// `UPDATING` refuses other changes of its settings, and an index in `CREATING` cannot be read. When UpdateTable
    /// creates, changes or deletes an index, that takes twice the duration. In the first half the table is `UPDATING`.
    /// In the second half it can be changed again, while the index is still `CREATING` (`Backfilling`), `UPDATING` or
    /// `DELETING`.
    ///
    /// A [fork](Database::fork) has the same duration, and states that have begun end in both. In a file that is
    /// [saved](Database::save) all states have ended.
    ///
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// use hashrange::{Clock, Database, Error, ScalarAttributeType::S, item, operation::TableStatus};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH);
    /// let db = Database::builder().clock(clock.clone()).transitions(Duration::from_secs(5)).build();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// assert_eq!(users.describe().table_status, Some(TableStatus::Creating));
    /// assert!(matches!(users.put(item! { "id": "haeri05" }).run(), Err(Error::ResourceNotFound(_))));
    ///
    /// clock.advance(Duration::from_secs(5))?;
    /// assert_eq!(users.describe().table_status, Some(TableStatus::Active));
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn transitions(mut self, lasts: Duration) -> Self {
        self.transitions = lasts;
        self
    }

    /// A bucket for exports and imports: the folder that stands for the Amazon S3 bucket of this name. Its objects are
    /// the files below the folder, and their keys are the files' paths, with `/` between names. Several databases can
    /// use a folder, and a [fork](Database::fork) has the buckets of its database. A file that is
    /// [saved](Database::save) has none.
    ///
    /// No key leads out of the folder: keys with parts such as `..` are refused, and symbolic links in it are not
    /// followed. An object appears in the folder when it is whole.
    ///
    /// ```
    /// use hashrange::Database;
    ///
    /// let folder = std::env::temp_dir();
    /// let db = Database::builder().bucket("exports", &folder).build();
    /// # let _ = db;
    /// ```
    pub fn bucket(mut self, name: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        self.buckets.add(name.into(), folder.into());
        self
    }

    /// About how many bytes of records the streams of each table keep. Beyond that the oldest are trimmed, as all are
    /// after 24 hours, and a reader that is behind fails with [`Error::TrimmedDataAccess`](crate::Error). Without this
    /// setting there is no bound.
    ///
    /// A record takes 56 bytes and the items before and after the change. It shares their memory with the table and
    /// with the item's other records. For the bound, a record counts as 56 bytes and the sizes of both items, shared or
    /// not. Requests check the bound when they begin, so the records of one request are kept until the next, and the
    /// newest record is always kept. Besides the excess, an eighth of the bound is trimmed at once, at most a mebibyte.
    /// Snapshots contain the bound.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    ///
    /// let db = Database::builder().stream_bytes(1_000_000).build();
    /// let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run()?;
    /// for n in 0..20_000 {
    ///     users.put(item! { "id": "haeri05", "visits": n }).run()?;
    /// }
    /// let kept = users.changes().run()?.count();
    /// assert!((5_000..15_000).contains(&kept));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn stream_bytes(mut self, most: u64) -> Self {
        self.options.stream_bytes = Some(most);
        self
    }

    /// Whether the resource policies of tables, their indexes and streams are enforced for operations; they are not unless
    /// set. Snapshots do not contain the setting.
    ///
    /// Policies are evaluated as IAM does it: a statement that denies wins over all others, a principal of another account
    /// needs one that allows. There are no identity-based policies: a principal of the database's account may do all that
    /// no statement denies. Principals are those of [`Database::as_principal`]; without it, it is the account's root. A
    /// request that is denied fails with [`Error::AccessDenied`](crate::Error::AccessDenied), before it is told whether the
    /// table exists.
    ///
    /// A policy that has a condition operator, a condition key or a variable which is not enforced is refused when it is
    /// put. If it was put before, it denies everything but its replacement by the account.
    ///
    /// | | enforced |
    /// | --- | --- |
    /// | operators | `String*`, `Numeric*`, `Date*`, `Bool`, `IpAddress`, `NotIpAddress`, `Arn*`, `Null`, with `ForAllValues:`, `ForAnyValue:` and `IfExists` |
    /// | keys of DynamoDB | `dynamodb:LeadingKeys`, `Attributes`, `Select`, `ReturnValues`, `ReturnConsumedCapacity`, `EnclosingOperation`, `FullTableScan` |
    /// | keys of IAM | `aws:PrincipalArn`, `PrincipalAccount`, `PrincipalType`, `username`, `SourceIp` (over HTTP), `CurrentTime`, `EpochTime` (by the database's clock), `SecureTransport`, `RequestedRegion`, `ResourceTag/..` |
    ///
    /// ```
    /// use hashrange::{Database, Error, ScalarAttributeType::S, item};
    ///
    /// let db = Database::builder().enforce_policies(true).build();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// let other = db.as_principal("arn:aws:iam::111122223333:user/alice")?;
    /// let get = || other.table("users")?.get("haeri05").run();
    /// assert!(matches!(get(), Err(Error::AccessDenied(_))));
    ///
    /// users.put_resource_policy(r#"{"Version": "2012-10-17", "Statement":
    ///     {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "dynamodb:GetItem", "Resource": "*",
    ///      "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "haeri05"}}}}"#).run()?;
    /// assert!(get()?.is_none());
    /// assert!(other.table("users")?.get("minji01").run().is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn enforce_policies(mut self, enforce: bool) -> Self {
        self.enforces_policies = enforce;
        self
    }

    /// Throttles requests as the service does, by the database's clock; no request is throttled unless set. Snapshots do
    /// not contain the setting, [forks](Database::fork) have it, with what their tables have left.
    ///
    /// A request that is throttled fails with [`Error::ProvisionedThroughputExceeded`](crate::Error),
    /// [`Error::Throttling`](crate::Error) or [`Error::RequestLimitExceeded`](crate::Error), each with its
    /// [reasons](crate::Error::throttling_reasons). A global index that cannot keep up throttles the writes of its table. A
    /// batch returns what was throttled as unprocessed, and fails if nothing else is left of it; a transaction is
    /// cancelled. Imports, items that expire and writes that come from other regions are not throttled.
    ///
    /// ```
    /// use hashrange::{Clock, Database, ScalarAttributeType::S, Throughput, item};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    /// let db = Database::builder().clock(clock.clone()).throughput(Throughput::as_provisioned()).build();
    /// let users = db.create_table("users").partition_key("id", S).provisioned(5, 2).run()?;
    /// let put = || users.put(item! { "id": "haeri05" }).run();
    /// put()?;
    /// put()?;
    /// assert!(put().unwrap_err().is_throttled());
    /// clock.advance(Duration::from_secs(1))?;
    /// put()?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn throughput(mut self, throughput: Throughput) -> Self {
        self.throughput = Some(throughput);
        self
    }

    /// Makes an empty database.
    ///
    /// ```
    /// let db = hashrange::Database::builder().id_seed(7).build();
    /// assert!(db.table_names().is_empty());
    /// ```
    pub fn build(self) -> Database {
        let further = self.options.further_regions.clone().unwrap_or_default();
        let options = self.options.over(EngineOptions::default());
        let engine = EngineHandle::empty(&options, &further, &self.clock, &self.buckets);
        Self::database(engine, self.transitions, self.enforces_policies, self.throughput, self.lag)
    }

    /// The database that was [saved](Database::save) to this file, with this builder's settings. If another process is
    /// saving to the file, this waits for it.
    ///
    /// A setting of the builder replaces the saved one, except for those that never change in a database:
    ///
    /// | setting | not given | given |
    /// | --- | --- | --- |
    /// | [`region`](Self::region), [`account`](Self::account), [`id_seed`](Self::id_seed) | as saved | the saved value, or an error |
    /// | [`regions`](Self::regions) | as saved | the saved regions, which new ones may follow, or an error |
    /// | [`replication_lag`](Self::replication_lag) | as saved | for all writes |
    /// | [`partitions`](Self::partitions) | as saved | for new tables; saved tables keep their partitions |
    /// | [`item_collection_limit_bytes`](Self::item_collection_limit_bytes) | as saved | for all tables; a collection that is larger already does not grow |
    /// | [`ttl_delay`](Self::ttl_delay), [`ttl_delay_up_to`](Self::ttl_delay_up_to) | as saved | for all items |
    /// | [`stream_bytes`](Self::stream_bytes) | as saved | for all tables |
    /// | [`clock`](Self::clock) | the system's: a file has none | this clock |
    /// | [`throughput`](Self::throughput) | none: a file does not have it | as given |
    /// | [`enforce_policies`](Self::enforce_policies) | not: a file does not have it | as given |
    /// | [`transitions`](Self::transitions) | zero: a file has none | this duration |
    /// | [`lag`](Self::lag) | none: a file has none | this lag |
    /// | [`bucket`](Self::bucket) | no buckets: a file has none | these buckets |
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("hashrange-doc-builder-{}", std::process::id()));
    /// use hashrange::{Clock, Database, ScalarAttributeType::S, item};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    /// let db = Database::builder().clock(clock.clone()).build();
    /// let sessions = db.create_table("sessions").partition_key("id", S).run()?;
    /// sessions.enable_time_to_live("expires")?;
    /// sessions.put(item! { "id": "a1", "expires": 1_700_003_600 }).run()?;
    /// db.save(&path)?;
    ///
    /// let again = Database::builder().clock(clock.clone()).load(&path)?;
    /// assert_eq!(again.table("sessions")?.item_count(), 1);
    /// clock.advance(Duration::from_secs(3601))?;
    /// assert_eq!(again.table("sessions")?.item_count(), 0);
    /// # std::fs::remove_file(&path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Database::load`]. A region, an account or a seed of ids that is not the file's:
    /// [`SnapshotError::FixedSetting`].
    pub fn load(self, path: impl AsRef<Path>) -> Result<Database, SnapshotError> {
        let engine = snapshot::load(path.as_ref(), self.clock, self.options, &self.buckets)?;
        Ok(Self::database(engine, self.transitions, self.enforces_policies, self.throughput, self.lag))
    }

    /// The database in a file that this process has claimed, as by [`load`](Self::load).
    #[cfg(feature = "cli")]
    pub(crate) fn load_claimed(self, claim: &snapshot::Claim) -> Result<Database, SnapshotError> {
        let engine = claim.load(self.clock, self.options, &self.buckets)?;
        Ok(Self::database(engine, self.transitions, self.enforces_policies, self.throughput, self.lag))
    }

    /// The database in the bytes of a snapshot, as by [`load`](Self::load).
    #[cfg(feature = "server")]
    pub(crate) fn load_bytes(self, bytes: &[u8]) -> Result<Database, SnapshotError> {
        let engine = snapshot::load_bytes(bytes, self.clock, self.options, &self.buckets)?;
        Ok(Self::database(engine, self.transitions, self.enforces_policies, self.throughput, self.lag))
    }

    /// The clock of the databases that are built.
    #[cfg(feature = "server")]
    pub(crate) fn clock_of_all(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn database(
        engine: EngineHandle,
        transitions: Duration,
        enforces_policies: bool,
        throughput: Option<Throughput>,
        lag: Option<Lag>,
    ) -> Database {
        engine.engines().iter().for_each(|engine| engine.set_enforces_policies(enforces_policies));
        let database = Database { engine };
        database.set_transitions(transitions);
        database.set_throughput(throughput);
        if lag.is_some() {
            database.set_lag(lag);
        }
        database
    }
}

pub(super) fn delay_of(delay: Duration, varies: bool) -> Delay {
    Delay { ms: u64::try_from(delay.as_millis()).unwrap_or(u64::MAX), varies }
}
