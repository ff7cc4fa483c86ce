//! Conditions on items of 400 KB: the number of values that a request compares is limited for each operation.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::{
    AttributeValue, Database, Item, ScalarAttributeType,
    limits::{CONDITION_WORK, EXPRESSION_OPERATORS, PAGE_SIZE_BYTES},
    remote::WireResponse,
    steps,
};

/// The limit for conditions in tests, and room for the rest of a request.
const MOST_STEPS: usize = CONDITION_WORK / 16 + 2_000_000;

const ELEMENTS: usize = 190_000;

/// A table with a sort key, and three items with a list of [`ELEMENTS`].
fn database() -> Database {
    let db = Database::new();
    let table = db.create_table("items").partition_key("p", ScalarAttributeType::S);
    table.sort_key("k", ScalarAttributeType::N).run().unwrap();
    let table = db.table("items").unwrap();
    for number in 0..3 {
        let list = AttributeValue::L(vec![AttributeValue::Null; ELEMENTS]);
        table.put(crate::item! { "p": "a", "k": number, "l": list }).run().unwrap();
    }
    db
}

/// Each test works on a fork.
static ITEMS: LazyLock<Database> = LazyLock::new(database);

/// All items, after the store was verified.
fn all(db: &Database) -> Vec<std::sync::Arc<Item>> {
    assert_eq!(db.verify(), [""; 0]);
    db.table("items").unwrap().scan().run().unwrap()
}

fn answered(db: &Database, operation: &str, request: &Value) -> WireResponse {
    let body = request.to_string();
    let (taken, answer) = steps::of(|| db.wire(operation, body.as_bytes()));
    let most = MOST_STEPS + 16 * body.len();
    assert!(taken <= most, "{taken} steps and not {most}: {operation}");
    answer
}

/// A disjunction of this many false tests, each of which searches a whole list.
fn false_tests(count: usize, test: &str) -> String {
    vec![test; count].join(" OR ")
}

const VALUE: &str = "contains(l, :v)";
const PARAMETER: &str = "contains(l, 'x')";

/// A request of each operation that evaluates conditions, with this many tests on each item.
fn requests(count: usize) -> Vec<(&'static str, Value)> {
    let key = |number: usize| json!({ "p": { "S": "a" }, "k": { "N": number.to_string() } });
    let tests = false_tests(count, VALUE);
    // The tests are false, so the condition fails unless the limit is exceeded first.
    let with = |members: Value| {
        let mut request = json!({
            "TableName": "items", "ConditionExpression": tests, "ExpressionAttributeValues": { ":v": { "S": "x" } },
        });
        request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        request
    };
    let actions = |kind: &str, members: fn(Value) -> Value| {
        let action = |number: usize| json!({ kind: with(members(key(number))) });
        let actions = [0, 1, 2].map(action);
        json!({ "TransactItems": actions })
    };
    let read = |members: Value| {
        let mut request = with(members);
        let condition = request.as_object_mut().unwrap().remove("ConditionExpression").unwrap();
        request["FilterExpression"] = condition;
        request
    };
    let tests = false_tests(count, PARAMETER);
    let place = |number: usize| format!("WHERE p = 'a' AND k = {number} AND ({tests})");
    let update = |number: usize| format!("UPDATE items SET x = 1 {}", place(number));
    let delete = |number: usize| format!("DELETE FROM items {}", place(number));
    let exists = |number: usize| format!("EXISTS(SELECT * FROM items {})", place(number));
    let statements = |member: &str, text: &dyn Fn(usize) -> String| {
        let each = [0, 1, 2].map(|number| json!({ "Statement": text(number) }));
        json!({ member: each })
    };
    vec![
        ("PutItem", with(json!({ "Item": key(0) }))),
        ("DeleteItem", with(json!({ "Key": key(0) }))),
        ("UpdateItem", with(json!({ "Key": key(0), "UpdateExpression": "SET x = :v" }))),
        ("TransactWriteItems", actions("Put", |key| json!({ "Item": key }))),
        ("TransactWriteItems", actions("Delete", |key| json!({ "Key": key }))),
        ("TransactWriteItems", actions("ConditionCheck", |key| json!({ "Key": key }))),
        (
            "TransactWriteItems",
            actions("Update", |key| json!({ "Key": key, "UpdateExpression": "SET x = :v" })),
        ),
        ("Scan", read(json!({}))),
        (
            "Query",
            read(json!({
                "KeyConditionExpression": "p = :p",
                "ExpressionAttributeValues": { ":v": { "S": "x" }, ":p": { "S": "a" } },
            })),
        ),
        ("ExecuteStatement", json!({ "Statement": update(0) })),
        ("ExecuteStatement", json!({ "Statement": delete(0) })),
        (
            "ExecuteStatement",
            json!({ "Statement": format!("SELECT * FROM items WHERE p = 'a' AND ({tests})") }),
        ),
        ("ExecuteStatement", json!({ "Statement": format!("SELECT * FROM items WHERE {tests}") })),
        ("ExecuteTransaction", statements("TransactStatements", &update)),
        ("ExecuteTransaction", statements("TransactStatements", &delete)),
        ("ExecuteTransaction", statements("TransactStatements", &exists)),
        ("BatchExecuteStatement", statements("Statements", &update)),
        ("BatchExecuteStatement", statements("Statements", &delete)),
    ]
}

const REFUSAL: &str = "The conditions of the request look at too many values of its items";

#[test]
fn a_request_whose_conditions_look_at_too_much_is_refused_and_changes_nothing() {
    let before = all(&ITEMS);
    for (operation, request) in requests(120) {
        let db = ITEMS.fork();
        let answer = answered(&db, operation, &request);
        let text = answer.text().into_owned();
        assert!(text.contains(REFUSAL), "{operation}: {text}");
        if operation == "BatchExecuteStatement" {
            // Each statement is executed by itself.
            assert_eq!(
                (answer.status, text.matches("\"Code\":\"ValidationError\"").count()),
                (200, 3),
                "{text}"
            );
        } else {
            assert_eq!(answer.status, 400);
            assert!(text.contains("ValidationException"), "{text}");
        }
        assert!(all(&db) == before, "{operation} changed something");
    }
}

#[test]
fn the_same_requests_with_a_few_operators_are_carried_out() {
    for (operation, request) in requests(6) {
        let db = ITEMS.fork();
        let text = answered(&db, operation, &request).text().into_owned();
        let reads = text.contains("\"Count\":0") || text.contains("\"Items\":[]");
        assert!(reads || text.contains("ConditionalCheckFailed"), "{operation}: {text}");
    }
}

#[test]
fn all_statements_of_a_batch_and_all_actions_of_a_transaction_share_one_bound() {
    // Each of the three items stays below the limit.
    let one = CONDITION_WORK / 16 / ELEMENTS * 2 / 3;
    for (operation, request) in requests(one) {
        let db = ITEMS.fork();
        let text = answered(&db, operation, &request).text().into_owned();
        let is_single =
            matches!(operation, "PutItem" | "DeleteItem" | "UpdateItem") || text.contains("\"Items\"");
        let is_write = operation == "ExecuteStatement" && text.contains("ConditionalCheckFailed");
        match operation {
            "BatchExecuteStatement" => {
                assert_eq!(text.matches("ConditionalCheckFailed").count(), 1, "{text}");
                assert_eq!(text.matches(REFUSAL).count(), 2, "{text}");
            }
            _ => assert_eq!(text.contains(REFUSAL), !is_single && !is_write, "{operation}: {text}"),
        }
    }
}

#[test]
fn every_form_of_a_test_counts() {
    let db = Database::new();
    db.create_table("items").partition_key("p", ScalarAttributeType::S).run().unwrap();
    let table = db.table("items").unwrap();
    let names = |from: i32| (from..from + 15_000).map(|number| format!("{number:07}"));
    let lists = |element: AttributeValue| AttributeValue::L(vec![element; 50_000]);
    let texts = |end: &str| "é".repeat(95_000) + end;
    let tests = [
        (crate::item! { "a": lists(1.into()), "b": lists(1.into()) }, "a <> b"),
        (crate::item! { "a": lists(vec![AttributeValue::Null].into()), "b": 1 }, "contains(a, b)"),
        (crate::item! { "a": texts("x"), "b": texts("y") }, "a IN (b, b, b, b, b, b, b, b, b, b)"),
        (crate::item! { "a": texts("x"), "b": texts("y") }, "a > b"),
        (crate::item! { "a": texts("x"), "b": texts("y") }, "a BETWEEN b AND b"),
        (crate::item! { "a": texts("x"), "b": texts("y") }, "begins_with(a, b)"),
        (crate::item! { "a": texts(""), "b": "éy" }, "contains(a, b)"),
        (crate::item! { "a": texts(""), "b": 1 }, "size(a) = b"),
        (crate::item! { "a": texts("").into_bytes(), "b": b"\x01\x02" }, "contains(a, b)"),
        (
            crate::item! {
                "a": names(0).collect::<std::collections::BTreeSet<String>>(),
                "b": names(0).collect::<std::collections::BTreeSet<String>>(),
            },
            "a <> b",
        ),
        (
            crate::item! {
                "a": AttributeValue::M(names(0).map(|name| (name, AttributeValue::Null)).collect()),
                "b": AttributeValue::M(names(0).map(|name| (name, AttributeValue::Null)).collect()),
            },
            "a <> b",
        ),
    ];
    for (mut item, test) in tests {
        item.insert("p", "a");
        table.put(item).run().unwrap();
        let count = 4096 / (test.len() + 4);
        let request = json!({ "TableName": "items", "Key": { "p": { "S": "a" } },
            "ConditionExpression": false_tests(count.min(EXPRESSION_OPERATORS / 3), test) });
        let (taken, answer) = steps::of(|| db.wire("DeleteItem", request.to_string().as_bytes()));
        let text = answer.text().into_owned();
        // A test that compares many bytes in one step does not reach the limit with one item.
        assert!(
            text.contains(REFUSAL) || taken > 500_000 && text.contains("ConditionalCheckFailed"),
            "{taken} {test}: {text}"
        );
        assert!(taken <= MOST_STEPS, "{taken}: {test}");
    }
}

#[test]
fn a_page_with_as_many_operators_as_an_expression_has_is_carried_out() {
    // The tests run with a 16th of the limit, so with a 16th of the operators.
    let operators = EXPRESSION_OPERATORS / 2 / 16;
    let db = Database::new();
    db.create_table("items").partition_key("p", ScalarAttributeType::S).run().unwrap();
    let table = db.table("items").unwrap();
    let element = AttributeValue::from("");
    let mut left = PAGE_SIZE_BYTES + 1;
    while left > 0 {
        let count = left.min(390_000);
        let list = AttributeValue::L(vec![element.clone(); count]);
        table.put(crate::item! { "p": left.to_string(), "l": list }).run().unwrap();
        left -= count;
    }
    let request = json!({ "TableName": "items", "FilterExpression": false_tests(operators, VALUE),
        "ExpressionAttributeValues": { ":v": { "S": "x" } } });
    let answer = answered(&db, "Scan", &request);
    assert!(answer.text().contains("\"Count\":0"), "{}", answer.text());
}
