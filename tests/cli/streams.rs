//! The changes of a table's items, from the command line.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use serde_json::{Value, json};

use crate::support::{Desk, Server, lines};

/// A server with an empty table that has a stream.
fn server(desk: &Desk) -> Server {
    let server = Server::start(desk, &[]);
    let stream = ["create", "likes", "--partition-key", "id", "--stream", "new-and-old-images"];
    desk.good(&[&stream[..], &["--endpoint", &server.url]].concat());
    server
}

fn put(desk: &Desk, server: &Server, item: &str) {
    desk.good(&["put", "likes", item, "--endpoint", &server.url]);
}

#[test]
fn changes_are_shown_from_the_start_in_order() {
    let desk = Desk::new();
    let server = server(&desk);
    for number in 1..=3 {
        put(&desk, &server, &format!(r#"{{"id": "{}", "number": {number}}}"#, number % 2));
    }
    desk.good(&["delete", "likes", "0", "--endpoint", &server.url]);
    let tail = ["streams", "tail", "likes", "--from-start", "--limit", "4", "--endpoint", &server.url];
    let shown = desk.good(&tail);
    let shown: Vec<&str> = shown.lines().map(|line| line.split_once("Z  ").unwrap().1).collect();
    assert_eq!(
        shown,
        [
            r#"INSERT  {"id":"1"}  {"id":"1","number":1}"#,
            r#"INSERT  {"id":"0"}  {"id":"0","number":2}"#,
            r#"MODIFY  {"id":"1"}  {"id":"1","number":1} -> {"id":"1","number":3}"#,
            r#"REMOVE  {"id":"0"}  {"id":"0","number":2}"#,
        ]
    );
    let records = lines(&desk.good(&[&tail[..], &["--json"]].concat()));
    let told: Vec<&Value> = records.iter().map(|record| &record["eventName"]).collect();
    assert_eq!(told, ["INSERT", "INSERT", "MODIFY", "REMOVE"]);
    assert_eq!(records[2]["dynamodb"]["NewImage"], json!({ "id": { "S": "1" }, "number": { "N": "3" } }));
}

#[test]
fn a_server_keeps_as_many_bytes_of_changes_as_was_said() {
    let desk = Desk::new();
    for (bytes, kept) in [("0", 1), ("1000000", 3)] {
        for by in [&[][..], &["--separate", "key,region"]] {
            let server = Server::start(&desk, &[&["--stream-bytes", bytes], by].concat());
            let at = ["--endpoint", &server.url];
            let create = ["create", "likes", "--partition-key", "id", "--stream", "new-and-old-images"];
            desk.good(&[&create[..], &at].concat());
            (1..=3).for_each(|number| put(&desk, &server, &format!(r#"{{"id": "{number}"}}"#)));
            let limit = kept.to_string();
            let tail = ["streams", "tail", "likes", "--from-start", "--limit", &limit, "--json"];
            let shown = lines(&desk.good(&[&tail[..], &at].concat()));
            assert_eq!(shown.len(), kept);
            assert_eq!(shown[kept - 1]["dynamodb"]["Keys"], json!({ "id": { "S": "3" } }));
        }
    }
    assert_eq!(desk.run(&["serve", "--stream-bytes", "many"]).code, 2);
}

/// Kills what it waits for where a test fails.
struct Follower(Child);

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_tail_follows_until_the_stream_ends() {
    let desk = Desk::new();
    let server = server(&desk);
    put(&desk, &server, r#"{"id": "before"}"#);
    let mut command = desk.command();
    command.args(["streams", "tail", "likes", "--from-start", "--json", "--endpoint", &server.url]);
    let mut tail = Follower(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut out = BufReader::new(tail.0.stdout.take().unwrap()).lines();
    let mut next = || out.next().map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    assert_eq!(next().unwrap()["dynamodb"]["Keys"]["id"]["S"], "before");
    put(&desk, &server, r#"{"id": "after"}"#);
    assert_eq!(next().unwrap()["dynamodb"]["Keys"]["id"]["S"], "after");
    desk.good(&["update", "likes", "--stream", "off", "--endpoint", &server.url]);
    assert_eq!(next(), None);
    assert!(tail.0.wait().unwrap().success());
}

#[test]
fn streams_are_listed_and_a_table_without_one_says_how_to_have_one() {
    let desk = Desk::new();
    let server = server(&desk);
    let listed = desk.good(&["streams", "list", "--endpoint", &server.url]);
    assert!(listed.lines().nth(2).unwrap().contains("table/likes/stream/"), "{listed}");
    desk.good(&["create", "plain", "--partition-key", "id", "--endpoint", &server.url]);
    assert_eq!(desk.good(&["streams", "list", "plain", "--endpoint", &server.url]), "no streams\n");
    let refused = desk.bad(&["streams", "tail", "plain", "--endpoint", &server.url]);
    assert!(refused.contains("hashrange update plain --stream"), "{refused}");
    for command in ["list", "tail"] {
        let refused = desk.bad(&["streams", command, "nope", "--endpoint", &server.url]);
        assert!(refused.contains("there is no table nope"), "{refused}");
    }
    assert_eq!(desk.run(&["streams", "tail", "likes", "--limit", "0"]).code, 2);
}

#[test]
fn a_snapshot_is_read_to_its_end() {
    let desk = Desk::with_likes();
    desk.good(&["update", "likes", "--stream", "keys-only", "--file", "a.snap"]);
    assert_eq!(desk.good(&["streams", "tail", "likes", "--file", "a.snap"]), "");
}
