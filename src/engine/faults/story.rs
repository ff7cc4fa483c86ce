//! Stories: rules that belong together.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::{
    answer::FaultAnswer,
    rule::{FaultRule, read_seconds, write_seconds},
};
use crate::{
    error::{Error, Result},
    value::Item,
};

/// What often goes wrong together, as data: a kind, and what it is about. A member that is left out has the default that
/// its kind tells.
///
/// ```
/// use hashrange::{Database, ScalarAttributeType::S, faults::FaultStory};
///
/// let db = Database::new();
/// db.create_table("likes").partition_key("user_id", S).run()?;
/// let story: FaultStory = serde_json::from_str(r#"{
///     "kind": "hot_key", "table": "likes", "key": {"user_id": {"S": "jihoon07"}}, "chance": 1.0
/// }"#)?;
/// db.faults().start(&story)?;
/// assert!(db.table("likes")?.get("jihoon07").run().is_err());
/// assert!(db.table("likes")?.get("minji01").run().is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FaultStory {
    /// What goes wrong.
    pub kind: StoryKind,
    /// The table that it is about; all, if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The key that it is about, as in a [rule](FaultRule::key).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Item>,
    /// The chance that a call, or an item of a batch, meets each of its faults.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// At most this many hits of each of its rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// Until this time of the database's clock. In JSON in seconds since 1970.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "write_seconds",
        deserialize_with = "read_seconds"
    )]
    pub until: Option<SystemTime>,
}

/// What goes wrong in a [story](FaultStory).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StoryKind {
    /// All read and write one key: every second call that names it is throttled, because its partition does no more, as a
    /// part of batches and transactions too. Other keys are not touched. It needs a table and a key.
    HotKey,
    /// The service is slow and fails now and then: every fifth call each takes 500 ms longer, fails with
    /// InternalServerError, and with ServiceUnavailable.
    BrownOut,
    /// Every fifth write is carried out, but its answer does not arrive: who writes again must not write twice.
    LostAnswers,
    /// Every third item of BatchGetItem and BatchWriteItem is not processed: who does not ask again for what is
    /// unprocessed loses it.
    PartialBatches,
    /// Another transaction has every fifth item that is written: writes have TransactionConflictException, transactions
    /// are cancelled with that reason, and items of BatchWriteItem stay unprocessed.
    Conflicts,
}

impl FaultStory {
    /// A story of this kind with its defaults.
    pub const fn new(kind: StoryKind) -> Self {
        Self { kind, table: None, key: None, chance: None, times: None, until: None }
    }

    /// The rules that it consists of.
    ///
    /// # Errors
    /// A hot key without table or key: [`Error::Validation`].
    pub fn rules(&self) -> Result<Vec<FaultRule>> {
        let exception =
            |name: &str| FaultAnswer::Exception { name: name.to_owned(), message: None, reasons: Vec::new() };
        let (operations, chance, answers): (&[&str], f64, Vec<FaultAnswer>) = match self.kind {
            StoryKind::HotKey if self.table.is_none() || self.key.is_none() => {
                return Err(Error::validation("The story of a hot key has a table and a key"));
            }
            StoryKind::HotKey => (&[], 1.0 / 2.0, vec![FaultAnswer::Throttled { reasons: Vec::new() }]),
            StoryKind::BrownOut => {
                let failures = [exception("InternalServerError"), exception("ServiceUnavailable")];
                let slow = FaultAnswer::Delayed { ms: 500 };
                (&[], 1.0 / 5.0, [slow].into_iter().chain(failures).collect())
            }
            StoryKind::LostAnswers => (&WRITES, 1.0 / 5.0, vec![FaultAnswer::AnswerLost]),
            StoryKind::PartialBatches => {
                (&["BatchGetItem", "BatchWriteItem"], 1.0 / 3.0, vec![FaultAnswer::Unprocessed])
            }
            StoryKind::Conflicts => (&WRITES, 1.0 / 5.0, vec![exception("TransactionConflictException")]),
        };
        let rule = |answer| FaultRule {
            operations: operations.iter().map(|operation| (*operation).to_owned()).collect(),
            table: self.table.clone(),
            key: self.key.clone(),
            chance: Some(self.chance.unwrap_or(chance)),
            times: self.times,
            until: self.until,
            ..FaultRule::new(answer)
        };
        Ok(answers.into_iter().map(rule).collect())
    }
}

/// The operations that write items, or may.
pub(crate) const WRITES: [&str; 8] = [
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "TransactWriteItems",
    "ExecuteStatement",
    "BatchExecuteStatement",
    "ExecuteTransaction",
];
