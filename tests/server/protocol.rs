//! AwsJson 1.0: what is taken, and how the rest is refused.

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
fn a_client_that_closes_its_side_once_its_request_is_sent_gets_its_answer() {
    let server = start(|server| server);
    let mut client = Client::connect(server.address);
    client.write(&call("ListTables", "{}").bytes());
    client.0.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(client.answer().unwrap().text(), r#"{"TableNames":[]}"#);
    assert!(client.is_closed());
}
