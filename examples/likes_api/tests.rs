//! The API as its clients see it: over a socket, with an HTTP client.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says so by panicking")]

use std::{collections::BTreeSet, sync::mpsc, thread};

use hashrange::{Item, Number, Table, item, operation::DeleteTableInput};
use jiff::{SignedDuration, ZonedDateTime, civil::DateTime};
use regex::Regex;
use serde_json::Value;
use ureq::{
    Agent,
    http::{Method, Request},
};

use super::*;

const POSTMAN: &str = r#"{"user_id":"jihoon07","product":"제로콜라","brand":"코카콜라","reason":"갈증해소","color":"black","price":2900}"#;

/// A running API, and its table as the process sees it.
struct Running {
    url: String,
    dynamodb: String,
    about: String,
    table: Table,
}

struct Answer {
    status: u16,
    content_type: String,
    body: String,
}

/// The API on free ports. Its thread ends with the test process, as the program ends with Ctrl-C.
fn running() -> Running {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let api = Api::bind(Ports { api: 0, dynamodb: Some(0) }).await.unwrap();
            let running = Running {
                url: format!("http://{}", api.listener.local_addr().unwrap()),
                dynamodb: api.dynamodb.as_ref().unwrap().url(),
                about: api.about().unwrap(),
                table: api.db.table(handler::TABLE).unwrap(),
            };
            tell.send(running).unwrap();
            api.serve().await.unwrap();
        });
    });
    told.recv().unwrap()
}

impl Running {
    fn call(&self, method: Method, path: &str, body: impl Into<Vec<u8>>) -> Answer {
        let request =
            Request::builder().method(method).uri(format!("{}{path}", self.url)).body(body.into()).unwrap();
        answer(request)
    }

    fn post(&self, body: impl Into<Vec<u8>>) -> Answer {
        self.call(Method::POST, gateway::ROUTE, body)
    }

    fn items(&self) -> Vec<Item> {
        self.table.scan().items().map(|item| Item::clone(&item.unwrap())).collect()
    }

    /// Asserts that the body is refused with 400 and this error, and that nothing is stored.
    #[track_caller]
    fn refuses(&self, body: impl Into<Vec<u8>>, why: &str) {
        let answer = self.post(body);
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert_eq!(answer.content_type, "application/json");
        let error = answer.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains(why), "{error}");
        assert_eq!(self.items(), []);
    }
}

fn answer(request: Request<Vec<u8>>) -> Answer {
    let agent = Agent::config_builder().http_status_as_error(false).allow_non_standard_methods(true).build();
    let mut response = Agent::from(agent).run(request).unwrap();
    Answer {
        status: response.status().as_u16(),
        content_type: response.headers()["content-type"].to_str().unwrap().to_owned(),
        body: response.body_mut().read_to_string().unwrap(),
    }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn timestamp(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.body);
        self.json()["timestamp"].as_str().unwrap().to_owned()
    }
}

#[test]
fn the_courses_request_is_answered_as_the_lambda_answers() {
    let answer = running().post(POSTMAN);
    assert_eq!((answer.status, answer.content_type.as_str()), (200, "application/json"));
    let pattern = r#"^\{"message": "저장 완료", "user_id": "jihoon07", "timestamp": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}"\}$"#;
    assert!(Regex::new(pattern).unwrap().is_match(&answer.body), "{}", answer.body);
}

#[test]
fn the_item_has_the_courses_attributes_with_their_types() {
    let api = running();
    let timestamp = api.post(POSTMAN).timestamp();
    let stored = item! {
        "user_id": "jihoon07", "timestamp": timestamp, "product_name": "제로콜라", "brand": "코카콜라",
        "reason": "갈증해소", "color": "black", "price": 2900,
    };
    assert_eq!(api.items(), [stored]);
}

#[test]
fn the_timestamp_is_the_local_time_of_the_request() {
    let now = || ZonedDateTime::now().datetime();
    let (before, timestamp, after) = (now(), running().post(POSTMAN).timestamp(), now());
    let timestamp: DateTime = timestamp.parse().unwrap();
    // Microseconds are truncated, not rounded.
    assert!(before <= timestamp + SignedDuration::from_micros(1) && timestamp <= after, "{timestamp}");
}

#[test]
fn what_is_not_given_is_no_attribute_and_what_is_not_known_is_not_stored() {
    let api = running();
    let body = r#"{"user_id":"yuna23","product":"토끼 인형","brand":null,"timestamp":"1999","rating":5}"#;
    let timestamp = api.post(body).timestamp();
    assert_eq!(
        api.items(),
        [item! { "user_id": "yuna23", "timestamp": timestamp, "product_name": "토끼 인형" }]
    );
}

#[test]
fn a_users_items_stand_in_the_order_of_time() {
    let api = running();
    let answered = [api.post(POSTMAN).timestamp(), api.post(POSTMAN).timestamp()];
    let stored =
        api.table.query("jihoon07").items().map(|item| item.unwrap().s("timestamp").unwrap().to_owned());
    assert_eq!(stored.collect::<Vec<_>>(), answered);
}

#[test]
fn prices_keep_all_their_digits() {
    let api = running();
    for price in ["0.1", "29.90", "-1e-7", "12345678901234567890123456789012345678"] {
        let body = format!(r#"{{"user_id":"{price}","product":"텀블러","price":{price}}}"#);
        api.post(body).timestamp();
        let item = api.table.query(price).items().next().unwrap().unwrap();
        assert_eq!(item.n("price"), Some(price.parse::<Number>().unwrap()).as_ref());
    }
}

#[test]
fn texts_come_back_escaped_as_python_escapes_them() {
    let api = running();
    let answer = api.post(r#"{"user_id":"a\"\\\n\u0001\u00e9\ud83d\ude00/\u007f","product":"텀블러"}"#);
    let expected =
        "{\"message\": \"저장 완료\", \"user_id\": \"a\\\"\\\\\\n\\u0001é😀/\u{7f}\", \"timestamp\": ";
    assert!(answer.body.starts_with(expected), "{}", answer.body);
}

#[test]
fn user_id_and_product_are_required() {
    let api = running();
    api.refuses(r#"{"product":"제로콜라"}"#, "missing field `user_id`");
    api.refuses(r#"{"user_id":"jihoon07"}"#, "missing field `product`");
    api.refuses("{}", "missing field");
    api.refuses(r#"{"user_id":null,"product":"제로콜라"}"#, "expected a string");
    api.refuses(r#"{"user_id":"jihoon07","product":""}"#, "`product` is empty");
    api.refuses(
        r#"{"user_id":"","product":"제로콜라"}"#,
        "cannot contain an empty string value. Key: user_id",
    );
}

#[test]
fn the_body_must_be_a_json_object() {
    let api = running();
    for body in ["", " ", "null", "7", "\"user_id\"", "[]", r#"["jihoon07","제로콜라",null,null,null,null]"#]
    {
        api.refuses(body, "the body is not a JSON object");
    }
    for body in ["{", "{\"user_id\":\"jihoon07\"", "{'user_id':'jihoon07'}", "{} {}"] {
        api.refuses(body, "line 1");
    }
    api.refuses(b"{\"user_id\":\"\xff\",\"product\":\"a\"}", "invalid unicode");
    api.refuses("{\"user_id\":".to_owned() + &"[".repeat(1_000_000), "expected a string");
    api.refuses("{\"x\":".to_owned() + &"[".repeat(1_000_000), "line 1");
}

#[test]
fn values_of_other_types_are_refused() {
    let api = running();
    let with = |member: &str| format!(r#"{{"user_id":"jihoon07","product":"제로콜라",{member}}}"#);
    api.refuses(r#"{"user_id":7,"product":"제로콜라"}"#, "invalid type: integer `7`, expected a string");
    api.refuses(
        r#"{"user_id":"jihoon07","product":["제로콜라"]}"#,
        "invalid type: sequence, expected a string",
    );
    api.refuses(with(r#""brand":true"#), "invalid type: boolean `true`, expected a string");
    for price in ["\"2900\"", "true", "{}", "[2900]"] {
        api.refuses(with(&format!(r#""price":{price}"#)), "price: ");
    }
}

#[test]
fn what_dynamodb_does_not_take_is_refused_in_its_words() {
    let api = running();
    let price = |price: &str| format!(r#"{{"user_id":"jihoon07","product":"제로콜라","price":{price}}}"#);
    api.refuses(price("1e126"), "Number overflow");
    api.refuses(price("1e-131"), "Number underflow");
    api.refuses(price(&"1".repeat(39)), "more than 38 significant digits");
    let long = |key: usize, product: usize| {
        format!(r#"{{"user_id":"{}","product":"{}"}}"#, "k".repeat(key), "p".repeat(product))
    };
    api.refuses(long(2_049, 1), "Size of hashkey has exceeded the maximum size limit of2048 bytes");
    api.refuses(long(1, 409_600), "Item size has exceeded the maximum allowed size");
}

#[test]
fn other_paths_and_methods_are_not_found() {
    let api = running();
    for path in ["/", "/default", "/default/sgu-202500-dynamo-post-api/", "/sgu-202500-dynamo-post-api"] {
        let answer = api.call(Method::POST, path, POSTMAN);
        assert_eq!((answer.status, answer.body.as_str()), (404, r#"{"message":"Not Found"}"#), "{path}");
        assert_eq!(answer.content_type, "application/json");
    }
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let answer = api.call(method.clone(), gateway::ROUTE, "");
        assert_eq!((answer.status, answer.body.as_str()), (404, r#"{"message":"Not Found"}"#), "{method}");
    }
    assert_eq!(api.call(Method::HEAD, gateway::ROUTE, "").status, 404);
    assert_eq!(api.items(), []);
}

#[test]
fn a_query_string_does_not_change_the_route() {
    let path = format!("{}?from=postman", gateway::ROUTE);
    assert_eq!(running().call(Method::POST, &path, POSTMAN).status, 200);
}

#[test]
fn bodies_of_more_than_10_mb_are_too_large() {
    let api = running();
    let padded = |bytes: usize| POSTMAN.to_owned() + &" ".repeat(bytes - POSTMAN.len());
    let answer = api.post(padded(gateway::BODY_BYTES + 1));
    assert_eq!((answer.status, answer.body.as_str()), (413, r#"{"message":"Request Entity Too Large"}"#));
    assert_eq!(api.items(), []);
    assert_eq!(api.post(padded(gateway::BODY_BYTES)).status, 200);
}

#[test]
fn requests_at_the_same_time_lose_nothing() {
    let api = running();
    let answered: Vec<String> = thread::scope(|scope| {
        let post_many = || (0..50).map(|_| api.post(POSTMAN).timestamp()).collect::<Vec<_>>();
        let callers: Vec<_> = (0..4).map(|_| scope.spawn(post_many)).collect();
        callers.into_iter().flat_map(|caller| caller.join().unwrap()).collect()
    });
    let stored: BTreeSet<String> =
        api.items().iter().map(|item| item.s("timestamp").unwrap().to_owned()).collect();
    assert_eq!(stored.len(), 200);
    assert_eq!(stored, answered.into_iter().collect());
}

#[test]
fn of_two_requests_in_the_same_microsecond_one_takes_a_later_one() {
    let table = handler::create_table(&Database::new()).unwrap();
    let mut clock = ["17:36:04.935353", "17:36:04.935353", "17:36:04.935353", "17:36:04.935354"].into_iter();
    for expected in ["17:36:04.935353", "17:36:04.935354"] {
        let (status, answer) =
            handler::handle(&table, POSTMAN.as_bytes(), || clock.next().unwrap().to_owned());
        assert_eq!(status, 200);
        assert!(answer.contains(expected), "{answer}");
    }
    assert_eq!(table.query("jihoon07").count().unwrap(), 2);
}

#[test]
fn what_is_not_the_clients_fault_is_not_told_as_such() {
    let db = Database::new();
    let table = handler::create_table(&db).unwrap();
    db.delete_table(DeleteTableInput { table_name: handler::TABLE.to_owned() }).unwrap();
    let (status, answer) = handler::handle(&table, POSTMAN.as_bytes(), handler::local_time);
    assert_eq!(status, 500);
    assert!(answer.starts_with("{\"error\": \"ResourceNotFoundException: "), "{answer}");
}

#[test]
fn clients_of_dynamodb_see_what_the_api_stores() {
    let api = running();
    let timestamp = api.post(POSTMAN).timestamp();
    let request = Request::post(&api.dynamodb)
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", "DynamoDB_20120810.Scan")
        .header("x-amz-date", "20250519T083604Z")
        .header(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=me/20250519/ap-northeast-2/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
        )
        .body(format!(r#"{{"TableName":"{}"}}"#, handler::TABLE).into_bytes())
        .unwrap();
    let scanned = answer(request).json();
    assert_eq!(scanned["Count"], 1);
    assert_eq!(scanned["Items"][0]["timestamp"]["S"], timestamp);
    assert_eq!(scanned["Items"][0]["price"]["N"], "2900");
}

#[test]
fn the_program_tells_where_it_is_and_what_to_try() {
    let api = running();
    assert!(api.about.starts_with(&format!("POST {}{}\n", api.url, gateway::ROUTE)), "{}", api.about);
    assert!(api.about.contains(POSTMAN));
    assert!(api.about.contains(&format!("AWS_ENDPOINT_URL_DYNAMODB={} ", api.dynamodb)));
}

#[test]
fn ports_are_given_as_arguments() {
    let ports = |arguments: &[&str]| Ports::from_arguments(arguments.iter().map(|text| (*text).to_owned()));
    assert_eq!(ports(&[]), Some(Ports { api: 8080, dynamodb: None }));
    assert_eq!(ports(&["0"]), Some(Ports { api: 0, dynamodb: None }));
    assert_eq!(ports(&["9000", "--dynamodb-port", "8000"]), Some(Ports { api: 9000, dynamodb: Some(8000) }));
    for wrong in [&["--help"] as &[&str], &["65536"], &["--dynamodb-port"], &["--dynamodb-port", "x"]] {
        assert_eq!(ports(wrong), None, "{wrong:?}");
    }
}
