//! AwsJson 1.0: what is taken, and how the rest is refused.

use std::collections::HashSet;

use crate::{
    client::{Call, Client, call},
    running::start,
};

#[test]
fn an_operation_is_answered() {
    let server = start(|server| server);
    let answer = call("ListTables", "{}").send(server.address);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), r#"{"TableNames":[]}"#);
    assert_eq!(answer.header("content-type"), Some("application/x-amz-json-1.0"));
}

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
fn a_connection_carries_many_requests_also_sent_at_once() {
    let server = start(|server| server);
    let mut client = Client::connect(server.address);
    let request = call("ListTables", "{}").bytes();
    for _ in 0..3 {
        client.write(&request);
        assert_eq!(client.answer().unwrap().status, 200);
    }
    client.write(&request.repeat(5));
    for _ in 0..5 {
        assert_eq!(client.answer().unwrap().status, 200);
    }
}

#[test]
fn the_health_check_needs_nothing() {
    let server = start(|server| server);
    let answer =
        call("", "").method("GET").without("Authorization").without("X-Amz-Target").send(server.address);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), "healthy: dynamodb.us-east-1.amazonaws.com ");
}

#[test]
fn unknown_operations_and_targets_are_refused() {
    let server = start(|server| server);
    for target in
        ["DynamoDB_20120810.Nothing", "DynamoDB_20111205.ListTables", "DynamoDB_20120810.GetRecords", "x"]
    {
        let answer = call("", "{}").with("X-Amz-Target", target).send(server.address);
        assert_eq!(answer.status, 400, "{target}");
        assert_eq!(
            answer.text(),
            r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#,
            "{target}"
        );
    }
    call("", "{}").without("X-Amz-Target").send(server.address).refused(400, "UnknownOperationException");
}

#[test]
fn an_operation_that_this_version_has_not_is_named() {
    let (tell, told) = std::sync::mpsc::channel();
    let server = start(|server| server.notices(move |notice| tell.send(notice.to_string()).unwrap()));
    let text = format!("hashrange {} does not have UpdateTable yet", env!("CARGO_PKG_VERSION"));
    for _ in 0..3 {
        let answer = call("UpdateTable", "{}").send(server.address);
        let said = answer.refused(400, "UnknownOperationException");
        assert!(said.contains(&format!("\"message\":\"{text}\"")), "{said}");
    }
    call("Nothing", "{}").send(server.address).refused(400, "UnknownOperationException");
    assert_eq!(told.try_iter().collect::<Vec<_>>(), [text]);
}

#[test]
fn the_endpoint_to_discover_is_this_server_under_the_name_that_the_client_has_for_it() {
    let server = start(|server| server);
    let asked = |request: Call| request.send(server.address).text();
    let request = call("DescribeEndpoints", "{}");
    let named =
        |host: &str| format!(r#"{{"Endpoints":[{{"Address":"{host}","CachePeriodInMinutes":1440}}]}}"#);
    for host in ["127.0.0.1:8000", "localhost", "[::1]:8000"] {
        assert_eq!(asked(request.clone().with("Host", host)), named(host));
    }
    let mut client = Client::connect(server.address);
    let old = String::from_utf8(request.without("Host").bytes()).unwrap().replace("HTTP/1.1", "HTTP/1.0");
    client.write(old.as_bytes());
    assert_eq!(client.answer().unwrap().text(), named(&server.address.to_string()));
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

#[test]
fn other_methods_paths_and_content_types_are_not_of_the_protocol() {
    let server = start(|server| server);
    let good = call("ListTables", "{}");
    for request in [
        good.clone().method("PUT"),
        good.clone().method("DELETE"),
        good.clone().method("OPTIONS"),
        good.clone().path("/tables"),
        good.clone().method("GET").path("/tables"),
        good.clone().with("Content-Type", "text/plain"),
        good.clone().with("Content-Type", "application/x-amz-json-1.1"),
        good.without("Content-Type"),
    ] {
        let answer = request.send(server.address);
        assert_eq!(answer.status, 404, "{} {}", request.method, request.path);
        assert_eq!(answer.text(), "<UnknownOperationException/>\n");
    }
}

#[test]
fn json_under_its_own_name_is_answered_under_that() {
    let server = start(|server| server);
    let answer = call("ListTables", "{}").with("Content-Type", "application/json").send(server.address);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
}

#[test]
fn requests_are_signed() {
    let server = start(|server| server);
    let good = call("ListTables", "{}");
    let text = good
        .clone()
        .without("Authorization")
        .send(server.address)
        .refused(400, "MissingAuthenticationTokenException");
    assert!(text.contains("\"message\":\"Request is missing Authentication Token\""), "{text}");
    let text = good
        .clone()
        .with("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e")
        .send(server.address)
        .refused(400, "IncompleteSignatureException");
    assert!(text.contains("Authorization header requires 'Signature' parameter."), "{text}");
    assert!(text.contains("Authorization header requires 'SignedHeaders' parameter."), "{text}");
    let text = good.without("X-Amz-Date").send(server.address).refused(400, "IncompleteSignatureException");
    assert!(text.contains("requires existence of either a 'X-Amz-Date' or a 'Date' header."), "{text}");
}

#[test]
fn broken_json_is_refused() {
    let server = start(|server| server);
    for body in ["{", "[]", "\u{0}", "{\"TableName\": 1}"] {
        call("DescribeTable", body).send(server.address).refused(400, "SerializationException");
    }
}

#[test]
fn what_is_not_http_ends_the_connection_alone() {
    let server = start(|server| server);
    let mut client = Client::connect(server.address);
    client.write(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 TLS is not spoken here\r\n\r\n");
    if let Some(answer) = client.answer() {
        assert_eq!(answer.status, 400);
    }
    assert_eq!(call("ListTables", "{}").send(server.address).status, 200);
}

#[test]
fn a_log_is_told_of_every_request() {
    let (tell, told) = std::sync::mpsc::channel();
    let server = start(|server| {
        server.log(move |served| {
            tell.send((served.operation.to_owned(), served.status, served.request_bytes)).unwrap();
        })
    });
    call("ListTables", "{}").send(server.address);
    call("", "").method("GET").without("X-Amz-Target").send(server.address);
    call("ListTables", "{}").without("Authorization").send(server.address);
    assert_eq!(told.recv().unwrap(), ("ListTables".to_owned(), 200, 2));
    assert_eq!(told.recv().unwrap(), ("GET".to_owned(), 200, 0));
    assert_eq!(told.recv().unwrap(), ("ListTables".to_owned(), 400, 2));
}

#[test]
fn a_log_is_told_which_tables_were_asked_for_and_what_was_wrong() {
    let (tell, told) = std::sync::mpsc::channel();
    let server = start(|server| {
        server.log(move |served| {
            let said = [served.tables.join(","), served.error.to_owned(), served.message.to_owned()];
            tell.send(said.join("|")).unwrap();
        })
    });
    for (operation, body, said) in [
        ("ListTables", "{}", "||"),
        (
            "DescribeTable",
            r#"{"TableName": "likes"}"#,
            "likes|ResourceNotFoundException|Requested resource not found: Table: likes not found",
        ),
        (
            "GetItem",
            r#"{"TableName": "likes", "Key": 1}"#,
            "likes|SerializationException|Unexpected field type",
        ),
        (
            "UpdateTable",
            r#"{"TableName": "likes"}"#,
            concat!(
                "likes|UnknownOperationException|hashrange ",
                env!("CARGO_PKG_VERSION"),
                " does not have UpdateTable yet"
            ),
        ),
        (
            "BatchGetItem",
            r#"{"RequestItems": {"likes": {"Keys": [{"id": {"S": "a"}}]}, "users": {"Keys": [{"id": {"S": "a"}}]}}}"#,
            "likes,users|ResourceNotFoundException|Requested resource not found",
        ),
        (
            "ExecuteStatement",
            r#"{"Statement": "SELECT * FROM likes"}"#,
            "likes|ResourceNotFoundException|Requested resource not found",
        ),
    ] {
        call(operation, body).send(server.address);
        assert_eq!(told.recv().unwrap(), said, "{operation}");
    }
}

#[test]
fn a_client_that_closes_its_side_once_its_request_is_sent_gets_its_answer() {
    let server = start(|server| server);
    let mut client = Client::connect(server.address);
    client.write(&call("ListTables", "{}").bytes());
    client.0.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(client.answer().unwrap().text(), r#"{"TableNames":[]}"#);
    assert!(!client.is_open(2_000));
}
