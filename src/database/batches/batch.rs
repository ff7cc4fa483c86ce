//! Batches of changes, and what became of them.

use serde_json::Value;

use crate::storage::{ItemChange, SequenceNumber};

/// Changes of one shard that are delivered together: [`Batches::for_each_batch`](crate::Batches::for_each_batch).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Batch {
    /// Their shard.
    pub shard_id: String,
    /// How often changes of this batch were delivered before and failed.
    pub retries: u32,
    /// The changes, in order; at least one.
    pub changes: Vec<ItemChange>,
    pub(super) records: Vec<String>,
}

impl Batch {
    /// The event that AWS Lambda sends to a function for these changes: a JSON object with `Records`.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// users.changes().batches().run()?.for_each_batch(|batch| {
    ///     let event: serde_json::Value = serde_json::from_str(&batch.event_json()).expect("JSON");
    ///     assert_eq!(event["Records"][0]["eventName"], "INSERT");
    ///     assert_eq!(event["Records"][0]["dynamodb"]["NewImage"]["id"]["S"], "haeri05");
    ///     Ok::<_, hashrange::Error>(())
    /// })?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn event_json(&self) -> String {
        format!("{{\"Records\":[{}]}}", self.records.join(","))
    }
}

/// What a handler says of a batch: by `()` that all of it was dealt with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchResponse {
    /// The changes that failed, by their numbers; none of the batch where it is unreadable.
    failed: Vec<Option<SequenceNumber>>,
}

impl BatchResponse {
    /// The changes with these numbers failed. What comes before the first of them was dealt with; it and all behind it
    /// are delivered again.
    ///
    /// ```
    /// use hashrange::{BatchResponse, Database, ScalarAttributeType::S, item, operation::StreamViewType};
    ///
    /// let db = Database::builder().partitions(1).build();
    /// let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// for id in ["haeri05", "minji01", "jihoon07"] {
    ///     users.put(item! { "id": id }).run()?;
    /// }
    /// let mut sizes = Vec::new();
    /// users.changes().batches().retries(1).run()?.for_each_batch(|batch| {
    ///     sizes.push(batch.changes.len());
    ///     let failed = batch.changes.get(1).filter(|_| batch.retries == 0);
    ///     Ok::<_, hashrange::Error>(BatchResponse::failed(failed.map(|change| change.sequence)))
    /// })?;
    /// assert_eq!(sizes, [3, 2]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn failed(numbers: impl IntoIterator<Item = SequenceNumber>) -> Self {
        Self { failed: numbers.into_iter().map(Some).collect() }
    }

    /// What a Lambda function answers that reports the failed items of a batch: `{"batchItemFailures": [{"itemIdentifier":
    /// "..."}]}`. As there, an empty answer says that nothing failed, and one that cannot be read that all did.
    ///
    /// ```
    /// use hashrange::BatchResponse;
    ///
    /// assert_eq!(BatchResponse::from_json(r#"{"batchItemFailures": []}"#), BatchResponse::default());
    /// let failed = BatchResponse::from_json(r#"{"batchItemFailures": [{"itemIdentifier": "no number"}]}"#);
    /// assert_ne!(failed, BatchResponse::default());
    /// ```
    pub fn from_json(answer: &str) -> Self {
        let all = || Self { failed: vec![None] };
        if answer.trim().is_empty() {
            return Self::default();
        }
        let Ok(answer) = serde_json::from_str::<Value>(answer) else { return all() };
        let failures = answer.get("batchItemFailures").unwrap_or(&Value::Null);
        match failures {
            Value::Null => Self::default(),
            Value::Array(failures) => {
                let number =
                    |failure: &Value| SequenceNumber::parse(failure.get("itemIdentifier")?.as_str()?);
                Self { failed: failures.iter().map(number).collect() }
            }
            _ => all(),
        }
    }

    /// How many changes of a batch were dealt with; none where all were.
    pub(super) fn done(&self, changes: &[ItemChange]) -> Option<usize> {
        let place = |number: &Option<SequenceNumber>| {
            // A number that is not the batch's says that all of it failed.
            let found = number
                .and_then(|number| changes.binary_search_by_key(&number, |change| change.sequence).ok());
            found.unwrap_or(0)
        };
        self.failed.iter().map(place).min()
    }
}

/// All was dealt with.
impl From<()> for BatchResponse {
    fn from((): ()) -> Self {
        Self::default()
    }
}

/// What was delivered: [`Batches::for_each_batch`](crate::Batches::for_each_batch).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivered {
    /// How many batches were dealt with, whole or in part.
    pub batches: usize,
    /// How many changes were dealt with.
    pub changes: usize,
    /// What was given up.
    pub discarded: Vec<DiscardedBatch>,
}

/// Changes that were given up: what Lambda tells an on-failure destination.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiscardedBatch {
    /// Their shard.
    pub shard_id: String,
    /// The first of them.
    pub first: SequenceNumber,
    /// The last of them.
    pub last: SequenceNumber,
    /// How many there are.
    pub changes: usize,
    /// Why they were given up.
    pub reason: DiscardReason,
}

/// Why changes were given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiscardReason {
    /// They failed as often as they may. Lambda's `RetryAttemptsExhausted`.
    RetriesExhausted,
    /// They were too old. Lambda's `MaximumRecordAgeExceeded`.
    RecordAgeExceeded,
}
