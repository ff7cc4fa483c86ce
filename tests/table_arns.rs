//! A table's ARN stands wherever its name does, and answers call the table what the request called it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]

use hashrange::Database;
use serde_json::{Value, json};

const ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/albums";

fn call(database: &Database, operation: &str, input: &Value) -> Value {
    let answer = database.wire(operation, input.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

fn database() -> Database {
    let database = Database::new();
    let element = |name: &str, key_type: &str| json!({"AttributeName": name, "KeyType": key_type});
    let definition = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    call(
        &database,
        "CreateTable",
        &json!({
            "TableName": "albums",
            "KeySchema": [element("pk", "HASH"), element("sk", "RANGE")],
            "AttributeDefinitions": [definition("pk"), definition("sk"), definition("year")],
            "LocalSecondaryIndexes": [{
                "IndexName": "by_year",
                "KeySchema": [element("pk", "HASH"), element("year", "RANGE")],
                "Projection": {"ProjectionType": "ALL"},
            }],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    database
}

fn key() -> Value {
    json!({"pk": {"S": "a"}, "sk": {"S": "1"}})
}

/// Requests that tell what they consumed, of every operation on items, with the table called `name`.
fn requests(name: &str) -> Vec<(&'static str, Value)> {
    let mut batch_writes = json!({"RequestItems": {}});
    batch_writes["RequestItems"][name] = json!([{"PutRequest": {"Item": key()}}]);
    let mut batch_reads = json!({"RequestItems": {}});
    batch_reads["RequestItems"][name] = json!({"Keys": [key()]});
    let query = json!({
        "TableName": name,
        "KeyConditionExpression": "pk = :a",
        "ExpressionAttributeValues": {":a": {"S": "a"}},
    });
    let mut requests = vec![
        ("PutItem", json!({"TableName": name, "Item": key()})),
        ("GetItem", json!({"TableName": name, "Key": key()})),
        ("UpdateItem", json!({"TableName": name, "Key": key()})),
        ("Query", query),
        ("Scan", json!({"TableName": name})),
        ("DeleteItem", json!({"TableName": name, "Key": key()})),
        ("BatchWriteItem", batch_writes),
        ("BatchGetItem", batch_reads),
        ("TransactWriteItems", json!({"TransactItems": [{"Put": {"TableName": name, "Item": key()}}]})),
        ("TransactGetItems", json!({"TransactItems": [{"Get": {"TableName": name, "Key": key()}}]})),
    ];
    for (_, input) in &mut requests {
        input["ReturnConsumedCapacity"] = "TOTAL".into();
    }
    requests
}

#[test]
fn what_was_consumed_is_told_under_what_the_request_called_the_table() {
    let database = database();
    for name in ["albums", ARN] {
        for (operation, input) in requests(name) {
            let consumed = &call(&database, operation, &input)["ConsumedCapacity"];
            let one = if consumed.is_array() { &consumed[0] } else { consumed };
            assert_eq!(one["TableName"], name, "{operation}");
        }
    }
}

#[test]
fn so_are_the_item_collections_that_changed() {
    let database = database();
    let writes = requests(ARN).into_iter().filter(|(operation, _)| operation.contains("WriteItem"));
    for (operation, mut input) in writes {
        input["ReturnItemCollectionMetrics"] = "SIZE".into();
        let metrics = &call(&database, operation, &input)["ItemCollectionMetrics"];
        assert_eq!(metrics[ARN][0]["ItemCollectionKey"], json!({"pk": {"S": "a"}}), "{operation}: {metrics}");
    }
}

#[test]
fn a_table_that_a_transaction_names_in_both_ways_is_one_table() {
    let put = |name: &str, sk: &str| json!({"Put": {"TableName": name, "Item": {"pk": {"S": "a"}, "sk": {"S": sk}}}});
    let input =
        json!({"TransactItems": [put("albums", "1"), put(ARN, "2")], "ReturnConsumedCapacity": "TOTAL"});
    let answer = call(&database(), "TransactWriteItems", &input);
    let entry = json!({"TableName": "albums", "CapacityUnits": 4.0, "WriteCapacityUnits": 4.0});
    assert_eq!(answer, json!({"ConsumedCapacity": [entry]}));
}

/// A batch of all that these say, each of the same table under another name.
fn batch(of: impl Fn(&str) -> Value) -> Value {
    json!({"RequestItems": {"albums": of("1"), ARN: of("2")}})
}

#[test]
fn a_batch_that_names_a_table_in_both_ways_has_its_items_under_both_names() {
    let database = database();
    let item = |sk: &str| json!({"pk": {"S": "a"}, "sk": {"S": sk}});
    let writes = batch(|sk| json!([{"PutRequest": {"Item": item(sk)}}]));
    assert_eq!(call(&database, "BatchWriteItem", &writes), json!({"UnprocessedItems": {}}));
    let read = call(&database, "BatchGetItem", &batch(|sk| json!({"Keys": [item(sk)]})));
    assert_eq!(read["Responses"], json!({"albums": [item("1")], ARN: [item("2")]}));
}

#[test]
fn an_item_that_a_request_names_under_both_names_comes_twice() {
    let database = database();
    let refused = |operation: &str, input: &Value| {
        let answer = database.wire(operation, input.to_string().as_bytes());
        assert_eq!(answer.status, 400, "{operation}: {}", answer.text());
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        answer["message"].as_str().unwrap().to_owned()
    };
    let duplicates = "Provided list of item keys contains duplicates";
    assert_eq!(refused("BatchGetItem", &batch(|_| json!({"Keys": [key()]}))), duplicates);
    assert_eq!(refused("BatchWriteItem", &batch(|_| json!([{"DeleteRequest": {"Key": key()}}]))), duplicates);
    let puts = ["albums", ARN].map(|name| json!({"Put": {"TableName": name, "Item": key()}}));
    assert_eq!(
        refused("TransactWriteItems", &json!({"TransactItems": puts})),
        "Transaction request cannot include multiple operations on one item"
    );
    let statements = ["albums", ARN]
        .map(|name| json!({"Statement": format!("DELETE FROM \"{name}\" WHERE pk = 'a' AND sk = '1'")}));
    assert_eq!(
        refused("ExecuteTransaction", &json!({"TransactStatements": statements})),
        "Transaction request cannot include multiple operations on one item"
    );
}

#[test]
fn statements_take_an_arn_with_and_without_an_index() {
    let database = database();
    let run = |statement: String| call(&database, "ExecuteStatement", &json!({"Statement": statement}));
    run(format!("INSERT INTO \"{ARN}\" VALUE {{'pk': 'a', 'sk': '1', 'year': '1999'}}"));
    run(format!("UPDATE \"{ARN}\" SET seen = 1 WHERE pk = 'a' AND sk = '1'"));
    let read = run(format!("SELECT seen FROM \"{ARN}\" WHERE pk = 'a'"));
    assert_eq!(read["Items"], json!([{"seen": {"N": "1"}}]));
    let by_year = run(format!("SELECT sk FROM \"{ARN}\".by_year WHERE pk = 'a' AND \"year\" = '1999'"));
    assert_eq!(by_year["Items"], json!([{"sk": {"S": "1"}}]));
}

#[test]
fn operations_on_tables_take_an_arn() {
    let database = database();
    let update = json!({"TableName": ARN, "DeletionProtectionEnabled": true});
    assert_eq!(call(&database, "UpdateTable", &update)["TableDescription"]["TableName"], "albums");
    let expire =
        json!({"TableName": ARN, "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "until"}});
    call(&database, "UpdateTimeToLive", &expire);
    let described = call(&database, "DescribeTimeToLive", &json!({"TableName": ARN}));
    assert_eq!(described["TimeToLiveDescription"]["TimeToLiveStatus"], "ENABLED");
    call(&database, "UpdateTable", &json!({"TableName": ARN, "DeletionProtectionEnabled": false}));
    let backup = json!({"TableName": ARN, "BackupName": "all"});
    call(&database, "CreateBackup", &backup);
    call(&database, "DeleteTable", &json!({"TableName": ARN}));
    assert!(database.table_names().is_empty());
}

#[test]
fn an_arn_of_another_region_stands_for_no_table_here() {
    let database = database();
    let arn = ARN.replace("us-east-1", "eu-west-1");
    let by_arn = |input: &Value| {
        let mut input = input.clone();
        input["TableName"] = arn.clone().into();
        input
    };
    let mut refused = requests(&arn);
    let managed = [
        ("DescribeTable", json!({})),
        ("UpdateTable", json!({"DeletionProtectionEnabled": true})),
        ("DeleteTable", json!({})),
        ("DescribeTimeToLive", json!({})),
        ("UpdateTimeToLive", json!({"TimeToLiveSpecification": {"AttributeName": "until", "Enabled": true}})),
        ("DescribeContinuousBackups", json!({})),
        (
            "UpdateContinuousBackups",
            json!({"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}}),
        ),
        ("CreateBackup", json!({"BackupName": "monday"})),
        ("ListBackups", json!({})),
        ("DescribeContributorInsights", json!({})),
        ("UpdateContributorInsights", json!({"ContributorInsightsAction": "ENABLE"})),
        ("ListContributorInsights", json!({})),
        ("DescribeKinesisStreamingDestination", json!({})),
        ("DescribeTableReplicaAutoScaling", json!({})),
    ];
    refused.extend(managed.iter().map(|(operation, input)| (*operation, by_arn(input))));
    for (operation, input) in refused {
        let answer = database.wire(operation, input.to_string().as_bytes());
        assert_eq!(answer.status, 400, "{operation}: {}", answer.text());
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        let message = format!("1 validation error detected: Invalid AWS region in '{arn}'");
        assert_eq!(answer["message"], message, "{operation}");
    }
}
