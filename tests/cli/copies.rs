//! `hashrange copy` and `hashrange compare`.

use std::{
    fs,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::support::{Desk, Server};

/// Starts a copy that goes on in the background.
fn begun(desk: &Desk, arguments: &[&str]) -> Child {
    desk.command().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// A snapshot with a table of so many items.
fn with_users(count: usize) -> Desk {
    let desk = Desk::new();
    let lines: Vec<String> =
        (0..count).map(|number| format!(r#"{{"id": "user{number}", "age": {}}}"#, number % 90)).collect();
    fs::write(desk.path("users.json"), lines.join("\n")).unwrap();
    desk.good(&["import", "users", "users.json", "--partition-key", "id", "--file", "a.snap"]);
    desk
}

fn count(desk: &Desk, table: &str, place: &[&str]) -> usize {
    let rows = desk.good(&[&["scan", table, "--json"], place].concat());
    rows.lines().count()
}

#[test]
fn tables_move_between_snapshots_servers_and_directories() {
    let desk = Desk::with_likes();
    desk.good(&["ttl", "likes", "--enable", "until", "--file", "a.snap"]);
    let server = Server::start(&desk, &[]);
    let done = desk.run(&["copy", "a.snap", &server.url]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.starts_with("likes: 3 items\n"), "{}", done.out);
    assert!(done.out.ends_with("compared 3 items: none differs\n"), "{}", done.out);
    let made = desk.good(&["copy", &server.url, "./data", "--table", "likes=hearts"]);
    assert!(made.starts_with("made ./data, a database on disk\n"), "{made}");
    let made = desk.good(&["copy", "data", "b.snap"]);
    assert!(made.starts_with("made b.snap, a snapshot\n"), "{made}");
    assert_eq!(desk.good(&["tables", "--file", "b.snap"]), "hearts\n");
    assert!(desk.good(&["describe", "hearts", "--file", "b.snap"]).contains("until"));
    assert!(
        desk.good(&["get", "hearts", "haeri05", "2", "--file", "b.snap"]).contains("12345678901234567890123")
    );
    // What was copied whole leaves no state behind.
    let left = fs::read_dir(desk.path(".")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.filter(|name| name.to_string_lossy().starts_with("hashrange-copy")).count() == 0);
}

#[test]
fn what_differs_is_told() {
    let desk = with_users(300);
    fs::copy(desk.path("a.snap"), desk.path("b.snap")).unwrap();
    let same = desk.good(&["compare", "a.snap", "b.snap", "--segments", "1"]);
    // The target reads each item by its key, for half a unit at least, and counts, as the source does, in four partitions.
    assert_eq!(
        same,
        "the comparison: 2 read units at the source, 152 at the target\ncompared 300 items: none differs\n"
    );
    desk.good(&["put", "users", r#"{"id": "user7", "age": 200}"#, "--file", "b.snap"]);
    desk.good(&["delete", "users", "user8", "--file", "b.snap"]);
    desk.good(&["put", "users", r#"{"id": "new"}"#, "--file", "b.snap"]);
    desk.good(&["ttl", "users", "--enable", "until", "--file", "b.snap"]);
    let compared = desk.run(&["compare", "a.snap", "b.snap"]);
    assert_eq!(
        (compared.code, compared.err.as_str()),
        (1, "hashrange: compared 300 items: 3 differ at source or target\n")
    );
    let told = compared.out;
    assert!(told.contains("age: 7 -> 200"), "{told}");
    for part in [r#"- {"id": "user8", "age": 8}"#, r#"+ {"id": "new"}"#, "~ time to live: none -> until"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let one = desk.run(&["compare", "a.snap", "b.snap", "--differences", "1"]).out;
    let items =
        one.lines().filter(|line| ["  + ", "  - ", "  ~ {"].iter().any(|sign| line.starts_with(sign)));
    assert_eq!(items.count(), 1, "{one}");
}

#[test]
fn a_copy_that_was_killed_goes_on() {
    let desk = with_users(6_000);
    let source = Server::start(&desk, &["--load", "a.snap"]);
    let target = Server::start(&desk, &[]);
    // At least six seconds.
    let arguments =
        ["copy", &source.url, &target.url, "--write-units", "1000", "--segments", "3", "--read-units", "300"];
    let mut copy = begun(&desk, &arguments);
    let place = ["--endpoint", &target.url];
    let until = Instant::now() + Duration::from_secs(60);
    while desk.run(&["tables", place[0], place[1]]).out.is_empty() || count(&desk, "users", &place) < 500 {
        assert!(Instant::now() < until, "nothing is copied");
        thread::sleep(Duration::from_millis(50));
    }
    thread::sleep(Duration::from_secs(1)); // so that the state is written once
    copy.kill().unwrap();
    copy.wait().unwrap();
    let copied = count(&desk, "users", &place);
    assert!((500..6_000).contains(&copied), "{copied}");

    let refused = desk.bad(&["copy", &source.url, &target.url, "--state", "another.json"]);
    assert!(refused.contains("has items already\nWith --overwrite"), "{refused}");
    let done = desk.run(&["copy", &source.url, &target.url]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.ends_with("compared 6000 items: none differs\n"), "{}", done.out);
    // It began behind what was noted: items count again only where their page was.
    let items: usize = done.out.strip_prefix("users: ").unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!((6_000..6_000 + copied).contains(&items), "{}", done.out);
}

#[cfg(unix)]
#[test]
fn changes_are_followed_until_a_signal() {
    let desk = with_users(50);
    let source = Server::start(&desk, &["--load", "a.snap"]);
    let target = Server::start(&desk, &[]);
    let told = desk.bad(&["copy", &source.url, &target.url, "--follow"]);
    assert!(told.contains("`hashrange update users --stream new-image`"), "{told}");
    desk.good(&["update", "users", "--stream", "new-image", "--endpoint", &source.url]);

    let copy = begun(&desk, &["copy", &source.url, &target.url, "--follow"]);
    let place = ["--endpoint", &target.url];
    let until = Instant::now() + Duration::from_secs(60);
    desk.good(&["put", "users", r#"{"id": "late", "age": 1}"#, "--endpoint", &source.url]);
    while desk.run(&["get", "users", "late", place[0], place[1]]).out.is_empty() {
        assert!(Instant::now() < until, "the change does not come");
        thread::sleep(Duration::from_millis(50));
    }
    desk.good(&["delete", "users", "user7", "--endpoint", &source.url]);
    let id = copy.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let done = copy.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(done.status.success(), "{err}");
    let lines: Vec<&str> = err.lines().collect();
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("hashrange: follows the source: ") && line.ends_with("caught up")),
        "{err}"
    );
    assert!(lines.contains(&"hashrange: cut over: what the streams still have is applied"), "{err}");
    assert!(lines.len() < 10, "{err}");
    assert!(out.ends_with("compared 50 items: none differs\n"), "{out}");
    assert_eq!(count(&desk, "users", &place), 50);
}

/// Waits until a copy has begun to write, so that its state is kept.
fn wait_for_state(desk: &Desk, file: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while !desk.path(file).exists() {
        assert!(Instant::now() < until, "no state is kept");
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(unix)]
#[test]
fn a_copy_that_a_signal_stops_says_how_to_go_on() {
    let desk = with_users(3_000);
    let source = Server::start(&desk, &["--load", "a.snap"]);
    let target = Server::start(&desk, &[]);
    let arguments = ["copy", &source.url, &target.url, "--write-units", "300", "--state", "copy.json"];
    let copy = begun(&desk, &arguments);
    wait_for_state(&desk, "copy.json");
    let second = desk.bad(&arguments);
    let told = format!("the copy in the process {} has this state, and is not done\nWait until", copy.id());
    assert!(second.contains(&told), "{second}");

    let id = copy.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let stopped = copy.wait_with_output().unwrap();
    assert_eq!(stopped.status.code(), Some(130));
    assert_eq!(
        String::from_utf8(stopped.stderr).unwrap(),
        "hashrange: stopped before all was done\nThe same command goes on from where it was stopped, by copy.json.\n"
    );
    let done = desk.good(&["copy", &source.url, &target.url, "--state", "copy.json"]);
    assert!(done.ends_with("compared 3000 items: none differs\n"), "{done}");
    let left: Vec<_> =
        fs::read_dir(desk.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("copy.json")), "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_snapshot_is_not_saved_by_a_copy_that_is_stopped() {
    let desk = with_users(3_000);
    let source = Server::start(&desk, &["--load", "a.snap"]);
    let copy = begun(&desk, &["copy", &source.url, "b.snap", "--write-units", "300"]);
    let until = Instant::now() + Duration::from_secs(60);
    while !desk.path(".b.snap.lock").exists() {
        assert!(Instant::now() < until, "it does not begin");
        thread::sleep(Duration::from_millis(20));
    }
    thread::sleep(Duration::from_millis(300)); // so that it waits for signals
    let id = copy.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let stopped = copy.wait_with_output().unwrap();
    assert_eq!(stopped.status.code(), Some(130));
    let told = String::from_utf8(stopped.stderr).unwrap();
    assert_eq!(told, "hashrange: stopped before all was done\nb.snap is not saved.\n");
    assert!(!desk.path("b.snap").exists() && !desk.path(".b.snap.lock").exists());
}
