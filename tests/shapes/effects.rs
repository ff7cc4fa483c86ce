//! Every member of every input has an effect: no valid value is read and dropped.
//!
//! Calls of the conformance cases and of our own list are repeated with one member changed to another valid value, or
//! left out. What the database answers to that call, to questions about its tables afterwards, or to the calls that
//! follow, must differ for one of these changes.

use std::collections::{BTreeMap, BTreeSet};

use hashrange::Database;
use serde_json::{Value, json};

use crate::{
    Operation,
    corpus::{Call, ask, for_each_file},
    is_missing_here,
    model::{Model, Step},
    nothing_in,
    requests::played,
};

/// Members that have no effect in the service either, or that are refused whatever they say.
const WITHOUT_EFFECT: [&str; 3] = [
    // It is refused: it makes a replica of another account's table, and a database has one account.
    "CreateTable.GlobalTableSourceArn",
    // It has to be there, and has one value.
    "UpdateTable.ReplicaUpdates[].Disassociate.DisassociationMode",
    // A statement of a batch never gives the item that failed its condition. (Cases partiql/batch)
    "BatchExecuteStatement.Statements[].ReturnValuesOnConditionCheckFailure",
];

/// How many calls behind a changed one are repeated.
const FOLLOWING: usize = 12;
/// How often a member is tried without an effect.
const TRIES: usize = 60;

/// A member in a request.
struct Spot {
    /// The operation and the path of members.
    place: String,
    pointer: String,
    shape: String,
    required: bool,
}

/// Finds the members in a request's part.
fn spots(model: &Model, shape: &str, value: &Value, at: (&str, &str), found: &mut Vec<Spot>) {
    let (place, pointer) = at;
    let of_shape = model.shape(shape);
    match (model.shape_type(shape), value) {
        // Its members are the types of values.
        ("structure", _) if shape == "AttributeValue" => {}
        ("structure", Value::Object(object)) => {
            let required = model.required(shape);
            for (name, shape) in model.members(shape) {
                let Some(value) = object.get(name) else { continue };
                let (place, pointer) = (format!("{place}.{name}"), format!("{pointer}/{name}"));
                spots(model, shape, value, (&place, &pointer), found);
                let required = required.contains(&name);
                found.push(Spot { place, pointer, shape: shape.to_owned(), required });
            }
        }
        ("list", Value::Array(list)) => {
            let shape = of_shape["member"].as_str().unwrap();
            for (number, value) in list.iter().enumerate().take(3) {
                let at = (format!("{place}[]"), format!("{pointer}/{number}"));
                spots(model, shape, value, (&at.0, &at.1), found);
            }
        }
        ("map", Value::Object(map)) => {
            let shape = of_shape["value"].as_str().unwrap();
            for (name, value) in map.iter().take(3) {
                let name = name.replace('~', "~0").replace('/', "~1");
                let at = (format!("{place}{{}}"), format!("{pointer}/{name}"));
                spots(model, shape, value, (&at.0, &at.1), found);
            }
        }
        _ => {}
    }
}

/// Other values that a member can have, by the model.
fn others(model: &Model, shape: &str, value: &Value) -> Vec<Value> {
    let others = match value {
        Value::String(text) if model.shape(shape)["enum"].is_array() => {
            let words = model.shape(shape)["enum"].as_array().unwrap();
            words.iter().filter(|word| **word != **text).cloned().collect()
        }
        Value::String(text) => {
            let shorter: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
            vec![json!(format!("{text}x")), json!(shorter), json!("AAAA"), json!("x = y")]
        }
        Value::Bool(is) => vec![json!(!is)],
        Value::Number(number) => {
            let number = number.as_i64().unwrap_or_default();
            [1, -1, 100, -100].map(|more| json!(number.saturating_add(more))).into()
        }
        Value::Array(list) => {
            vec![list.iter().skip(1).cloned().collect(), list.iter().rev().skip(1).rev().cloned().collect()]
        }
        Value::Object(_) if shape == "AttributeValue" => vec![json!({"S": "other"}), json!({"N": "7"})],
        Value::Object(map) if model.shape_type(shape) == "map" => {
            vec![map.iter().skip(1).map(|(name, value)| (name.clone(), value.clone())).collect()]
        }
        _ => Vec::new(),
    };
    others.into_iter().filter(|other| other != value && model.takes(shape, other)).collect()
}

/// What questions about a database's tables, streams and backups are answered.
fn observed(db: &Database) -> Vec<String> {
    let mut seen = Vec::new();
    let mut look = |operation: &str, request: Value| {
        let answer = ask(db, operation, &request);
        let value: Value = serde_json::from_str(&answer).unwrap_or_default();
        seen.push(answer);
        value
    };
    let named = |value: Value, list: &str| value[list].as_array().cloned().unwrap_or_default();
    for table in named(look("ListTables", json!({})), "TableNames") {
        let described = look("DescribeTable", json!({"TableName": table}));
        let arn = &described["Table"]["TableArn"];
        look("Scan", json!({"TableName": table, "ReturnConsumedCapacity": "TOTAL", "Limit": 50}));
        look("ListTagsOfResource", json!({"ResourceArn": arn}));
        look("GetResourcePolicy", json!({"ResourceArn": arn}));
        for operation in [
            "DescribeTimeToLive",
            "DescribeContributorInsights",
            "DescribeContinuousBackups",
            "DescribeKinesisStreamingDestination",
            "DescribeTableReplicaAutoScaling",
        ] {
            look(operation, json!({"TableName": table}));
        }
    }
    for stream in named(look("ListStreams", json!({})), "Streams") {
        look("DescribeStream", json!({"StreamArn": stream["StreamArn"]}));
    }
    for (list, summaries, describe, arn) in [
        ("ListBackups", "BackupSummaries", "DescribeBackup", "BackupArn"),
        ("ListExports", "ExportSummaries", "DescribeExport", "ExportArn"),
        ("ListImports", "ImportSummaryList", "DescribeImport", "ImportArn"),
        ("ListBulkOperations", "BulkOperationsSummaryList", "DescribeBulkOperation", "BulkOperationArn"),
        ("ListContributorInsights", "ContributorInsightsSummaries", "", ""),
    ] {
        for summary in named(look(list, json!({})), summaries).iter().filter(|_| !arn.is_empty()) {
            look(describe, json!({arn: summary[arn]}));
        }
    }
    for global in named(look("ListGlobalTables", json!({})), "GlobalTables") {
        let name = json!({"GlobalTableName": global["GlobalTableName"]});
        look("DescribeGlobalTable", name.clone());
        look("DescribeGlobalTableSettings", name);
    }
    seen
}

/// Whether anything differs if the call at a place of these is made with another request.
fn has_effect(calls: &[Call], at: usize, request: &Value, after: &mut Option<Vec<String>>) -> bool {
    let call = &calls[at];
    let db = call.before.fork();
    if ask(&db, &call.operation, request) != call.answer {
        return true;
    }
    let Some(next) = calls.get(at + 1) else { return false };
    let after = after.get_or_insert_with(|| observed(&next.before.fork()));
    if observed(&db.fork()) != *after {
        return true;
    }
    let mut following = calls[at + 1..].iter().take(FOLLOWING);
    following.any(|call| ask(&db, &call.operation, &call.request) != call.answer)
}

/// The members that still need an effect, and how often each was tried.
struct Search<'m> {
    operations: &'m BTreeMap<&'m str, Operation<'m>>,
    left: BTreeMap<String, usize>,
}

impl Search<'_> {
    /// Looks for effects of the members in these calls.
    fn look(&mut self, calls: &[Call]) {
        for (at, call) in calls.iter().enumerate() {
            let Some(operation) = self.operations.get(call.operation.as_str()) else { continue };
            let Some(input) = operation.input else { continue };
            let mut found = Vec::new();
            spots(operation.model, input, &call.request, (operation.name, ""), &mut found);
            found.retain(|spot| self.left.get(&spot.place).is_some_and(|tries| *tries < TRIES));
            let mut after = None;
            for spot in found {
                self.try_spot(operation.model, calls, at, &spot, &mut after);
            }
        }
    }

    fn try_spot(
        &mut self,
        model: &Model,
        calls: &[Call],
        at: usize,
        spot: &Spot,
        after: &mut Option<Vec<String>>,
    ) {
        let call = &calls[at];
        let Some(value) = call.request.pointer(&spot.pointer) else { return };
        if !model.takes(&spot.shape, value) {
            return;
        }
        let (parent, name) = spot.pointer.rsplit_once('/').unwrap();
        let changed = |value: Option<Value>| {
            let mut request = call.request.clone();
            let object = request.pointer_mut(parent)?.as_object_mut()?;
            match value {
                Some(value) => object.insert(name.to_owned(), value),
                None => object.remove(name),
            };
            Some(request)
        };
        let others = others(model, &spot.shape, value).into_iter().map(Some);
        let mut all = others.chain((!spot.required).then_some(None)).filter_map(changed);
        if all.any(|request| has_effect(calls, at, &request, after)) {
            // What it is inside of is read too.
            let inside = |place: &str| {
                spot.place.strip_prefix(place).is_some_and(|rest| rest.starts_with(['.', '[', '{']))
            };
            self.left.retain(|place, _| *place != spot.place && !inside(place));
        } else if let Some(tries) = self.left.get_mut(&spot.place) {
            *tries += 1;
        }
    }
}

/// Whether it is a type of values.
fn is_of_value(step: &Step) -> bool {
    matches!(step, Step::Member { structure, .. } if structure == "AttributeValue")
}

#[test]
fn every_member_of_an_input_has_an_effect() {
    let models = Model::both();
    let operations: BTreeMap<_, _> =
        Operation::all(&models).into_iter().map(|operation| (operation.name, operation)).collect();
    let mut left = BTreeMap::new();
    for operation in operations.values() {
        for place in operation.places() {
            let is_value = place.steps.iter().any(is_of_value);
            if matches!(place.steps.last(), Some(Step::Member { .. })) && !is_value {
                left.insert(format!("{}.{}", operation.name, place.path()), 0);
            }
        }
    }
    let mut search = Search { operations: &operations, left };
    played().iter().for_each(|calls| search.look(calls));
    for_each_file(|calls| search.look(&calls));
    search.left.retain(|place, _| !WITHOUT_EFFECT.contains(&place.as_str()) && !is_missing_here(place));
    let without: BTreeSet<String> = search
        .left
        .into_iter()
        .map(|(place, tries)| match tries {
            0 => format!("{place}: no request has it"),
            tries => format!("{place}: {tries} requests, without an effect"),
        })
        .collect();
    nothing_in(without.into_iter().collect());
}
