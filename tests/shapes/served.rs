//! The operations of the API's model are all here, and each member of their outputs is answered.

use std::collections::BTreeSet;

use hashrange::operation::NAMES;
use serde_json::Value;

use crate::{
    Operation,
    corpus::{Call, for_each_file},
    is_missing_here,
    model::Model,
    nothing_in,
    requests::played,
};

/// Members that the service answers only about what cannot happen here.
const UNANSWERED: [&str; 17] = [
    // A key that is out of reach, whose table is archived after a week.
    "ArchivalSummary.ArchivalBackupArn",
    "ArchivalSummary.ArchivalDateTime",
    "ArchivalSummary.ArchivalReason",
    "SSEDescription.InaccessibleEncryptionDateTime",
    "TableDescription.ArchivalSummary",
    "ReplicaDescription.ReplicaInaccessibleDateTime",
    // Why a replica could not be created, and how far a copy is: it is always made, and at once or by the clock.
    "ReplicaDescription.ReplicaStatusDescription",
    "ReplicaDescription.ReplicaStatusPercentProgress",
    // Accesses that cannot be counted.
    "DescribeContributorInsightsOutput.FailureException",
    "FailureException.ExceptionDescription",
    "FailureException.ExceptionName",
    // Writes of a batch that are throttled.
    "DeleteRequest.Key",
    "PutRequest.Item",
    "WriteRequest.DeleteRequest",
    "WriteRequest.PutRequest",
    // A stream that refuses records, which only a program can have it do.
    "KinesisDataStreamDestination.DestinationStatusDescription",
    // A statement of a batch never gives the item that failed its condition. (Cases partiql/batch)
    "BatchStatementError.Item",
];

/// A member of a structure.
type Member = (String, String);

/// Notes the members in a value, whatever structure they are of.
fn note(model: &Model, shape: &str, value: &Value, seen: &mut BTreeSet<Member>) {
    let of_shape = model.shape(shape);
    match (model.shape_type(shape), value) {
        ("structure", Value::Object(object)) => {
            for (name, shape_of_member) in model.members(shape) {
                if let Some(value) = object.get(name) {
                    seen.insert((shape.to_owned(), name.to_owned()));
                    note(model, shape_of_member, value, seen);
                }
            }
        }
        ("list", Value::Array(list)) => {
            let shape = of_shape["member"].as_str().unwrap();
            list.iter().for_each(|value| note(model, shape, value, seen));
        }
        ("map", Value::Object(map)) => {
            let shape = of_shape["value"].as_str().unwrap();
            map.values().for_each(|value| note(model, shape, value, seen));
        }
        _ => {}
    }
}

/// All members of the structures in an output.
fn members(model: &Model, output: &str) -> BTreeSet<Member> {
    let places = model.places(output);
    let structures = places.iter().filter(|place| model.shape_type(&place.shape) == "structure");
    let members = structures.flat_map(|place| {
        model.members(&place.shape).into_keys().map(|name| (place.shape.clone(), name.to_owned()))
    });
    members.collect()
}

#[test]
fn every_operation_of_the_model_is_here() {
    let models = Model::both();
    let all = models.iter().flat_map(Model::operations).map(|(name, ..)| name);
    let missing = all.filter(|name| !NAMES.contains(name));
    nothing_in(missing.map(str::to_owned).collect());
}

#[test]
fn every_member_of_an_output_is_answered() {
    let models = Model::both();
    let operations = Operation::all(&models);
    let mut seen = BTreeSet::new();
    let mut look = |calls: Vec<Call>| {
        for call in calls {
            let operation = operations.iter().find(|operation| operation.name == call.operation);
            let answer = serde_json::from_str(&call.answer).unwrap_or_default();
            if let Some((operation, output)) = operation.and_then(|one| Some((one, one.output?))) {
                note(operation.model, output, &answer, &mut seen);
            }
        }
    };
    played().into_iter().for_each(&mut look);
    for_each_file(look);
    let outputs = operations.iter().filter_map(|operation| Some((operation.model, operation.output?)));
    let all: BTreeSet<Member> = outputs.flat_map(|(model, output)| members(model, output)).collect();
    let left = all.difference(&seen).map(|(structure, member)| format!("{structure}.{member}"));
    let is_missing = |member: &String| !is_missing_here(member) && !UNANSWERED.contains(&member.as_str());
    nothing_in(left.filter(is_missing).collect());
}
