//! The program `hashrange`, as a person or a script runs it.

#![expect(clippy::unwrap_used, reason = "what cannot fail in a test shows where it does")]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// What a run of the program gave.
struct Done {
    code: i32,
    out: String,
    err: String,
}

/// A directory to work in, that goes away with the test.
struct Desk {
    directory: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { directory: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hashrange"));
        command.current_dir(self.directory.path());
        for name in [
            "AWS_ENDPOINT_URL_DYNAMODB",
            "AWS_ENDPOINT_URL",
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
        ] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Done {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that reads nothing may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Done {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The standard output of a run that has to go well.
    #[track_caller]
    fn good(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.code, 0, "{arguments:?}: {}", done.err);
        done.out
    }

    /// The standard error of a run that has to fail.
    #[track_caller]
    fn bad(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.code, 1, "{arguments:?}: {}{}", done.out, done.err);
        done.err
    }

    /// A snapshot with likes of two users.
    fn with_likes() -> Self {
        let desk = Self::new();
        desk.good(&[
            "create",
            "likes",
            "--partition-key",
            "user_id",
            "--sort-key",
            "at:N",
            "--file",
            "a.snap",
        ]);
        for item in [
            r#"{"user_id": "haeri05", "at": 1, "brand": "소니", "price": 89000}"#,
            r#"{"user_id": "haeri05", "at": 2, "brand": "애플", "price": 12345678901234567890123}"#,
            r#"{"user_id": {"S": "jihoon07"}, "at": {"N": "-1.5"}, "tags": {"SS": ["b", "a"]}}"#,
        ] {
            desk.good(&["put", "likes", item, "--file", "a.snap"]);
        }
        desk
    }
}

/// `hashrange serve`, killed at the end.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(desk: &Desk, arguments: &[&str]) -> Self {
        let mut command = desk.command();
        command.args(["serve", "--port", "0", "--quiet"]).args(arguments).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("ready ").unwrap().to_owned();
        Self { child, url }
    }

    #[cfg(unix)]
    fn stop(mut self) -> i32 {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All items of a table, as DynamoDB JSON.
fn all(desk: &Desk, table: &str, file: &str) -> String {
    desk.good(&["scan", table, "--dynamodb-json", "--file", file])
}

#[test]
fn tables_for_people_are_aligned_for_hangul() {
    let desk = Desk::with_likes();
    assert_eq!(
        desk.good(&["query", "likes", "haeri05", "--file", "a.snap"]),
        "\
user_id  at  brand  price
-------  --  -----  -----------------------
haeri05  1   소니   89000
haeri05  2   애플   12345678901234567890123
2 items
"
    );
}

#[test]
fn items_are_put_got_and_deleted_in_a_snapshot() {
    let desk = Desk::with_likes();
    let got = desk.good(&["get", "likes", "jihoon07", "-1.50", "--dynamodb-json", "--file", "a.snap"]);
    assert_eq!(
        got,
        "{\"at\":{\"N\":\"-1.5\"},\"tags\":{\"SS\":[\"a\",\"b\"]},\"user_id\":{\"S\":\"jihoon07\"}}\n"
    );
    let missing = desk.bad(&["get", "likes", "jihoon07", "7", "--file", "a.snap"]);
    assert_eq!(missing, "hashrange: likes has no item with the key jihoon07 7\n");
    assert!(desk.bad(&["get", "likes", "jihoon07", "--file", "a.snap"]).contains("give 2 values, not 1"));
    assert!(
        desk.bad(&["get", "likes", "jihoon07", "x", "--file", "a.snap"]).contains("at: 'x' is not a number")
    );
    let deleted = desk.good(&["delete", "likes", "haeri05", "1", "--json", "--file", "a.snap"]);
    assert_eq!(deleted, "{\"at\":1,\"brand\":\"소니\",\"price\":89000,\"user_id\":\"haeri05\"}\n");
    desk.bad(&["delete", "likes", "haeri05", "1", "--file", "a.snap"]);
    assert_eq!(all(&desk, "likes", "a.snap").lines().count(), 2);
    let again = ["put", "likes", r#"{"user_id": "haeri05", "at": 2}"#, "--if-absent", "--file", "a.snap"];
    assert!(desk.bad(&again).contains("ConditionalCheckFailedException"));
    let done = desk.run_with(&["put", "likes", "-", "--file", "a.snap"], r#"{"user_id": "from", "at": 0}"#);
    assert_eq!((done.code, done.out.as_str()), (0, ""));
    assert!(desk.bad(&["put", "likes", "{\"user_id\"", "--file", "a.snap"]).contains("cannot read the item"));
    assert!(
        desk.bad(&["put", "likes", "{\"user_id\":\"x\"}", "--file", "a.snap"]).contains("Missing the key at")
    );
}

#[test]
fn queries_and_scans_choose() {
    let desk = Desk::with_likes();
    let json = |arguments: &[&str]| lines(&desk.good(&[arguments, &["--json", "--file", "a.snap"]].concat()));
    let ats = |items: Vec<Value>| items.iter().map(|item| item["at"].to_string()).collect::<Vec<_>>();
    assert_eq!(ats(json(&["query", "likes", "haeri05", "--at-least", "2"])), ["2"]);
    assert_eq!(ats(json(&["query", "likes", "haeri05", "--at-most", "1"])), ["1"]);
    assert_eq!(ats(json(&["query", "likes", "haeri05", "--at-least", "-3", "--at-most", "9"])), ["1", "2"]);
    assert_eq!(ats(json(&["query", "likes", "haeri05", "--descending", "--limit", "1"])), ["2"]);
    let cheap = ["scan", "likes", "--filter", "#p < :p", "--name", "#p=price", "--value", ":p=90000"];
    assert_eq!(ats(json(&cheap)), ["1"]);
    assert_eq!(json(&["scan", "likes", "--limit", "2"]).len(), 2);
    let no_index = desk.bad(&["query", "likes", "x", "--index", "nope", "--file", "a.snap"]);
    assert_eq!(no_index, "hashrange: likes has no index nope: it has none\n");
    let csv = desk.good(&["query", "likes", "haeri05", "--csv", "--at-most", "1", "--file", "a.snap"]);
    assert_eq!(csv, "user_id,at,brand,price\nhaeri05,1,소니,89000\n");
}

#[test]
fn partiql_comes_from_the_argument_or_from_standard_input() {
    let desk = Desk::with_likes();
    let select = "SELECT \"at\" FROM likes WHERE user_id = ?";
    let done = desk.good(&["sql", select, "--parameter", "haeri05", "--json", "--file", "a.snap"]);
    assert_eq!(done, "{\"at\":1}\n{\"at\":2}\n");
    let script = "INSERT INTO likes VALUE {'user_id': 'minji01', 'at': 3};\nSELECT \"at\" FROM likes WHERE user_id = 'minji01';";
    let done = desk.run_with(&["sql", "--csv", "--file", "a.snap"], script);
    assert_eq!((done.code, done.out.as_str()), (0, "at\n3\n"), "{}", done.err);
    assert_eq!(all(&desk, "likes", "a.snap").lines().count(), 4, "what was written is saved");
    let half = "DELETE FROM likes WHERE user_id = 'minji01' AND \"at\" = 3; SELEC";
    assert!(desk.bad(&["sql", half, "--file", "a.snap"]).contains("ValidationException"));
    assert_eq!(all(&desk, "likes", "a.snap").lines().count(), 3, "what was done before the failure is saved");
    assert_eq!(desk.bad(&["sql", " ; ", "--file", "a.snap"]), "hashrange: there is no statement\n");
}

#[test]
fn a_read_leaves_the_snapshot_alone() {
    let desk = Desk::with_likes();
    let before = (
        fs::read(desk.path("a.snap")).unwrap(),
        fs::metadata(desk.path("a.snap")).unwrap().modified().unwrap(),
    );
    desk.good(&["sql", "SELECT * FROM likes", "--file", "a.snap"]);
    all(&desk, "likes", "a.snap");
    desk.good(&["describe", "likes", "--file", "a.snap"]);
    let after = (
        fs::read(desk.path("a.snap")).unwrap(),
        fs::metadata(desk.path("a.snap")).unwrap().modified().unwrap(),
    );
    assert!(before == after);
}

#[test]
fn explain_shows_what_sha256sum_prints() {
    let desk = Desk::with_likes();
    let shown = desk.good(&["explain", "abc", "--partitions", "2"]);
    assert!(shown.contains("hash       ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"));
    assert!(shown.contains("partition  B of 2\n"));
    let json = lines(&desk.good(&["explain", "haeri05", "--file", "a.snap", "--table", "likes", "--json"]));
    assert_eq!(json[0]["partitions"], 4);
    assert_eq!(
        lines(&desk.good(&["explain", "1.0", "1", "--type", "N", "--json"]))
            .iter()
            .map(|one| &one["hash"])
            .collect::<std::collections::HashSet<_>>()
            .len(),
        1
    );
    assert!(desk.bad(&["explain", "x", "--type", "N"]).contains("not a number"));
    assert_eq!(desk.run(&["explain", "x", "--partitions", "0"]).code, 2);
}

#[test]
fn lines_and_exports_come_back_as_they_were() {
    let desk = Desk::with_likes();
    let before = all(&desk, "likes", "a.snap");
    for path in ["l.jsonl", "l.json.gz", "backup"] {
        desk.good(&["export", "likes", path, "--file", "a.snap"]);
        let file = format!("{path}.snap");
        let key = ["--partition-key", "user_id", "--sort-key", "at:N"];
        desk.good(&[&["import", "copy", path, "--file", &file], &key[..]].concat());
        assert_eq!(all(&desk, "copy", &file), before, "{path}");
    }
    assert_eq!(
        fs::read_to_string(desk.path("l.jsonl"))
            .unwrap()
            .lines()
            .filter(|line| line.starts_with("{\"Item\":{\"at\":"))
            .count(),
        3
    );
    let piped = desk.good(&["export", "likes", "-", "--file", "a.snap"]);
    let done = desk.run_with(&["import", "likes", "-", "--file", "a.snap"], &piped);
    assert_eq!((done.code, done.err.as_str()), (0, "hashrange: 3 items into likes\n"));
    assert_eq!(all(&desk, "likes", "a.snap"), before, "the same keys again");
}

#[test]
fn an_export_has_the_manifests_of_dynamodb_and_is_checked() {
    let desk = Desk::with_likes();
    desk.good(&["export", "likes", "backup", "--file", "a.snap"]);
    let directory = fs::read_dir(desk.path("backup/AWSDynamoDB")).unwrap().next().unwrap().unwrap().path();
    let read =
        |name: &str| -> Value { serde_json::from_slice(&fs::read(directory.join(name)).unwrap()).unwrap() };
    let (summary, files) = (read("manifest-summary.json"), read("manifest-files.json"));
    assert_eq!((&summary["itemCount"], &summary["outputFormat"]), (&3.into(), &"DYNAMODB_JSON".into()));
    let key = files["dataFileS3Key"].as_str().unwrap();
    let data = desk.path("backup").join(key);
    assert!(summary["manifestFilesS3Key"].as_str().unwrap().ends_with("/manifest-files.json"));
    let by_summary = directory.join("manifest-summary.json");
    desk.good(&["import", "likes", by_summary.to_str().unwrap(), "--file", "a.snap"]);
    let mut bytes = fs::read(&data).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&data, bytes).unwrap();
    assert!(desk.bad(&["import", "likes", "backup", "--file", "a.snap"]).contains("damaged"));
    fs::remove_file(&data).unwrap();
    assert!(desk.bad(&["import", "likes", "backup", "--file", "a.snap"]).contains("No such file"));
}

#[test]
fn csv_comes_back_where_its_types_are_said() {
    let desk = Desk::with_likes();
    desk.good(&["export", "likes", "l.csv", "--file", "a.snap"]);
    let text = fs::read_to_string(desk.path("l.csv")).unwrap();
    assert!(text.starts_with("user_id,at,brand,price,tags\n"), "{text}");
    let key = ["--partition-key", "user_id", "--sort-key", "at:N"];
    let typed = ["import", "copy", "l.csv", "--file", "b.snap", "--type", "price=N", "--type", "tags=SS"];
    desk.good(&[&typed[..], &key].concat());
    assert_eq!(all(&desk, "copy", "b.snap"), all(&desk, "likes", "a.snap"));
    desk.good(&[&["import", "texts", "l.csv", "--file", "b.snap"], &key[..]].concat());
    assert!(all(&desk, "texts", "b.snap").contains(r#""price":{"S":"89000"}"#));
    assert!(
        desk.bad(&["import", "texts", "l.csv", "--file", "b.snap", "--type", "prise=N"])
            .contains("no column prise")
    );
}

#[test]
fn bad_input_is_told_with_its_line_and_imports_nothing() {
    let desk = Desk::with_likes();
    let before = fs::read(desk.path("a.snap")).unwrap();
    for (name, content, told) in [
        ("a.jsonl", "{\"user_id\": \"x\", \"at\": 1}\n\n{\"user_id\": ", "a.jsonl line 3: EOF"),
        ("b.jsonl", "{\"Item\": {\"user_id\": {\"S\": \"x\"}}}\n", "b.jsonl line 1: the item has no at"),
        ("c.jsonl", "[1]\n", "c.jsonl line 1: an item is a JSON object"),
        ("d.csv", "user_id,at\nx,1\ny,one\n", "d.csv line 3, at: 'one' is not a number"),
        ("e.csv", "user_id,at\nx,1,2\n", "e.csv: CSV error"),
        (
            "f.jsonl",
            "{\"user_id\": \"x\", \"at\": \"one\"}\n",
            "f.jsonl line 1: at is of the type S, and the table's key is of the type N",
        ),
    ] {
        fs::write(desk.path(name), content).unwrap();
        let error = desk.bad(&["import", "likes", name, "--file", "a.snap"]);
        assert!(error.contains(told) && error.contains("Nothing was imported."), "{name}: {error}");
        assert!(fs::read(desk.path("a.snap")).unwrap() == before, "{name}");
    }
    assert!(desk.bad(&["import", "other", "a.jsonl", "--file", "a.snap"]).contains("--partition-key"));
    assert!(desk.bad(&["import", "likes", "missing.jsonl", "--file", "a.snap"]).contains("missing.jsonl"));
    fs::create_dir(desk.path("empty")).unwrap();
    assert!(desk.bad(&["import", "likes", "empty", "--file", "a.snap"]).contains("manifest-summary.json"));
}

#[test]
fn large_imports_go_in_batches_and_the_last_of_a_key_counts() {
    let desk = Desk::new();
    let text: String = (0..1_003).map(|i| format!("{{\"id\": {}, \"n\": {i}}}\n", i % 1_000)).collect();
    fs::write(desk.path("n.jsonl"), text).unwrap();
    desk.good(&["import", "numbers", "n.jsonl", "--partition-key", "id:N", "--file", "n.snap"]);
    assert_eq!(all(&desk, "numbers", "n.snap").lines().count(), 1_000);
    assert_eq!(desk.good(&["get", "numbers", "2", "--json", "--file", "n.snap"]), "{\"id\":2,\"n\":1002}\n");
}

#[test]
fn snapshots_that_are_missing_or_damaged_are_told() {
    let desk = Desk::with_likes();
    let missing = desk.bad(&["scan", "likes", "--file", "missing"]);
    assert!(missing.contains("No such file") && missing.contains("hashrange import"), "{missing}");
    fs::write(desk.path("text"), "hello").unwrap();
    assert_eq!(desk.bad(&["tables", "--file", "text"]), "hashrange: text: not a snapshot of hashrange\n");
    let whole = fs::read(desk.path("a.snap")).unwrap();
    fs::write(desk.path("half"), &whole[..whole.len() / 2]).unwrap();
    assert!(desk.bad(&["tables", "--file", "half"]).contains("half: damaged, line"));
    let nothing = desk.bad(&["scan", "nothing", "--file", "a.snap"]);
    assert_eq!(
        nothing,
        "hashrange: there is no table nothing; `hashrange tables` lists those that there are\n"
    );
}

#[test]
fn every_command_has_help_with_examples_and_wrong_usage_is_2() {
    let desk = Desk::new();
    let help = desk.good(&["--help"]);
    for command in [
        "serve", "sql", "explain", "tables", "describe", "create", "scan", "query", "get", "put", "delete",
        "import", "export",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        assert!(desk.good(&[command, "--help"]).contains("Examples:\n  hashrange "), "{command}");
        assert_eq!(desk.run(&[command, "--no-such-flag"]).code, 2, "{command}");
    }
    assert_eq!(desk.run(&[]).code, 2);
    assert_eq!(desk.run(&["scan", "likes", "--json", "--csv"]).code, 2);
    assert_eq!(desk.run(&["tables", "--file", "a", "--endpoint", "http://127.0.0.1:1"]).code, 2);
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let desk = Desk::new();
    // Nobody may listen on port 1 but root.
    let error = desk.bad(&["tables", "--endpoint", "http://127.0.0.1:1"]);
    assert!(
        error.contains("cannot reach http://127.0.0.1:1") && error.contains("hashrange serve"),
        "{error}"
    );
    assert!(desk.bad(&["tables", "--endpoint", "https://example.com"]).contains("not an http:// address"));
}

#[cfg(unix)]
#[test]
fn a_server_is_used_and_keeps_its_tables_in_a_snapshot() {
    let desk = Desk::with_likes();
    let before = all(&desk, "likes", "a.snap");
    let server = Server::start(&desk, &["--load", "a.snap", "--save-on-exit", "b.snap"]);
    let at = ["--endpoint", &server.url];
    let on = |arguments: &[&str]| desk.good(&[arguments, &at[..]].concat());
    assert_eq!(on(&["tables"]), "likes\n");
    assert_eq!(on(&["scan", "likes", "--dynamodb-json"]), before);
    on(&["create", "users", "--partition-key", "id"]);
    on(&["put", "users", r#"{"id": "minji01", "이름": "민지"}"#]);
    assert_eq!(on(&["sql", "SELECT * FROM users", "--json"]), "{\"id\":\"minji01\",\"이름\":\"민지\"}\n");
    on(&["export", "likes", "out.jsonl"]);
    on(&["import", "copy", "out.jsonl", "--partition-key", "user_id", "--sort-key", "at:N"]);
    assert_eq!(on(&["query", "copy", "haeri05", "--json"]).lines().count(), 2);
    assert_eq!(on(&["delete", "copy", "haeri05", "2", "--csv"]).lines().count(), 2);
    let described: Value = serde_json::from_str(&on(&["describe", "copy"])).unwrap();
    assert_eq!(described["ItemCount"], 2);
    assert!(desk.bad(&["get", "copy", "haeri05", "2", at[0], at[1]]).contains("no item"));
    // The region is another's, and the tables are shared.
    assert_eq!(on(&["tables", "--region", "eu-west-1"]), "copy\nlikes\nusers\n");
    assert_eq!(server.stop(), 0);
    assert_eq!(desk.good(&["tables", "--file", "b.snap"]), "copy\nlikes\nusers\n");
    assert_eq!(all(&desk, "likes", "b.snap"), before);
}

#[cfg(unix)]
#[test]
fn the_first_run_of_a_server_needs_no_snapshot() {
    let desk = Desk::new();
    let both = ["--load", "new.snap", "--save-on-exit", "new.snap"];
    let server = Server::start(&desk, &both);
    desk.good(&["create", "users", "--partition-key", "id", "--endpoint", &server.url]);
    assert_eq!(server.stop(), 0);
    let server = Server::start(&desk, &both);
    assert_eq!(desk.good(&["tables", "--endpoint", &server.url]), "users\n");
    drop(server);
    assert!(desk.bad(&["serve", "--load", "missing.snap"]).contains("missing.snap"));
    assert!(desk.bad(&["serve", "--save-on-exit", "none/a.snap"]).contains("in a directory that is there"));
    assert!(!Path::new("none").exists());
}

#[test]
fn requests_are_signed_where_there_is_a_secret() {
    let desk = Desk::new();
    fs::write(desk.path("secret"), "한글 secret\n").unwrap();
    let server = Server::start(&desk, &["--access-key", "me", "--secret-key", "secret"]);
    let create = |secret: &str| {
        let mut command = desk.command();
        command.args(["create", "users", "--partition-key", "아이디", "--endpoint", &server.url]);
        command.env("AWS_ACCESS_KEY_ID", "me").env("AWS_SECRET_ACCESS_KEY", secret).output().unwrap()
    };
    let refused = create("another");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("signature"), "{refused:?}");
    let done = create("한글 secret");
    assert!(done.status.success(), "{done:?}");
}
