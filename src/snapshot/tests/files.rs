//! The files that snapshots are written to and read from.

use std::{
    fs,
    io::{self, Write},
};

use super::{
    super::{claim::Claim, lock::Until},
    Directory, sample,
};
use crate::{database::Database, snapshot::error::SnapshotError};

#[test]
fn errors_say_which_file_and_why() {
    let directory = Directory::new("errors");
    let path = directory.0.join("b.snapshot");
    let refusal = |content: &[u8]| {
        fs::write(&path, content).unwrap();
        let error = Database::load(&path).unwrap_err().to_string();
        error.strip_prefix(path.to_str().unwrap()).unwrap().to_owned()
    };
    assert_eq!(refusal(b"hello"), ": not a snapshot of hashrange");
    assert_eq!(refusal(b""), ": not a snapshot of hashrange");
    assert_eq!(
        refusal(b"hashrange snapshot 3\nsomething\n"),
        ": a snapshot of version 3, and this release of hashrange reads up to 2: use a newer one"
    );
    assert_eq!(refusal(b"hashrange snapshot 1\n{\"op"), ": damaged, line 2: the file ends here");
    let missing = Database::load(directory.0.join("missing")).unwrap_err();
    assert!(matches!(&missing, SnapshotError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound));
}

#[test]
fn a_writing_that_fails_leaves_the_old_file_and_nothing_else() {
    let directory = Directory::new("atomic");
    let path = directory.0.join("c.snapshot");
    sample().save(&path).unwrap();
    let before = fs::read(&path).unwrap();
    let claim = Claim::new(&path, Until::Written).unwrap();
    let failed = claim.replace(|out| {
        out.write_all(&[0; 300_000])?;
        Err(io::Error::other("the disk is full"))
    });
    drop(claim);
    assert_eq!(failed.unwrap_err().to_string(), "the disk is full");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 1);
    assert!(matches!(sample().save(directory.0.join("none/c")), Err(SnapshotError::Io { .. })));
}

#[test]
fn only_regular_files_are_replaced() {
    let directory = Directory::new("regular");
    let refused = |path: &str| match Database::new().save(path) {
        Err(SnapshotError::Io { source, .. }) => source.to_string(),
        other => panic!("{path}: {other:?}"),
    };
    assert_eq!(refused(directory.0.to_str().unwrap()), "this is a directory: name a file");
    if cfg!(unix) {
        assert!(refused("/dev/null").contains("no regular file"));
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}

#[cfg(unix)]
#[test]
fn links_are_followed_also_to_a_file_that_is_not_there_yet() {
    let directory = Directory::new("links");
    let at = |name: &str| directory.0.join(name);
    fs::create_dir(at("inner")).unwrap();
    std::os::unix::fs::symlink("inner/middle", at("outer")).unwrap();
    std::os::unix::fs::symlink("../file", at("inner/middle")).unwrap();
    for _ in 0..2 {
        sample().save(at("outer")).unwrap();
        assert!(fs::symlink_metadata(at("outer")).unwrap().is_symlink());
        assert!(fs::symlink_metadata(at("inner/middle")).unwrap().is_symlink());
        assert_eq!(Database::load(at("file")).unwrap().table_names(), sample().table_names());
    }
    std::os::unix::fs::symlink("round", at("round")).unwrap();
    assert!(matches!(sample().save(at("round")), Err(SnapshotError::Io { .. })));
}

#[test]
fn what_killed_processes_left_is_removed_and_nothing_else() {
    let directory = Directory::new("leftovers");
    let at = |name: &str| directory.0.join(name);
    for name in [".d.snapshot.123-0.tmp", ".d.snapshot.123-45.tmp", ".d.snapshot.lock"] {
        fs::write(at(name), "half").unwrap();
    }
    let others = [
        ".d.snapshot.123.tmp",
        ".d.snapshot.1-a.tmp",
        ".d.snapshot.tmp",
        ".dd.snapshot.1-2.tmp",
        "d.snapshot.1-2.tmp",
    ];
    others.iter().for_each(|name| fs::write(at(name), "another's").unwrap());
    sample().save(at("d.snapshot")).unwrap();
    let mut left: Vec<_> = fs::read_dir(&directory.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut expected: Vec<_> =
        others.iter().map(ToString::to_string).chain(["d.snapshot".to_owned()]).collect();
    left.sort();
    expected.sort();
    assert_eq!(left, expected);
}

#[test]
fn a_file_that_a_process_holds_until_it_ends_is_neither_read_nor_written() {
    let directory = Directory::new("held");
    let path = directory.0.join("e.snapshot");
    sample().save(&path).unwrap();
    let claim = Claim::new(&path, Until::ProcessEnds).unwrap();
    let in_use =
        |error| matches!(error, SnapshotError::InUse { process: Some(id), .. } if id == std::process::id());
    assert!(in_use(Database::load(&path).unwrap_err()));
    assert!(in_use(Database::new().save(&path).unwrap_err()));
    drop(claim);
    assert!(Database::load(&path).is_ok());
}

#[test]
fn threads_that_save_and_load_one_file_take_turns() {
    let directory = Directory::new("turns");
    let path = directory.0.join("f.snapshot");
    let db = sample();
    db.save(&path).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..10).for_each(|_| db.save(&path).unwrap()));
            scope.spawn(|| (0..10).for_each(|_| drop(Database::load(&path).unwrap())));
        }
    });
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 1);
}
