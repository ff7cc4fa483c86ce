//! Requests that cost their sender next to nothing, and once cost the database minutes or gigabytes. Each is answered
//! at once; how much work it is, the crate's own tests count (`src/wire/work`).

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use hashrange::{Database, ScalarAttributeType, item};
use serde_json::{Value, json};

use crate::requests::answer;

/// What each takes at most in a build for tests on a busy machine: a minute tells from minutes.
const SOON: Duration = Duration::from_secs(60);

/// The longest answer to something that is refused.
const ANSWER_BYTES: usize = 200_000;

fn refused_at_once(db: &Database, operation: &str, body: &str) {
    let start = Instant::now();
    let (status, told) = answer(db, operation, body.as_bytes());
    let time = start.elapsed();
    let begin: String = body.chars().take(60).collect();
    assert_eq!(status, 400, "{operation}: {begin}");
    assert!(told.to_string().len() < ANSWER_BYTES, "{operation}: {begin}: {} bytes", told.to_string().len());
    assert!(time < SOON, "{operation}: {begin}: {time:?}");
}

fn list(member: &str, bytes: usize) -> String {
    format!("{{{member:?}:[{}{{}}]}}", "{},".repeat(bytes / 3))
}

#[test]
fn lists_and_maps_of_nothing_are_refused_at_once() {
    let db = Database::new();
    for (operation, member, bytes) in [
        ("BatchExecuteStatement", "Statements", 512 * 1024),
        ("ExecuteTransaction", "TransactStatements", 512 * 1024),
        ("TransactWriteItems", "TransactItems", 512 * 1024),
        ("TransactGetItems", "TransactItems", 512 * 1024),
        ("CreateTable", "GlobalSecondaryIndexes", 2 * 1024 * 1024),
        ("CreateTable", "AttributeDefinitions", 2 * 1024 * 1024),
    ] {
        refused_at_once(&db, operation, &list(member, bytes));
    }
    for operation in ["BatchGetItem", "BatchWriteItem"] {
        let value = if operation == "BatchGetItem" { "{}" } else { "[{}]" };
        let mut tables = String::from("\"n\":") + value;
        for number in 0.. {
            if tables.len() > 1024 * 1024 {
                break;
            }
            write!(tables, ",\"n{number}\":{value}").expect("memory");
        }
        refused_at_once(&db, operation, &format!("{{\"RequestItems\":{{{tables}}}}}"));
    }
}

#[test]
fn a_member_that_comes_again_after_many_notes_is_refused_at_once() {
    let mut conditions = String::from("\"n\":{}");
    for number in 0..20_000 {
        write!(conditions, ",\"n{number}\":{{}}").expect("memory");
    }
    let again = ",\"TableName\":null".repeat(20_000);
    refused_at_once(&Database::new(), "Scan", &format!("{{\"ScanFilter\":{{{conditions}}}{again}}}"));
}

fn updated(expression: String) -> (u16, Value) {
    let db = Database::new();
    let table =
        db.create_table("lists").partition_key("p", ScalarAttributeType::S).run().expect("a new table");
    table
        .put(item! { "p": "a", "l": vec![hashrange::AttributeValue::Null; 190_000] })
        .run()
        .expect("an item of 380 KB");
    let key = json!({ "p": { "S": "a" } });
    let body = json!({ "TableName": "lists", "Key": key, "UpdateExpression": expression }).to_string();
    let start = Instant::now();
    let answered = answer(&db, "UpdateItem", body.as_bytes());
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    answered
}

#[test]
fn an_update_makes_no_more_than_an_item_may_be() {
    let copies: Vec<String> = (0..150).map(|number| format!("x{number} = list_append(l, l)")).collect();
    let (status, told) = updated(format!("SET {}", copies.join(", ")));
    assert_eq!(
        (status, &told["message"]),
        (400, &json!("Item size to update has exceeded the maximum allowed size"))
    );
    let nested = "list_append(l, ".repeat(200) + "l" + &")".repeat(200);
    assert_eq!(updated(format!("SET l = {nested}")).0, 400);
    let removed: Vec<String> = (0..400).map(|number| format!("l[{number}]")).collect();
    assert_eq!(updated(format!("REMOVE {}", removed.join(", "))).0, 200);
}

#[test]
fn a_part_longer_than_each_value_costs_its_request_alone() {
    let db = Database::new();
    let table =
        db.create_table("bytes").partition_key("p", ScalarAttributeType::N).run().expect("a new table");
    for number in 0..1000 {
        table.put(item! { "p": number, "b": b"\0" }).run().expect("an item");
    }
    let values = json!({ ":v": { "B": "AAAA".repeat(350_000) } });
    let body = json!({
        "TableName": "bytes", "FilterExpression": "contains(b, :v)", "ExpressionAttributeValues": values,
    });
    let body = body.to_string();
    let start = Instant::now();
    let (status, told) = answer(&db, "Scan", body.as_bytes());
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    assert_eq!((status, &told["Count"], &told["ScannedCount"]), (200, &json!(0), &json!(1000)));
}
