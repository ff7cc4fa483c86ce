//! `/metrics`: what operations on tables come to, in the text format of Prometheus.

use std::{
    net::SocketAddr,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    Clock, Database, Index,
    ScalarAttributeType::S,
    item,
    server::{SeparateBy, ServerBuilder},
};
use serde_json::json;

use crate::{
    client::{Answer, Call, call},
    control::ok,
    exposition::{self, Labels},
    running::{Running, start},
};

fn serve(settings: impl FnOnce(ServerBuilder) -> ServerBuilder) -> Running {
    start(|server| settings(server.metrics(true)))
}

fn asked(path: &str) -> Call {
    Call { method: "GET".to_owned(), path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
        .with("Host", "127.0.0.1")
}

fn page(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    answer.text()
}

/// The value of a sample with exactly these labels.
fn value(page: &str, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    let labels: Labels =
        labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let families = exposition::read(page);
    let mut samples = families.values().flat_map(|family| &family.samples);
    samples.find(|(sample, of, _)| sample == name && *of == labels).map(|(.., value)| *value)
}

fn create(to: SocketAddr, table: &str) -> Call {
    let body = json!({
        "TableName": table, "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    });
    let create = call("CreateTable", body.to_string());
    assert_eq!(create.send(to).status, 200);
    call("GetItem", json!({"TableName": table, "Key": {"id": {"S": "a"}}}).to_string())
}

#[test]
fn requests_over_http_are_counted_under_cloudwatchs_names() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock).build();
    let by_city = Index::new("by_city").partition_key("city", S);
    let users = db.create_table("users").partition_key("id", S).global_index(by_city).run().unwrap();
    let server = serve(|server| server.database(db.clone()));
    let before = page(&asked("/metrics").send(server.address));
    let table = ("table_name", "users");
    let written = "dynamodb_consumed_write_capacity_units_total";
    assert_eq!(value(&before, written, &[table]), Some(0.0), "a counter begins with zero");

    users.put(item! { "id": "a", "city": "서울" }).run().unwrap();
    assert!(users.put(item! { "id": "a" }).if_absent().run().is_err());
    db.faults().on("GetItem").delay(Duration::from_millis(10)).unwrap();
    let get = call("GetItem", r#"{"TableName": "users", "Key": {"id": {"S": "a"}}}"#);
    assert_eq!(get.send(server.address).status, 200);
    let invalid = call("GetItem", r#"{"TableName": "users", "Key": {"no": {"S": "a"}}}"#);
    assert_eq!(invalid.send(server.address).status, 400);

    let page = page(&asked("/metrics").send(server.address));
    let index = ("global_secondary_index_name", "by_city");
    let operation = ("operation", "GetItem");
    for (name, labels, expected) in [
        (written, &[table][..], 2.0),
        (written, &[table, index], 1.0),
        ("dynamodb_consumed_read_capacity_units_total", &[table], 0.5),
        ("dynamodb_conditional_check_failed_requests_total", &[table], 1.0),
        ("dynamodb_user_errors_total", &[table], 1.0),
        ("dynamodb_throttled_requests_total", &[table, operation], 0.0),
        ("hashrange_requests_total", &[table, operation], 2.0),
        ("dynamodb_successful_request_latency_seconds_count", &[table, operation], 1.0),
        ("dynamodb_successful_request_latency_seconds_sum", &[table, operation], 0.01),
        ("dynamodb_successful_request_latency_seconds_bucket", &[table, operation, ("le", "0.005")], 0.0),
        ("dynamodb_successful_request_latency_seconds_bucket", &[table, operation, ("le", "0.01")], 1.0),
        ("dynamodb_successful_request_latency_seconds_bucket", &[table, operation, ("le", "+Inf")], 1.0),
        ("hashrange_item_count", &[table], 1.0),
        ("hashrange_table_size_bytes", &[table], users.size_bytes() as f64),
        ("hashrange_tables_left_out", &[], 0.0),
    ] {
        assert_eq!(value(&page, name, labels), Some(expected), "{name} {labels:?}\n{page}");
    }
    let family = &exposition::read(&page)[written];
    assert_eq!(family.kind, "counter");
    assert!(family.help.contains("CloudWatch: ConsumedWriteCapacityUnits."));
}

#[test]
fn they_are_off_unless_they_are_switched_on() {
    let server = start(|server| server.control(true));
    assert_eq!(asked("/metrics").send(server.address).status, 404);
    let server = serve(|server| server);
    assert_eq!(asked("/_hashrange/clock").send(server.address).status, 404, "nothing else is switched on");
    assert_eq!(asked("/metrics/").send(server.address).status, 404);
    let answer = asked("/metrics").method("POST").send(server.address);
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")));
    assert_eq!(asked("/metrics?table=users").send(server.address).status, 400);
}

#[test]
fn a_request_says_whose_metrics_it_wants_where_databases_are_separate() {
    let server = serve(|server| server.separate([SeparateBy::AccessKey]));
    let to = server.address;
    assert_eq!(create(to, "mine").send(to).status, 200);
    let refused = asked("/metrics").send(to);
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("?access-key=KEY"), "{}", refused.text());
    let mine = page(&asked("/metrics?access-key=me").send(to));
    let labels = [("table_name", "mine"), ("operation", "GetItem")];
    assert_eq!(value(&mine, "hashrange_requests_total", &labels), Some(1.0));
    let yours = page(&asked("/metrics?access-key=you").send(to));
    assert!(!yours.contains("mine"), "{yours}");
}

#[test]
fn a_token_of_their_own_or_a_signature_is_needed_where_it_is_set() {
    let bearer = |token: &str| asked("/metrics").with("Authorization", &format!("Bearer {token}"));
    let server = serve(|server| server.metrics_token("watch").control(true).control_token("control"));
    let to = server.address;
    assert_eq!(bearer("watch").send(to).status, 200);
    for refused in
        [asked("/metrics"), bearer("control"), bearer("no"), call("Scan", "").method("GET").path("/metrics")]
    {
        assert_eq!(refused.send(to).status, 403);
    }
    let clock = bearer("watch").path("/_hashrange/clock").send(to);
    assert_eq!(clock.status, 403, "whoever reads metrics controls nothing");

    let server = serve(|server| server.credentials("me", "secret"));
    assert_eq!(asked("/metrics").send(server.address).status, 403);
    let unsigned = call("Scan", "").method("GET").path("/metrics").without("X-Amz-Target");
    assert_eq!(unsigned.send(server.address).status, 400, "the signature is wrong");
}

#[test]
fn web_pages_read_them_where_they_may_call() {
    let server = serve(|server| server);
    assert_eq!(asked("/metrics").with("Origin", "https://evil.example").send(server.address).status, 403);
    assert_eq!(asked("/metrics").with("Host", "evil.example").send(server.address).status, 403);
    assert_eq!(asked("/metrics").with("Sec-Fetch-Site", "cross-site").send(server.address).status, 403);
}

#[test]
fn forks_count_for_themselves_from_their_start() {
    let server = serve(|server| server.control(true));
    let to = server.address;
    let get = create(to, "users");
    assert_eq!(get.send(to).status, 200);
    let fork = ok(to, "POST", "fork", "");
    let access_key = fork["access_key"].as_str().unwrap();
    let of_fork = asked(&format!("/metrics?access-key={access_key}"));
    let labels = [("table_name", "users"), ("operation", "GetItem")];
    assert_eq!(value(&page(&of_fork.send(to)), "hashrange_requests_total", &labels), None);
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={access_key}/20261122/us-east-1/dynamodb/aws4_request, \
                                 SignedHeaders=host;x-amz-date, Signature=0"
    );
    assert_eq!(get.with("Authorization", &authorization).send(to).status, 200);
    assert_eq!(value(&page(&of_fork.send(to)), "hashrange_requests_total", &labels), Some(1.0));
    let original = page(&asked("/metrics").send(to));
    assert_eq!(value(&original, "hashrange_requests_total", &labels), Some(1.0));
}
