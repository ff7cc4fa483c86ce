//! [`Database`] and its settings.

use std::{sync::Arc, time::Duration};

use crate::{
    engine::{Clock, Engine, EngineOptions},
    wire::{self, WireResponse},
};

/// A database: the tables of one account in one region, in memory.
///
/// Cloning a `Database` is cheap, and the clones share their tables; [`fork`](Self::fork) makes an independent
/// copy. A database can be used from any number of threads.
///
/// ```
/// use hashrange::{Database, ScalarAttributeType::S, item};
///
/// let db = Database::new();
/// let likes = db.create_table("likes").partition_key("user_id", S).sort_key("timestamp", S).run()?;
/// likes.put(item! { "user_id": "jihoon07", "timestamp": "2025-05-12T10:15:00", "product": "스탠리 텀블러" }).run()?;
/// likes.put(item! { "user_id": "jihoon07", "timestamp": "2025-05-12T18:15:00", "product": "텀블럭 악세사리" }).run()?;
///
/// let evening = likes.query("jihoon07").greater_than("2025-05-12T12").items().collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(evening.len(), 1);
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Clone)]
pub struct Database {
    pub(crate) engine: Arc<Engine>,
}

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

    /// A database with settings of its own.
    ///
    /// ```
    /// use hashrange::Database;
    ///
    /// let db = Database::builder().region("ap-northeast-2").partitions(8).build();
    /// # let _ = db;
    /// ```
    pub fn builder() -> DatabaseBuilder {
        DatabaseBuilder { options: EngineOptions::default(), clock: None, transitions: Duration::ZERO }
    }

    /// The database's clock: the system's, unless it was [given](DatabaseBuilder::clock) another one.
    ///
    /// ```
    /// use hashrange::Database;
    /// use std::time::{Duration, SystemTime};
    ///
    /// let off = Database::new().clock().now().duration_since(SystemTime::now()).unwrap_or_default();
    /// assert!(off < Duration::from_secs(60));
    /// ```
    pub fn clock(&self) -> &Clock {
        self.engine.clock()
    }

    /// Sets how long tables and indexes are in the states between others, from now on: what was set
    /// [before](DatabaseBuilder::transitions) holds for those that are in one already. So a test can make its tables at
    /// once, and have time go by afterwards.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, operation::TableStatus};
    /// use std::time::Duration;
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.set_transitions(Duration::from_secs(60));
    /// db.delete_table("users")?;
    /// assert_eq!(users.describe().table_status, Some(TableStatus::Deleting));
    /// assert_eq!(db.table_names(), ["users"]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn set_transitions(&self, lasts: Duration) {
        self.engine.set_transitions_ms(u64::try_from(lasts.as_millis()).unwrap_or(u64::MAX));
    }

    /// The names of all tables, in order.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// db.create_table("users").partition_key("user_id", S).run()?;
    /// db.create_table("likes").partition_key("user_id", S).run()?;
    /// assert_eq!(db.table_names(), ["likes", "users"]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn table_names(&self) -> Vec<String> {
        self.engine.clock().look();
        self.engine.catalog().table_names(None, usize::MAX)
    }

    /// An independent copy of the whole database as it stands at one moment, for tests that start from a common
    /// fixture. The copy shares the items until one side changes them, so it takes some microseconds, however many items
    /// there are. It has the same [clock](Self::clock).
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let fixture = Database::new();
    /// fixture.create_table("users").partition_key("id", S).run()?.put(item! { "id": "haeri05" }).run()?;
    ///
    /// let test = fixture.fork();
    /// test.table("users")?.delete("haeri05").run()?;
    /// assert!(test.table("users")?.get("haeri05").run()?.is_none());
    /// assert!(fixture.table("users")?.get("haeri05").run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn fork(&self) -> Self {
        Self { engine: Arc::new(self.engine.fork()) }
    }

    /// One call of the service's protocol (AwsJson 1.0) without a socket: takes an operation's name and the JSON of its
    /// request, gives the status and the JSON of the answer. An exception is an answer with status 400.
    ///
    /// ```
    /// use hashrange::Database;
    ///
    /// let answer = Database::new().wire("GetItem", br#"{"TableName": "likes", "Key": {"id": {"S": "1"}}}"#);
    /// assert_eq!(answer.status, 400);
    /// assert!(answer.text().contains("ResourceNotFoundException"));
    /// ```
    pub fn wire(&self, operation: &str, body: &[u8]) -> WireResponse {
        wire::answer(&self.engine, operation, body)
    }

    /// The answer to DescribeEndpoints of a server that its clients reach under this address.
    #[cfg(feature = "server")]
    pub(crate) fn endpoints_reached_under(&self, body: &[u8], address: &str) -> WireResponse {
        wire::describe_endpoints(&self.engine, body, address)
    }

    /// Whether the database has no table, no backup and no other handle that could make one.
    #[cfg(feature = "server")]
    pub(crate) fn is_empty_and_alone(&self) -> bool {
        Arc::strong_count(&self.engine) == 1
            && self.table_names().is_empty()
            && self.engine.backups().is_empty()
    }
}

/// Settings of a [`Database`].
#[derive(Debug, Clone)]
pub struct DatabaseBuilder {
    options: EngineOptions,
    clock: Option<Clock>,
    transitions: Duration,
}

impl DatabaseBuilder {
    /// The region that ARNs name; `us-east-1` unless set.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// let db = Database::builder().region("ap-northeast-2").build();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// assert!(users.describe().table_arn.starts_with("arn:aws:dynamodb:ap-northeast-2:"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.options.region = region.into();
        self
    }

    /// The account that ARNs name, twelve digits; `000000000000` unless set.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// let db = Database::builder().account("123456789012").build();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// assert!(users.describe().table_arn.contains(":123456789012:"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.options.account = account.into();
        self
    }

    /// Where random ids start: databases with the same seed give the same ids. 0 unless set.
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
        self.options.seed = seed;
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
    /// [`Error::ItemCollectionSizeLimitExceeded`](crate::error::Error::ItemCollectionSizeLimitExceeded); lower it to test
    /// that.
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
        self.options.item_collection_limit_bytes = bytes;
        self
    }

    /// The clock that the database goes by: the system's unless set. A [manual](Clock::manual) one can be moved by a test,
    /// and be that of several databases.
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
        self.clock = Some(clock);
        self
    }

    /// How long after their time items that expire are taken away: at once unless set. The service takes up to a few
    /// days; until then they are read as all others, and a condition on them holds.
    ///
    /// Items are taken away by the first request that names their table when their time has come.
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
    /// assert!(sessions.get("a").run()?.is_some()); // expired, and not taken away yet
    /// clock.advance(Duration::from_secs(2))?;
    /// assert!(sessions.get("a").run()?.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn ttl_delay(mut self, delay: Duration) -> Self {
        self.options.ttl_delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self.options.ttl_delay_varies = false;
        self
    }

    /// The same with a delay of its own for each item, between none and this one. It depends on the item's key, its time
    /// and the [seed of ids](Self::id_seed).
    ///
    /// ```
    /// # use hashrange::Database;
    /// use std::time::Duration;
    ///
    /// let db = Database::builder().id_seed(7).ttl_delay_up_to(Duration::from_secs(48 * 60 * 60)).build();
    /// # let _ = db;
    /// ```
    pub fn ttl_delay_up_to(mut self, longest: Duration) -> Self {
        self = self.ttl_delay(longest);
        self.options.ttl_delay_varies = true;
        self
    }

    /// How long tables and indexes are in the states between others, by the database's clock: `CREATING`, `UPDATING`,
    /// `DELETING`, and of time to live `ENABLING` and `DISABLING`. No time unless set: the answer to CreateTable says
    /// `CREATING`, and the next request finds the table `ACTIVE`.
    ///
    /// With a time, operations meet the states as at the service: items of a table that is being made or taken away are
    /// not found, a table that is being changed is not changed by another request, and an index that is being made cannot
    /// be read. An index that UpdateTable makes, changes or takes away takes twice the time: for the first half the
    /// table is `UPDATING`, and then it can be changed again, while the index is still being filled (`Backfilling`),
    /// changed or taken away.
    ///
    /// A [fork](Database::fork) takes as long as its database, and what goes on in a table goes on in both. In a file
    /// that is [saved](Database::save) all of it has ended.
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

    /// Makes the database.
    ///
    /// ```
    /// let db = hashrange::Database::builder().id_seed(7).build();
    /// assert!(db.table_names().is_empty());
    /// ```
    pub fn build(self) -> Database {
        let engine = Engine::new(self.options, self.clock.unwrap_or_default());
        let database = Database { engine: Arc::new(engine) };
        database.set_transitions(self.transitions);
        database
    }
}
