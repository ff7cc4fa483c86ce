//! Answers in JSON: an object, or the answer's name where nothing else need be said.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{
        self, Visitor,
        value::{MapAccessDeserializer, StrDeserializer},
    },
};

use super::rule::FaultAnswer;

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
