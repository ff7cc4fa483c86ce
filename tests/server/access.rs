//! Web pages.

use crate::{client::call, running::start};

#[test]
fn a_page_that_found_the_server_under_its_own_name_is_refused() {
    let server = start(|server| server);
    let request = call("ListTables", "{}").with("Host", "rebound.evil.example:8000");
    let text = request.send(server.address).refused(403, "AccessDeniedException");
    assert!(text.contains("--allow-host"), "{text}");
    request.method("GET").send(server.address).refused(403, "AccessDeniedException");
}

#[test]
fn a_page_of_another_origin_is_refused_whatever_it_sends() {
    let server = start(|server| server);
    let request = call("ListTables", "{}").with("Origin", "https://evil.example");
    let answer = request.send(server.address);
    answer.refused(403, "AccessDeniedException");
    assert_eq!(answer.header("access-control-allow-origin"), None);
    for request in [
        request.clone().method("OPTIONS").with("Access-Control-Request-Method", "POST"),
        request.clone().with("Content-Type", "text/plain"),
        request.with("Origin", "null"),
    ] {
        request.send(server.address).refused(403, "AccessDeniedException");
    }
}

#[test]
fn names_can_be_allowed() {
    let server = start(|server| server.allow_host("dynamodb.test").allow_host(".corp.example"));
    for host in ["dynamodb.test", "db.corp.example:8000", "localhost", "127.0.0.1:1"] {
        assert_eq!(call("ListTables", "{}").with("Host", host).send(server.address).status, 200, "{host}");
    }
    assert_eq!(call("ListTables", "{}").with("Host", "evil.example").send(server.address).status, 403);
}

#[test]
fn pages_that_are_allowed_may_ask_first_call_and_read() {
    let server = start(|server| server.allow_origin("http://localhost:3000"));
    let request = call("ListTables", "{}").with("Origin", "http://localhost:3000");
    let asked = request
        .clone()
        .method("OPTIONS")
        .with("Access-Control-Request-Method", "POST")
        .with("Access-Control-Request-Headers", "x-amz-target,authorization")
        .without("Authorization")
        .send(server.address);
    assert_eq!(asked.status, 200);
    assert_eq!(asked.header("access-control-allow-origin"), Some("http://localhost:3000"));
    assert_eq!(asked.header("access-control-allow-headers"), Some("x-amz-target,authorization"));
    assert!(asked.header("access-control-allow-methods").unwrap().contains("POST"));

    let answer = request.send(server.address);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://localhost:3000"));
    assert!(answer.header("access-control-expose-headers").unwrap().contains("x-amzn-RequestId"));
    assert_eq!(
        call("ListTables", "{}").with("Origin", "http://localhost:3001").send(server.address).status,
        403
    );
}
