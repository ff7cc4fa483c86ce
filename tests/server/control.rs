//! `/_hashrange/`: what a test in another process holds in its hand.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    Clock, Database,
    ScalarAttributeType::S,
    item,
    server::{SeparateBy, ServerBuilder},
};
use serde_json::{Value, json};

use crate::{
    client::{AUTHORIZATION, Answer, Call, Client, call},
    running::{Running, patient, start},
};

const ITEM: &str = r#"{"TableName": "likes", "Item": {"id": {"S": "haeri05"}}}"#;
const GET: &str = r#"{"TableName": "likes", "Key": {"id": {"S": "haeri05"}}}"#;

fn likes() -> Database {
    let db = Database::new();
    db.create_table("likes").partition_key("id", S).run().unwrap();
    db
}

pub fn serve(settings: impl FnOnce(ServerBuilder) -> ServerBuilder) -> Running {
    start(|server| settings(server.control(true)))
}

/// An unsigned request.
fn asked(method: &str, path: &str, body: impl ToString) -> Call {
    let headers = vec![("Host".to_owned(), "127.0.0.1".to_owned())];
    Call {
        method: method.to_owned(),
        path: format!("/_hashrange/{path}"),
        headers,
        body: body.to_string().into_bytes(),
    }
}

fn json_of(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json"), "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

#[track_caller]
pub fn ok(to: SocketAddr, method: &str, path: &str, body: impl ToString) -> Value {
    let answer = asked(method, path, body).send(to);
    assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text());
    json_of(&answer)
}

/// The name and the text of a refusal.
#[track_caller]
pub fn refused(status: u16, to: SocketAddr, method: &str, path: &str, body: impl ToString) -> String {
    let answer = asked(method, path, body).send(to);
    assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
    let refusal = json_of(&answer);
    format!("{}: {}", refusal["__type"].as_str().unwrap(), refusal["message"].as_str().unwrap())
}

/// An operation by this access key.
fn by(to: SocketAddr, access_key: &str, operation: &str, body: &str) -> Answer {
    let authorization = AUTHORIZATION.replace("=me/", &format!("={access_key}/"));
    call(operation, body).with("Authorization", &authorization).send(to)
}

fn has_item(to: SocketAddr, access_key: &str) -> bool {
    let answer = by(to, access_key, "GetItem", GET);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().contains("Item")
}

fn fork(to: SocketAddr, body: impl ToString) -> String {
    ok(to, "POST", "fork", body)["access_key"].as_str().unwrap().to_owned()
}

/// The answer's body, which comes in chunks.
fn download(to: SocketAddr, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(to).unwrap();
    // Of HTTP/1.0 the end of the connection is the end of the body.
    write!(stream, "GET /_hashrange/{path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    assert!(answer.starts_with(b"HTTP/1.0 200"), "{}", String::from_utf8_lossy(&answer[..head]));
    answer.split_off(head + 4)
}

#[test]
fn it_is_not_there_unless_it_is_switched_on() {
    let server = start(|server| server.database(likes()));
    for path in ["", "clock", "fork"] {
        for method in ["GET", "POST", "OPTIONS"] {
            let answer = asked(method, path, "").send(server.address);
            assert_eq!((answer.status, answer.text().as_str()), (404, "<UnknownOperationException/>\n"));
        }
    }
    // An access key is an access key.
    assert!(!has_item(server.address, "HRFORK00000000000000"));
}

#[test]
fn the_paths_are_listed_and_the_guide_has_them() {
    let server = serve(|server| server);
    let listed = ok(server.address, "GET", "", "");
    let guide = include_str!("../../docs/http.md");
    for path in listed["paths"].as_array().unwrap() {
        let row = format!("| `{} {}` |", path["method"].as_str().unwrap(), path["path"].as_str().unwrap());
        assert!(guide.contains(&row), "docs/http.md lacks {row}");
    }
    let rows = guide.lines().filter(|line| line.starts_with("| `") && line.contains(" /_hashrange/")).count();
    assert_eq!(rows, listed["paths"].as_array().unwrap().len(), "docs/http.md has rows of other paths");
}

#[test]
fn methods_and_paths_are_held_to() {
    let server = serve(|server| server);
    assert!(refused(404, server.address, "GET", "nothing", "").contains("GET /_hashrange/ lists"));
    assert!(refused(404, server.address, "GET", "../", "").starts_with("NotFound"));
    let answer = asked("PUT", "clock", "").send(server.address);
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD, POST")));
    // A HEAD is a GET without its body.
    let mut client = Client::connect(server.address);
    client.write(&asked("HEAD", "clock", "").bytes());
    let mut head = [0; 12];
    client.0.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    assert_eq!(asked("OPTIONS", "clock", "").send(server.address).status, 405);
}

#[test]
fn unknown_members_and_parameters_are_refused() {
    let server = serve(|server| server.database(likes()));
    for (method, path, body) in [
        ("POST", "clock", r#"{"advanse": 1}"#),
        ("POST", "clock", r#"{"advance": 1, "advance": 1}"#),
        ("POST", "clock", "[1]"),
        ("POST", "clock", "{"),
        ("POST", "clock", "\u{0}"),
        ("POST", "fork", r#"{"clocks": "manual"}"#),
        ("POST", "reset", r#"{"tables": []}"#),
        ("GET", "clock", "{}"),
        ("GET", "clock?now", ""),
        ("GET", "verify?table=likes", ""),
        ("GET", "explain?table=likes", ""),
        ("GET", "explain?table=likes&key=a&key=b", ""),
        ("POST", "fork", r#"{"kept": 0}"#),
        ("POST", "fork", r#"{"kept": "2 days"}"#),
        ("POST", "fork", r#"{"clock": "sundial"}"#),
    ] {
        let text = refused(400, server.address, method, path, body);
        assert!(text.starts_with("BadRequest: "), "{method} {path} {body}: {text}");
    }
}

#[test]
fn a_manual_clock_is_read_and_moved() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let server = serve(|server| server.database_settings(Database::builder().clock(clock.clone())));
    let to = server.address;
    let shown =
        json!({"now": "2023-11-14T22:13:20.000Z", "epoch_seconds": 1_700_000_000.0, "kind": "manual"});
    assert_eq!(ok(to, "GET", "clock", ""), shown);
    assert_eq!(ok(to, "POST", "clock", r#"{"advance": 1.5}"#)["now"], "2023-11-14T22:13:21.500Z");
    assert_eq!(ok(to, "POST", "clock", r#"{"advance": "1h"}"#)["now"], "2023-11-14T23:13:21.500Z");
    assert_eq!(
        ok(to, "POST", "clock", r#"{"set": "2024-01-01T00:00:00Z"}"#)["epoch_seconds"],
        1_704_067_200.0
    );
    assert_eq!(clock.now(), UNIX_EPOCH + Duration::from_secs(1_704_067_200));
    assert!(refused(400, to, "POST", "clock", r#"{"set": 0}"#).contains("forward only"));
    assert!(refused(400, to, "POST", "clock", r#"{"advance": 1e12}"#).contains("9999"));
    assert!(refused(400, to, "POST", "clock", "").contains("one of the two"));
}

#[test]
fn items_expire_when_the_clock_is_moved() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock).build();
    let likes = db.create_table("likes").partition_key("id", S).run().unwrap();
    likes.enable_time_to_live("until").unwrap();
    likes.put(item! { "id": "haeri05", "until": 1_700_000_060 }).run().unwrap();
    let server = serve(|server| server.database(db));
    let fork = fork(server.address, "");
    assert!(has_item(server.address, "me") && has_item(server.address, &fork));
    // The fork's time is its own.
    ok(server.address, "POST", &format!("clock?access-key={fork}"), r#"{"advance": "61s"}"#);
    assert!(has_item(server.address, "me") && !has_item(server.address, &fork));
}

#[test]
fn the_systems_clock_stands_where_it_is_but_a_fork_can_have_another() {
    let server = serve(|server| server.database(likes()));
    let to = server.address;
    assert_eq!(ok(to, "GET", "clock", "")["kind"], "system");
    assert!(refused(409, to, "POST", "clock", r#"{"advance": 1}"#).contains("--clock manual"));
    let (system, manual, start) =
        (fork(to, ""), fork(to, r#"{"clock": "manual"}"#), fork(to, r#"{"clock": "2030-01-01T00:00:00Z"}"#));
    let of = |key: &str| ok(to, "GET", &format!("clock?access-key={key}"), "");
    assert_eq!((&of(&system)["kind"], &of(&manual)["kind"]), (&json!("system"), &json!("manual")));
    assert_eq!(of(&start)["now"], "2030-01-01T00:00:00.000Z");
}

#[test]
fn the_clock_of_a_fork_cannot_begin_before_the_time_of_the_tables() {
    let start = UNIX_EPOCH + Duration::from_secs(4_000_000_000);
    let server = serve(|server| server.database(Database::builder().clock(Clock::manual(start)).build()));
    let to = server.address;
    for earlier in ["\"system\"", "3999999999", "\"2026-01-01T00:00:00Z\""] {
        let message = refused(400, to, "POST", "fork", format!("{{\"clock\": {earlier}}}"));
        assert!(message.contains("which is 2096-10-02T07:06:40.000Z"), "{message}");
    }
    for later in ["\"manual\"", "4000000000", "4000000001"] {
        fork(to, format!("{{\"clock\": {later}}}"));
    }
}

#[test]
fn a_fork_is_a_copy_with_an_access_key_of_its_own_where_all_others_share() {
    let server = serve(|server| server.database(likes()));
    let to = server.address;
    let (one, other) = (fork(to, ""), fork(to, ""));
    assert_eq!(by(to, &one, "PutItem", ITEM).status, 200);
    assert!(has_item(to, &one) && !has_item(to, &other) && !has_item(to, "me"));
    // A fork of a fork, and one that is asked for by the key in the signature.
    let again = fork(to, "");
    assert!(!has_item(to, &again));
    let signed = asked("POST", "fork", "").with("X-Amz-Date", "20261122T000000Z");
    let signed = signed.with("Authorization", &AUTHORIZATION.replace("=me/", &format!("={one}/")));
    let again = json_of(&signed.send(to))["access_key"].as_str().unwrap().to_owned();
    assert!(has_item(to, &again));

    let listed = ok(to, "GET", "fork", "");
    assert_eq!(listed["forks"].as_array().unwrap().len(), 4);
    ok(to, "DELETE", &format!("fork/{one}"), "");
    assert!(refused(404, to, "DELETE", &format!("fork/{one}"), "").starts_with("NotFound"));
    // Its key is nobody's then, instead of everybody's.
    by(to, &one, "GetItem", GET).refused(400, "UnrecognizedClientException");
    assert!(asked("GET", &format!("verify?access-key={one}"), "").send(to).status == 400);
    assert!(has_item(to, &again));
}

#[test]
fn where_databases_are_separate_a_fork_is_of_those_of_its_key() {
    let server = serve(|server| server.separate([SeparateBy::AccessKey, SeparateBy::Region]));
    let to = server.address;
    let create = r#"{"TableName": "likes", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST"}"#;
    let there = |call: Call, key: &str, region: &str| {
        let authorization = AUTHORIZATION.replace("=me/", &format!("={key}/")).replace("us-east-1", region);
        call.with("Authorization", &authorization).send(to)
    };
    assert_eq!(there(call("CreateTable", create), "me", "us-east-1").status, 200);
    assert_eq!(there(call("CreateTable", create), "me", "eu-west-1").status, 200);
    assert!(refused(400, to, "POST", "fork", "").contains("?access-key=KEY"));
    let fork = fork_of(to, "fork?access-key=me");
    for region in ["us-east-1", "eu-west-1"] {
        assert_eq!(there(call("PutItem", ITEM), &fork, region).status, 200);
        assert!(!there(call("GetItem", GET), "me", region).text().contains("Item"));
        assert!(there(call("GetItem", GET), &fork, region).text().contains("Item"));
    }
    assert!(there(call("ListTables", "{}"), &fork, "ap-northeast-2").text().contains("[]"));
    // A reset is of one region, to the fork's beginning.
    ok(to, "POST", &format!("reset?access-key={fork}&region=eu-west-1"), "");
    assert!(!there(call("GetItem", GET), &fork, "eu-west-1").text().contains("Item"));
    assert!(there(call("GetItem", GET), &fork, "us-east-1").text().contains("Item"));
    // That of another key is to the server's.
    ok(to, "POST", "reset?access-key=me&region=eu-west-1", "");
    assert!(there(call("ListTables", "{}"), "me", "eu-west-1").text().contains("[]"));
    assert!(there(call("ListTables", "{}"), "me", "us-east-1").text().contains("likes"));
}

fn fork_of(to: SocketAddr, path: &str) -> String {
    ok(to, "POST", path, "")["access_key"].as_str().unwrap().to_owned()
}

#[test]
fn a_reset_goes_back_to_the_start() {
    let db = likes();
    let server = serve(|server| server.database(db.clone()));
    assert_eq!(by(server.address, "me", "PutItem", ITEM).status, 200);
    db.create_table("more").partition_key("id", S).run().unwrap();
    assert_eq!(ok(server.address, "POST", "reset", ""), json!({"tables": ["likes"]}));
    assert!(!has_item(server.address, "me"));
    // The program's own handle is still that of the served database.
    db.table("likes").unwrap().put(item! { "id": "haeri05" }).run().unwrap();
    assert!(has_item(server.address, "me"));

    let fork = fork(server.address, "");
    by(server.address, &fork, "DeleteItem", GET);
    assert!(!has_item(server.address, &fork));
    ok(server.address, "POST", &format!("reset?access-key={fork}"), "{}");
    assert!(has_item(server.address, &fork));
}

#[test]
fn snapshots_are_streams_in_both_directions() {
    let db = likes();
    db.table("likes")
        .unwrap()
        .put_all((0..5000).map(|n| item! { "id": format!("{n}"), "text": "x".repeat(100) }))
        .unwrap();
    let server = serve(|server| server.database(db));
    let to = server.address;
    let snapshot = download(to, "snapshot");
    assert!(snapshot.len() > 500_000 && snapshot.ends_with(b"\n"));
    let body = String::from_utf8(snapshot).unwrap();
    let loaded = ok(to, "POST", "snapshot", &body)["access_key"].as_str().unwrap().to_owned();
    assert_eq!(by(to, &loaded, "PutItem", ITEM).status, 200);
    assert!(has_item(to, &loaded) && !has_item(to, "me"));
    let described = by(to, &loaded, "DescribeTable", r#"{"TableName": "likes"}"#).text();
    assert!(described.contains(r#""ItemCount":5001"#), "{described}");
    for body in ["", "something else", &body[..body.len() / 2], &body.replacen("xxx", "yyy", 1)] {
        refused(400, to, "POST", "snapshot", body);
    }
    // Nothing names a path of the server's.
    assert!(refused(400, to, "GET", "snapshot?file=/etc/passwd", "").contains("unknown parameter 'file'"));
    assert!(refused(400, to, "POST", "snapshot", r#"{"load": "/etc/passwd"}"#).contains("not a snapshot"));
}

#[test]
fn many_clients_that_do_not_read_their_snapshots_leave_room_for_others() {
    let db = likes();
    let text = "x".repeat(1000);
    db.table("likes")
        .unwrap()
        .put_all((0..5000).map(|n| item! { "id": format!("{n}"), "text": text.as_str() }))
        .unwrap();
    let server = serve(|server| server.database(db));
    let waiting: Vec<Client> = (0..4)
        .map(|_| {
            let mut client = Client::connect(server.address);
            client.write(&asked("GET", "snapshot", "").bytes());
            client.0.read_exact(&mut [0; 100]).unwrap();
            client
        })
        .collect();
    assert!(refused(429, server.address, "GET", "snapshot", "").starts_with("TooMany"));
    assert!(!has_item(server.address, "me"));
    drop(waiting);
    crate::running::wait_until("a client that is gone gives its place back", || {
        let mut client = Client::connect(server.address);
        client.write(&asked("GET", "snapshot", "").bytes());
        let mut status = [0; 12];
        client.0.read_exact(&mut status).unwrap();
        &status == b"HTTP/1.1 200"
    });
}

#[test]
fn a_database_is_verified_and_shows_where_keys_lie() {
    let db = likes();
    db.table("likes").unwrap().put(item! { "id": "minji01" }).run().unwrap();
    let numbers = db.create_table("no/such_name").partition_key("id", S).run();
    assert!(numbers.is_err());
    db.create_table("numbers").partition_key("n", hashrange::ScalarAttributeType::N).run().unwrap();
    let server = serve(|server| server.database(db.clone()));
    let to = server.address;
    assert_eq!(ok(to, "GET", "verify", ""), json!({"findings": []}));
    let place = ok(to, "GET", "explain?table=likes&key=minji01", "");
    assert_eq!(place["hash"], "05a7b29dbbad58a9eb72efb1a2b420f69814378e126c647d4db49906a964bc13");
    assert_eq!(
        (&place["partition"], &place["partitions"], &place["type"]),
        (&json!("A"), &json!(4), &json!("S"))
    );
    let same = |one: &str, other: &str| {
        let hash = |key: &str| ok(to, "GET", &format!("explain?table=numbers&key={key}"), "")["hash"].clone();
        assert_eq!(hash(one), hash(other));
    };
    same("42", "42.0");
    assert!(refused(400, to, "GET", "explain?table=numbers&key=many", "").contains("not a number"));
    // Texts with slashes, spaces and other letters are escaped.
    let place = ok(to, "GET", "explain?table=likes&key=a%2Fb%20%EC%86%8C", "");
    let direct = db.table("likes").unwrap().explain("a/b 소").unwrap();
    assert_eq!((&place["key"], &place["hash"]), (&json!("a/b 소"), &json!(direct.hash.to_hex())));
    assert!(
        refused(404, to, "GET", "explain?table=no%2Fsuch&key=1", "").starts_with("ResourceNotFoundException")
    );

    let partitions = ok(to, "GET", "partitions?table=likes", "");
    let partitions = partitions["partitions"].as_array().unwrap();
    assert_eq!(partitions.len(), 4);
    assert_eq!((&partitions[0]["items"], &partitions[0]["writes"]), (&json!(1), &json!(1)));
    assert_eq!(partitions[3]["last"], "f".repeat(64));
}

#[test]
fn web_pages_are_treated_as_by_the_api() {
    let server = serve(|server| server.allow_origin("http://localhost:3000"));
    let to = server.address;
    for (method, path) in [("GET", "clock"), ("POST", "reset"), ("DELETE", "fork/x"), ("OPTIONS", "fork")] {
        let page = asked(method, path, "");
        assert_eq!(page.clone().with("Origin", "https://evil.example").send(to).status, 403);
        assert_eq!(page.clone().with("Origin", "null").send(to).status, 403);
        assert_eq!(page.with("Host", "rebound.evil.example").send(to).status, 403);
    }
    let page = asked("OPTIONS", "fork/x", "").with("Origin", "http://localhost:3000");
    let answer = page.with("Access-Control-Request-Method", "DELETE").send(to);
    assert_eq!(answer.status, 200);
    assert!(answer.header("access-control-allow-methods").unwrap().contains("DELETE"));
    let answer = asked("GET", "clock", "").with("Origin", "http://localhost:3000").send(to);
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://localhost:3000"));
    // What a page shows as an image or loads as a script has no origin.
    let image = asked("GET", "snapshot", "").with("Sec-Fetch-Site", "cross-site").send(to);
    assert_eq!(image.status, 403, "{}", image.text());
}

#[test]
fn where_there_is_a_token_requests_have_it() {
    let server = serve(|server| server.database(likes()).control_token("a token"));
    let to = server.address;
    let with = |token: &str| asked("POST", "fork", "").with("Authorization", token).send(to).status;
    assert_eq!(asked("GET", "clock", "").send(to).status, 403);
    for wrong in ["Bearer a toke", "Bearer ", "Bearer a token2", "Basic a token", AUTHORIZATION] {
        assert!([400, 403].contains(&with(wrong)), "{wrong}");
    }
    assert_eq!(with("Bearer a token"), 200);
    assert!(!has_item(to, "me"));
}

#[test]
fn large_and_deep_bodies_are_refused() {
    let server = serve(|server| server.limits(patient()));
    let to = server.address;
    assert_eq!(asked("POST", "fork", " ".repeat(100_001)).send(to).status, 413);
    let deep = format!(r#"{{"clock": {}1{}}}"#, "[".repeat(40_000), "]".repeat(40_000));
    assert!(refused(400, to, "POST", "fork", deep).contains("recursion limit"));
    refused(400, to, "POST", "clock", format!(r#"{{"advance": {}}}"#, "9".repeat(90_000)));
    refused(404, to, "DELETE", &format!("fork/{}", "x".repeat(8000)), "");
    refused(404, to, "GET", &"a/".repeat(3000), "");
}

#[test]
fn forks_are_made_used_reset_and_ended_side_by_side() {
    let server = serve(|server| server.database(likes()));
    let to = server.address;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(move || {
                for _ in 0..10 {
                    let own = fork(to, "");
                    assert_eq!(by(to, &own, "PutItem", ITEM).status, 200);
                    assert!(has_item(to, &own));
                    ok(to, "POST", &format!("reset?access-key={own}"), "");
                    assert!(!has_item(to, &own));
                    ok(to, "DELETE", &format!("fork/{own}"), "");
                    by(to, &own, "PutItem", ITEM).refused(400, "UnrecognizedClientException");
                }
            });
        }
        // A fork that ends while it is used: requests are carried out or refused.
        let doomed = fork(to, "");
        let used = doomed.clone();
        scope.spawn(move || while by(to, &used, "PutItem", ITEM).status == 200 {});
        std::thread::sleep(Duration::from_millis(50));
        ok(to, "DELETE", &format!("fork/{doomed}"), "");
        for _ in 0..20 {
            ok(to, "POST", "reset", "");
        }
    });
    assert_eq!(ok(to, "GET", "fork", "")["forks"], json!([]));
    assert_eq!(ok(to, "GET", "verify", "")["findings"], json!([]));
}

#[test]
fn calls_are_recorded_and_found() {
    let server = serve(|server| server.database(likes()));
    let to = server.address;
    assert!(refused(409, to, "GET", "calls", "").contains("POST /_hashrange/calls"));
    ok(to, "POST", "calls", "");
    by(to, "me", "PutItem", ITEM);
    by(to, "me", "GetItem", GET);
    by(to, "me", "Scan", r#"{"TableName": "users"}"#);
    let count = |query: &str| ok(to, "GET", &format!("calls{query}"), "")["count"].clone();
    assert_eq!(count(""), 3);
    assert_eq!(
        (count("?operation=PutItem"), count("?table=likes"), count("?failed=true")),
        (json!(1), json!(2), json!(1))
    );
    assert_eq!((count("?table=likes&key=haeri05"), count("?table=likes&key=minji01")), (json!(2), json!(0)));
    assert_eq!((count("?error=ResourceNotFoundException"), count("?failed=false")), (json!(1), json!(2)));
    let put = ok(to, "GET", "calls?operation=PutItem", "");
    assert_eq!((&put["write_units"], &put["calls"][0]["tables"]), (&json!(1.0), &json!(["likes"])));
    for query in ["?key=haeri05", "?operations=PutItem", "?failed=maybe", "?failed=false&error=x"] {
        refused(400, to, "GET", &format!("calls{query}"), "");
    }
    // A fork's calls are its own, and a new recording begins anew.
    let own = fork(to, "");
    ok(to, "POST", &format!("calls?access-key={own}"), r#"{"limit": 1}"#);
    by(to, &own, "GetItem", GET);
    by(to, &own, "PutItem", ITEM);
    assert_eq!(ok(to, "GET", &format!("calls?access-key={own}"), "")["calls"][0]["operation"], "PutItem");
    assert_eq!(count(""), 3);
    ok(to, "POST", "calls", "{}");
    assert_eq!(count(""), 0);
    ok(to, "DELETE", "calls", "");
    refused(409, to, "GET", "calls", "");
}

#[test]
fn reads_are_late_as_asked() {
    let server = serve(|server| server.database(likes()));
    let to = server.address;
    assert_eq!(ok(to, "GET", "lag", ""), json!({"lag": null}));
    let own = fork(to, r#"{"clock": "manual"}"#);
    let of = |method: &str, path: &str, body: &str| ok(to, method, &format!("{path}?access-key={own}"), body);
    let lag = of("POST", "lag", r#"{"least_ms": 1000, "most_ms": 2000}"#);
    assert_eq!(lag["lag"]["most_ms"], 2000);
    by(to, &own, "PutItem", ITEM);
    assert!(!has_item(to, &own));
    of("POST", "clock", r#"{"advance": "2s"}"#);
    assert!(has_item(to, &own));
    by(to, &own, "DeleteItem", GET);
    assert!(has_item(to, &own));
    of("POST", "converge", "");
    assert!(!has_item(to, &own));
    by(to, &own, "PutItem", ITEM);
    of("DELETE", "lag", "");
    assert!(has_item(to, &own));
    of("POST", "lag", r#"{"most_ms": 10}"#);
    of("POST", "reset", "");
    assert_eq!(of("GET", "lag", ""), json!({"lag": null}));
    for wrong in ["", r#"{"most": 1}"#, r#"{"most_ms": 1, "least_ms": 2}"#, r#"{"most_ms": -1}"#] {
        refused(400, to, "POST", "lag", wrong);
    }
}

#[test]
fn faults_are_added_counted_and_removed() {
    let server = serve(|server| server.database(likes()));
    let to = server.address;
    let own = fork(to, "");
    let of = |method: &str, path: &str, body: &str| ok(to, method, &format!("{path}?access-key={own}"), body);
    let rule = r#"{"operations": ["PutItem"], "table": "likes", "key": {"id": {"S": "haeri05"}}, "times": 2,
        "answer": {"throttled": {}}}"#;
    assert_eq!(of("POST", "faults", rule), json!({"id": 1}));
    let put = |key: &str| by(to, key, "PutItem", ITEM).status;
    assert_eq!((put("me"), put(&own), put(&own), put(&own)), (200, 400, 400, 200));
    of("POST", "faults", r#"{"answer": {"exception": {"name": "InternalServerError"}}, "nth": 1}"#);
    assert_eq!(by(to, &own, "GetItem", GET).status, 500);
    let listed = of("GET", "faults", "");
    assert_eq!(listed["faults"].as_array().unwrap().last().unwrap()["hits"], 1);
    let id = listed["faults"].as_array().unwrap().last().unwrap()["id"].clone();
    assert_eq!(of("GET", &format!("faults/{id}"), "")["calls"], 1);
    of("DELETE", &format!("faults/{id}"), "");
    assert!(refused(404, to, "GET", &format!("faults/{id}?access-key={own}"), "").starts_with("NotFound"));
    let story = r#"{"kind": "hot_key", "table": "likes", "key": {"id": {"S": "haeri05"}}, "chance": 1.0}"#;
    assert_eq!(of("POST", "stories", story)["ids"].as_array().unwrap().len(), 1);
    assert_eq!(put(&own), 400);
    of("DELETE", "faults", "");
    assert_eq!((put(&own), of("GET", "faults", "")), (200, json!({"faults": []})));
    of("POST", "stories", r#"{"kind": "conflicts", "chance": 1.0}"#);
    of("POST", "reset", "");
    assert_eq!(put(&own), 200);
    for (path, wrong) in [
        ("faults", "{}"),
        ("faults", r#"{"answer": "request_lost", "tabel": "likes"}"#),
        ("faults", r#"{"answer": "request_lost", "operations": ["PutItme"]}"#),
        ("faults", r#"{"answer": "request_lost", "table": "none"}"#),
        ("faults", r#"{"answer": {"exception": {"name": "TeapotException"}}}"#),
        ("stories", r#"{"kind": "hot_key"}"#),
        ("stories", r#"{"kind": "flood"}"#),
    ] {
        refused(400, to, "POST", path, wrong);
    }
}

#[test]
fn an_answer_that_is_lost_closes_the_connection_behind_the_write() {
    let server = serve(|server| server.database(likes()));
    ok(
        server.address,
        "POST",
        "faults",
        r#"{"operations": ["PutItem"], "times": 1, "answer": "answer_lost"}"#,
    );
    let mut client = Client::connect(server.address);
    client.write(&call("PutItem", ITEM).bytes());
    assert!(client.answer().is_none());
    assert!(has_item(server.address, "me"));
}

#[test]
fn items_are_held_until_they_are_released_or_their_time_is_over() {
    let server = serve(|server| server.database(likes()));
    let to = server.address;
    let item = r#"{"table": "likes", "key": {"id": {"S": "haeri05"}}}"#;
    let held = ok(to, "POST", "hold", item);
    assert_eq!(held["lasts_seconds"], 60.0);
    by(to, "me", "PutItem", ITEM).refused(400, "TransactionConflictException");
    assert!(refused(400, to, "POST", "hold", item).starts_with("TransactionConflictException"));
    // A fork holds nothing.
    assert_eq!(by(to, &fork(to, ""), "PutItem", ITEM).status, 200);
    ok(to, "DELETE", &format!("hold/{}", held["id"]), "");
    assert_eq!(by(to, "me", "PutItem", ITEM).status, 200);
    refused(404, to, "DELETE", &format!("hold/{}", held["id"]), "");

    ok(to, "POST", "hold", item.replace("}}}", "}}, \"lasts\": \"200ms\"}"));
    crate::running::wait_until("the hold ends", || by(to, "me", "PutItem", ITEM).status == 200);
    ok(to, "POST", "hold", item);
    ok(to, "POST", "reset", "");
    assert_eq!(by(to, "me", "PutItem", ITEM).status, 200);
    for wrong in [
        "{}",
        r#"{"table": "likes"}"#,
        r#"{"table": "likes", "key": {"other": {"S": "1"}}}"#,
        r#"{"token": ""}"#,
        r#"{"token": "t", "lasts": "2h"}"#,
    ] {
        refused(400, to, "POST", "hold", wrong);
    }
    refused(404, to, "POST", "hold", r#"{"table": "none", "key": {"id": {"S": "1"}}}"#);
}

#[test]
fn requests_are_throttled_as_asked() {
    let server = serve(|server| server.database(likes()));
    let to = server.address;
    assert_eq!(ok(to, "GET", "throughput", ""), json!({"throughput": null}));
    let own = fork(to, r#"{"clock": "manual"}"#);
    let of = |method: &str, path: &str, body: &str| ok(to, method, &format!("{path}?access-key={own}"), body);
    let set = of("POST", "throughput", r#"{"mode": "per_partition", "read_units": 10, "write_units": 1}"#);
    assert_eq!(set["throughput"]["write_units"], 1);
    let put = |key: &str| by(to, key, "PutItem", ITEM).status;
    assert_eq!((put(&own), put(&own), put("me"), put("me")), (200, 400, 200, 200));
    of("POST", "clock", r#"{"advance": 1}"#);
    assert_eq!((put(&own), put(&own)), (200, 400));
    let partitions = ok(to, "GET", &format!("partitions?table=likes&access-key={own}"), "");
    let throttled = |partition: &Value| partition["throttled_writes"].as_u64().unwrap();
    assert_eq!(partitions["partitions"].as_array().unwrap().iter().map(throttled).sum::<u64>(), 2);
    of("DELETE", "throughput", "");
    assert_eq!((put(&own), put(&own)), (200, 200));
    for wrong in [
        "",
        r#"{"mode": "per_partition"}"#,
        r#"{"mode": "fast"}"#,
        r#"{"mode": "as_provisioned", "units": 1}"#,
    ] {
        refused(400, to, "POST", "throughput", wrong);
    }
}
