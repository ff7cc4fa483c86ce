//! [`Database`]: a handle that its clones share.

#[cfg(feature = "server")]
use std::sync::Arc;
use std::time::Duration;

use super::wait::wait;
use crate::{
    engine::{Caller, Clock, EngineHandle, Principal},
    error::{Error, Result},
    remote::WireResponse,
    storage::throughput::Throughput,
    texts, wire,
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
    pub(crate) engine: EngineHandle,
}

impl Database {
    /// The database's clock: the system's, or the one that its [builder](super::DatabaseBuilder::clock) was given.
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

    /// How long tables and indexes stay in transitional states.
    #[cfg(feature = "fixtures")]
    pub(crate) fn transitions(&self) -> Duration {
        Duration::from_millis(self.engine.transitions_ms())
    }

    /// Sets how long tables and indexes stay in transitional states (`CREATING`, `UPDATING`, `DELETING`), as
    /// [`DatabaseBuilder::transitions`](super::DatabaseBuilder::transitions) does. It applies to states that begin from
    /// now on. So a test can create its tables at once and test the states afterwards.
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
        self.engine.needed_here("`Database::set_transitions`");
        let lasts_ms = u64::try_from(lasts.as_millis()).unwrap_or(u64::MAX);
        self.engine.engines().iter().for_each(|engine| engine.set_transitions_ms(lasts_ms));
    }

    /// Sets how many bytes of records the streams of each table keep, as
    /// [`DatabaseBuilder::stream_bytes`](crate::DatabaseBuilder::stream_bytes) does: a database from a
    /// [snapshot](Self::load) has what it was saved with, unless its builder was given another.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// users.put(item! { "id": "jihoon07" }).run()?;
    /// db.set_stream_bytes(1);
    /// let newest = users.changes().run()?.next().expect("the newest is kept")?;
    /// assert_eq!(newest.key, item! { "id": "jihoon07" });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn set_stream_bytes(&self, most: u64) {
        self.engine.needed_here("`Database::set_stream_bytes`");
        self.engine.engines().iter().for_each(|engine| engine.set_stream_bytes(Some(most)));
    }

    /// Throttles requests from now on as [`DatabaseBuilder::throughput`](crate::DatabaseBuilder::throughput) does, or no
    /// longer. Tables begin anew, with what they do in one second.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, Throughput, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.set_throughput(Throughput::per_partition(1, 0));
    /// assert!(users.put(item! { "id": "haeri05" }).run().unwrap_err().is_throttled());
    /// db.set_throughput(None);
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn set_throughput(&self, throughput: impl Into<Option<Throughput>>) {
        self.engine.needed_here("`Database::set_throughput`");
        let throughput = throughput.into();
        self.engine.engines().iter().for_each(|engine| engine.set_throughput(throughput.clone()));
    }

    /// The rules by which requests are throttled; `None` if they are not.
    ///
    /// ```
    /// use hashrange::{Database, Throughput};
    ///
    /// let db = Database::builder().throughput(Throughput::as_provisioned()).build();
    /// assert_eq!(db.fork().throughput(), Some(Throughput::as_provisioned()));
    /// ```
    pub fn throughput(&self) -> Option<Throughput> {
        self.engine.throughput()
    }

    /// Waits until all exports and imports of this database, and of the databases that it was
    /// [forked](Self::fork) from or that were forked from it, have ended.
    ///
    /// One with at most 1 MiB of data has ended when its request answers. Larger ones run on threads of their own, two
    /// at a time. They stop when the last handle to those databases is dropped.
    ///
    /// ```
    /// use hashrange::Database;
    ///
    /// let db = Database::new();
    /// db.wait_for_transfers();
    /// ```
    pub fn wait_for_transfers(&self) {
        self.engine.needed_here("`Database::wait_for_transfers`");
        self.engine.engines().iter().for_each(|engine| engine.jobs().wait());
    }

    /// The names of all tables, in order. Those behind an endpoint that does not answer are missing;
    /// [`list_tables`](Self::list_tables) returns the error.
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
        if self.is_remote() {
            return self.remote_table_names();
        }
        self.engine.clock().look();
        self.engine.catalog().table_names(None, usize::MAX)
    }

    /// An independent copy of the whole database as it stands at one moment, for tests that start from a common
    /// fixture. The copy shares the items until one side changes them, so it takes some microseconds, however many
    /// items there are. It has the same [clock](Self::clock).
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
        Self { engine: self.engine.fork() }
    }

    /// As [`fork`](Self::fork), with a clock of its own: tests that run side by side move time without each other
    /// noticing. States and expiries that are under way end by that clock.
    ///
    /// ```
    /// use hashrange::{Clock, Database, ScalarAttributeType::S};
    /// use std::time::Duration;
    ///
    /// let fixture = Database::new();
    /// let test = fixture.fork_with_clock(Clock::manual(fixture.clock().now()));
    /// test.clock().advance(Duration::from_secs(24 * 60 * 60))?;
    /// assert!(fixture.clock().now() < test.clock().now());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn fork_with_clock(&self, clock: Clock) -> Self {
        Self { engine: self.engine.fork_on(Some(&clock)) }
    }

    /// Puts the contents of another database in the place of this one's, in all regions: its tables as they stand at one
    /// moment, its backups, and what is left of its deleted tables. Items are shared until one side changes them, as in a
    /// fork. Whatever was here is gone, deletion protection or not. Handles of tables find the new table of their name.
    /// Clock and settings stay. What runs meanwhile is carried out before it or after.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// let start = db.fork();
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// db.reset_to(&start)?;
    /// assert_eq!(users.item_count(), 0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) if the two have different regions or accounts, whose ARNs the
    /// tables have. [`Error::InternalServer`](crate::Error::InternalServer) if the database is on disk, where all of it is
    /// one commit, and the disk has failed.
    pub fn reset_to(&self, other: &Self) -> Result<()> {
        self.engine.here("`Database::reset_to`")?;
        other.engine.here("`Database::reset_to`")?;
        if let Some(journal) = self.engine.journal() {
            journal.failure().map_or(Ok(()), Err)?;
        }
        match self.engine.replace_contents(&other.engine) {
            true => self.engine.keep_all(),
            false => {
                Err(Error::validation("A database is reset to one of the same account and Regions only"))
            }
        }
    }

    /// The same database as this principal finds it: its operations are allowed or denied by the resource policies, if the
    /// database [enforces](super::DatabaseBuilder::enforce_policies) them. Tables and builders that are made from the
    /// handle, and clients of the SDK (`hashrange::sdk`), keep the principal. Other handles have the account's root as principal.
    ///
    /// The ARN is that of an account's root, a user, a role, a session of a role or a federated user, or an account's id.
    ///
    /// ```
    /// use hashrange::{Database, Error, ScalarAttributeType::S, item};
    ///
    /// let db = Database::builder().account("111122223333").enforce_policies(true).build();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// users.put_resource_policy(r#"{"Version": "2012-10-17", "Statement":
    ///     {"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
    ///      "Action": "dynamodb:DeleteItem", "Resource": "*"}}"#).run()?;
    ///
    /// let alice = db.as_principal("arn:aws:iam::111122223333:user/alice")?;
    /// alice.table("users")?.put(item! { "id": "haeri05" }).run()?;
    /// assert!(matches!(alice.table("users")?.delete("haeri05").run(), Err(Error::AccessDenied(_))));
    /// users.delete("haeri05").run()?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) if the text is no such ARN.
    pub fn as_principal(&self, arn: &str) -> Result<Self> {
        self.engine.here("`Database::as_principal`")?;
        let principal = Principal::parse(arn);
        let principal = principal.ok_or_else(|| Error::validation(texts::resource::no_principal(arn)))?;
        Ok(self.called_by(Caller { principal, source_ip: None }))
    }

    /// The same database for this caller.
    pub(crate) fn called_by(&self, caller: Caller) -> Self {
        Self { engine: self.engine.called_by(caller) }
    }

    /// One call of the service's protocol (AwsJson 1.0) without a socket: takes an operation's name and the JSON of its
    /// request, returns the status and the JSON of the answer. An exception is an answer with status 400. If a
    /// [fault](Self::faults) loses the answer, it has [none](WireResponse::is_lost).
    ///
    /// ```
    /// use hashrange::Database;
    ///
    /// let answer = Database::new().wire("GetItem", br#"{"TableName": "likes", "Key": {"id": {"S": "1"}}}"#);
    /// assert_eq!(answer.status, 400);
    /// assert!(answer.text().contains("ResourceNotFoundException"));
    /// ```
    pub fn wire(&self, operation: &str, body: &[u8]) -> WireResponse {
        if let Some(remote) = self.engine.remote() {
            return wait(remote.send(operation, body.to_vec()))
                .unwrap_or_else(|error| WireResponse::failure(&error));
        }
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
        self.engine.is_alone() && self.is_empty()
    }

    /// Whether the database has no table and no backup.
    #[cfg(feature = "server")]
    pub(crate) fn is_empty(&self) -> bool {
        let is_empty = |engine: &Arc<crate::engine::Engine>| {
            engine.catalog().table_count() == 0 && engine.backups().is_empty()
        };
        self.engine.engines().iter().all(is_empty)
    }
}
