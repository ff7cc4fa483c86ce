//! What a call meets, also as JSON: an object, or the answer's name where nothing else need be said.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{
        self, Visitor,
        value::{MapAccessDeserializer, StrDeserializer},
    },
};

/// What a call meets that a [rule](super::FaultRule) hits.
///
/// Several rules may hit one call, in the order in which they were added: delays add up, parts have each the first fault
/// that hits them, and after one that refuses or loses the call no other hits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FaultAnswer {
    /// The call is throttled, with the service's exception and message for the limit that was met and the table's billing
    /// mode. In JSON `"throttled"`, or `{"throttled": {"reasons": [...]}}`.
    Throttled {
        /// The throttling reasons, such as `TableWriteKeyRangeThroughputExceeded`, of which the first chooses the
        /// exception. If there are none, it is the one that fits: of the index if the rule names one, of the key's
        /// partition if it names a key, otherwise of what the table is provisioned with or does on demand.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<String>,
    },
    /// An exception, which each operation that the rule names can have. In JSON
    /// `{"exception": {"name": "InternalServerError"}}`.
    Exception {
        /// Its name, such as `InternalServerError`.
        name: String,
        /// Its message; the service's if it is left out and the service has only one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        /// Of an exception for throttled requests: the throttling reasons.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<String>,
    },
    /// The transaction is cancelled. In JSON `{"cancelled": {"reasons": ["None", "TransactionConflict"]}}`.
    Cancelled {
        /// The code of each action's reason, in the order of the actions; actions after the last have `None`.
        reasons: Vec<String>,
    },
    /// Items of BatchGetItem and BatchWriteItem are not processed and come back in `UnprocessedKeys` or
    /// `UnprocessedItems`; the others are processed. Chance is drawn for each item.
    Unprocessed,
    /// The request does not arrive: nothing happens, and no answer comes.
    RequestLost,
    /// The request is carried out, and its answer does not arrive.
    AnswerLost,
    /// The answer takes this much longer. In JSON `{"delayed": {"ms": 250}}`.
    Delayed {
        /// Milliseconds.
        ms: u64,
    },
}

/// Reads an answer. `"throttled"` is `{"throttled": {}}`; a name alone of one that needs more is refused with an example.
pub(super) fn read_answer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FaultAnswer, D::Error> {
    deserializer.deserialize_any(AnswerVisitor)
}

struct AnswerVisitor;

impl<'de> Visitor<'de> for AnswerVisitor {
    type Value = FaultAnswer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer such as \"request_lost\" or {\"delayed\": {\"ms\": 250}}")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<FaultAnswer, E> {
        let example = match name {
            "throttled" => return Ok(FaultAnswer::Throttled { reasons: Vec::new() }),
            "exception" => r#"{"exception": {"name": "InternalServerError"}}"#,
            "cancelled" => r#"{"cancelled": {"reasons": ["TransactionConflict"]}}"#,
            "delayed" => r#"{"delayed": {"ms": 250}}"#,
            _ => return FaultAnswer::deserialize(StrDeserializer::new(name)),
        };
        Err(E::custom(format_args!("the answer `{name}` says more, such as {example}")))
    }

    fn visit_map<M: de::MapAccess<'de>>(self, map: M) -> Result<FaultAnswer, M::Error> {
        FaultAnswer::deserialize(MapAccessDeserializer::new(map))
    }
}
