//! Each member of each operation's input, filled with as many cheap elements as a request can hold.

use serde_json::json;

use super::{
    check, database,
    model::{Model, Place, Step},
};
use crate::{database::Database, sync::thread};

/// The length of lists and maps, which is hundreds of times that in any honest request.
const BYTES: usize = 128 * 1024;

/// The longest of all tests shares its operations among so many threads.
const THREADS: usize = 2;

/// The length of text that is only parsed or skipped.
const FEW_BYTES: usize = 16 * 1024;

/// The length of what is noted before a member is repeated.
const NOTED_BYTES: usize = 32 * 1024;

/// Pieces up to a length, each made from its number, separated by commas.
fn repeated(bytes: usize, open: &str, close: &str, piece: impl Fn(usize) -> String) -> String {
    let mut text = open.to_owned();
    let mut number = 0;
    while text.len() < bytes {
        if number > 0 {
            text.push(',');
        }
        text.push_str(&piece(number));
        number += 1;
    }
    text + close
}

/// Cheap elements that can be repeated at a place, and the total length of each.
const CHEAP: [(&str, usize); 8] = [
    ("{}", BYTES),
    ("\"\"", BYTES),
    ("null", FEW_BYTES),
    ("[]", FEW_BYTES),
    ("0", FEW_BYTES),
    ("true", FEW_BYTES),
    ("{\"x\":0}", FEW_BYTES),
    ("{\"S\":\"\"}", FEW_BYTES),
];

/// The fillings of a place: lists, maps with different or equal names, and values that are too deep or too long.
fn fillings(model: &Model, place: &Place) -> Vec<(String, String)> {
    let mut fillings = vec![
        ("a long text".to_owned(), format!("\"{}\"", "a".repeat(FEW_BYTES))),
        ("escapes".to_owned(), format!("\"{}\"", "\\u00e9".repeat(FEW_BYTES / 6))),
        ("digits".to_owned(), "1".repeat(FEW_BYTES)),
        ("brackets".to_owned(), "[".repeat(FEW_BYTES / 2) + &"]".repeat(FEW_BYTES / 2)),
        ("braces".to_owned(), "{\"M\":".repeat(FEW_BYTES / 6) + "0" + &"}".repeat(FEW_BYTES / 6)),
    ];
    let cheap_with = |inside: &str| {
        let sample = model.sample(model.shape(&place.shape)[inside].as_str().unwrap()).to_string();
        CHEAP.map(|(cheap, bytes)| (cheap.to_owned(), bytes)).into_iter().chain([(sample, FEW_BYTES)])
    };
    match model.shape_type(&place.shape) {
        "list" => {
            for (cheap, bytes) in cheap_with("member") {
                let list = repeated(bytes, "[", "]", |_| cheap.clone());
                fillings.push((format!("a list of {cheap}"), list));
            }
        }
        "map" => {
            for (cheap, bytes) in cheap_with("value") {
                let names = repeated(bytes, "{", "}", |number| format!("\"n{number}\":{cheap}"));
                fillings.push((format!("a map to {cheap}"), names));
                let same = repeated(FEW_BYTES, "{", "}", |_| format!("\"n\":{cheap}"));
                fillings.push((format!("the same name for {cheap}"), same));
            }
            let long = format!("{{\"{}\":{{}}}}", "n".repeat(BYTES));
            fillings.push(("a long name".to_owned(), long));
        }
        "structure" => {
            for name in model.members(&place.shape).into_keys().chain(["Unknown"]) {
                for cheap in ["null", "{}", "[{}]"] {
                    let same = repeated(FEW_BYTES, "{", "}", |_| format!("{name:?}:{cheap}"));
                    fillings.push((format!("{name} again and again, {cheap}"), same));
                }
            }
            let unknown = repeated(FEW_BYTES, "{", "}", |number| format!("\"n{number}\":0"));
            fillings.push(("members that there are not".to_owned(), unknown));
        }
        _ => {}
    }
    fillings
}

/// A request with this text at a place.
fn request(model: &Model, place: &Place, text: &str) -> String {
    const HERE: &str = "@@";
    let around = model.request(place, json!(HERE), true).to_string();
    around.replacen(&format!("\"{HERE}\""), text, 1)
}

/// The existing operations, with the places in their inputs. Values are parsed by the same code everywhere, so places
/// inside values are tested in three operations only.
fn operations(model: &Model, db: &Database) -> Vec<(String, Vec<Place>)> {
    const WITH_VALUES: [&str; 3] = ["PutItem", "UpdateItem", "ExecuteStatement"];
    let is_known = |name: &str| !db.wire(name, b"{}").text().contains("UnknownOperation");
    let is_in_value =
        |step: &Step| matches!(step, Step::Member { structure, .. } if structure == "AttributeValue");
    let known = model.operations().filter(|(name, ..)| is_known(name));
    let places = known.map(|(name, input, _)| {
        let mut places = model.places(input.unwrap());
        places.retain(|place| WITH_VALUES.contains(&name) || !place.steps.iter().any(is_in_value));
        (name.to_owned(), places)
    });
    places.collect()
}

#[test]
fn whatever_a_member_holds_is_read_in_work_linear_in_its_length() {
    let db = database();
    let mut count = 0;
    for model in Model::both() {
        let operations = operations(&model, &db);
        let check_each = &|turn: usize| {
            let mut count = 0;
            for (operation, places) in operations.iter().skip(turn).step_by(THREADS) {
                for place in places {
                    for (what, text) in fillings(&model, place) {
                        let what = format!("{}: {what}", place.path());
                        check(&db, &what, operation, &request(&model, place, &text));
                        count += 1;
                    }
                }
            }
            count
        };
        count += thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS).map(|turn| scope.spawn(move || check_each(turn))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
        });
    }
    assert!(count > 1000, "{count}");
}

#[test]
fn a_member_that_comes_again_after_many_notes_takes_no_longer() {
    let db = database();
    for model in Model::both() {
        for (operation, places) in operations(&model, &db) {
            let input: Vec<&str> = model.members(&places[0].shape).into_keys().collect();
            for place in places.iter().filter(|place| place.steps.len() == 1) {
                let many = match model.shape_type(&place.shape) {
                    "list" => repeated(NOTED_BYTES, "[", "]", |_| "{}".to_owned()),
                    "map" => repeated(NOTED_BYTES, "{", "}", |number| format!("\"n{number}\":{{}}")),
                    _ => continue,
                };
                for again in &input {
                    let members = repeated(FEW_BYTES, ",", "}", |_| format!("{again:?}:null"));
                    let body = format!("{{\"{}\":{many}{members}", place.path());
                    check(&db, &format!("{} and then {again}", place.path()), &operation, &body);
                }
            }
        }
    }
}

#[test]
fn a_long_name_is_not_told_for_everything_inside() {
    let db = database();
    let name = "n".repeat(super::BYTES_OF_ANSWER);
    let put = r#"{"PutRequest":{}}"#;
    let requests = vec![put; 25].join(",");
    check(&db, "requests", "BatchWriteItem", &format!(r#"{{"RequestItems":{{"{name}":[{requests}]}}}}"#));
    let items = vec![r#"{"PutRequest":{"Item":{"a":{}}}}"#; 25].join(",");
    check(&db, "values", "BatchWriteItem", &format!(r#"{{"RequestItems":{{"{name}":[{items}]}}}}"#));
}

#[test]
fn too_many_are_refused_for_their_number_and_not_for_what_is_in_them() {
    let db = database();
    let refused = |operation: &str, body: String| {
        let answer = db.wire(operation, body.as_bytes());
        assert_eq!(answer.status, 400);
        let answer: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        answer["message"].as_str().unwrap().to_owned()
    };
    let too_many = |member: &str, most: usize| {
        format!(
            "1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must have length \
             less than or equal to {most}"
        )
    };
    let list = |count: usize| vec!["{}"; count].join(",");
    let map = |count: usize, value: &str| {
        (0..count).map(|number| format!("\"name{number}\":{value}")).collect::<Vec<_>>().join(",")
    };
    for (operation, member, most) in [
        ("BatchExecuteStatement", "Statements", 25),
        ("ExecuteTransaction", "TransactStatements", 100),
        ("TransactGetItems", "TransactItems", 100),
        ("TransactWriteItems", "TransactItems", 100),
    ] {
        for count in [most + 1, 20_000] {
            let body = format!("{{{member:?}:[{}]}}", list(count));
            assert_eq!(refused(operation, body), too_many(member, most), "{operation}");
        }
        let body = format!("{{{member:?}:[{}]}}", list(most));
        assert!(!refused(operation, body).contains("less than or equal"), "{operation}");
    }
    for count in [101, 20_000] {
        let body = format!("{{\"RequestItems\":{{{}}}}}", map(count, "{}"));
        assert_eq!(refused("BatchGetItem", body), too_many("RequestItems", 100));
        let body = format!("{{\"RequestItems\":{{\"name\":{{\"Keys\":[{}]}}}}}}", list(count));
        assert_eq!(refused("BatchGetItem", body), too_many("RequestItems.name.member.Keys", 100));
        let body = format!("{{\"RequestItems\":{{{}}}}}", map(count, "[{}]"));
        assert_eq!(refused("BatchWriteItem", body), too_many("RequestItems", 25));
        let body =
            format!("{{\"RequestItems\":{{\"name\":[{}]}}}}", vec![r#"{"PutRequest":{}}"#; count].join(","));
        assert_eq!(refused("BatchWriteItem", body), too_many("RequestItems.name.member", 25));
    }
}

#[test]
fn of_more_than_a_message_can_hold_the_first_are_told_and_the_number_of_all() {
    let db = database();
    let conditions: Vec<String> = (0..5000).map(|number| format!("\"n{number:04}\":{{}}")).collect();
    let body = format!("{{\"TableName\":\"name\",\"ScanFilter\":{{{}}}}}", conditions.join(","));
    let answer = db.wire("Scan", body.as_bytes()).text().into_owned();
    let start = "5000 validation errors detected: Value null at 'scanFilter.n0000.member.comparisonOperator' failed to \
                 satisfy constraint: Member must not be null; Value null at 'scanFilter.n0001.member.";
    assert!(answer.contains(start), "{answer}");
    assert!(answer.len() < 100_000, "{}", answer.len());
}
