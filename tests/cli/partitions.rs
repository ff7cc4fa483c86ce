//! A table's partitions and the way of a key to one of them, drawn.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use crate::support::{Desk, Server, lines};

/// A server with likes, whose paths `/_hashrange/` are on.
fn server(desk: &Desk, arguments: &[&str]) -> Server {
    let server = Server::start(desk, &[&["--control"], arguments].concat());
    desk.good(&["create", "likes", "--partition-key", "user_id", "--endpoint", &server.url]);
    server
}

fn put(desk: &Desk, at: &[&str], user: &str) {
    let item = format!(r#"{{"user_id": "{user}"}}"#);
    desk.good(&[&["put", "likes", &item], at].concat());
}

/// `hashrange partitions --watch`, and what it draws.
struct Watch {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Watch {
    fn start(desk: &Desk, at: &[&str]) -> Self {
        let mut command = desk.command();
        command.args(["partitions", "likes", "--watch", "--every", "50ms"]).args(at);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    /// Reads until a line holds this text.
    fn until(&mut self, text: &str) -> String {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            assert_ne!(self.out.read_line(&mut line).unwrap(), 0, "it ended before {text}");
        }
        line
    }

    /// Ends it as Ctrl-C does, and returns its exit code.
    #[cfg(unix)]
    fn interrupt(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn partitions_are_drawn_wherever_the_tables_are() {
    let desk = Desk::new();
    let running = server(&desk, &[]);
    for at in [["--file", "a.snap"], ["--data", "data"], ["--endpoint", &running.url]] {
        if at[0] != "--endpoint" {
            desk.good(&[&["create", "likes", "--partition-key", "user_id"][..], &at].concat());
        }
        // These two are in one partition, C.
        put(&desk, &at, "haeri05");
        put(&desk, &at, "yuna23");
        let drawn = desk.good(&[&["partitions", "likes", "--ascii"][..], &at].concat());
        assert!(drawn.is_ascii(), "{drawn}");
        assert!(drawn.starts_with("likes  4 partitions, 2 items, 27 B, "), "{drawn}");
        assert_eq!(drawn.lines().filter(|line| line.contains("  25.0%  ")).count(), 4, "{drawn}");

        let rows = lines(&desk.good(&[&["partitions", "likes", "--json"][..], &at].concat()));
        let of = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<Value>>();
        assert_eq!(of("items"), [0, 0, 2, 0], "{at:?}");
        assert_eq!(of("partition"), ["A", "B", "C", "D"]);
        assert_eq!(rows[1]["first"], format!("4{}", "0".repeat(63)));
        let told = desk.bad(&[&["partitions", "nope"][..], &at].concat());
        assert!(told.contains("nope") || told.contains("ResourceNotFound"), "{told}");
    }
    let drawn = desk.good(&["partitions", "likes", "--file", "a.snap"]);
    assert!(!drawn.contains('\u{1b}'), "colours are for terminals: {drawn}");
}

#[test]
fn a_key_is_explained_in_a_table_of_a_server() {
    let desk = Desk::new();
    let server = server(&desk, &[]);
    let at = ["--table", "likes", "--endpoint", &server.url];
    let here = desk.good(&["explain", "minji01", "가 나/다"]);
    assert_eq!(desk.good(&[&["explain", "minji01", "가 나/다"][..], &at].concat()), here);
    let json = lines(&desk.good(&[&["explain", "minji01", "--json"][..], &at].concat()));
    assert_eq!(json, lines(&desk.good(&["explain", "minji01", "--json"])));
    let ascii = desk.good(&["explain", "minji01", "--ascii"]);
    assert!(ascii.is_ascii() && ascii.contains("\n  | SHA-256\n  v\n05a7b29d"), "{ascii}");
    assert!(desk.bad(&["explain", "minji01", "--endpoint", &server.url]).contains("--table"));
}

#[test]
fn requests_are_signed_where_signatures_are_checked() {
    let desk = Desk::new();
    fs::write(desk.path("secret"), "a secret").unwrap();
    let server = Server::start(&desk, &["--control", "--access-key", "me", "--secret-key", "secret"]);
    let signed = |arguments: &[&str], secret: &str| {
        let mut command = desk.command();
        command.args(arguments).args(["--endpoint", &server.url]);
        let output =
            command.env("AWS_ACCESS_KEY_ID", "me").env("AWS_SECRET_ACCESS_KEY", secret).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap(),
        )
    };
    let create = ["create", "user", "--partition-key", "id"];
    assert_eq!(signed(&create, "a secret").0, Some(0));
    let (code, drawn) = signed(&["partitions", "user"], "a secret");
    assert!(code == Some(0) && drawn.starts_with("user  4 partitions"), "{drawn}");
    let (code, told) = signed(&["explain", "가 a/+~", "--table", "user"], "a secret");
    assert_eq!(code, Some(0), "{told}");
    let (code, told) = signed(&["partitions", "user"], "a guess");
    assert!(code == Some(1) && told.contains("ignature"), "{told}");
}

#[test]
fn a_server_without_the_paths_is_told_how_to_have_them() {
    let desk = Desk::new();
    let server = Server::start(&desk, &[]);
    desk.good(&["create", "likes", "--partition-key", "id", "--endpoint", &server.url]);
    let told = desk.bad(&["partitions", "likes", "--endpoint", &server.url]);
    assert!(told.contains("hashrange serve --control"), "{told}");
    assert!(desk.bad(&["explain", "a", "--table", "likes", "--endpoint", &server.url]).contains("--control"));
}

#[test]
fn a_server_with_a_token_is_asked_with_it() {
    let desk = Desk::new();
    fs::write(desk.path("token"), "open sesame\n").unwrap();
    fs::write(desk.path("guess"), "a guess").unwrap();
    // The tables of each access key are its own, so the key has to be told beside the token.
    let server = server(&desk, &["--control-token", "token", "--separate", "key"]);
    let at = ["--endpoint", &server.url];
    let asked: [&[&str]; 2] = [&["partitions", "likes"], &["explain", "minji01", "--table", "likes"]];
    for command in asked {
        let with = |token: &[&'static str]| [command, &at, token].concat();
        assert!(!desk.good(&with(&["--control-token", "token"])).is_empty());
        let told = desk.bad(&with(&["--control-token", "guess"]));
        assert!(told.contains("AccessDenied") && told.contains("is another one"), "{told}");
        let told = desk.bad(&with(&[]));
        assert!(told.contains("AccessDenied") && told.contains("with --control-token"), "{told}");
        let told = desk.bad(&with(&["--control-token", "none"]));
        assert!(told.contains("cannot read the secret in none"), "{told}");
    }
    assert!(desk.bad(&["explain", "minji01", "--control-token", "token"]).contains("--table"));
}

#[test]
fn a_console_alone_answers_its_pages_and_says_so() {
    let desk = Desk::new();
    let server = Server::start(&desk, &["--console"]);
    let told = desk.bad(&["partitions", "likes", "--endpoint", &server.url]);
    assert!(told.contains("start it with --control too"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_watched_table_of_a_server_is_drawn_until_ctrl_c() {
    let desk = Desk::new();
    let server = server(&desk, &[]);
    let mut watch = Watch::start(&desk, &["--endpoint", &server.url]);
    watch.until("4 partitions, 0 items");
    watch.until("0/s");
    put(&desk, &["--endpoint", &server.url], "minji01");
    watch.until("4 partitions, 1 item, ");
    drop(server);
    watch.until("cannot reach");
    assert_eq!(watch.interrupt(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_watched_file_is_read_again_when_another_process_writes_it() {
    let desk = Desk::new();
    for at in [["--file", "a.snap"], ["--data", "data"]] {
        desk.good(&[&["create", "likes", "--partition-key", "user_id"][..], &at].concat());
        let mut watch = Watch::start(&desk, &at);
        watch.until("4 partitions, 0 items");
        watch.until("0/s");
        put(&desk, &at, "minji01");
        watch.until("4 partitions, 1 item, ");
        assert_eq!(watch.interrupt(), Some(0), "{at:?}");
    }
    assert!(desk.bad(&["partitions", "likes", "--watch", "--file", "none.snap"]).contains("none.snap"));
}
