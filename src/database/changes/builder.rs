//! The builder of readers of a table's changes.

use std::time::Duration;

use super::{
    iterator::{Blocking, Changes},
    position::Position,
    remote::RemoteReader,
    shards::{Shards, latest_stream_arn},
    stream::{ChangeStream, Polling},
};
use crate::{
    database::{table::Table, wait::wait},
    engine::EngineHandle,
    error::Result,
    operation::{ReadFrom, Shard, StreamReader},
    storage::SequenceNumber,
};

impl Table {
    /// Reads the changes of the table's items from its stream: each put, update and delete, from any client, and the
    /// deletion of expired items. It reads the latest stream, even if that was switched off or the table was deleted
    /// since.
    ///
    /// All shards are read together, in the order of the changes. The changes of an item are in the order of its
    /// writes, and the changes of a partition come before those of the halves that it is split into. The stream keeps a
    /// change for 24 hours. Behind an endpoint shards are read in turns, a page of each: changes of different items may
    /// come in another order.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item, operation::{OperationType, StreamViewType}};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewAndOldImages).run()?;
    /// users.put(item! { "id": "haeri05", "age": 39 }).run()?;
    /// users.update("haeri05").expression("ADD age :one").value(":one", 1).run()?;
    ///
    /// let mut changes = users.changes().run()?;
    /// let put = changes.next().expect("a put")?;
    /// assert_eq!((put.event_name, put.old), (OperationType::Insert, None));
    /// let update = changes.next().expect("an update")?;
    /// assert_eq!(update.event_name, OperationType::Modify);
    /// assert_eq!(update.new.expect("it is shown").get("age"), Some(&40.into()));
    /// assert!(changes.next().is_none());
    ///
    /// users.delete("haeri05").run()?;
    /// assert_eq!(changes.next().expect("a delete")?.event_name, OperationType::Remove);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn changes(&self) -> ChangesBuilder {
        ChangesBuilder { table: self.clone(), shard: None, from: ReadFrom::TrimHorizon, wait: None }
    }

    /// The shards of the table's latest stream, parents before their children.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, operation::StreamViewType};
    ///
    /// let db = Database::builder().partitions(1).build();
    /// let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.split_partition(&users.explain("haeri05")?.hash);
    /// let shards = users.shards()?;
    /// assert_eq!(shards.len(), 3);
    /// assert_eq!(shards[1].parent_shard_id.as_ref(), Some(&shards[0].shard_id));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::ResourceNotFound`](crate::Error::ResourceNotFound) if there is no table, or it has no stream.
    pub fn shards(&self) -> Result<Vec<Shard>> {
        let stream_arn = match self.is_remote() {
            false => {
                let _calling = self.engine.calling();
                let reader = StreamReader::new(&self.engine, self.name(), None, ReadFrom::Latest)?;
                reader.arn().to_owned()
            }
            true => wait(latest_stream_arn(self))?,
        };
        Ok(wait(Shards::of(&self.database(), &stream_arn))?.listed)
    }
}

/// A request for a table's changes: [`Table::changes`]. By default it begins at the oldest change that is kept.
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `run` or `stream`"]
pub struct ChangesBuilder {
    table: Table,
    shard: Option<String>,
    from: ReadFrom,
    wait: Option<Duration>,
}

impl ChangesBuilder {
    /// Begins at the oldest change that is kept. That is the default.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// assert_eq!(users.changes().from_start().run()?.count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn from_start(self) -> Self {
        Self { from: ReadFrom::TrimHorizon, ..self }
    }

    /// Begins with the first change after the call of [`run`](Self::run) or [`stream`](Self::stream).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// let mut changes = users.changes().from_now().run()?;
    /// users.put(item! { "id": "minji01" }).run()?;
    /// assert_eq!(changes.next().expect("one")?.key, item! { "id": "minji01" });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn from_now(self) -> Self {
        Self { from: ReadFrom::Latest, ..self }
    }

    /// Begins after the change with this number, such as the last one that was handled.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put_all(["haeri05", "minji01", "jihoon07"].map(|id| item! { "id": id }))?;
    /// let first = users.changes().run()?.next().expect("one")?;
    /// assert_eq!(users.changes().after(first.sequence).run()?.count(), 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn after(self, number: SequenceNumber) -> Self {
        Self { from: ReadFrom::After(number), ..self }
    }

    /// Reads this shard alone: [`Table::shards`].
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put_all((0..20).map(|number| item! { "id": format!("user{number}") }))?;
    /// let mut found = 0;
    /// for shard in users.shards()? {
    ///     found += users.changes().shard(shard.shard_id).run()?.count();
    /// }
    /// assert_eq!(found, 20);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn shard(self, shard_id: impl Into<String>) -> Self {
        Self { shard: Some(shard_id.into()), ..self }
    }

    /// Makes the iterator wait for the next change, up to this long. A write or the end of the stream wakes it. With
    /// [`Duration::MAX`] it waits until one of the two happens.
    ///
    /// The time is real time, even if the database has a manual clock. An expired item becomes a change only when a
    /// request deletes it.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// use std::{thread, time::Duration};
    ///
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// let changes = users.changes().wait(Duration::MAX).run()?;
    /// let reader = thread::spawn(move || changes.count());
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// db.delete_table("users")?; // it is the end of its stream
    /// assert_eq!(reader.join().expect("it ends"), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn wait(self, at_most: Duration) -> Self {
        Self { wait: Some(at_most), ..self }
    }

    /// Begins to read, as an iterator.
    ///
    /// Behind an endpoint it asks the service four times a second for what it waits for, and returns `None` where each
    /// shard has answered that it has nothing; the service does so now and then also before the end of its records. The
    /// table has to exist.
    ///
    /// # Errors
    /// [`Error::ResourceNotFound`](crate::Error::ResourceNotFound) if there is no table, no stream or no such shard.
    /// [`Error::TrimmedDataAccess`](crate::Error::TrimmedDataAccess) if changes after the number are no longer kept;
    /// the iterator returns this error too if it is read too slowly. [`Error::Validation`](crate::Error::Validation) if
    /// no change has had the number yet, or, behind an endpoint, if no shard is set in which to look for it.
    pub fn run(self) -> Result<Changes> {
        let Self { ref table, wait: at_most, .. } = self;
        Ok(match table.is_remote() {
            false => Changes::of_engine(Blocking::new(self.position()?, at_most)),
            true => Changes::of_endpoint(wait(self.remote())?, at_most),
        })
    }

    /// Begins to read, as an async stream of `futures_core`, which works with any runtime. It waits for changes without
    /// a time limit. Behind an endpoint it begins when it is polled first, and then tells the errors of the beginning.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// use futures_core::Stream;
    /// use std::{future::poll_fn, pin::pin};
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(async {
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// let mut changes = pin!(users.changes().stream()?);
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// // `StreamExt::next` of `futures` or `tokio-stream` is this in short.
    /// let change = poll_fn(|context| changes.as_mut().poll_next(context)).await.expect("one")?;
    /// assert_eq!(change.key, item! { "id": "haeri05" });
    /// # Ok::<(), hashrange::Error>(())
    /// # }).expect("no error");
    /// ```
    ///
    /// # Errors
    /// Those of [`run`](Self::run).
    pub fn stream(self) -> Result<ChangeStream> {
        Ok(match self.table.is_remote() {
            false => ChangeStream::of_engine(Polling::new(self.position()?)),
            true => ChangeStream::of_endpoint(self.remote()),
        })
    }

    /// How long it waits for changes.
    pub(in crate::database) fn waits(&self) -> Option<Duration> {
        self.wait
    }

    /// Begins to read.
    pub(in crate::database) fn reader(self) -> Result<(EngineHandle, StreamReader)> {
        self.table.engine.here("`ChangesBuilder::batches`")?;
        let Self { table, shard, from, .. } = self;
        let _calling = table.engine.calling();
        let reader = StreamReader::new(&table.engine, table.name(), shard.as_deref(), from)?;
        Ok((table.engine.clone(), reader))
    }

    /// Begins to read behind an endpoint.
    async fn remote(self) -> Result<RemoteReader> {
        RemoteReader::begin(self.table, self.shard, self.from).await
    }

    fn position(self) -> Result<Position<StreamReader>> {
        self.reader().map(|(engine, reader)| Position::new(engine, reader))
    }
}
