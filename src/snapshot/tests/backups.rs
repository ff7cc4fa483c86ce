//! Backups in snapshots.

use super::{super::error::StreamError, bytes, engine, loaded, same, sample};
use crate::{
    Database,
    operation::{BackupSummary, CreateBackupInput, ListBackupsInput, RestoreTableFromBackupInput},
};

/// The sample with a backup of each of its tables, one of which is then deleted.
fn with_backups() -> Database {
    let db = sample();
    for name in ["likes", "files"] {
        db.create_backup(CreateBackupInput { table_name: name.to_owned(), backup_name: "monday".to_owned() })
            .unwrap();
    }
    db.delete_table("likes").unwrap();
    db
}

fn listed(db: &Database) -> Vec<BackupSummary> {
    db.list_backups(ListBackupsInput::default()).unwrap().backup_summaries
}

#[test]
fn backups_are_kept() {
    let db = with_backups();
    let again = loaded(&bytes(&db));
    assert_eq!(bytes(&db), bytes(&again), "the second snapshot is the first, byte for byte");
    assert_eq!(listed(&db), listed(&again));
    let backup_arn = listed(&again).pop().unwrap().backup_arn;
    assert!(backup_arn.contains("/likes/"));
    let input = RestoreTableFromBackupInput {
        target_table_name: "likes".to_owned(),
        backup_arn,
        ..Default::default()
    };
    again.restore_table_from_backup(input).unwrap();
    let likes = again.table("likes").unwrap();
    assert_eq!(likes.item_count(), 20);
    assert_eq!(likes.index("by_brand").query("user3").items().count(), 3);
    assert_eq!(again.verify(), Vec::<String>::new());
    // The source of the restored table is saved too.
    same(&again, &loaded(&bytes(&again)));
}

#[test]
fn a_file_without_backups_is_one_that_older_releases_read() {
    assert!(bytes(&sample()).starts_with(b"hashrange snapshot 1\n"));
    assert!(bytes(&with_backups()).starts_with(b"hashrange snapshot 2\n"));
}

#[test]
fn records_of_backups_that_no_store_has_are_refused_in_their_line() {
    let text = String::from_utf8(bytes(&with_backups())).unwrap();
    // The version, the database, the table `files`; the backup of `files`; the backup of `likes` and its 20 items.
    let at = |line: usize| text.lines().nth(line - 1).unwrap();
    let id = at(4).split(r#""id":""#).nth(1).unwrap().split('"').next().unwrap();
    let later = id.replacen('0', "9", 1);
    for (line, from, to, reason) in [
        (4, r#""name":"monday""#, r#""name":"m""#, "length greater than or equal to 3"),
        (4, r#""name":"monday""#, r#""name":"m;nday""#, "regular expression pattern"),
        (4, id, "monday", "not the id of a backup"),
        (4, id, later.as_str(), "not the id of a backup"),
        (4, r#""backup_type":"USER""#, r#""backup_type":"AWS_BACKUP""#, "a backup of type AWS_BACKUP"),
        (4, r#""expires_ms":null"#, r#""expires_ms":1"#, "expires at"),
        (4, r#""created_ms":"#, r#""created_ms":99"#, "no time"),
        (4, r#""name":"files","sequence":1"#, r#""name":"files","sequence":2"#, "yet to be given"),
        (4, r#""items":0"#, r#""items":1"#, "expected"),
        (5, r#""name":"likes""#, r#""name":"l""#, "length greater than or equal to 3"),
    ] {
        assert!(at(line).contains(from), "{from}");
        let changed = at(line).replacen(from, to, 1);
        let changed: Vec<&str> =
            (1..).zip(text.lines()).map(|(n, old)| if n == line { &*changed } else { old }).collect();
        match engine(changed.join("\n").as_bytes()) {
            Err(StreamError::Damaged { reason: told, .. }) => assert!(told.contains(reason), "{to}: {told}"),
            other => panic!("{from} {to}: {other:?}"),
        }
    }
    let twice =
        text.replacen(r#""backups":2"#, r#""backups":3"#, 1).replacen(at(4), &format!("{0}\n{0}", at(4)), 1);
    assert!(format!("{:?}", engine(twice.as_bytes())).contains("a second backup"));
}
