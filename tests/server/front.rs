//! What the service's front looks at before an operation: headers and bodies as such.

use std::collections::HashSet;

use crate::{
    client::{Client, call},
    running::start,
};

#[test]
fn every_answer_has_an_id_a_checksum_a_date_and_the_servers_name() {
    let server = start(|server| server);
    let mut ids = HashSet::new();
    let good = call("ListTables", "{}");
    for request in [
        good.clone(),
        good.clone().with("X-Amz-Target", "x"),
        good.clone().path("/tables"),
        good.clone().with("Origin", "http://evil.example"),
        good.clone().without("Host"),
        good.clone().with("Content-Encoding", "gzip"),
        good.method("GET"),
    ] {
        let answer = request.send(server.address);
        let id = answer.header("x-amzn-requestid").unwrap().to_owned();
        assert_eq!(id.len(), 52);
        assert!(ids.insert(id));
        let checksum = crc32fast::hash(&answer.body).to_string();
        assert_eq!(answer.header("x-amz-crc32"), Some(checksum.as_str()));
        assert_eq!(answer.header("server"), Some("Server"));
        assert!(answer.header("date").unwrap().ends_with(" GMT"));
    }
}

#[test]
fn a_request_has_one_host() {
    let server = start(|server| server);
    let request = call("ListTables", "{}");
    let none = request.clone().without("Host");
    let two = request.and("Host", "localhost");
    for request in [none.clone(), two, none.method("GET")] {
        request.send(server.address).refused(400, "BadRequestException");
    }
}

#[test]
fn headers_have_16_kb() {
    let server = start(|server| server);
    let request = |bytes: usize| call("ListTables", "{}").with("Filler", &"x".repeat(bytes));
    assert_eq!(request(15_800).send(server.address).status, 200);
    request(16_384).send(server.address).refused(400, "BadRequestException");
    request(60_000).send(server.address).refused(400, "BadRequestException");
}

#[test]
fn a_body_that_is_no_json_is_told_before_who_asks_for_what() {
    let server = start(|server| server);
    for body in ["hi", "", "[]", "{", "{} {}", "\u{feff}{}"] {
        let request = call("ListTables", body);
        for request in [
            request.clone().without("X-Amz-Target"),
            request.clone().without("Authorization"),
            request.clone().without("Authorization").with("X-Amz-Target", "DynamoDB_20120810.Nothing"),
            request,
        ] {
            let text = request.send(server.address).refused(400, "SerializationException");
            assert_eq!(text, r#"{"__type":"com.amazon.coral.service#SerializationException"}"#, "{body}");
        }
    }
    let request = call("GetItem", r#"{"TableName": 1, "a": [[]]}"#).without("Authorization");
    request.clone().send(server.address).refused(400, "MissingAuthenticationTokenException");
    request.without("X-Amz-Target").send(server.address).refused(400, "UnknownOperationException");
}

#[test]
fn a_post_without_a_body_is_no_json() {
    let server = start(|server| server);
    let chunked = call("ListTables", "0\r\n\r\n").with("Transfer-Encoding", "chunked");
    chunked.send(server.address).refused(400, "SerializationException");
    let mut client = Client::connect(server.address);
    let head =
        String::from_utf8(call("ListTables", "").bytes()).unwrap().replace("Content-Length: 0\r\n", "");
    client.write(head.as_bytes());
    client.answer().unwrap().refused(400, "SerializationException");
}

#[test]
fn a_wrong_type_is_told_under_the_services_spelling() {
    let server = start(|server| server);
    let text =
        call("ListTables", r#"{"Limit": "1"}"#).send(server.address).refused(400, "SerializationException");
    assert!(text.contains(r#""Message":"STRING_VALUE cannot be converted to Integer""#), "{text}");
}
