//! Databases on disk: `--data`, `compact`, `check`.

use std::fs;

use crate::support::{Desk, Server};

/// A database on disk with some users, closed.
fn with_users() -> Desk {
    let desk = Desk::new();
    desk.good(&["create", "users", "--partition-key", "id", "--data", "data"]);
    for id in ["haeri05", "jihoon07", "minji01"] {
        let item = format!(r#"{{"id": "{id}", "text": "text of {id}"}}"#);
        desk.good(&["put", "users", &item, "--data", "data"]);
    }
    desk
}

#[test]
fn commands_work_on_a_database_on_disk() {
    let desk = with_users();
    assert_eq!(desk.good(&["tables", "--data", "data"]), "users\n");
    assert_eq!(desk.good(&["scan", "users", "--data", "data", "--json"]).lines().count(), 3);
    desk.good(&["delete", "users", "minji01", "--data", "data"]);
    assert!(desk.bad(&["get", "users", "minji01", "--data", "data"]).contains("no item"));
    assert!(desk.good(&["explain", "minji01", "--data", "data", "--table", "users"]).contains("of 4"));
    let none = desk.bad(&["tables", "--data", "none"]);
    assert!(none.contains("no database") && !desk.path("none").exists(), "{none}");
    assert_eq!(desk.run(&["tables", "--data", "data", "--file", "a.snapshot"]).code, 2);
    assert_eq!(desk.run(&["explain", "minji01", "--table", "users"]).code, 1);
}

#[test]
fn a_closed_database_is_compacted_and_checked() {
    let desk = with_users();
    let before = fs::metadata(desk.path("data/database.redb")).unwrap().len();
    assert!(desk.good(&["compact", "data"]).contains(" -> "));
    let after = fs::metadata(desk.path("data/database.redb")).unwrap().len();
    assert!(after < before, "{before} -> {after}");
    assert_eq!(desk.good(&["check", "data"]), "users: 3\n");
    assert!(desk.bad(&["check", "none"]).contains("none"));
}

#[test]
fn what_can_be_read_of_a_damaged_database_is_saved() {
    let desk = with_users();
    desk.good(&["compact", "data"]);
    let path = desk.path("data/database.redb");
    let mut file = fs::read(&path).unwrap();
    let places: Vec<usize> = file
        .windows(13)
        .enumerate()
        .filter(|(_, bytes)| *bytes == b"text of haeri")
        .map(|(place, _)| place)
        .collect();
    assert!(!places.is_empty());
    places.iter().for_each(|place| file[*place] = b'X');
    fs::write(&path, file).unwrap();

    let refused = desk.bad(&["scan", "users", "--data", "data"]);
    assert!(refused.contains("damaged") && refused.contains("hashrange check"), "{refused}");
    let before = fs::read(&path).unwrap();
    let told = desk.bad(&["check", "data", "--salvage", "saved.snapshot"]);
    assert!(told.contains("users") && told.contains("not what was written"), "{told}");
    assert!(fs::read(&path).unwrap() == before, "a check changes nothing");
    let saved = desk.good(&["scan", "users", "--file", "saved.snapshot", "--json"]);
    assert!(saved.contains("jihoon07") && saved.contains("minji01") && !saved.contains("haeri05"), "{saved}");
}

/// Wherever a file is damaged, a check tells that, or finds everything.
#[test]
fn a_check_reads_any_file() {
    let desk = with_users();
    let path = desk.path("data/database.redb");
    let sound = fs::read(&path).unwrap();
    let mut told = 0;
    for place in 0..40 {
        let mut damaged = sound.clone();
        let at = place * sound.len() / 40;
        damaged[at..sound.len().min(at + 1_000 * (1 + place % 3))].iter_mut().for_each(|byte| *byte ^= 0x21);
        fs::write(&path, &damaged).unwrap();
        let run = desk.run(&["check", "data", "--salvage", "saved.snapshot"]);
        assert!([0, 1].contains(&run.code), "{place}: {}", run.err);
        assert!(!run.err.contains("panicked"), "{place}: {}", run.err);
        assert!(
            run.code == 0 && run.out == "users: 3\n" || run.code == 1 && !run.err.is_empty(),
            "{place}: {}",
            run.out
        );
        told += run.code;
    }
    assert!(told > 3, "{told} of 40 are damaged");
    // The list of free pages, which is written when the file is closed, and read by nobody else.
    for at in (0x8000..0x8100).step_by(0x11).chain([0x8082]).filter(|at| *at < sound.len()) {
        let mut damaged = sound.clone();
        damaged[at] ^= 0x81;
        fs::write(&path, &damaged).unwrap();
        let run = desk.run(&["check", "data", "--salvage", "saved.snapshot"]);
        assert!([0, 1].contains(&run.code) && !run.err.contains("panicked"), "{at:#x}: {}", run.err);
        assert!(!run.err.contains("`hashrange check`"), "it is what ran: {}", run.err);
    }
    for end in [0, 1, 511, 4_096, 5_000, sound.len() / 2, sound.len() - 1] {
        fs::write(&path, &sound[..end]).unwrap();
        let run = desk.run(&["check", "data"]);
        assert!(run.code == 1 && !run.err.contains("panicked"), "{end}: {}", run.err);
    }
}

#[test]
fn a_place_without_a_database_is_told() {
    let desk = Desk::new();
    fs::write(desk.path("file"), "text").unwrap();
    fs::create_dir(desk.path("empty")).unwrap();
    for command in ["check", "compact"] {
        assert!(desk.bad(&[command, "none"]).contains("none"));
        assert!(desk.bad(&[command, "file"]).contains("file"));
        let told = desk.bad(&[command, "empty"]);
        assert!(told.contains("no database.redb"), "{told}");
    }
    assert_eq!(fs::read_dir(desk.path("empty")).unwrap().count(), 0, "nothing is left behind");
    assert!(desk.bad(&["create", "a", "--partition-key", "id", "--data", "file"]).contains("file"));
}

/// A snapshot takes the place of no database, whatever its name is.
#[test]
fn a_database_is_not_overwritten_with_what_was_saved_of_it() {
    let desk = with_users();
    let before = fs::read(desk.path("data/database.redb")).unwrap();
    fs::copy(desk.path("data/database.redb"), desk.path("copy")).unwrap();
    fs::create_dir(desk.path("other")).unwrap();
    for place in ["data/database.redb", "copy", "other/database.redb"] {
        let told = desk.bad(&["check", "data", "--salvage", place]);
        assert!(told.contains("a database on disk"), "{told}");
    }
    assert!(fs::read(desk.path("data/database.redb")).unwrap() == before);
    assert!(fs::read(desk.path("copy")).unwrap() == before);
    assert!(!desk.path("other/database.redb").exists());
    assert_eq!(desk.good(&["check", "data"]), "users: 3\n");
}

#[cfg(unix)]
#[test]
fn a_server_keeps_its_tables_on_disk() {
    let desk = with_users();
    let server = Server::start(&desk, &["--data", "data"]);
    let at = ["--endpoint", &server.url];
    let refused = desk.bad(&["tables", "--data", "data"]);
    assert!(refused.contains("open in the process") && refused.contains("--endpoint"), "{refused}");
    desk.good(&["put", "users", r#"{"id": "sora03"}"#, at[0], at[1]]);
    assert_eq!(server.stop(), 0);
    let server = Server::start(&desk, &["--data", "data", "--durability", "buffered"]);
    let at = ["--endpoint", &server.url];
    assert_eq!(desk.good(&["scan", "users", "--json", at[0], at[1]]).lines().count(), 4);
    desk.good(&["put", "users", r#"{"id": "sora04"}"#, at[0], at[1]]);
    assert_eq!(server.stop(), 0);
    assert_eq!(desk.good(&["scan", "users", "--data", "data", "--json"]).lines().count(), 5);
}

#[test]
fn the_flags_of_dynamodb_local_start_a_server() {
    let desk = Desk::new();
    desk.good(&["create", "users", "--partition-key", "id", "--data", "data"]);
    let flags = "-jar DynamoDBLocal.jar -sharedDb -dbPath data -optimizeDbBeforeStartup -port 0";
    let server = Server::start_with(&desk, &flags.split(' ').collect::<Vec<_>>());
    let url = server.url.replace("0.0.0.0", "127.0.0.1");
    assert!(desk.good(&["tables", "--endpoint", &url]).contains("users"));
    drop(server);
    let wrong = desk.run(&["-sharedDB"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(wrong.err.contains("no flag of DynamoDB Local"), "{}", wrong.err);
}
