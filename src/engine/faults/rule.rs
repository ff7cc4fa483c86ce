//! A rule as data: which calls it is about, and what they meet.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::answer::{FaultAnswer, read_answer};
use crate::value::Item;

/// A fault that some calls meet: which calls, and what they are answered.
///
/// A rule that names nothing is about all calls of the data plane, the operations that read and write items; a member
/// narrows it. A call is one that [`operations`](Self::operations), [`table`](Self::table), [`index`](Self::index),
/// [`key`](Self::key) and [`item`](Self::item) all fit. The calls that fit are counted, from 1, and
/// [`nth`](Self::nth), [`after`](Self::after), [`every`](Self::every), [`times`](Self::times) and
/// [`chance`](Self::chance) say which of them are hit. A request that the service would refuse as invalid is no call: it
/// meets its own exception.
///
/// **Parts.** The items of a batch, the actions of a transaction and the statements of a batch are parts of a call. A
/// rule with a key or an item is about parts: an exception leaves an item of BatchGetItem or BatchWriteItem unprocessed
/// (if all are, the call has the exception itself), fails a statement of BatchExecuteStatement alone, and cancels a
/// transaction with a reason for that action and `None` for the others. Chance is then drawn for each part.
///
/// **As JSON**, members have the names that they have here, in snake case; those that are left out narrow nothing, and
/// unknown ones are refused:
///
/// ```
/// use hashrange::{Database, ScalarAttributeType::S, faults::FaultRule, item};
///
/// let rule: FaultRule = serde_json::from_str(r#"{
///     "operations": ["PutItem", "UpdateItem"],
///     "table": "likes",
///     "key": {"user_id": {"S": "jihoon07"}},
///     "times": 2,
///     "answer": {"throttled": {}}
/// }"#)?;
/// let db = Database::new();
/// let likes = db.create_table("likes").partition_key("user_id", S).run()?;
/// db.faults().add(rule)?;
/// assert!(likes.put(item! { "user_id": "minji01" }).run().is_ok());
/// assert!(likes.put(item! { "user_id": "jihoon07" }).run().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FaultRule {
    /// The operations, by their names in the API: `PutItem`. None are all of the data plane that can give the answer;
    /// operations of the control plane, such as `CreateTable`, are hit only if they are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// The table's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// A secondary index of the table: reads of the index, and all writes of the table, which write to its indexes too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// The key that a call or a part names, as DynamoDB JSON: the partition key alone, or the whole key; of an index, its
    /// key. A Query is about a key that its key condition admits, a Scan about none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Item>,
    /// The place of a part in its request, from 0. In batches by table, tables come in the order of their names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// Only the call with this number, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Only the calls after this many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// Only each call with a number that this one divides; with [`after`](Self::after), counted from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u64>,
    /// At most this many hits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The chance of a hit, from 0 to 1, drawn from the database's [seed](crate::DatabaseBuilder::id_seed).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// Until this time of the database's clock, which is not included. In JSON in seconds since 1970.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "write_seconds",
        deserialize_with = "read_seconds"
    )]
    pub until: Option<SystemTime>,
    /// What the calls meet.
    #[serde(deserialize_with = "read_answer")]
    pub answer: FaultAnswer,
}

impl FaultRule {
    /// A rule about all calls of the data plane.
    ///
    /// ```
    /// use hashrange::faults::{FaultAnswer, FaultRule};
    ///
    /// let mut rule = FaultRule::new(FaultAnswer::RequestLost);
    /// rule.operations = vec!["GetItem".to_owned()];
    /// rule.chance = Some(0.1);
    /// assert_eq!(serde_json::to_string(&rule)?, r#"{"operations":["GetItem"],"chance":0.1,"answer":"request_lost"}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub const fn new(answer: FaultAnswer) -> Self {
        Self {
            operations: Vec::new(),
            table: None,
            index: None,
            key: None,
            item: None,
            nth: None,
            after: None,
            every: None,
            times: None,
            chance: None,
            until: None,
            answer,
        }
    }

    /// Whether it is about parts of calls that have several.
    pub(super) fn is_about_parts(&self) -> bool {
        self.key.is_some() || self.item.is_some() || matches!(self.answer, FaultAnswer::Unprocessed)
    }

    /// Whether the call with this number, from 1, is hit, but for chance. `hits` are those before.
    pub(super) fn is_due(&self, number: u64, hits: u64) -> bool {
        let after = self.after.unwrap_or(0);
        self.nth.is_none_or(|nth| number == nth)
            && number > after
            && self.every.is_none_or(|every| (number - after).is_multiple_of(every))
            && self.times.is_none_or(|times| hits < times)
    }
}

pub(super) fn write_seconds<S: Serializer>(
    time: &Option<SystemTime>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let seconds = |time: &SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
    time.as_ref().map(seconds).serialize(serializer)
}

pub(super) fn read_seconds<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SystemTime>, D::Error> {
    let Some(seconds) = Option::<f64>::deserialize(deserializer)? else { return Ok(None) };
    let time = Duration::try_from_secs_f64(seconds).ok().and_then(|since| UNIX_EPOCH.checked_add(since));
    time.map(Some).ok_or_else(|| D::Error::custom(format_args!("{seconds} seconds since 1970 are no time")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<FaultRule, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_rule_is_written_and_read() {
        let json = r#"{"operations":["Query"],"table":"t","index":"i","key":{"pk":{"S":"a"}},"item":0,"nth":1,"after":2,"every":3,"times":4,"chance":0.5,"until":1.5,"answer":{"throttled":{"reasons":["TableReadAccountLimitExceeded"]}}}"#;
        let rule = read(json).unwrap();
        assert_eq!(rule.until, Some(UNIX_EPOCH + Duration::from_millis(1500)));
        assert_eq!(serde_json::to_string(&rule).unwrap(), json);
        for answer in [
            r#""unprocessed""#,
            r#""answer_lost""#,
            r#"{"delayed":{"ms":7}}"#,
            r#"{"exception":{"name":"InternalServerError"}}"#,
            r#"{"cancelled":{"reasons":["None"]}}"#,
        ] {
            let json = format!(r#"{{"answer":{answer}}}"#);
            assert_eq!(serde_json::to_string(&read(&json).unwrap()).unwrap(), json);
        }
    }

    #[test]
    fn what_no_rule_has_is_refused() {
        let refused = |json: &str| read(json).unwrap_err();
        assert!(refused(r#"{"tabel":"t","answer":"unprocessed"}"#).contains("unknown field `tabel`"));
        assert!(refused(r#"{"table":"t"}"#).contains("missing field `answer`"));
        assert!(refused(r#"{"answer":"lost"}"#).contains("unknown variant `lost`"));
        assert!(refused(r#"{"answer":{"lost":{}}}"#).contains("unknown variant `lost`"));
        assert!(refused(r#"{"answer":{"delayed":{"ms":1},"unprocessed":null}}"#).contains("line 1"));
        assert!(refused(r#"{"answer":7}"#).contains("expected an answer such as"));
        assert!(refused(r#"{"answer":{"delayed":{"s":1}}}"#).contains("unknown field `s`"));
        assert!(
            refused(r#"{"answer":"unprocessed","until":-1}"#).contains("-1 seconds since 1970 are no time")
        );
        assert!(refused(r#"{"answer":"unprocessed","times":-1}"#).contains("invalid value"));
        assert!(read(r#"{"answer":"unprocessed","key":{"pk":"a"}}"#).is_err());
    }

    #[test]
    fn the_name_of_an_answer_is_enough_if_it_needs_no_more() {
        let throttled = read(r#"{"answer":"throttled"}"#).unwrap();
        assert_eq!(throttled, read(r#"{"answer":{"throttled":{}}}"#).unwrap());
        for (name, example) in [
            ("exception", r#"{"exception": {"name": "InternalServerError"}}"#),
            ("cancelled", r#"{"cancelled": {"reasons": ["TransactionConflict"]}}"#),
            ("delayed", r#"{"delayed": {"ms": 250}}"#),
        ] {
            let refused = read(&format!(r#"{{"answer":"{name}"}}"#)).unwrap_err();
            assert!(refused.contains(&format!("`{name}` says more, such as {example}")), "{refused}");
            assert!(read(&format!(r#"{{"answer":{example}}}"#)).is_ok());
        }
    }

    #[test]
    fn calls_are_chosen_by_their_number() {
        let due = |rule: &FaultRule| (1..=12).filter(|number| rule.is_due(*number, 0)).collect::<Vec<u64>>();
        let rule = || FaultRule::new(FaultAnswer::RequestLost);
        assert_eq!(due(&FaultRule { nth: Some(3), ..rule() }), [3]);
        assert_eq!(due(&FaultRule { after: Some(10), ..rule() }), [11, 12]);
        assert_eq!(due(&FaultRule { every: Some(5), ..rule() }), [5, 10]);
        assert_eq!(due(&FaultRule { after: Some(1), every: Some(5), ..rule() }), [6, 11]);
        assert!(!FaultRule { times: Some(2), ..rule() }.is_due(9, 2));
    }
}
