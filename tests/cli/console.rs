//! `hashrange console`: pages on this machine for tables behind an endpoint.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use ureq::{Agent, http::Request};

use crate::support::{Desk, Server};

/// `hashrange console`, killed at the end.
struct Console {
    child: Child,
    url: String,
    token: String,
}

struct Answer {
    status: u16,
    body: String,
}

impl Console {
    fn start(desk: &Desk, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = desk.command();
        command.args(["console", "--port", "0", "--quiet"]).args(arguments);
        let mut child = command.envs(variables.iter().copied()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (url, token) = line.trim().strip_prefix("ready ").unwrap().split_once("/console#token=").unwrap();
        Self { child, url: url.to_owned(), token: token.to_owned() }
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let agent = Agent::config_builder().http_status_as_error(false).allow_non_standard_methods(true);
        let mut response = Agent::from(agent.build()).run(request.body(body.into()).unwrap()).unwrap();
        Answer { status: response.status().as_u16(), body: response.body_mut().read_to_string().unwrap() }
    }

    /// Calls an operation as the pages do, with these headers in addition.
    fn call(&self, operation: &str, input: &Value, headers: &[(&str, &str)]) -> Answer {
        let target = format!("DynamoDB_20120810.{operation}");
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("content-type", "application/x-amz-json-1.0"), ("x-amz-target", &target)];
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            all.push(("authorization", &bearer));
        }
        all.extend_from_slice(headers);
        self.send("POST", "/", &all, input.to_string())
    }

    /// Asks a path as the pages do.
    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[("authorization", &format!("Bearer {}", self.token))], "")
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const ME: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "me"), ("AWS_SECRET_ACCESS_KEY", "a secret")];

/// A server that checks signatures.
fn strict_server(desk: &Desk, arguments: &[&str]) -> Server {
    fs::write(desk.path("secret"), "a secret").unwrap();
    Server::start(desk, &[&["--access-key", "me", "--secret-key", "secret"], arguments].concat())
}

fn users() -> Value {
    json!({
        "TableName": "users", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    })
}

#[test]
fn the_pages_reach_the_endpoint_with_credentials_that_they_do_not_see() {
    let desk = Desk::new();
    let server = strict_server(&desk, &["--control"]);
    let console = Console::start(&desk, &["--endpoint", &server.url, "--region", "eu-west-1"], &ME);
    let page = console.get("/console");
    assert!(page.status == 200 && page.body.contains("<!doctype html>"), "{}", page.body);
    let session = console.get("/console/session.json").body;
    let told: Value = serde_json::from_str(&session).unwrap();
    assert_eq!(told["endpoint"], json!({"address": server.url, "region": "eu-west-1"}));
    assert!(!session.contains("a secret") && !session.contains(&console.token), "{session}");

    assert_eq!(console.call("CreateTable", &users(), &[]).status, 200);
    let listed = console.call("ListTables", &json!({}), &[]);
    assert_eq!((listed.status, &*listed.body), (200, r#"{"TableNames":["users"]}"#));
    // The service's refusals come as they are.
    let refused = console.call("DescribeTable", &json!({"TableName": "nothing"}), &[]);
    assert!(refused.status == 400 && refused.body.contains("ResourceNotFoundException"), "{}", refused.body);
    let streams = [("x-amz-target", "DynamoDBStreams_20120810.ListStreams")];
    let bearer = format!("Bearer {}", console.token);
    let streams =
        [&streams[..], &[("content-type", "application/x-amz-json-1.0"), ("authorization", &bearer)]];
    assert_eq!(console.send("POST", "/", &streams.concat(), "{}").status, 200);

    let partitions = console.get("/_hashrange/partitions?table=users");
    assert!(partitions.status == 200 && partitions.body.contains("\"partitions\""), "{}", partitions.body);
    let explained = console.get("/_hashrange/explain?table=users&key=%EC%86%8C%20%EB%8B%88%2F");
    assert!(explained.status == 200 && explained.body.contains("소 니/"), "{}", explained.body);
}

#[test]
fn who_has_no_token_reaches_nothing_but_the_pages() {
    let desk = Desk::new();
    let server = strict_server(&desk, &["--control"]);
    let console = Console::start(&desk, &["--endpoint", &server.url], &ME);
    let other = Console::start(&desk, &["--endpoint", &server.url], &ME);
    assert_ne!(console.token, other.token);
    let signature = "AWS4-HMAC-SHA256 Credential=me/20261128/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
    let guess = format!("Bearer {}", other.token);
    for authorization in ["", "Bearer", "Bearer ", &guess, &console.token, signature] {
        let refused = console.call("CreateTable", &users(), &[("authorization", authorization)]);
        assert!(refused.status == 403 && refused.body.contains("ConsoleTokenException"), "{authorization}");
        let refused = console.send("GET", "/_hashrange/partitions", &[("authorization", authorization)], "");
        assert_eq!(refused.status, 403, "{authorization}");
    }
    // With the token too, pages of others are refused, and names that somebody else may have pointed here.
    let port = console.url.rsplit(':').next().unwrap();
    let rebound = format!("rebound.example:{port}");
    for foreign in [("origin", "http://localhost:3000"), ("origin", "null"), ("host", &rebound)] {
        assert_eq!(console.call("CreateTable", &users(), &[foreign]).status, 403, "{foreign:?}");
    }
    let own = format!("http://127.0.0.1:{port}");
    let listed =
        console.call("ListTables", &json!({}), &[("origin", &own), ("sec-fetch-site", "same-origin")]);
    assert_eq!((listed.status, &*listed.body), (200, r#"{"TableNames":[]}"#), "nothing was made");
    let read = console.send("GET", "/console/session.json", &[("origin", "http://localhost:3000")], "");
    assert_eq!(read.status, 403);
}

#[test]
fn nothing_but_the_api_and_its_paths_is_sent_on() {
    let desk = Desk::new();
    let server = strict_server(&desk, &["--control", "--metrics"]);
    let console = Console::start(&desk, &["--endpoint", &server.url], &ME);
    let bearer = format!("Bearer {}", console.token);
    let authorized = [("authorization", bearer.as_str())];
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/metrics"),
        ("PUT", "/"),
        ("POST", "/metrics"),
        ("GET", "/elsewhere"),
        ("PATCH", "/_hashrange/fork"),
        ("OPTIONS", "/"),
    ] {
        assert_eq!(console.send(method, path, &authorized, "").status, 404, "{method} {path}");
    }
    let unknown = console.call("DropEverything", &json!({}), &[]);
    assert!(unknown.status == 400 && unknown.body.contains("UnknownOperationException"), "{}", unknown.body);
    assert_eq!(console.call("ListTables", &json!({}), &[("content-encoding", "zip")]).status, 500);
    let long = format!("{{\"ExclusiveStartTableName\": \"{}\"}}", "x".repeat(17 << 20));
    let bearer = format!("Bearer {}", console.token);
    let headers = [
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", "DynamoDB_20120810.ListTables"),
        ("authorization", bearer.as_str()),
    ];
    assert_eq!(console.send("POST", "/", &headers, long).status, 413);
}

#[test]
fn an_endpoint_without_the_paths_has_none_and_failures_are_told() {
    let desk = Desk::new();
    let server = strict_server(&desk, &[]);
    let console = Console::start(&desk, &["--endpoint", &server.url], &ME);
    assert_eq!(console.get("/_hashrange/").status, 404);
    let wrong = [ME[0], ("AWS_SECRET_ACCESS_KEY", "a guess")];
    let stranger = Console::start(&desk, &["--endpoint", &server.url], &wrong);
    let refused = stranger.call("ListTables", &json!({}), &[]);
    assert!(refused.status == 400 && refused.body.contains("InvalidSignature"), "{}", refused.body);
    drop(server);
    let gone = console.call("ListTables", &json!({}), &[]);
    assert!(gone.status == 502 && gone.body.contains("nothing listens there"), "{}", gone.body);

    // Without credentials nothing is sent to the service, and it is never asked for paths.
    let cloud = Console::start(&desk, &["--endpoint", "aws", "--region", "eu-west-1"], &[]);
    let nobody = cloud.call("ListTables", &json!({}), &[]);
    assert!(nobody.status == 502 && nobody.body.contains("no credentials are found"), "{}", nobody.body);
    assert_eq!(cloud.get("/_hashrange/").status, 404);
}

#[test]
fn a_server_with_a_token_of_its_own_is_asked_with_it() {
    let desk = Desk::new();
    fs::write(desk.path("token"), "open sesame\n").unwrap();
    let server = Server::start(&desk, &["--control", "--control-token", "token"]);
    let with = Console::start(&desk, &["--endpoint", &server.url, "--control-token", "token"], &[]);
    assert_eq!(with.get("/_hashrange/").status, 200);
    let without = Console::start(&desk, &["--endpoint", &server.url], &[]);
    let refused = without.get("/_hashrange/");
    assert!(refused.status == 403 && refused.body.contains("AccessDenied"), "{}", refused.body);
}

#[test]
fn an_endpoint_that_is_slow_holds_up_nobody_else() {
    let desk = Desk::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let console = Console::start(&desk, &["--endpoint", &url], &[]);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(console.call("ListTables", &json!({}), &[]).status, 502));
        }
        // They are under way: the endpoint has their connections.
        let accepted: Vec<_> = (0..8).map(|_| silent.accept().unwrap()).collect();
        let began = Instant::now();
        assert_eq!(console.get("/console").status, 200);
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        drop(accepted);
    });
}
