//! The places and options of `hashrange copy` and `hashrange compare`, and where a new database is made.

use std::fs;

use crate::support::{Desk, Server};

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

#[test]
fn what_helps_is_said_with_the_options_of_the_side() {
    let desk = Desk::with_likes();
    let server = Server::start(&desk, &[]);
    let url = server.url.replace("http://", "https://");
    let region = desk.bad(&["copy", &url, "b.snap"]);
    assert!(region.contains("--source-region, or the profile with --source-profile"), "{region}");
    let region = desk.bad(&["compare", "a.snap", &url]);
    assert!(region.contains("--target-region, or the profile with --target-profile"), "{region}");
    let mut command = desk.command();
    command
        .env("AWS_ACCESS_KEY_ID", "me")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_REGION", "us-east-1");
    let told = command.args(["copy", "a.snap", &url]).output().unwrap();
    let told = String::from_utf8(told.stderr).unwrap();
    assert!(told.contains("Does the server speak TLS?"), "{told}");
}
