//! The structures of all operations, written as JSON and read back, and compared with the API's model.

use std::{collections::BTreeSet, fmt::Debug};

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::codec::{Reading, Sample, Source, json::Json, read_structure};

/// An operation's input or output, as the tests need it.
struct Shape {
    operation: &'static str,
    /// Input or output, by the model's name for it.
    side: &'static str,
    /// The JSON of a value.
    written: fn(&[u8]) -> String,
    /// Writes a value and reads it back.
    written_and_read: fn(&[u8]),
    /// Reads an object without members.
    read_empty: fn(),
}

impl Shape {
    fn of<T: Structure + WriteJson + Sample + PartialEq + Debug>(
        operation: &'static str,
        side: &'static str,
    ) -> Self {
        Self {
            operation,
            side,
            written: |decisions| written(&T::sample(&mut Source::new(decisions))),
            written_and_read: |decisions| {
                let value = T::sample(&mut Source::new(decisions));
                let text = written(&value);
                assert_eq!(read::<T>(&text), value, "{text}");
                let newer =
                    text.replacen('{', r#"{"NobodyKnows": {"A": [1, null]}, "#, 1).replacen(", }", "}", 1);
                assert_eq!(read::<T>(&newer), value, "{newer}");
            },
            read_empty: || {
                assert_eq!(read::<T>("{}"), T::default());
                let nulls = T::ALL_MEMBERS.iter().map(|member| format!(r#""{}": null"#, member.name()));
                let nulls = format!("{{{}}}", nulls.collect::<Vec<_>>().join(", "));
                assert_eq!(read::<T>(&nulls), T::default(), "{nulls}");
            },
        }
    }
}

fn written(value: &impl WriteJson) -> String {
    let mut out = Vec::new();
    value.write_json(&mut out);
    String::from_utf8(out).unwrap()
}

/// Reads as a client reads an answer: what reading notes is ignored.
fn read<T: Structure>(text: &str) -> T {
    read_structure(&mut Json::new(text), &mut Reading::default()).unwrap().unwrap()
}

macro_rules! shapes {
    ($($(#[$doc:meta])* $operation:literal $method:ident: $family:ident::$module:ident, $input:ident -> $output:ident,
        $values:ident, $on:ident, $effect:ident, $items:ident;)*) => {
        fn shapes() -> Vec<Shape> {
            vec![$(Shape::of::<$input>($operation, "input"), Shape::of::<$output>($operation, "output"),)*]
        }
    };
}

every_operation! { shapes }

/// Arbitrary bytes by which every member is present.
const EVERYTHING: [u8; 4096] = [1; 4096];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(decisions in proptest::collection::vec(any::<u8>(), 0..300)) {
        shapes().iter().for_each(|shape| (shape.written_and_read)(&decisions));
    }
}

#[test]
fn with_and_without_members_what_is_written_is_read_back() {
    for shape in shapes() {
        (shape.written_and_read)(&[]);
        (shape.written_and_read)(&EVERYTHING);
        (shape.read_empty)();
    }
}

#[test]
fn members_are_those_of_the_api() {
    let models: [Value; 2] = [
        include_str!("../../tests/model_data/dynamodb.json"),
        include_str!("../../tests/model_data/dynamodbstreams.json"),
    ]
    .map(|model| serde_json::from_str(model).unwrap());
    let mut missing = BTreeSet::new();
    for shape in shapes() {
        let has = |model: &&Value| !model["operations"][shape.operation].is_null();
        let model = models.iter().find(has).unwrap_or_else(|| panic!("no model has {}", shape.operation));
        let Some(name) = model["operations"][shape.operation][shape.side].as_str() else {
            assert_eq!((shape.written)(&EVERYTHING), "{}", "{} has no {}", shape.operation, shape.side);
            continue;
        };
        let value = serde_json::from_str(&(shape.written)(&EVERYTHING)).unwrap();
        compare(&model["shapes"], name, &value, &mut missing);
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// Fails if a value has a member that its shape does not have; notes those that only the shape has.
fn compare(shapes: &Value, name: &str, value: &Value, missing: &mut BTreeSet<String>) {
    let shape = &shapes[name];
    match (shape["type"].as_str(), value) {
        _ if name == "AttributeValue" => {}
        (Some("structure"), Value::Object(object)) => {
            let empty = serde_json::Map::new();
            let members = shape["members"].as_object().unwrap_or(&empty);
            for (member, value) in object {
                let shape = members.get(member).unwrap_or_else(|| panic!("{name} has no {member}"));
                compare(shapes, shape.as_str().unwrap(), value, missing);
            }
            let absent = members.keys().filter(|member| !object.contains_key(*member));
            missing.extend(absent.map(|member| format!("{name}.{member}")));
        }
        (Some("list"), Value::Array(list)) => {
            assert!(!list.is_empty(), "{name}");
            list.iter().for_each(|value| compare(shapes, shape["member"].as_str().unwrap(), value, missing));
        }
        (Some("map"), Value::Object(map)) => {
            assert!(!map.is_empty(), "{name}");
            map.values().for_each(|value| compare(shapes, shape["value"].as_str().unwrap(), value, missing));
        }
        (Some("structure" | "list" | "map") | None, _) => panic!("{name} is written as {value}"),
        _ => {}
    }
}

#[cfg(feature = "cli")]
#[test]
fn the_operations_that_only_read_are_those_that_are_called_so() {
    let reads = ["Get", "BatchGet", "TransactGet", "Describe", "List", "Query", "Scan", "Search"];
    for name in NAMES {
        assert_eq!(only_reads(name), reads.iter().any(|verb| name.starts_with(verb)), "{name}");
    }
}

/// The layers below use parameter names in their messages, but do not depend on the structures.
#[test]
fn parameters_of_expressions_are_members() {
    use crate::{expression::ExpressionKind, texts::placeholder};
    let members: BTreeSet<&str> = QueryInput::ALL_MEMBERS
        .iter()
        .chain(UpdateItemInput::ALL_MEMBERS)
        .chain(ExecuteStatementInput::ALL_MEMBERS)
        .map(|member| member.name())
        .collect();
    let kinds = [
        ExpressionKind::Condition,
        ExpressionKind::Filter,
        ExpressionKind::KeyCondition,
        ExpressionKind::Projection,
        ExpressionKind::Update,
        ExpressionKind::Statement,
    ];
    for name in kinds.map(ExpressionKind::as_str).into_iter().chain([placeholder::NAMES, placeholder::VALUES])
    {
        assert!(members.contains(name), "{name}");
    }
}
