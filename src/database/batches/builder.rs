//! The builder of the delivery of a table's changes in batches.

use std::time::Duration;

use super::{delivery::Batches, pattern::FilterPattern, settings::Settings};
use crate::{database::changes::builder::ChangesBuilder, error::Result};

impl ChangesBuilder {
    /// Delivers the changes in batches, as an event source of AWS Lambda does:
    /// [`for_each_batch`](Batches::for_each_batch). So a test can run the functions that process a table's stream, on
    /// the calling thread.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    ///
    /// let db = Database::new();
    /// let orders = db.create_table("orders").partition_key("id", S).stream(StreamViewType::NewImage).run()?;
    /// let totals = db.create_table("totals").partition_key("customer", S).run()?;
    /// orders.put(item! { "id": "1", "customer": "minji01", "price": 300 }).run()?;
    /// orders.put(item! { "id": "2", "customer": "minji01", "price": 500 }).run()?;
    ///
    /// orders.changes().batches().run()?.for_each_batch(|batch| {
    ///     for order in batch.changes.iter().filter_map(|change| change.new.as_ref()) {
    ///         let customer = order.get("customer").cloned().expect("each order has one");
    ///         let price = order.get("price").cloned().expect("each order has one");
    ///         totals.update(customer).expression("ADD spent :price").value(":price", price).run()?;
    ///     }
    ///     Ok::<_, hashrange::Error>(())
    /// })?;
    /// assert_eq!(totals.get("minji01").run()?.expect("it was added up").get("spent"), Some(&800.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn batches(self) -> BatchesBuilder {
        BatchesBuilder { changes: self, settings: Settings::default(), filters: Vec::new() }
    }
}

/// How a table's changes are delivered in batches: [`ChangesBuilder::batches`].
#[derive(Debug, Clone)]
#[must_use = "nothing is delivered before `run`"]
pub struct BatchesBuilder {
    changes: ChangesBuilder,
    settings: Settings,
    filters: Vec<String>,
}

impl BatchesBuilder {
    /// How many changes a batch has at most, 1 to 10,000; 100 by default. It has fewer if there are no more changes, or
    /// if the event would be larger than 6 MB. Lambda's `BatchSize`.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # let db = Database::builder().partitions(1).build();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put_all((0..25).map(|number| item! { "id": format!("user{number}") }))?;
    /// let mut sizes = Vec::new();
    /// users.changes().batches().size(10).run()?.for_each_batch(|batch| {
    ///     sizes.push(batch.changes.len());
    ///     Ok::<_, hashrange::Error>(())
    /// })?;
    /// assert_eq!(sizes, [10, 10, 5]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn size(mut self, changes: usize) -> Self {
        self.settings.size = changes;
        self
    }

    /// How long a batch that is not full waits for more changes, up to 300 seconds; not at all by default. The time is
    /// real time, whatever the database's clock is. Lambda's `MaximumBatchingWindowInSeconds`.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # use std::time::Duration;
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// let mut batches = users.changes().batches().window(Duration::from_millis(20)).run()?;
    /// assert_eq!(batches.for_each_batch(|_| Ok::<_, hashrange::Error>(()))?.changes, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn window(mut self, at_most: Duration) -> Self {
        self.settings.window = at_most;
        self
    }

    /// Splits a failed batch into two, down to a single change. Splits do not count as retries. Lambda's
    /// `BisectBatchOnFunctionError`.
    ///
    /// ```
    /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # let db = Database::builder().partitions(1).build();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// for id in ["a", "b", "bad", "c"] {
    ///     users.put(item! { "id": id }).run()?;
    /// }
    /// let mut batches = users.changes().batches().bisect_on_error().retries(0).run()?;
    /// let delivered = batches.for_each_batch(|batch| {
    ///     let is_bad = batch.changes.iter().any(|change| change.key == item! { "id": "bad" });
    ///     if is_bad { Err(Error::Throttling("not now".into())) } else { Ok(()) }
    /// })?;
    /// assert_eq!((delivered.changes, delivered.discarded.len()), (3, 1));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn bisect_on_error(mut self) -> Self {
        self.settings.bisect = true;
        self
    }

    /// How often a failed batch is delivered again, 0 to 10,000 times, before it is discarded. By default
    /// `for_each_batch` returns the handler's error, or an [`Error::Validation`](crate::Error::Validation) if changes
    /// were only reported as failed; the next call begins with the same batch. By default, Lambda retries until the
    /// changes are trimmed. Lambda's `MaximumRetryAttempts`.
    ///
    /// ```
    /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// let mut calls = 0;
    /// let delivered = users.changes().batches().retries(2).run()?.for_each_batch(|_| {
    ///     calls += 1;
    ///     Err::<(), _>(Error::Throttling("not now".into()))
    /// })?;
    /// assert_eq!((calls, delivered.changes, delivered.discarded[0].changes), (3, 0, 1));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn retries(mut self, at_most: u32) -> Self {
        self.settings.retries = Some(at_most);
        self
    }

    /// Discards changes that are older than this by the database's clock, up to seven days. Lambda's
    /// `MaximumRecordAgeInSeconds`.
    ///
    /// ```
    /// # use hashrange::{Clock, Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # use std::time::{Duration, UNIX_EPOCH};
    /// let clock = Clock::manual(UNIX_EPOCH);
    /// let db = Database::builder().clock(clock.clone()).build();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// clock.advance(Duration::from_secs(120))?;
    /// users.put(item! { "id": "minji01" }).run()?;
    /// let mut batches = users.changes().batches().record_age(Duration::from_secs(60)).run()?;
    /// let delivered = batches.for_each_batch(|_| Ok::<_, hashrange::Error>(()))?;
    /// assert_eq!((delivered.changes, delivered.discarded.len()), (1, 1));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn record_age(mut self, at_most: Duration) -> Self {
        self.settings.record_age = Some(at_most);
        self
    }

    /// Delivers only changes that this pattern matches. There can be up to 10 patterns; a change is delivered if it
    /// matches one of them. Lambda's `FilterCriteria`, with its rules: a value, `prefix`, `suffix`,
    /// `equals-ignore-case`, `anything-but`, `numeric`, `exists`, `$or`. The pattern is for a record of [the
    /// event](crate::Batch::event_json), in which the numbers of items are strings.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run()?;
    /// users.put(item! { "id": "haeri05", "city": "서울" }).run()?;
    /// users.put(item! { "id": "minji01", "city": "부산" }).run()?;
    /// let pattern = r#"{"dynamodb": {"NewImage": {"city": {"S": [{"anything-but": "서울"}]}}}}"#;
    /// let mut batches = users.changes().batches().filter(pattern).run()?;
    /// assert_eq!(batches.for_each_batch(|_| Ok::<_, hashrange::Error>(()))?.changes, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn filter(mut self, pattern: impl Into<String>) -> Self {
        self.filters.push(pattern.into());
        self
    }

    /// Begins the delivery, which [`for_each_batch`](Batches::for_each_batch) carries out.
    ///
    /// # Errors
    /// Those of [`ChangesBuilder::run`], and [`Error::Validation`](crate::Error::Validation) for a setting out of
    /// bounds or an invalid pattern.
    pub fn run(self) -> Result<Batches> {
        let Self { changes, mut settings, filters } = self;
        settings.filters =
            filters.iter().map(|pattern| FilterPattern::read(pattern)).collect::<Result<_>>()?;
        settings.check()?;
        let wait = changes.waits();
        let (engine, reader) = changes.reader()?;
        Ok(Batches::new(engine.clone(), settings, wait, reader))
    }
}
