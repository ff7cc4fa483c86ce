//! Our inputs and outputs, held against the API's model (`tests/model_data`): every operation that the wire knows
//! reads every member, refuses what the model refuses, in its words, and answers only what the model has.
#![allow(
    clippy::expect_used,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

mod answers;
mod corpus;
mod effects;
mod inputs;
mod model;
mod requests;
#[path = "../conformance/runner/mod.rs"]
#[allow(dead_code, reason = "the conformance tests use more of it")]
mod runner;
mod served;
mod takes;

use hashrange::{Database, operation::NAMES};
use model::{Model, Place};
use serde_json::Value;

/// An operation that the wire knows.
struct Operation<'m> {
    model: &'m Model,
    name: &'m str,
    input: Option<&'m str>,
    output: Option<&'m str>,
}

impl<'m> Operation<'m> {
    fn all(models: &'m [Model]) -> Vec<Self> {
        let all = models.iter().flat_map(|model| {
            model.operations().map(move |(name, input, output)| Self { model, name, input, output })
        });
        let found: Vec<Self> = all.filter(|operation| NAMES.contains(&operation.name)).collect();
        assert_eq!(found.len(), NAMES.len(), "each is an operation of the service");
        found
    }

    /// The places in its input, the input itself first.
    fn places(&self) -> Vec<Place> {
        self.input.map(|input| self.model.places(input)).unwrap_or_default()
    }
}

/// What is refused without the feature `formats`. The gate runs these tests with all features too.
const OF_FORMATS: &[&str] = &[
    "ImportTable.InputFormatOptions",
    "ImportTableDescription.InputFormatOptions",
    "InputFormatOptions",
    "CsvOptions",
];

/// Whether a path is one that is missing in this build, or inside of one.
fn is_missing_here(path: &str) -> bool {
    let is_inside =
        |name: &&str| path.strip_prefix(*name).is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
    !cfg!(feature = "formats") && OF_FORMATS.iter().any(is_inside)
}

/// What an empty database answers.
fn answer(operation: &str, request: &Value) -> String {
    Database::new().wire(operation, request.to_string().as_bytes()).text().into_owned()
}

/// Fails with all that was found at once.
fn nothing_in(found: Vec<String>) {
    assert!(found.is_empty(), "{} deviations:\n{}", found.len(), found.join("\n"));
}

#[test]
fn an_operation_that_the_service_does_not_have_is_refused_without_a_word() {
    for name in ["Nothing", "getItem", "ListTables "] {
        assert_eq!(
            answer(name, &Value::Null),
            r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#
        );
    }
}
