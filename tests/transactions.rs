//! Transactions as a client sees them: all or nothing, once, and at one moment.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]

use std::sync::atomic::{AtomicBool, Ordering};

use hashrange::Database;
use serde_json::{Value, json};

fn call(database: &Database, operation: &str, input: &Value) -> (u16, Value) {
    let answer = database.wire(operation, input.to_string().as_bytes());
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

fn good(database: &Database, operation: &str, input: &Value) -> Value {
    let (status, body) = call(database, operation, input);
    assert_eq!(status, 200, "{operation}: {body}");
    body
}

fn refused(database: &Database, operation: &str, input: &Value) -> (String, String, Value) {
    let (status, body) = call(database, operation, input);
    assert_eq!(status, 400, "{operation} succeeded: {body}");
    let (_, name) = body["__type"].as_str().unwrap().split_once('#').unwrap();
    let message = body.get("message").or(body.get("Message")).unwrap();
    (name.to_owned(), message.as_str().unwrap().to_owned(), body["CancellationReasons"].clone())
}

fn database() -> Database {
    let database = Database::new();
    for table in ["orders", "stock"] {
        good(
            &database,
            "CreateTable",
            &json!({
                "TableName": table,
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "AttributeDefinitions": [
                    {"AttributeName": "id", "AttributeType": "S"},
                    {"AttributeName": "kind", "AttributeType": "S"},
                ],
                "GlobalSecondaryIndexes": [{
                    "IndexName": "by_kind",
                    "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }],
                "BillingMode": "PAY_PER_REQUEST",
            }),
        );
    }
    database
}

fn put(table: &str, item: Value) -> Value {
    json!({"Put": {"TableName": table, "Item": item}})
}

fn item(database: &Database, table: &str, id: &str) -> Value {
    let input = json!({"TableName": table, "Key": {"id": {"S": id}}, "ConsistentRead": true});
    good(database, "GetItem", &input)["Item"].clone()
}

#[test]
fn an_order_takes_from_the_stock_or_is_not_made() {
    let database = database();
    good(
        &database,
        "PutItem",
        &json!({"TableName": "stock", "Item": {"id": {"S": "pen"}, "left": {"N": "1"}}}),
    );
    let order = |id: &str| {
        json!({"TransactItems": [
            {"Put": {"TableName": "orders", "Item": {"id": {"S": id}}, "ConditionExpression": "attribute_not_exists(id)"}},
            {"Update": {
                "TableName": "stock", "Key": {"id": {"S": "pen"}},
                "UpdateExpression": "SET #l = #l - :one", "ConditionExpression": "#l >= :one",
                "ExpressionAttributeNames": {"#l": "left"}, "ExpressionAttributeValues": {":one": {"N": "1"}},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }},
        ]})
    };
    assert_eq!(good(&database, "TransactWriteItems", &order("first")), json!({}));
    let (name, message, reasons) = refused(&database, "TransactWriteItems", &order("second"));
    assert_eq!(name, "TransactionCanceledException");
    assert!(message.ends_with("[None, ConditionalCheckFailed]"), "{message}");
    assert_eq!(
        reasons,
        json!([
            {"Code": "None"},
            {
                "Code": "ConditionalCheckFailed",
                "Item": {"id": {"S": "pen"}, "left": {"N": "0"}},
                "Message": "The conditional request failed",
            },
        ])
    );
    assert_eq!(item(&database, "orders", "second"), Value::Null);
    assert_eq!(item(&database, "stock", "pen")["left"], json!({"N": "0"}));
}

#[test]
fn every_failed_condition_is_told_in_its_place() {
    let database = database();
    let input = json!({"TransactItems": [
        {"Delete": {"TableName": "orders", "Key": {"id": {"S": "a"}}, "ConditionExpression": "attribute_exists(id)"}},
        put("orders", json!({"id": {"S": "b"}})),
        {"ConditionCheck": {"TableName": "orders", "Key": {"id": {"S": "c"}}, "ConditionExpression": "attribute_exists(id)"}},
    ]});
    let (name, message, reasons) = refused(&database, "TransactWriteItems", &input);
    assert_eq!(name, "TransactionCanceledException");
    assert!(message.ends_with("[ConditionalCheckFailed, None, ConditionalCheckFailed]"), "{message}");
    let failed = json!({"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"});
    assert_eq!(reasons, json!([failed, {"Code": "None"}, failed]));
    assert_eq!(item(&database, "orders", "b"), Value::Null);
}

#[test]
fn the_first_action_that_cannot_be_carried_out_is_told_alone() {
    let database = database();
    good(
        &database,
        "PutItem",
        &json!({"TableName": "orders", "Item": {"id": {"S": "d"}, "p": {"S": "x".repeat(300_000)}}}),
    );
    let update = |id: &str, expression: &str, values: Value| {
        let mut update =
            json!({"TableName": "orders", "Key": {"id": {"S": id}}, "UpdateExpression": expression});
        if values != Value::Null {
            update["ExpressionAttributeValues"] = values;
        }
        json!({"Update": update})
    };
    let large = json!({":p": {"S": "x".repeat(409_590)}});
    for (invalid, told) in [
        (
            put("orders", json!({"id": {"N": "1"}})),
            "One or more parameter values were invalid: Type mismatch for key id expected: S actual: N",
        ),
        (
            json!({"Delete": {"TableName": "orders", "Key": {"id": {"S": "c"}, "more": {"S": "c"}}}}),
            "The provided key element does not match the schema",
        ),
        (
            update("c", "REMOVE id", Value::Null),
            "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key",
        ),
        (
            update("c", "SET kind = :k", json!({":k": {"N": "1"}})),
            "One or more parameter values were invalid: Type mismatch for Index Key kind Expected: S Actual: N \
             IndexName: by_kind",
        ),
        (
            update("c", "SET a = b", Value::Null),
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        (update("d", "SET q = p", Value::Null), "Item size to update has exceeded the maximum allowed size"),
    ] {
        let failing = json!({"ConditionCheck": {
            "TableName": "orders", "Key": {"id": {"S": "z"}}, "ConditionExpression": "attribute_exists(id)",
        }});
        let last = put("stock", json!({"id": {"N": "2"}}));
        let later_fault = update("e", "SET a = b", Value::Null);
        for (actions, codes) in [
            (json!([failing, invalid, later_fault]), "[None, ValidationError, None]"),
            (
                json!([invalid, failing, put("orders", json!({"id": {"S": "b"}}))]),
                "[ValidationError, None, None]",
            ),
        ] {
            let input = json!({"TransactItems": actions});
            let (name, message, reasons) = refused(&database, "TransactWriteItems", &input);
            assert_eq!(name, "TransactionCanceledException", "{message}");
            assert!(message.ends_with(codes), "{told}: {message}");
            let messages = reasons.as_array().unwrap().iter().filter_map(|reason| reason["Message"].as_str());
            assert_eq!(messages.collect::<Vec<_>>(), [told]);
        }
        // Two faults of keys.
        if told.contains("for key") {
            let input = json!({"TransactItems": [invalid, last]});
            let (_, message, _) = refused(&database, "TransactWriteItems", &input);
            assert!(message.ends_with("[ValidationError, None]"), "{message}");
        }
    }
    assert_eq!(item(&database, "orders", "b"), Value::Null);
    let gets = json!([
        {"Get": {"TableName": "orders", "Key": {"id": {"S": "d"}}}},
        {"Get": {"TableName": "orders", "Key": {"id": {"N": "1"}}}},
        {"Get": {"TableName": "orders", "Key": {}}},
    ]);
    let (_, message, _) = refused(&database, "TransactGetItems", &json!({"TransactItems": gets}));
    assert!(message.ends_with("[None, ValidationError, None]"), "{message}");
    // What an update carries is seen without its table or item, as the size of an item to put is.
    let input = json!({"TransactItems": [update("c", "SET p = :p", large)]});
    let (name, message, _) = refused(&database, "TransactWriteItems", &input);
    assert_eq!(name, "ValidationException");
    assert_eq!(message, "Item size to update has exceeded the maximum allowed size");
}

#[test]
fn placeholders_beside_no_expression_are_not_looked_at() {
    let database = database();
    good(&database, "PutItem", &json!({"TableName": "orders", "Item": {"id": {"S": "a"}}}));
    for (names, values) in [
        (json!({"#c": "colour"}), json!({":v": {"S": "blue"}})),
        (json!({}), json!({})),
        (json!({"no placeholder": ""}), json!({"nor this": {"SS": []}})),
    ] {
        let with = |kind: &str, subject: &str| {
            let mut action = json!({kind: {
                "TableName": "orders", subject: {"id": {"S": "a"}}, "ExpressionAttributeNames": names,
            }});
            if kind != "Get" {
                action[kind]["ExpressionAttributeValues"] = values.clone();
            }
            json!({"TransactItems": [action]})
        };
        good(&database, "TransactWriteItems", &with("Delete", "Key"));
        assert_eq!(item(&database, "orders", "a"), Value::Null);
        good(&database, "TransactWriteItems", &with("Put", "Item"));
        let read = good(&database, "TransactGetItems", &with("Get", "Key"));
        assert_eq!(read, json!({"Responses": [{"Item": {"id": {"S": "a"}}}]}));
    }
    // Beside an expression each of them is used.
    let unused = json!({"TransactItems": [{"Delete": {
        "TableName": "orders", "Key": {"id": {"S": "a"}}, "ConditionExpression": "attribute_exists(id)",
        "ExpressionAttributeNames": {"#c": "colour"},
    }}]});
    let (name, message, _) = refused(&database, "TransactWriteItems", &unused);
    assert_eq!(name, "ValidationException");
    assert_eq!(message, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#c}");
}

#[test]
fn a_repeat_is_charged_as_reads_of_what_the_first_call_was_charged_for() {
    let database = database();
    let document = |id: &str, bytes: usize| json!({"id": {"S": id}, "doc": {"S": "x".repeat(bytes)}});
    for id in ["a", "b", "c", "d"] {
        good(&database, "PutItem", &json!({"TableName": "orders", "Item": document(id, 9_000)}));
    }
    let input = json!({
        "TransactItems": [
            put("orders", document("a", 1)),
            {"Update": {"TableName": "orders", "Key": {"id": {"S": "b"}}, "UpdateExpression": "REMOVE doc"}},
            {"Delete": {"TableName": "orders", "Key": {"id": {"S": "c"}}}},
            {"ConditionCheck": {
                "TableName": "orders", "Key": {"id": {"S": "d"}}, "ConditionExpression": "attribute_exists(id)",
            }},
            put("orders", document("e", 5_000)),
            {"Delete": {"TableName": "orders", "Key": {"id": {"S": "nobody"}}}},
        ],
        "ReturnConsumedCapacity": "INDEXES",
        "ClientRequestToken": "once",
    });
    let first = good(&database, "TransactWriteItems", &input);
    assert_eq!(first["ConsumedCapacity"][0]["WriteCapacityUnits"], json!(4.0 * 18.0 + 10.0 + 2.0));
    // What becomes of the items then does not matter.
    good(&database, "DeleteItem", &json!({"TableName": "orders", "Key": {"id": {"S": "d"}}}));
    good(&database, "PutItem", &json!({"TableName": "orders", "Item": document("a", 30_000)}));
    for _ in 0..2 {
        let units = 4.0 * 6.0 + 4.0 + 2.0;
        assert_eq!(
            good(&database, "TransactWriteItems", &input),
            json!({"ConsumedCapacity": [{
                "TableName": "orders",
                "CapacityUnits": units,
                "ReadCapacityUnits": units,
                "Table": {"CapacityUnits": units, "ReadCapacityUnits": units},
            }]})
        );
    }
}

#[test]
fn an_empty_index_key_refuses_the_request_whether_it_is_sent_or_made() {
    let database = database();
    good(&database, "PutItem", &json!({"TableName": "orders", "Item": {"id": {"S": "a"}, "e": {"S": ""}}}));
    for update in ["SET kind = :e", "SET kind = e"] {
        let mut action =
            json!({"TableName": "orders", "Key": {"id": {"S": "a"}}, "UpdateExpression": update});
        if update.contains(':') {
            action["ExpressionAttributeValues"] = json!({":e": {"S": ""}});
        }
        let failing = json!({"ConditionCheck": {
            "TableName": "orders", "Key": {"id": {"S": "z"}}, "ConditionExpression": "attribute_exists(id)",
        }});
        let input = json!({"TransactItems": [failing, {"Update": action}]});
        let (name, message, _) = refused(&database, "TransactWriteItems", &input);
        assert_eq!(name, "ValidationException", "{update}");
        assert!(
            message.contains("update a secondary index key to a value that is not supported"),
            "{message}"
        );
    }
}

#[test]
fn an_action_is_exactly_one_of_four() {
    let database = database();
    let both = json!({"Put": {"TableName": "orders", "Item": {"id": {"S": "a"}}}, "Delete": {"TableName": "orders", "Key": {"id": {"S": "b"}}}});
    for (action, told) in [
        (json!({}), "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"),
        (both, "TransactItems can only contain one of Check, Put, Update or Delete"),
    ] {
        let sound = put("orders", json!({"id": {"S": "c"}}));
        let (name, message, _) =
            refused(&database, "TransactWriteItems", &json!({"TransactItems": [sound, action]}));
        assert_eq!(name, "ValidationException");
        assert_eq!(message, told);
    }
}

#[test]
fn missing_members_are_told_by_their_place() {
    let database = database();
    let told =
        |operation: &str, action: Value| refused(&database, operation, &json!({"TransactItems": [action]})).1;
    assert_eq!(
        told("TransactWriteItems", json!({"Put": {"TableName": "orders"}})),
        "1 validation error detected: Value null at 'transactItems.1.member.put.item' failed to satisfy \
         constraint: Member must not be null"
    );
    assert_eq!(
        told("TransactWriteItems", json!({"Update": {"TableName": "orders", "Key": {"id": {"S": "a"}}}})),
        "1 validation error detected: Value null at 'transactItems.1.member.update.updateExpression' failed to \
         satisfy constraint: Member must not be null"
    );
    assert_eq!(
        told("TransactGetItems", json!({})),
        "1 validation error detected: Value null at 'transactItems.1.member.get' failed to satisfy constraint: \
         Member must not be null"
    );
}

#[test]
fn one_item_is_read_once() {
    let database = database();
    let get = json!({"Get": {"TableName": "orders", "Key": {"id": {"S": "a"}}}});
    let (name, message, _) = refused(&database, "TransactGetItems", &json!({"TransactItems": [get, get]}));
    assert_eq!(name, "ValidationException");
    assert_eq!(message, "Transaction request cannot include multiple operations on one item");
}

#[test]
fn capacity_is_doubled_for_the_items_and_not_for_the_indexes() {
    let database = database();
    let input = json!({
        "TransactItems": [put("orders", json!({"id": {"S": "a"}, "kind": {"S": "k"}}))],
        "ReturnConsumedCapacity": "INDEXES",
    });
    assert_eq!(
        good(&database, "TransactWriteItems", &input),
        json!({"ConsumedCapacity": [{
            "TableName": "orders",
            "CapacityUnits": 3.0,
            "WriteCapacityUnits": 3.0,
            "Table": {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0},
            "GlobalSecondaryIndexes": {"by_kind": {"CapacityUnits": 1.0, "WriteCapacityUnits": 1.0}},
        }]})
    );
}

#[test]
fn a_token_covers_what_the_actions_say_and_not_how_they_are_written() {
    let database = database();
    let send = |body: &str| database.wire("TransactWriteItems", body.as_bytes());
    let action = r#"{"Update":{"TableName":"orders","Key":{"id":{"S":"a"}},"UpdateExpression":"ADD n :n","ExpressionAttributeValues":{":n":{"N":"1"}}}}"#;
    let same = r#"{ "Update" : { "UpdateExpression":"ADD n :n", "ExpressionAttributeValues":{":n":{"N":"1.0"}}, "Key":{"id":{"S":"a"}}, "TableName":"orders" }}"#;
    let request = |action: &str| format!(r#"{{"TransactItems":[{action}],"ClientRequestToken":"t"}}"#);
    assert_eq!(send(&request(action)).status, 200);
    assert_eq!(send(&request(same)).status, 200);
    assert_eq!(item(&database, "orders", "a")["n"], json!({"N": "1"}));
    let other = action.replace("ADD n", "ADD m");
    assert!(send(&request(&other)).text().contains("#IdempotentParameterMismatchException"));
    assert_eq!(item(&database, "orders", "a")["n"], json!({"N": "1"}));
}

#[test]
fn a_cancelled_transaction_may_be_sent_again_with_its_token() {
    let database = database();
    let input = json!({"TransactItems": [{"Update": {
        "TableName": "orders", "Key": {"id": {"S": "a"}}, "UpdateExpression": "SET a = id",
        "ConditionExpression": "attribute_exists(id)",
    }}], "ClientRequestToken": "t"});
    assert_eq!(refused(&database, "TransactWriteItems", &input).0, "TransactionCanceledException");
    good(&database, "PutItem", &json!({"TableName": "orders", "Item": {"id": {"S": "a"}}}));
    good(&database, "TransactWriteItems", &input);
    assert_eq!(item(&database, "orders", "a")["a"], json!({"S": "a"}));
}

#[test]
fn transfers_keep_the_sum_under_concurrent_transactions_writes_and_readers() {
    const ACCOUNTS: usize = 12;
    let database = database();
    let name = |account: usize| format!("account-{account}");
    for account in 0..ACCOUNTS {
        let item = json!({"id": {"S": name(account)}, "n": {"N": "100"}, "kind": {"S": "account"}});
        good(
            &database,
            "PutItem",
            &json!({"TableName": if account % 2 == 0 { "orders" } else { "stock" }, "Item": item}),
        );
    }
    let table = |account: usize| if account.is_multiple_of(2) { "orders" } else { "stock" };
    let add = |account: usize, amount: i64| {
        json!({"Update": {
            "TableName": table(account), "Key": {"id": {"S": name(account)}},
            "UpdateExpression": "SET n = n + :a", "ConditionExpression": "n >= :least",
            "ExpressionAttributeValues": {":a": {"N": amount.to_string()}, ":least": {"N": (-amount).to_string()}},
        }})
    };
    let transfer = |from: usize, to: usize, amount: i64| {
        let input = json!({"TransactItems": [add(from, -amount), add(to, amount)]});
        let (status, body) = call(&database, "TransactWriteItems", &input);
        assert!(
            status == 200 || body["__type"].as_str().unwrap().ends_with("TransactionCanceledException"),
            "{body}"
        );
        status == 200
    };
    let sum = || {
        let gets: Vec<Value> = (0..ACCOUNTS)
            .map(|account| json!({"Get": {"TableName": table(account), "Key": {"id": {"S": name(account)}}}}))
            .collect();
        let read = good(&database, "TransactGetItems", &json!({"TransactItems": gets}));
        let balances: Vec<i64> = read["Responses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|response| response["Item"]["n"]["N"].as_str().unwrap().parse().unwrap())
            .collect();
        assert!(balances.iter().all(|balance| *balance >= 0), "{balances:?}");
        balances.iter().sum::<i64>()
    };
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|seed| {
                scope.spawn(move || {
                    let mut state = seed as u64 + 1;
                    let mut next = |below: usize| {
                        state = state
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(1_442_695_040_888_963_407);
                        (state >> 33) as usize % below
                    };
                    (0..400)
                        .filter(|_| {
                            let from = next(ACCOUNTS);
                            let to = (from + 1 + next(ACCOUNTS - 1)) % ACCOUNTS;
                            transfer(from, to, next(120) as i64)
                        })
                        .count()
                })
            })
            .collect();
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                assert_eq!(sum(), 100 * ACCOUNTS as i64);
            }
        });
        scope.spawn(|| {
            // Single writes to the same items and indexes, which leave the balances alone.
            for round in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                let account = round % ACCOUNTS;
                let input = json!({
                    "TableName": table(account), "Key": {"id": {"S": name(account)}},
                    "UpdateExpression": "SET kind = :k", "ExpressionAttributeValues": {":k": {"S": format!("k{}", round % 5)}},
                });
                good(&database, "UpdateItem", &input);
            }
        });
        let carried_out: usize = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
        done.store(true, Ordering::Relaxed);
        assert!(carried_out > 100, "{carried_out}");
    });
    assert_eq!(sum(), 100 * ACCOUNTS as i64);
}
