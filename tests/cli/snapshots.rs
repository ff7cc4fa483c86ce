//! Snapshots as files, which several processes use.

use std::{
    fs,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::support::{Desk, Server, all};

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

/// Starts the program, and goes on while it runs.
fn start(desk: &Desk, arguments: &[&str]) -> Child {
    let mut command = desk.command();
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The names of all files on the desk, in order.
fn files(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.path(".")).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn processes_that_write_one_snapshot_side_by_side_lose_nothing() {
    let desk = Desk::new();
    desk.good(&["create", "numbers", "--partition-key", "id:N", "--file", "n.snap"]);
    let put = |id: usize| start(&desk, &["put", "numbers", &format!("{{\"id\": {id}}}"), "--file", "n.snap"]);
    let mut running: Vec<Child> = (0..20).map(put).collect();
    running.push(start(&desk, &["create", "others", "--partition-key", "id", "--file", "n.snap"]));
    running.push(start(&desk, &["sql", "INSERT INTO numbers VALUE {'id': 100}", "--file", "n.snap"]));
    for child in running {
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    assert_eq!(all(&desk, "numbers", "n.snap").lines().count(), 21);
    assert_eq!(desk.good(&["tables", "--file", "n.snap"]), "numbers\nothers\n");
    assert_eq!(files(&desk), ["n.snap"]);
}

#[test]
fn processes_that_make_one_snapshot_side_by_side_make_it_once() {
    let desk = Desk::new();
    let create = |table: usize| {
        start(&desk, &["create", &format!("table{table}"), "--partition-key", "id", "--file", "new.snap"])
    };
    for child in (0..8).map(create).collect::<Vec<_>>() {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    assert_eq!(desk.good(&["tables", "--file", "new.snap"]).lines().count(), 8);
}

#[cfg(unix)]
#[test]
fn a_server_holds_the_snapshot_that_it_saves_to() {
    let desk = Desk::with_likes();
    let both = ["--load", "a.snap", "--save-on-exit", "a.snap"];
    let server = Server::start(&desk, &both);
    let held = format!("a.snap: in use by the process {} until that ends", server.child.id());
    for arguments in [
        &["put", "likes", r#"{"user_id": "x", "at": 1}"#, "--file", "a.snap"][..],
        &["create", "others", "--partition-key", "id", "--file", "./a.snap"],
        &["scan", "likes", "--file", "a.snap"],
        &["sql", "SELECT * FROM likes", "--file", "a.snap"],
        &["explain", "x", "--file", "a.snap", "--table", "likes"],
        &["serve", "--port", "0", "--load", "a.snap", "--save-on-exit", "a.snap"],
        &["serve", "--port", "0", "--load", "a.snap"],
    ] {
        let began = Instant::now();
        let told = desk.bad(arguments);
        assert!(told.contains(&held), "{arguments:?}: {told}");
        // For a process that only writes it would wait 30 s.
        assert!(began.elapsed() < Duration::from_secs(25), "{arguments:?}: nobody waits for a server");
    }
    assert!(desk.bad(&["tables", "--file", "a.snap"]).contains("--endpoint"));
    desk.good(&["put", "likes", r#"{"user_id": "x", "at": 1}"#, "--endpoint", &server.url]);
    assert_eq!(server.stop(), 0);
    assert_eq!(all(&desk, "likes", "a.snap").lines().count(), 4);
    assert_eq!(files(&desk), ["a.snap"]);
}

#[cfg(unix)]
#[test]
fn a_server_that_was_killed_holds_nothing() {
    let desk = Desk::with_likes();
    drop(Server::start(&desk, &["--load", "a.snap", "--save-on-exit", "a.snap"]));
    assert_eq!(files(&desk), [".a.snap.lock", "a.snap"]);
    // What a process that was killed while it saved leaves behind.
    fs::write(desk.path(".a.snap.4321-0.tmp"), "half").unwrap();
    assert_eq!(all(&desk, "likes", "a.snap").lines().count(), 3);
    desk.good(&["put", "likes", r#"{"user_id": "x", "at": 1}"#, "--file", "a.snap"]);
    assert_eq!(files(&desk), ["a.snap"]);
}

#[test]
fn tables_are_never_replaced_by_an_empty_database() {
    let desk = Desk::with_likes();
    let before = fs::read(desk.path("a.snap")).unwrap();
    let told = desk.bad(&["serve", "--port", "0", "--save-on-exit", "a.snap"]);
    assert!(told.contains("a.snap is a snapshot already") && told.contains("--load a.snap"), "{told}");
    fs::write(desk.path("notes.txt"), "mine").unwrap();
    for load in [&[][..], &["--load", "a.snap"]] {
        let told = desk.bad(&[&["serve", "--port", "0", "--save-on-exit", "notes.txt"], load].concat());
        assert!(told.contains("notes.txt is no snapshot"), "{told}");
    }
    assert!(fs::read(desk.path("a.snap")).unwrap() == before);
    assert_eq!(fs::read(desk.path("notes.txt")).unwrap(), b"mine");
    assert_eq!(files(&desk), ["a.snap", "notes.txt"]);
}

#[cfg(unix)]
#[test]
fn an_empty_file_holds_no_tables() {
    let desk = Desk::new();
    fs::write(desk.path("new"), "").unwrap();
    let server = Server::start(&desk, &["--save-on-exit", "new"]);
    desk.good(&["create", "users", "--partition-key", "id", "--endpoint", &server.url]);
    assert_eq!(server.stop(), 0);
    assert_eq!(desk.good(&["tables", "--file", "new"]), "users\n");
}

#[cfg(unix)]
#[test]
fn a_target_that_cannot_be_written_is_told_at_the_start() {
    use std::os::unix::fs::symlink;
    let desk = Desk::with_likes();
    fs::create_dir(desk.path("directory")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(desk.path("pipe")).status().unwrap().success());
    symlink("/dev/null", desk.path("null")).unwrap();
    for (target, told) in [
        ("directory", "this is a directory"),
        ("pipe", "this is no regular file"),
        ("/dev/null", "this is no regular file"),
        ("null", "this is no regular file"),
        ("none/a.snap", "in a directory that is there"),
        ("a.snap/b.snap", "Not a directory"),
        ("/proc/a.snap", "/proc/a.snap: "),
    ] {
        for load in [&[][..], &["--load", "a.snap"]] {
            let done = desk.bad(&[&["serve", "--port", "0", "--save-on-exit", target], load].concat());
            assert!(done.contains("cannot save to") && done.contains(told), "{target}: {done}");
        }
        let done = desk.bad(&["create", "users", "--partition-key", "id", "--file", target]);
        assert!(done.contains(told), "{target}: {done}");
    }
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    assert_eq!(files(&desk), ["a.snap", "directory", "null", "pipe"]);
}

#[cfg(unix)]
#[test]
fn what_is_written_through_a_link_is_in_the_file_behind_it() {
    use std::os::unix::fs::symlink;
    let desk = Desk::with_likes();
    symlink("a.snap", desk.path("link")).unwrap();
    desk.good(&["put", "likes", r#"{"user_id": "x", "at": 1}"#, "--file", "link"]);
    assert!(fs::symlink_metadata(desk.path("link")).unwrap().is_symlink());
    assert_eq!(all(&desk, "likes", "a.snap").lines().count(), 4);
    let server = Server::start(&desk, &["--load", "a.snap", "--save-on-exit", "link"]);
    assert_eq!(server.stop(), 0, "one file under two names");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_and_written_as_it_is() {
    let desk = Desk::with_likes();
    assert!(std::process::Command::new("mkfifo").arg(desk.path("pipe")).status().unwrap().success());
    let reader = start(&desk, &["tables", "--file", "pipe"]);
    fs::copy(desk.path("a.snap"), desk.path("pipe")).unwrap();
    assert_eq!(reader.wait_with_output().unwrap().stdout, b"likes\n");
    let writer = start(&desk, &["export", "likes", "pipe", "--format", "json", "--file", "a.snap"]);
    assert_eq!(fs::read_to_string(desk.path("pipe")).unwrap().lines().count(), 3);
    assert!(writer.wait_with_output().unwrap().status.success());
    assert_eq!(files(&desk), ["a.snap", "pipe"]);
}

#[test]
fn a_snapshot_is_exported_and_imported_in_one_pipeline() {
    let desk = Desk::with_likes();
    let mut export = start(&desk, &["export", "likes", "-", "--file", "a.snap"]);
    let mut import = desk.command();
    import.args([
        "import",
        "copy",
        "-",
        "--partition-key",
        "user_id",
        "--sort-key",
        "at:N",
        "--file",
        "a.snap",
    ]);
    // Both are about to open the snapshot.
    let import = import.stdin(export.stdout.take().unwrap()).stderr(Stdio::piped()).spawn().unwrap();
    let done = import.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(export.wait().unwrap().success());
    assert_eq!(all(&desk, "copy", "a.snap"), all(&desk, "likes", "a.snap"));
}

#[test]
fn a_read_waits_for_a_write_that_has_begun() {
    let desk = Desk::with_likes();
    let lock = fs::File::create(desk.path(".a.snap.lock")).unwrap();
    lock.lock().unwrap();
    let mut reader = start(&desk, &["tables", "--file", "a.snap"]);
    sleep(Duration::from_millis(300));
    assert!(reader.try_wait().unwrap().is_none(), "it does not wait");
    lock.unlock().unwrap();
    assert_eq!(reader.wait_with_output().unwrap().stdout, b"likes\n");
}
