//! `hashrange mcp`, as a coding assistant starts it and calls it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "an answer without what it must have stops the test"
)]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

use serde_json::{Value, json};

use crate::support::{Desk, Server, all};

/// An assistant's session: JSON-RPC, a message a line.
struct Session {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    calls: u64,
    /// What the server tells of itself.
    told: Value,
}

impl Session {
    fn start(desk: &Desk, arguments: &[&str]) -> Self {
        let mut command = desk.command();
        command.arg("mcp").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut session = Self { child, input, output, calls: 0, told: Value::Null };
        let client = json!({"name": "test", "version": "1"});
        let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client});
        session.told = session.request("initialize", &hello)["result"].clone();
        session.write(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string());
        session
    }

    fn write(&mut self, line: &str) {
        self.input.as_mut().unwrap().write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    fn read(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// The whole answer to a request.
    fn request(&mut self, method: &str, params: &Value) -> Value {
        self.calls += 1;
        self.write(
            &json!({"jsonrpc": "2.0", "id": self.calls, "method": method, "params": params}).to_string(),
        );
        let answer = self.read();
        assert_eq!(answer["id"], self.calls, "{answer}");
        answer
    }

    /// The text that a tool answers, and whether it failed.
    fn tool(&mut self, name: &str, arguments: &Value) -> (String, bool) {
        let answer = self.request("tools/call", &json!({"name": name, "arguments": arguments}));
        let result = &answer["result"];
        let text = result["content"][0]["text"].as_str().unwrap_or_else(|| panic!("{answer}"));
        (text.to_owned(), result["isError"] == true)
    }

    #[track_caller]
    fn good(&mut self, name: &str, arguments: &Value) -> Value {
        let (text, is_error) = self.tool(name, arguments);
        assert!(!is_error, "{name}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    #[track_caller]
    fn bad(&mut self, name: &str, arguments: &Value) -> String {
        let (text, is_error) = self.tool(name, arguments);
        assert!(is_error, "{name}: {text}");
        text
    }

    fn tools(&mut self) -> Vec<Value> {
        self.request("tools/list", &json!({}))["result"]["tools"].as_array().unwrap().clone()
    }

    fn names(&mut self) -> Vec<String> {
        self.tools().iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Ends the session, as an assistant does.
    fn end(mut self) -> i32 {
        self.input = None;
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const LIKES: &str = "likes";

fn key(user: &str, at: u32) -> Value {
    json!({"user_id": {"S": user}, "at": {"N": at.to_string()}})
}

#[test]
fn an_assistant_reads_tables_page_by_page() {
    let desk = Desk::with_likes();
    let mut session = Session::start(&desk, &["--file", "a.snap"]);
    assert_eq!(session.told["serverInfo"]["name"], "hashrange");
    assert!(session.told["instructions"].as_str().unwrap().contains("only reads"));
    assert_eq!(session.good("list_tables", &json!({})), json!({"TableNames": [LIKES]}));
    let described = session.good("describe_table", &json!({"TableName": LIKES}));
    assert_eq!(described["Table"]["KeySchema"][0]["AttributeName"], "user_id");
    let item = session.good("get_item", &json!({"TableName": LIKES, "Key": key("haeri05", 2)}));
    assert_eq!(item["Item"]["price"], json!({"N": "12345678901234567890123"}), "numbers are exact");

    let mut query = json!({
        "TableName": LIKES, "KeyConditionExpression": "user_id = :u", "Limit": 1,
        "ExpressionAttributeValues": {":u": {"S": "haeri05"}},
    });
    let first = session.good("query", &query);
    assert_eq!(first["Items"][0]["at"], json!({"N": "1"}));
    query["ExclusiveStartKey"] = first["LastEvaluatedKey"].clone();
    assert_eq!(session.good("query", &query)["Items"][0]["at"], json!({"N": "2"}));
    assert_eq!(session.good("scan", &json!({"TableName": LIKES}))["Count"], 3);
    let selected = session.good("execute_statement", &json!({
        "Statement": "SELECT price FROM likes WHERE user_id = ? AND \"at\" = 1", "Parameters": [{"S": "haeri05"}],
    }));
    assert_eq!(selected["Items"], json!([{"price": {"N": "89000"}}]));
    let explained = session.good("explain_key", &json!({"TableName": LIKES, "Key": "haeri05"}));
    assert_eq!(explained["hash"].as_str().unwrap().len(), 64);
    assert_eq!(session.end(), 0);
}

#[test]
fn only_reading_means_that_nothing_is_written() {
    let desk = Desk::with_likes();
    let before = fs::read(desk.path("a.snap")).unwrap();
    let mut session = Session::start(&desk, &["--file", "a.snap"]);
    for tool in session.tools() {
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        assert_eq!(tool["inputSchema"]["additionalProperties"], false);
    }
    for statement in [
        "DELETE FROM likes WHERE user_id = 'haeri05' AND \"at\" = 1",
        "/* SELECT */ DELETE FROM likes WHERE user_id = 'haeri05' AND \"at\" = 1",
        "-- SELECT\nUPDATE likes SET price = 1 WHERE user_id = 'haeri05' AND \"at\" = 1",
        "  insert into likes value {'user_id': 'x', 'at': 1}",
    ] {
        let refused = session.bad("execute_statement", &json!({"Statement": statement}));
        assert!(refused.contains("only reads"), "{statement}: {refused}");
    }
    let two = "SELECT * FROM likes; DELETE FROM likes WHERE user_id = 'haeri05' AND \"at\" = 1";
    assert!(session.bad("execute_statement", &json!({"Statement": two})).starts_with("ValidationException"));
    for hidden in ["put_item", "update_item", "delete_item", "create_table", "delete_table"] {
        let answer =
            session.request("tools/call", &json!({"name": hidden, "arguments": {"TableName": LIKES}}));
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains("`hashrange mcp --write`"), "{answer}");
    }
    let plain = session.bad("get_item", &json!({"TableName": LIKES, "Key": {"user_id": "haeri05", "at": 1}}));
    assert!(plain.contains("DynamoDB JSON"), "{plain}");
    assert_eq!(session.end(), 0);
    assert_eq!(fs::read(desk.path("a.snap")).unwrap(), before);
}

#[test]
fn what_makes_no_sense_is_told_and_the_session_goes_on() {
    let desk = Desk::with_likes();
    let mut session = Session::start(&desk, &["--file", "a.snap"]);
    for (tool, arguments, message) in [
        ("get_item", json!({"TableName": LIKES}), "get_item needs Key"),
        ("get_item", json!({"TableName": 7, "Key": {}}), "TableName has the JSON type string"),
        ("get_item", json!({"TableName": LIKES, "Key": "haeri05"}), "Key has the JSON type object"),
        ("scan", json!({"TableName": LIKES, "Segment": 1}), "scan takes no Segment"),
        ("scan", json!({"TableName": LIKES, "Limit": 101}), "Limit is 1 to 100"),
        ("scan", json!({"TableName": LIKES, "Limit": -1}), "Limit is 1 to 100"),
        ("scan", json!({"TableName": LIKES, "Limit": 1.5}), "Limit has the JSON type integer"),
        ("scan", json!({"TableName": "none"}), "ResourceNotFoundException"),
        ("scan", json!({"TableName": LIKES, "ExclusiveStartKey": {"user_id": 1}}), "Exception"),
        ("get_item", json!({"TableName": LIKES, "Key": {"user_id": {"S": "a"}}}), "ValidationException"),
        ("execute_statement", json!({"Statement": "SELECT"}), "ValidationException"),
        ("execute_statement", json!({"Statement": "(".repeat(100_000)}), "ValidationException"),
        ("read_metrics", json!({"TableName": LIKES}), "counted by a server"),
        ("explain_key", json!({"TableName": "none", "Key": "a"}), "none"),
        ("get_item", json!({"TableName": LIKES, "Key": {"user_id": {"S": "x".repeat(5_000_000)}}}), "bytes"),
    ] {
        let refused = session.bad(tool, &arguments);
        assert!(refused.contains(message), "{tool}: {:.300}", refused);
    }
    let unknown = session.request("tools/call", &json!({"name": "drop_everything", "arguments": {}}));
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
    let unknown = session.request("resources/list", &json!({}));
    assert!(unknown["error"].is_object() || unknown["result"]["resources"] == json!([]), "{unknown}");
    let wrong = session.request("tools/call", &json!({"name": ["scan"]}));
    assert!(wrong["error"].is_object(), "{wrong}");
    let half = r#"{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"scan","arguments":{"TableName":"\ud83d"}}}"#;
    for line in ["this is no JSON", half] {
        session.write(line);
        let answer = session.read();
        assert_eq!(
            (&answer["id"], answer["error"]["code"].as_i64()),
            (&Value::Null, Some(-32700)),
            "{answer}"
        );
    }
    let long = session.bad("describe_table", &json!({"TableName": "x".repeat(1_000_000)}));
    assert!(long.chars().count() < 5_000 && long.ends_with('…'));
    assert_eq!(
        session.good("list_tables", &json!({})),
        json!({"TableNames": [LIKES]}),
        "the session goes on"
    );
}

#[test]
fn answers_are_small_and_say_how_to_go_on() {
    let desk = Desk::with_likes();
    let large = "x".repeat(20_000);
    for at in 0..10 {
        let item = json!({"user_id": "large", "at": at, "text": large}).to_string();
        desk.good(&["put", LIKES, &item, "--file", "a.snap"]);
    }
    let huge = json!({"user_id": "huge", "at": 1, "text": "x".repeat(100_000)}).to_string();
    assert_eq!(desk.run_with(&["put", LIKES, "-", "--file", "a.snap"], &huge).code, 0);
    let mut session = Session::start(&desk, &["--file", "a.snap"]);
    let mut query = json!({
        "TableName": LIKES, "KeyConditionExpression": "user_id = :u",
        "ExpressionAttributeValues": {":u": {"S": "large"}},
    });
    let mut found = 0;
    loop {
        let (text, is_error) = session.tool("query", &query);
        assert!(!is_error && text.len() <= 64 * 1024, "{} bytes", text.len());
        let page: Value = serde_json::from_str(&text).unwrap();
        found += page["Count"].as_u64().unwrap();
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"].clone();
        if query["ExclusiveStartKey"].is_null() {
            break;
        }
    }
    assert_eq!(found, 10, "nothing is left out between the pages");
    let huge = json!({"TableName": LIKES, "Key": key("huge", 1)});
    assert!(session.bad("get_item", &huge).contains("ProjectionExpression"));
    let part = json!({"TableName": LIKES, "Key": key("huge", 1), "ProjectionExpression": "user_id"});
    assert_eq!(session.good("get_item", &part)["Item"], json!({"user_id": {"S": "huge"}}));
}

#[test]
fn what_may_write_writes_and_a_deleted_table_is_saved_first() {
    let desk = Desk::with_likes();
    let mut session = Session::start(&desk, &["--write", "--file", "a.snap"]);
    assert!(session.names().contains(&"delete_table".to_owned()));
    let item = json!({"user_id": {"S": "new"}, "at": {"N": "1"}});
    session.good("put_item", &json!({"TableName": LIKES, "Item": item}));
    let update = json!({
        "TableName": LIKES, "Key": key("new", 1), "UpdateExpression": "SET price = :p",
        "ExpressionAttributeValues": {":p": {"N": "5"}}, "ReturnValues": "ALL_NEW",
    });
    assert_eq!(session.good("update_item", &update)["Attributes"]["price"], json!({"N": "5"}));
    session.good("delete_item", &json!({"TableName": LIKES, "Key": key("haeri05", 1)}));
    let statement = "UPDATE likes SET price = 6 WHERE user_id = 'new' AND \"at\" = 1";
    session.good("execute_statement", &json!({"Statement": statement}));
    let shown = all(&desk, LIKES, "a.snap");
    assert!(shown.contains(r#""6""#) && !shown.contains("소니"), "others see each change at once: {shown}");
    session.good(
        "create_table",
        &json!({
            "TableName": "notes", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        }),
    );

    let deleted = session.good("delete_table", &json!({"TableName": LIKES}));
    let kept = deleted["Kept"].as_str().unwrap();
    assert!(kept.starts_with("a.snap.before-likes-"), "{kept}");
    assert_eq!(all(&desk, LIKES, kept), shown);
    assert_eq!(session.good("list_tables", &json!({})), json!({"TableNames": ["notes"]}));
    assert!(session.bad("delete_table", &json!({"TableName": "../likes"})).contains("../likes"));
    desk.good(&["update", "notes", "--deletion-protection", "on", "--file", "a.snap"]);
    assert!(session.bad("delete_table", &json!({"TableName": "notes"})).contains("protected"));
    assert_eq!(session.good("list_tables", &json!({})), json!({"TableNames": ["notes"]}));
}

#[test]
fn on_disk_too_a_deleted_table_is_saved_first() {
    let desk = Desk::new();
    desk.good(&["create", "notes", "--partition-key", "id", "--data", "data"]);
    desk.good(&["put", "notes", r#"{"id": "a"}"#, "--data", "data"]);
    let mut session = Session::start(&desk, &["--write", "--data", "data"]);
    let deleted = session.good("delete_table", &json!({"TableName": "notes"}));
    let kept = deleted["Kept"].as_str().unwrap();
    assert!(kept.starts_with("data.before-notes-"), "{kept}");
    assert!(all(&desk, "notes", kept).contains(r#""a""#));
    assert_eq!(desk.good(&["tables", "--data", "data"]).trim(), "");
}

#[test]
fn a_server_is_read_with_its_metrics_and_streams_and_backs_up_what_is_deleted() {
    let desk = Desk::new();
    let server = Server::start(&desk, &["--control", "--metrics"]);
    let to = ["--endpoint", server.url.as_str()];
    let mut session = Session::start(&desk, &[&["--write"], &to[..]].concat());
    session.good(
        "create_table",
        &json!({
            "TableName": "notes", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
        }),
    );
    for id in ["a", "b", "c"] {
        session.good("put_item", &json!({"TableName": "notes", "Item": {"id": {"S": id}}}));
    }
    let metrics = session.good("read_metrics", &json!({"TableName": "notes"}));
    let written = json!({
        "name": "ConsumedWriteCapacityUnits", "dimensions": {"TableName": "notes"}, "unit": "Count", "value": 3.0,
    });
    assert!(metrics["metrics"].as_array().unwrap().contains(&written), "{metrics}");
    assert_eq!(session.good("explain_key", &json!({"TableName": "notes", "Key": "a"}))["partitions"], 4);

    let described = session.good("describe_table", &json!({"TableName": "notes"}));
    let stream = &described["Table"]["LatestStreamArn"];
    let shards = session.good("describe_stream", &json!({"StreamArn": stream, "Limit": 100}));
    let mut records = 0;
    for shard in shards["StreamDescription"]["Shards"].as_array().unwrap() {
        let mut asked = json!({"StreamArn": stream, "ShardId": shard["ShardId"], "Limit": 1});
        while let [record] = &session.good("get_records", &asked)["Records"].as_array().unwrap()[..] {
            records += 1;
            asked["SequenceNumber"] = record["dynamodb"]["SequenceNumber"].clone();
        }
    }
    assert_eq!(records, 3, "each once");

    let deleted = session.good("delete_table", &json!({"TableName": "notes"}));
    let backup = deleted["Kept"].as_str().unwrap();
    assert!(backup.contains(":table/notes/backup/"), "{backup}");
    assert!(desk.good(&[&["backup", "list"], &to[..]].concat()).contains("hashrange-mcp-"));
}

/// Adds a rule by which a server's calls fail.
fn add_fault(server: &Server, rule: &Value) {
    let address = server.url.strip_prefix("http://").unwrap();
    let rule = rule.to_string();
    let head = format!(
        "POST /_hashrange/faults HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        rule.len()
    );
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(&[head.as_bytes(), rule.as_bytes()].concat()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn a_server_that_makes_no_backup_keeps_its_table_unless_it_is_told() {
    let desk = Desk::new();
    let server = Server::start(&desk, &["--control"]);
    let to = ["--endpoint", server.url.as_str()];
    desk.good(&[&["create", "notes", "--partition-key", "id"], &to[..]].concat());
    let fails =
        json!({"operations": ["CreateBackup"], "answer": {"exception": {"name": "InternalServerError"}}});
    add_fault(&server, &fails);
    let mut session = Session::start(&desk, &[&["--write"], &to[..]].concat());
    let refused = session.bad("delete_table", &json!({"TableName": "notes"}));
    assert!(refused.contains("notes is kept") && refused.contains("--without-backups"), "{refused}");
    assert_eq!(session.good("list_tables", &json!({})), json!({"TableNames": ["notes"]}));
    let mut session = Session::start(&desk, &[&["--write", "--without-backups"], &to[..]].concat());
    let deleted = session.good("delete_table", &json!({"TableName": "notes"}));
    assert_eq!(deleted, json!({"Deleted": "notes", "Kept": null}));
}

#[test]
fn without_a_server_each_call_says_so() {
    let desk = Desk::new();
    let mut session = Session::start(&desk, &["--endpoint", "http://127.0.0.1:1"]);
    assert!(session.bad("list_tables", &json!({})).contains("cannot reach"));
    let mut session = Session::start(&desk, &["--file", "none.snapshot"]);
    assert!(session.bad("list_tables", &json!({})).contains("none.snapshot"));
}
