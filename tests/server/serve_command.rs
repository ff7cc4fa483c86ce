//! `hashrange serve`.

use std::{
    io::{BufRead, BufReader, Read},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    client::{AUTHORIZATION, Client, call},
    running::{SHORT, SOON, in_time, wait_until},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_hashrange");

fn serve(arguments: &[&str]) -> (Child, SocketAddr) {
    serve_by(Command::new(PROGRAM), arguments)
}

/// The same by way of another program, such as a shell that sets limits.
fn serve_by(mut command: Command, arguments: &[&str]) -> (Child, SocketAddr) {
    let mut child = command
        .args(["serve", "--port", "0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("ready http://").unwrap().parse().unwrap();
    (child, address)
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap().success());
}

/// How it ends, which it does soon.
#[track_caller]
fn ended(child: &mut Child) -> ExitStatus {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if began.elapsed() > SOON {
            child.kill().unwrap();
            panic!("it does not end");
        }
        sleep(Duration::from_millis(5));
    }
}

fn said(child: &mut Child) -> String {
    let mut text = String::new();
    child.stderr.as_mut().unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn it_says_when_it_is_ready_and_where_and_stops_on_signals() {
    let request = call("ListTables", "{}");
    for name in ["TERM", "INT", "HUP"] {
        // While it stops, a body may stay away for 2 s.
        let answered = in_time(Duration::from_millis(1500), || {
            let (mut child, address) = serve(&["--quiet"]);
            let began = Instant::now();
            let mut busy = Client::begin(address, &request);
            signal(&child, name);
            wait_until("it stops", || TcpStream::connect(address).is_err());
            busy.write(&request.body);
            let took = began.elapsed();
            let answered = busy.answer().map(|answer| answer.status);
            assert!(ended(&mut child).success());
            assert_eq!(said(&mut child), "");
            (took, answered)
        });
        assert_eq!(answered, Some(200), "the request in flight");
    }
}

#[test]
fn the_console_is_where_the_server_says() {
    let (mut child, address) = serve(&["--console"]);
    let page = call("ListTables", "").method("GET").path("/console").send(address);
    assert!(page.status == 200 && page.text().contains("/console/app.js"), "{}", page.text());
    signal(&child, "TERM");
    assert!(ended(&mut child).success());
    let text = said(&mut child);
    assert!(text.contains(&format!("console http://{address}/console\n")), "{text}");
}

#[test]
fn the_log_has_a_line_for_each_request() {
    let (mut child, address) = serve(&["--quiet", "--log"]);
    call("ListTables", "{}").send(address);
    signal(&child, "TERM");
    ended(&mut child);
    let text = said(&mut child);
    let (time, rest) = text.split_once(' ').unwrap();
    assert!(
        time.starts_with("20") && time.ends_with('Z') && time.len() == "2026-11-22T16:00:00.123Z".len(),
        "{text}"
    );
    assert!(rest.starts_with("ListTables - 200 2B 17B "), "{text}");
}

#[test]
fn the_log_says_which_table_was_asked_for_and_what_was_wrong() {
    let (mut child, address) = serve(&["--quiet", "--log"]);
    call("GetItem", r#"{"TableName": "likes", "Key": {"id": {"S": "a"}}}"#).send(address);
    signal(&child, "TERM");
    ended(&mut child);
    let text = said(&mut child);
    assert!(text.contains(" GetItem likes 400 49B "), "{text}");
    assert!(text.ends_with("us ResourceNotFoundException: Requested resource not found\n"), "{text}");
}

#[test]
fn the_log_shows_the_beginning_of_what_is_long() {
    let (mut child, address) = serve(&["--quiet", "--log"]);
    let long = "(".repeat(9 * 1024 * 1024);
    call("ExecuteStatement", format!(r#"{{"Statement": "{long}"}}"#)).send(address);
    call("GetItem", format!(r#"{{"TableName": "{long}"}}"#)).send(address);
    signal(&child, "TERM");
    ended(&mut child);
    let text = said(&mut child);
    for (line, operation) in text.lines().zip(["ExecuteStatement", "GetItem"]) {
        assert!(line.contains(&format!(" {operation} - 400 ")), "{line:.200}");
        assert!(line.len() < 1200 && line.ends_with("(((…"), "{line:.200}");
    }
    assert_eq!(text.lines().count(), 2);
}

#[test]
fn tables_are_shared_unless_they_are_separated() {
    let create = r#"{"TableName": "likes", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST"}"#;
    for (arguments, another_key, another_region) in [
        (&[][..], true, true),
        (&["--shared"], true, true),
        (&["--separate", "key"], false, true),
        (&["--separate", "region"], true, false),
        (&["--separate", "key,region"], false, false),
    ] {
        let (mut child, address) = serve(arguments);
        assert_eq!(call("CreateTable", create).send(address).status, 200);
        let sees = |from: &str, to: &str| {
            let authorization = AUTHORIZATION.replace(from, to);
            let listed = call("ListTables", "{}").with("Authorization", &authorization).send(address);
            listed.text().contains("likes")
        };
        assert_eq!(sees("=me/", "=you/"), another_key, "{arguments:?}");
        assert_eq!(sees("us-east-1", "eu-west-1"), another_region, "{arguments:?}");
        signal(&child, "TERM");
        ended(&mut child);
    }
    for arguments in [&["--separate", "key", "--shared"][..], &["--separate", "table"], &["--separate"]] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_hashrange")).arg("serve").args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn the_secret_key_is_read_from_its_file() {
    let file = std::env::temp_dir().join(format!("hashrange-secret-{}", std::process::id()));
    std::fs::write(&file, "secret\n").unwrap();
    let (mut child, address) = serve(&["--access-key", "me", "--secret-key", file.to_str().unwrap()]);
    let request = call("ListTables", "{}");
    request.send(address).refused(400, "InvalidSignatureException");
    signal(&child, "TERM");
    ended(&mut child);
    std::fs::remove_file(file).unwrap();
}

#[test]
fn a_secret_file_that_no_signature_could_be_right_with_is_refused_at_the_start() {
    let file = std::env::temp_dir().join(format!("hashrange-unfit-secret-{}", std::process::id()));
    for (content, why) in [
        ("\u{feff}secret\n", "byte order mark"),
        ("secret\nanother\n", "several lines"),
        ("aws_access_key_id=me\r\naws_secret_access_key=secret\r\n", "several lines"),
        ("secret\u{0}", "U+0000"),
        (" \n", "is empty"),
    ] {
        std::fs::write(&file, content).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_hashrange"))
            .args(["serve", "--port", "0", "--access-key", "me", "--secret-key", file.to_str().unwrap()])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{content:?}");
        assert!(text.contains(why) && !text.contains("secret\n"), "{text}");
    }
    std::fs::remove_file(file).unwrap();
}

#[test]
fn what_cannot_be_done_is_said() {
    let (mut child, address) = serve(&["--quiet"]);
    let port = address.port().to_string();
    let output = Command::new(PROGRAM).args(["serve", "--port", &port]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("give another --port"), "{text}");
    signal(&child, "TERM");
    ended(&mut child);
}

/// A snapshot to make, in a directory of its own.
fn snapshot() -> (tempfile::TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tables.snapshot").to_str().unwrap().to_owned();
    (directory, path)
}

#[test]
fn a_hangup_stops_it_and_saves() {
    let (_directory, path) = snapshot();
    let (mut child, _) = serve(&["--quiet", "--save-on-exit", &path]);
    signal(&child, "HUP");
    assert!(ended(&mut child).success());
    assert!(std::fs::metadata(path).is_ok());
}

#[cfg(target_os = "linux")]
#[test]
fn a_hangup_is_ignored_where_the_process_was_told_to() {
    let mut nohup = Command::new("sh");
    nohup.args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", PROGRAM]);
    let (mut child, address) = serve_by(nohup, &["--quiet"]);
    signal(&child, "HUP");
    sleep(SHORT);
    assert_eq!(call("ListTables", "{}").send(address).status, 200);
    signal(&child, "TERM");
    ended(&mut child);
}

#[test]
fn it_stops_and_saves_with_no_file_descriptors_left() {
    let (_directory, path) = snapshot();
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 24; exec \"$0\" \"$@\"", PROGRAM]);
    let (mut child, address) = serve_by(limited, &["--quiet", "--save-on-exit", &path]);
    let clients: Vec<_> = (0..40).map(|_| Client::connect(address)).collect();
    sleep(SHORT);
    signal(&child, "TERM");
    assert!(ended(&mut child).success());
    assert!(std::fs::metadata(path).is_ok());
    drop(clients);
}

#[test]
fn clients_without_a_request_give_their_file_descriptors_to_those_that_wait() {
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 24; exec \"$0\" \"$@\"", PROGRAM]);
    let (mut child, address) = serve_by(limited, &["--quiet"]);
    let clients: Vec<_> = (0..40).map(|_| Client::connect(address)).collect();
    let mut waiting = Client::connect(address);
    waiting.write(&call("ListTables", "{}").bytes());
    // Those without a request would have theirs for 180 s.
    waiting.wait_at_most(Duration::from_secs(100));
    assert_eq!(waiting.answer().unwrap().status, 200);
    drop(clients);
    signal(&child, "TERM");
    ended(&mut child);
}

/// Sends so many requests, a hundred at a time.
fn assert_answered(address: SocketAddr, requests: usize) {
    let mut client = Client::connect(address);
    let hundred = call("ListTables", "{}").bytes().repeat(100);
    for _ in 0..requests / 100 {
        client.write(&hundred);
        for _ in 0..100 {
            assert_eq!(client.answer().unwrap().status, 200);
        }
    }
}

#[test]
fn a_log_that_nobody_reads_holds_no_request_up_and_the_end_neither() {
    let (mut child, address) = serve(&["--quiet", "--log"]);
    // A pipe holds 64 KiB.
    assert_answered(address, 5_000);
    signal(&child, "TERM");
    assert!(ended(&mut child).success());
}

#[test]
fn no_line_of_the_log_is_lost_where_somebody_reads_it() {
    // At the end it waits for 1 s for whoever reads it.
    let lines = in_time(Duration::from_millis(900), || {
        let (mut child, address) = serve(&["--quiet", "--log"]);
        let log = child.stderr.take().unwrap();
        let lines = std::thread::spawn(move || BufReader::new(log).lines().count());
        assert_answered(address, 5_000);
        let began = Instant::now();
        signal(&child, "TERM");
        ended(&mut child);
        (began.elapsed(), lines.join().unwrap())
    });
    assert_eq!(lines, 5_000);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    // One within a second counts as the first, and after two seconds the request is given up and the tables are saved:
    // where the machine has the process wait so long, it is played again.
    let is_ended = (0..20).any(|_| {
        let (_directory, path) = snapshot();
        let (mut child, address) = serve(&["--quiet", "--save-on-exit", &path]);
        let stuck = Client::begin(address, &call("ListTables", "{}"));
        while child.try_wait().unwrap().is_none() {
            signal(&child, "INT");
            sleep(Duration::from_millis(100));
        }
        drop(stuck);
        let is_ended = ended(&mut child).code() == Some(1);
        if is_ended {
            assert!(said(&mut child).contains("the tables are not saved"));
            assert!(std::fs::metadata(path).is_err());
        }
        is_ended
    });
    assert!(is_ended);
}
