//! `hashrange serve`.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

use crate::client::{Client, call};

fn serve(arguments: &[&str]) -> (Child, SocketAddr) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hashrange"))
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

fn said(child: &mut Child) -> String {
    let mut text = String::new();
    child.stderr.as_mut().unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn it_says_when_it_is_ready_and_where_and_stops_on_signals() {
    for name in ["TERM", "INT"] {
        let (mut child, address) = serve(&["--quiet"]);
        let mut busy = Client::connect(address);
        let request = call("ListTables", "{}");
        busy.write(&request.head());
        assert_eq!(request.send(address).status, 200);
        signal(&child, name);
        busy.write(&request.body);
        assert_eq!(busy.answer().unwrap().status, 200, "the request in flight");
        assert!(child.wait().unwrap().success());
        assert_eq!(said(&mut child), "");
    }
}

#[test]
fn the_log_has_a_line_for_each_request() {
    let (mut child, address) = serve(&["--quiet", "--log"]);
    call("ListTables", "{}").send(address);
    signal(&child, "TERM");
    child.wait().unwrap();
    let text = said(&mut child);
    assert!(text.starts_with("ListTables 200 2B 17B "), "{text}");
}

#[test]
fn the_secret_key_is_read_from_its_file() {
    let file = std::env::temp_dir().join(format!("hashrange-secret-{}", std::process::id()));
    std::fs::write(&file, "secret\n").unwrap();
    let (mut child, address) = serve(&["--access-key", "me", "--secret-key", file.to_str().unwrap()]);
    let request = call("ListTables", "{}");
    request.send(address).refused(400, "InvalidSignatureException");
    signal(&child, "TERM");
    child.wait().unwrap();
    std::fs::remove_file(file).unwrap();
}

#[test]
fn what_cannot_be_done_is_said() {
    let (mut child, address) = serve(&["--quiet"]);
    let port = address.port().to_string();
    let output =
        Command::new(env!("CARGO_BIN_EXE_hashrange")).args(["serve", "--port", &port]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("give another --port"), "{text}");
    signal(&child, "TERM");
    child.wait().unwrap();
}
