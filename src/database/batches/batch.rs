//! Batches of changes, and the results of their delivery.

use serde_json::Value;

use crate::storage::{ItemChange, SequenceNumber};

/// Changes of one shard that are delivered together: [`Batches::for_each_batch`](crate::Batches::for_each_batch).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Batch {
    /// Their shard.
    pub shard_id: String,
    /// How often the changes of this batch failed before; splits do not count.
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

/// A handler's response to a batch. `()` means that the whole batch was handled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchResponse {
    /// The numbers of the changes that failed; `None` for an unreadable number.
    failed: Vec<Option<SequenceNumber>>,
}

impl BatchResponse {
    /// The changes with these numbers failed. The changes before the first of them were handled; it and all changes
    /// behind it are delivered again.
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

    /// The response of a Lambda function that reports the failed items of a batch: `{"batchItemFailures":
    /// [{"itemIdentifier": "..."}]}`. As in Lambda, an empty response means that nothing failed, and one that cannot be
    /// read that all changes failed.
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

    /// How many changes of a batch were handled; `None` if all were.
    pub(super) fn done(&self, changes: &[ItemChange]) -> Option<usize> {
        let place = |number: &Option<SequenceNumber>| {
            // A number that is not in the batch means that the whole batch failed.
            let found = number
                .and_then(|number| changes.binary_search_by_key(&number, |change| change.sequence).ok());
            found.unwrap_or(0)
        };
        self.failed.iter().map(place).min()
    }
}

/// The whole batch was handled.
impl From<()> for BatchResponse {
    fn from((): ()) -> Self {
        Self::default()
    }
}

/// What was delivered: [`Batches::for_each_batch`](crate::Batches::for_each_batch).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivered {
    /// How many batches were handled, whole or in part.
    pub batches: usize,
    /// How many changes were handled.
    pub changes: usize,
    /// The changes that were discarded.
    pub discarded: Vec<DiscardedBatch>,
}

/// Changes that were discarded: what Lambda sends to an on-failure destination.
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
    /// Why they were discarded.
    pub reason: DiscardReason,
}

/// Why changes were discarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiscardReason {
    /// They failed more often than the retries allow. Lambda's `RetryAttemptsExhausted`.
    RetriesExhausted,
    /// They were too old. Lambda's `MaximumRecordAgeExceeded`.
    RecordAgeExceeded,
}
