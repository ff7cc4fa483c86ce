//! `/console`, as a browser loads it.

use std::{io::Read, net::SocketAddr};

use flate2::read::GzDecoder;
use hashrange::server::ServerBuilder;
use serde_json::Value;

use crate::{
    client::{Answer, Call, call},
    running::{Running, start},
};

fn serve(settings: impl FnOnce(ServerBuilder) -> ServerBuilder) -> Running {
    start(|server| settings(server.console(true)))
}

fn get(path: &str) -> Call {
    call("ListTables", "").method("GET").path(path).without("Authorization").without("X-Amz-Target")
}

#[track_caller]
fn ok(to: SocketAddr, request: &Call) -> Answer {
    let answer = request.send(to);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

fn session(to: SocketAddr) -> Value {
    serde_json::from_slice(&ok(to, &get("/console/session.json")).body).unwrap()
}

fn clock(token: Option<&str>) -> Call {
    let request = get("/_hashrange/clock");
    match token {
        Some(token) => request.with("Authorization", &format!("Bearer {token}")),
        None => request,
    }
}

#[test]
fn it_is_not_there_unless_it_is_switched_on() {
    let server = start(|server| server.control(true));
    for path in ["/console", "/console/", "/console/app.js", "/console/session.json"] {
        let answer = get(path).send(server.address);
        assert_eq!((answer.status, answer.text().as_str()), (404, "<UnknownOperationException/>\n"));
    }
}

#[test]
fn the_page_and_its_files_are_guarded() {
    let server = serve(|server| server);
    for (path, kind) in [
        ("/console", "text/html; charset=utf-8"),
        ("/console/", "text/html; charset=utf-8"),
        ("/console/app.js", "text/javascript; charset=utf-8"),
        ("/console/i18n/ko.js", "text/javascript; charset=utf-8"),
        ("/console/style.css", "text/css; charset=utf-8"),
        ("/console/session.json", "application/json"),
    ] {
        let answer = ok(server.address, &get(path));
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        assert_eq!(
            answer.header("content-security-policy"),
            Some(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                 base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            )
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    }
    for path in ["/console/none.js", "/console/../Cargo.toml", "/console/pages", "/consoles"] {
        assert_eq!(get(path).send(server.address).status, 404, "{path}");
    }
}

#[test]
fn head_answers_as_get_and_other_methods_are_not_taken() {
    let server = serve(|server| server);
    for path in ["/console", "/console/app.js", "/console/session.json"] {
        let whole = ok(server.address, &get(path));
        let mut client = crate::client::Client::connect(server.address);
        client.write(&get(path).method("HEAD").head());
        let head = client.head().unwrap();
        assert_eq!(head.status, 200);
        for name in ["content-type", "content-length", "etag", "content-security-policy", "cache-control"] {
            assert_eq!(head.header(name), whole.header(name), "{path} {name}");
        }
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = get("/console").method(method).send(server.address);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn a_file_that_the_browser_has_is_not_sent_again() {
    let server = serve(|server| server);
    let request = get("/console/app.js");
    let first = ok(server.address, &request);
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let etag = first.header("etag").unwrap();
    for known in [etag.to_owned(), format!("\"other\", {etag}")] {
        let again = request.clone().with("If-None-Match", &known).send(server.address);
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(etag)));
    }
    ok(server.address, &request.with("If-None-Match", "W/\"other\""));
}

#[test]
fn files_are_sent_compressed_to_whoever_takes_that() {
    let server = serve(|server| server);
    // A small file too, which an answer of the API would not be.
    for path in ["/console", "/console/app.js", "/console/course/format.js"] {
        let plain = ok(server.address, &get(path));
        assert_eq!((plain.header("content-encoding"), plain.header("vary")), (None, Some("accept-encoding")));
        for accepted in ["gzip, deflate, br, zstd", "br, gzip;q=0.5", "*"] {
            let asked = get(path).with("Accept-Encoding", accepted);
            let sent = ok(server.address, &asked);
            assert_eq!(sent.header("content-encoding"), Some("gzip"), "{path} {accepted}");
            assert_eq!(sent.header("vary"), Some("accept-encoding"));
            assert_eq!(sent.header("content-type"), plain.header("content-type"));
            assert!(sent.body.len() < plain.body.len(), "{path}");
            let mut file = Vec::new();
            GzDecoder::new(sent.body.as_slice()).read_to_end(&mut file).unwrap();
            assert_eq!(file, plain.body, "{path}");
            // The tag is weak: it is of the file, however it is sent.
            assert_eq!(sent.header("etag"), plain.header("etag"));
            let etag = sent.header("etag").unwrap();
            let again = asked.clone().with("If-None-Match", etag).send(server.address);
            assert_eq!((again.status, again.body.len()), (304, 0));
            assert_eq!(
                (again.header("content-encoding"), again.header("vary")),
                (None, Some("accept-encoding"))
            );
            let mut client = crate::client::Client::connect(server.address);
            client.write(&asked.method("HEAD").head());
            let head = client.head().unwrap();
            for name in ["content-encoding", "content-length", "vary", "etag"] {
                assert_eq!(head.header(name), sent.header(name), "{path} {name}");
            }
        }
        for refused in ["identity", "gzip;q=0", "br"] {
            let sent = ok(server.address, &get(path).with("Accept-Encoding", refused));
            assert_eq!(
                (sent.header("content-encoding"), &sent.body),
                (None, &plain.body),
                "{path} {refused}"
            );
        }
    }
}

#[test]
fn pages_of_others_can_neither_load_it_nor_read_what_its_pages_are_told() {
    let server = serve(|server| server.allow_origin("http://localhost:3000"));
    let rebound = get("/console").with("Host", "rebound.evil.example:8000");
    rebound.send(server.address).refused(403, "AccessDeniedException");
    for path in ["/console", "/console/app.js", "/console/session.json"] {
        let foreign = get(path).with("Origin", "https://evil.example");
        foreign.send(server.address).refused(403, "AccessDeniedException");
        for site in ["cross-site", "same-site"] {
            let embedded = get(path).with("Sec-Fetch-Site", site).with("Sec-Fetch-Mode", "no-cors");
            embedded.send(server.address).refused(403, "AccessDeniedException");
        }
    }
    // A page that may call the API is told nothing that is the console's.
    let allowed = get("/console/session.json").with("Origin", "http://localhost:3000");
    allowed.send(server.address).refused(403, "AccessDeniedException");
    let own = format!("http://{}", server.address);
    ok(
        server.address,
        &get("/console/session.json").with("Host", &server.address.to_string()).with("Origin", &own),
    );
}

#[test]
fn a_link_on_another_site_leads_to_the_page_alone() {
    let server = serve(|server| server);
    let followed = |path: &str, into: &str| {
        let request = get(path).with("Sec-Fetch-Site", "cross-site").with("Sec-Fetch-Mode", "navigate");
        request.with("Sec-Fetch-Dest", into).send(server.address).status
    };
    assert_eq!(followed("/console", "document"), 200);
    assert_eq!(followed("/console", "iframe"), 403);
    assert_eq!(followed("/console/session.json", "document"), 403);
}

#[test]
fn with_the_console_alone_the_control_takes_requests_of_its_pages() {
    let server = serve(|server| server);
    assert_eq!(clock(None).send(server.address).status, 403);
    assert_eq!(clock(Some("another")).send(server.address).status, 403);
    let told = session(server.address);
    assert_eq!((&told["signed"], &told["control"]), (&false.into(), &"told".into()));
    ok(server.address, &clock(told["token"].as_str()));
    let other = serve(|server| server);
    assert_ne!(session(other.address)["token"], told["token"]);
}

#[test]
fn where_the_control_is_on_for_all_the_pages_need_no_token() {
    let server = serve(|server| server.control(true));
    let told = session(server.address);
    assert_eq!((&told["control"], &told["token"]), (&"open".into(), &Value::Null));
    ok(server.address, &clock(None));
}

#[test]
fn what_the_operator_keeps_secret_is_not_told() {
    let token = serve(|server| server.control(true).control_token("secret"));
    assert_eq!(
        (&session(token.address)["control"], &session(token.address)["token"]),
        (&"asked".into(), &Value::Null)
    );
    assert_eq!(clock(None).send(token.address).status, 403);
    ok(token.address, &clock(Some("secret")));

    let signed = serve(|server| server.credentials("me", "secret"));
    let told = session(signed.address);
    assert_eq!(
        (&told["signed"], &told["control"], &told["token"]),
        (&true.into(), &"signed".into(), &Value::Null)
    );
    assert_eq!(clock(None).send(signed.address).status, 403);
}
