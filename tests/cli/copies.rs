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
    assert_eq!(desk.good(&["compare", "a.snap", "b.snap"]), "compared 300 items: none differs\n");
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
    assert_eq!(err, "hashrange: cut over: what the streams still have is applied\n");
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

#[test]
fn a_directory_with_other_files_gets_no_database() {
    let desk = Desk::with_likes();
    fs::create_dir(desk.path("etc")).unwrap();
    fs::write(desk.path("etc/hosts"), "127.0.0.1 localhost").unwrap();
    fs::create_dir_all(desk.path("volume/lost+found")).unwrap();
    fs::write(desk.path("volume/.gitkeep"), "").unwrap();
    fs::write(desk.path("items.jsonl"), r#"{"id": "a"}"#).unwrap();
    for arguments in [
        vec!["copy", "a.snap", "etc"],
        vec!["create", "users", "--partition-key", "id", "--data", "etc"],
        vec!["import", "users", "items.jsonl", "--partition-key", "id", "--data", "etc"],
        vec!["serve", "--port", "0", "--data", "etc"],
    ] {
        let refused = desk.bad(&arguments);
        assert!(refused.contains("etc has no database, and is not empty: hosts is in it"), "{refused}");
        assert_eq!(fs::read_dir(desk.path("etc")).unwrap().count(), 1);
    }
    desk.good(&["copy", "a.snap", "volume"]);
    assert_eq!(desk.good(&["tables", "--data", "volume"]), "likes\n");
    // There it is now, whatever is beside it.
    fs::write(desk.path("volume/notes.txt"), "").unwrap();
    desk.good(&["create", "users", "--partition-key", "id", "--data", "volume"]);
    // DynamoDB Local takes any directory.
    let server = Server::start_with(&desk, &["-sharedDb", "-dbPath", "etc", "-port", "0"]);
    assert_eq!(desk.good(&["tables", "--endpoint", &server.url]), "");
}

#[test]
fn a_command_that_fails_at_once_leaves_no_new_database() {
    let desk = Desk::with_likes();
    fs::create_dir(desk.path("empty")).unwrap();
    for directory in ["empty", "new", "new/in/new"] {
        for arguments in [
            vec!["create", "t", "--partition-key", "id", "--data", directory],
            vec!["import", "users", "none.jsonl", "--partition-key", "id", "--data", directory],
            vec!["copy", "a.snap", directory, "--table", "nobody"],
            vec!["copy", "a.snap", directory, "--table", "likes=l"],
        ] {
            desk.bad(&arguments);
            assert!(!desk.path("new").exists(), "{arguments:?}");
            assert_eq!(fs::read_dir(desk.path("empty")).unwrap().count(), 0, "{arguments:?}");
        }
    }
}

#[test]
fn a_file_that_is_no_state_stays_as_it_is() {
    let desk = Desk::with_likes();
    let server = Server::start(&desk, &[]);
    fs::write(desk.path("items.jsonl"), r#"{"id": "a"}"#).unwrap();
    fs::write(desk.path("old.json"), r#"{"hashrange_copy": 0, "tables": {}}"#).unwrap();
    let refused = |state: &str| desk.bad(&["copy", "a.snap", &server.url, "--state", state]);
    for (state, told) in [
        ("items.jsonl", "items.jsonl is no state of a copy, and stays as it is\n"),
        (".", "this is a directory"),
        ("none/copy.json", "name a file in a directory that is there"),
    ] {
        let refused = refused(state);
        assert!(refused.contains(told) && !refused.contains("Delete"), "{refused}");
    }
    let old = refused("old.json");
    assert!(old.contains("its version is 0") && old.contains("\nDelete that file to begin anew"), "{old}");
    assert_eq!(desk.good(&["tables", "--endpoint", &server.url]), "");
    // A snapshot has no state with which an earlier copy could go on.
    desk.good(&["copy", "a.snap", "b.snap"]);
    let refused = desk.bad(&["copy", "a.snap", "b.snap"]);
    assert!(refused.ends_with("items with the same key are replaced.\n"), "{refused}");
}

#[test]
fn places_and_options_that_make_no_sense_are_told() {
    let desk = Desk::with_likes();
    for (arguments, code, told) in [
        (vec!["copy", "a.snap", "a.snap"], 1, "a.snap is source and target in one"),
        (vec!["copy", "newdir/", "./newdir"], 1, "newdir/ and ./newdir are one place"),
        (vec!["copy", "none.snap", "b.snap"], 1, "none.snap"),
        (vec!["copy", "a.snap", "b.snap", "--table", "nobody"], 1, "nobody"),
        (vec!["copy", "a.snap", "b.snap", "--table", "=b"], 2, "NAME=NEW"),
        (vec!["copy", "a.snap", "b.snap", "--write-units", "0"], 2, "a number above 0"),
        (vec!["compare", "a.snap", "b.snap", "--read-units", "nan"], 2, "a number above 0"),
        (vec!["copy", "a.snap", "b.snap", "--segments", "0"], 2, "1..=1000"),
        (vec!["copy", "a.snap", "b.snap", "--target-region", "eu-west-1"], 2, "b.snap is no endpoint"),
        (vec!["copy", "a.snap", "b.snap", "--state", "copy.json"], 2, "--state is for other targets"),
        (vec!["copy", "a.snap", "ftp://there"], 2, "is no address"),
        (vec!["compare", "a.snap", "http://127.0.0.1:1"], 1, "cannot"),
    ] {
        let done = desk.run(&arguments);
        assert_eq!(done.code, code, "{arguments:?}: {}", done.err);
        assert!(done.err.contains(told), "{told} in {}", done.err);
        assert!(!desk.path("b.snap").exists(), "{arguments:?}");
    }
}
