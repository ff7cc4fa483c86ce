//! Kinesis data streams, which a program reads.

use std::time::Duration;

use super::{
    iterator::{Blocking, KinesisRecords},
    position::Position,
    stream::{KinesisRecordStream, Polling},
};
use crate::{
    database::handle::Database,
    error::Result,
    operation::{EnableKinesisStreamingDestinationInput, KinesisReader},
};

impl Database {
    /// A Kinesis data stream to which tables send their changes: a destination of EnableKinesisStreamingDestination.
    /// Every stream of the database's account and region is taken to exist.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// let stream = db.kinesis_stream("arn:aws:kinesis:us-east-1:000000000000:stream/changes");
    /// stream.receive_from("users")?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    ///
    /// let record = stream.records().run().next().expect("a put")?;
    /// assert_eq!(record.table_name, "users");
    /// assert!(record.data.contains(r#""eventName":"INSERT""#));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn kinesis_stream(&self, arn: impl Into<String>) -> KinesisStream {
        self.engine.needed_here("`Database::kinesis_stream`");
        KinesisStream { database: self.clone(), arn: arn.into() }
    }
}

/// A Kinesis data stream: [`Database::kinesis_stream`].
#[derive(Debug, Clone)]
pub struct KinesisStream {
    database: Database,
    arn: String,
}

impl KinesisStream {
    /// Has a table send its changes here, with times in milliseconds: EnableKinesisStreamingDestination.
    ///
    /// # Errors
    /// [`Error::ResourceNotFound`](crate::Error::ResourceNotFound) if there is no such table.
    /// [`Error::Validation`](crate::Error::Validation) if the table has a destination already, or the ARN is not one of
    /// a stream of the database's account and region.
    pub fn receive_from(&self, table_name: impl Into<String>) -> Result<()> {
        let (table_name, stream_arn) = (table_name.into(), self.arn.clone());
        let input = EnableKinesisStreamingDestinationInput { table_name, stream_arn, ..Default::default() };
        self.database.enable_kinesis_streaming_destination(input).map(drop)
    }

    /// Reads the records that tables sent, each change once. A reader begins at the oldest record that is kept; any
    /// number of readers read a stream, each all of it.
    ///
    /// The records of an item are in the order of its writes, whatever happens to its partition. DynamoDB promises
    /// neither this order nor that each record comes once: sort by `ApproximateCreationDateTime` and expect duplicates.
    ///
    /// Nothing is stored for a stream: records are read from the change logs of the tables, which keep a change for 24
    /// hours, also after the destination was disabled or the table deleted. The bound on their size is
    /// [`stream_bytes`](crate::DatabaseBuilder::stream_bytes).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// let stream = db.kinesis_stream("arn:aws:kinesis:us-east-1:000000000000:stream/changes");
    /// stream.receive_from("users")?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// users.delete("haeri05").run()?;
    /// let mut records = stream.records().run();
    /// let (put, delete) = (records.next().expect("one")?, records.next().expect("two")?);
    /// assert!(delete.data.contains(r#""eventName":"REMOVE""#));
    /// assert_eq!(put.partition_key, delete.partition_key);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn records(&self) -> KinesisRecordsBuilder {
        KinesisRecordsBuilder { stream: self.clone(), from_now: false, wait: None }
    }

    /// Has the stream refuse the records of tables, for example because it does not exist: a destination that is enabled
    /// from now on becomes `ENABLE_FAILED`, with this text as its description. `None` ends that.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::DestinationStatus};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// let stream = db.kinesis_stream("arn:aws:kinesis:us-east-1:000000000000:stream/changes");
    /// stream.refuse(Some("The stream does not exist"));
    /// stream.receive_from("users")?;
    /// let described = db.describe_kinesis_streaming_destination("users")?.kinesis_data_stream_destinations;
    /// assert_eq!(described[0].destination_status, Some(DestinationStatus::EnableFailed));
    /// stream.refuse(None);
    /// stream.receive_from("users")?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn refuse(&self, why: Option<&str>) {
        self.database.engine.kinesis().set_refusal(&self.arn, why.map(str::to_owned));
    }
}

/// A request for the records of a Kinesis data stream: [`KinesisStream::records`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `run` or `stream`"]
pub struct KinesisRecordsBuilder {
    stream: KinesisStream,
    from_now: bool,
    wait: Option<Duration>,
}

impl KinesisRecordsBuilder {
    /// Begins with the first record after the call of [`run`](Self::run) or [`stream`](Self::stream).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// # let stream = db.kinesis_stream("arn:aws:kinesis:us-east-1:000000000000:stream/changes");
    /// # stream.receive_from("users")?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// let records = stream.records().from_now().run();
    /// users.put(item! { "id": "minji01" }).run()?;
    /// assert_eq!(records.count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn from_now(self) -> Self {
        Self { from_now: true, ..self }
    }

    /// Makes the iterator wait for the next record, up to this long in real time; with [`Duration::MAX`] until there is
    /// one. A write wakes it.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// use std::{thread, time::Duration};
    ///
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// # let stream = db.kinesis_stream("arn:aws:kinesis:us-east-1:000000000000:stream/changes");
    /// let mut records = stream.records().wait(Duration::MAX).run();
    /// let reader = thread::spawn(move || records.next());
    /// stream.receive_from("users")?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// assert!(reader.join().expect("it ends").is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn wait(self, at_most: Duration) -> Self {
        Self { wait: Some(at_most), ..self }
    }

    /// Begins to read, as an iterator. It returns
    /// [`Error::TrimmedDataAccess`](crate::Error::TrimmedDataAccess) if it is read so slowly that records which it did
    /// not read yet are no longer kept.
    pub fn run(self) -> KinesisRecords {
        let wait = self.wait;
        KinesisRecords(Blocking::new(self.position(), wait))
    }

    /// Begins to read, as an async stream of `futures_core`, which works with any runtime. It waits for records without
    /// a time limit.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// use futures_core::Stream;
    /// use std::{future::poll_fn, pin::pin};
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(async {
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// # let stream = db.kinesis_stream("arn:aws:kinesis:us-east-1:000000000000:stream/changes");
    /// # stream.receive_from("users")?;
    /// let mut records = pin!(stream.records().stream());
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// let record = poll_fn(|context| records.as_mut().poll_next(context)).await.expect("one")?;
    /// assert_eq!(record.table_name, "users");
    /// # Ok::<(), hashrange::Error>(())
    /// # }).expect("no error");
    /// ```
    pub fn stream(self) -> KinesisRecordStream {
        KinesisRecordStream(Polling::new(self.position()))
    }

    fn position(self) -> Position<KinesisReader> {
        let KinesisStream { database, arn } = self.stream;
        let reader = KinesisReader::new(&database.engine, arn, self.from_now);
        Position::new(database.engine.clone(), reader)
    }
}
