//! The hash line below `/_hashrange/`: partitions, where keys lie, how they spread, splits, load, and what a read touches.

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{
    Clock, Database, Index,
    ScalarAttributeType::{N, S},
    item,
};
use serde_json::{Value, json};

use crate::{
    client::call,
    control::{ok, refused, serve},
};

/// A table with an index of its own partitions, and the given number of items in two cities.
fn users(items: u32) -> Database {
    let db =
        Database::builder().clock(Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000))).build();
    let by_city = Index::new("by_city").partition_key("city", S).sort_key("age", N);
    let users = db.create_table("users").partition_key("id", S).global_index(by_city).run().unwrap();
    let city = |i| if i % 2 == 0 { "서울" } else { "부산" };
    users.put_all((0..items).map(|i| item! { "id": format!("user{i}"), "city": city(i), "age": i })).unwrap();
    db
}

fn sum(of: &Value, name: &str) -> f64 {
    of.as_array().unwrap().iter().map(|one| one[name].as_f64().unwrap()).sum()
}

#[test]
fn an_index_has_partitions_and_points_of_its_own() {
    let server = serve(|server| server.database(users(40)));
    let to = server.address;
    let table = ok(to, "GET", "partitions?table=users", "");
    assert_eq!(table["indexes"], json!(["by_city"]));
    assert_eq!((sum(&table["partitions"], "items"), sum(&table["partitions"], "share")), (40.0, 1.0));
    let index = ok(to, "GET", "partitions?table=users&index=by_city", "");
    let filled = index["partitions"].as_array().unwrap().iter().filter(|one| one["items"] != 0).count();
    assert_eq!(sum(&index["partitions"], "items"), 40.0);
    assert!(filled <= 2, "two cities are two places");

    let points = ok(to, "GET", "points?table=users&index=by_city", "");
    let points = points["points"].as_array().unwrap();
    let place = ok(to, "GET", "explain?table=users&index=by_city&key=%EC%84%9C%EC%9A%B8", "");
    assert_eq!((&place["bytes"], &place["attribute"]), (&json!("ec849cec9ab8"), &json!("city")));
    let at_place = points.iter().filter(|point| point["hash"] == place["hash"]);
    assert_eq!(at_place.clone().count(), 20);
    for point in at_place {
        assert_eq!((&point["partition"], &point["position"]), (&place["partition"], &place["position"]));
        assert_eq!(point["key"]["city"], json!({"S": "서울"}));
        assert_eq!(point["key"].as_object().unwrap().len(), 2, "the index's key alone");
    }
    for (status, path) in [
        (400, "partitions?table=users&index=none"),
        (404, "explain?table=users&index=none&key=a"),
        (400, "points?table=users&index=none"),
        (404, "points?table=none"),
        (400, "points?table=users&limit=0"),
        (400, "points?table=users&limit=2001"),
    ] {
        refused(status, to, "GET", path, "");
    }
}

#[test]
fn a_key_of_several_attributes_is_explained_as_one() {
    let db = Database::new();
    let place = Index::new("by_place").partition_key("country", S).partition_key("number", N);
    db.create_table("shops").partition_key("id", S).global_index(place).run().unwrap();
    let server = serve(|server| server.database(db));
    let explain = |key: &str| format!("explain?table=shops&index=by_place&key={key}");
    let place = ok(server.address, "GET", &explain("%5B%22KR%22,%2242%22%5D"), "");
    assert_eq!((&place["attribute"], &place["type"]), (&json!("country, number"), &json!("S, N")));
    for key in ["KR", "%5B%22KR%22%5D", "%5B%22KR%22,%22many%22%5D"] {
        refused(400, server.address, "GET", &explain(key), "");
    }
}

#[test]
fn points_show_the_whole_line_however_many_items_there_are() {
    let server = serve(|server| server.database(users(500)));
    let shown = ok(server.address, "GET", "points?table=users&limit=50", "");
    assert_eq!(shown["items"], 500);
    let positions: Vec<f64> =
        shown["points"].as_array().unwrap().iter().map(|point| point["position"].as_f64().unwrap()).collect();
    assert!((30..=50).contains(&positions.len()) && positions.is_sorted());
    assert!(positions[0] < 0.1 && positions[positions.len() - 1] > 0.9);
}

#[test]
fn made_up_keys_spread_evenly_and_none_is_stored() {
    let server = serve(|server| server.database(users(0)));
    let to = server.address;
    let spread = ok(to, "GET", "spread?table=users", "");
    assert_eq!((&spread["keys"], &spread["last_key"]), (&json!(10_000), &json!({"S": "user9999"})));
    assert_eq!(
        (sum(&spread["partitions"], "keys"), sum(&spread["partitions"], "expected")),
        (10_000.0, 10_000.0)
    );
    assert!(
        spread["least"].as_u64().unwrap() > 2_300 && spread["most"].as_u64().unwrap() < 2_700,
        "{spread}"
    );
    // Each is counted where `explain` says.
    let one = ok(to, "GET", "spread?table=users&keys=1&prefix=minji0", "");
    let place = ok(to, "GET", "explain?table=users&key=minji00", "");
    let counted =
        one["partitions"].as_array().unwrap().iter().find(|partition| partition["keys"] == 1).unwrap();
    assert_eq!(counted["partition"], place["partition"]);
    assert_eq!(sum(&ok(to, "GET", "partitions?table=users", "")["partitions"], "items"), 0.0);
    let long = "x".repeat(101);
    for query in ["keys=0", "keys=100001", "keys=many", &format!("prefix={long}"), "index=by_city"] {
        refused(400, to, "GET", &format!("spread?table=users&{query}"), "");
    }
}

#[test]
fn a_partition_is_split_by_its_letter() {
    let server = serve(|server| server.database(users(40)));
    let to = server.address;
    assert_eq!(ok(to, "POST", "split", r#"{"table": "users", "partition": "B"}"#)["partitions"], 5);
    let partitions = ok(to, "GET", "partitions?table=users", "");
    let shares: Vec<f64> = partitions["partitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["share"].as_f64().unwrap())
        .collect();
    assert_eq!(shares, [0.25, 0.125, 0.125, 0.25, 0.25]);
    assert_eq!(sum(&partitions["partitions"], "items"), 40.0);
    refused(404, to, "POST", "split", r#"{"table": "users", "partition": "Z"}"#);
    refused(404, to, "POST", "split", r#"{"table": "none", "partition": "A"}"#);
    refused(400, to, "POST", "split", r#"{"table": "users"}"#);
}

fn load(more: &str) -> String {
    format!(r#"{{"table": "users", "key": {{"id": {{"S": "celebrity"}}}}, {more}}}"#)
}

#[test]
fn a_load_makes_one_partition_hot() {
    let server = serve(|server| server.database(users(0)));
    let to = server.address;
    let done = ok(to, "POST", "load", load(r#""operation": "UpdateItem", "requests": 100"#));
    assert_eq!(done, json!({"table": "users", "requests": 100, "done": 100, "throttled": 0, "reasons": {}}));
    let writes = |to| -> Vec<u64> {
        let partitions = ok(to, "GET", "partitions?table=users", "");
        partitions["partitions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["writes"].as_u64().unwrap())
            .collect()
    };
    let hot = writes(to);
    assert_eq!((hot.iter().sum::<u64>(), hot.iter().max()), (100, Some(&100)));
    ok(to, "POST", "load", load(r#""operation": "GetItem", "requests": 7"#));
    assert_eq!(sum(&ok(to, "GET", "partitions?table=users", "")["partitions"], "reads"), 7.0);

    // Other endings of the key are other places of the line.
    ok(to, "POST", "load", load(r#""operation": "UpdateItem", "requests": 400, "shards": 100"#));
    let cool: Vec<u64> = writes(to).iter().zip(hot).map(|(after, before)| after - before).collect();
    assert!(cool.iter().all(|writes| *writes > 40), "{cool:?}");

    ok(to, "POST", "throughput", r#"{"mode": "per_partition", "read_units": 1, "write_units": 10}"#);
    let done = ok(to, "POST", "load", load(r#""operation": "UpdateItem", "requests": 15"#));
    assert_eq!((&done["done"], &done["throttled"]), (&json!(10), &json!(5)));
    assert_eq!(done["reasons"], json!({"TableWriteKeyRangeThroughputExceeded": 5}));
}

#[test]
fn an_item_that_a_load_writes_stays_as_it_is() {
    let server = serve(|server| server.database(users(1)));
    let body =
        r#"{"table": "users", "key": {"id": {"S": "user0"}}, "operation": "UpdateItem", "requests": 5}"#;
    ok(server.address, "POST", "load", body);
    let get =
        call("GetItem", r#"{"TableName": "users", "Key": {"id": {"S": "user0"}}}"#).send(server.address);
    let item: Value = serde_json::from_slice(&get.body).unwrap();
    assert_eq!(item["Item"], json!({"id": {"S": "user0"}, "city": {"S": "서울"}, "age": {"N": "0"}}));
}

/// A thousand of them would be ten gigabytes.
#[test]
fn a_key_that_is_too_long_is_made_once_and_refused() {
    let server = serve(|server| server.database(users(0)));
    let key = "k".repeat(10_000_000);
    let body = format!(
        r#"{{"table": "users", "key": {{"id": {{"S": "{key}"}}}}, "operation": "GetItem", "requests": 1000, "shards": 1000}}"#
    );
    refused(400, server.address, "POST", "load", &body);
}

#[test]
fn loads_have_bounds() {
    let server = serve(|server| server.database(users(0)));
    for (status, more) in [
        (400, r#""operation": "UpdateItem", "requests": 0"#),
        (400, r#""operation": "UpdateItem", "requests": 10001"#),
        (400, r#""operation": "UpdateItem", "requests": 1, "shards": 0"#),
        (400, r#""operation": "UpdateItem", "requests": 1, "shards": 1001"#),
        (400, r#""operation": "DeleteTable", "requests": 1"#),
        (400, r#""operation": "UpdateItem""#),
    ] {
        refused(status, server.address, "POST", "load", load(more));
    }
    let wrong = r#"{"table": "users", "key": {"other": {"S": "a"}}, "operation": "GetItem", "requests": 1}"#;
    refused(400, server.address, "POST", "load", wrong);
}

#[test]
fn a_recorded_read_says_which_partitions_it_touched() {
    let server = serve(|server| server.database(users(0)));
    let to = server.address;
    ok(to, "POST", "calls", "");
    let send = |operation: &str, body: &str| assert_eq!(call(operation, body).send(to).status, 200);
    let last = |operation: &str| {
        let calls = ok(to, "GET", &format!("calls?operation={operation}&newest=1"), "");
        assert_eq!(calls["count"], 1);
        calls["calls"][0].clone()
    };
    // Each partition rounds up for itself: an empty table's scan costs two units.
    send("Scan", r#"{"TableName": "users"}"#);
    let scan = last("Scan");
    let touched = scan["partitions"].as_array().unwrap();
    let partitions = ok(to, "GET", "partitions?table=users", "");
    let firsts = |all: &[Value]| all.iter().map(|one| one["first"].clone()).collect::<Vec<_>>();
    assert_eq!(firsts(touched), firsts(partitions["partitions"].as_array().unwrap()));
    assert!(touched.iter().all(|one| one["read"] == 0.5 && one["write"] == 0.0));
    assert_eq!(scan["units"][0]["read"], 2.0);

    let put = r#"{"TableName": "users", "Item": {"id": {"S": "minji01"}, "city": {"S": "서울"}, "age": {"N": "1"}}}"#;
    send("PutItem", put);
    let put = last("PutItem");
    let places: Vec<_> =
        put["partitions"].as_array().unwrap().iter().map(|one| one["index"].clone()).collect();
    assert_eq!(places, [Value::Null, json!("by_city")], "the index's partition is another");

    let condition =
        r#""KeyConditionExpression": "id = :id", "ExpressionAttributeValues": {":id": {"S": "minji01"}}"#;
    send("Query", &format!(r#"{{"TableName": "users", {condition}}}"#));
    let query = last("Query");
    let place = ok(to, "GET", "explain?table=users&key=minji01", "");
    assert_eq!(firsts(query["partitions"].as_array().unwrap()), [place["first"].clone()]);
    refused(400, to, "GET", "calls?newest=0", "");
    assert_eq!(ok(to, "GET", "calls?newest=99", "")["count"], 3);
}
