//! Databases that are kept on disk.

#![cfg(feature = "disk")]
#![expect(clippy::unwrap_used, reason = "what cannot fail in a test shows where it does")]

use std::{fs, process};

use hashrange::{
    AttributeValue, Database, DiskError, Durability, Index, Item, ScalarAttributeType::*, VectorIndex, item,
};
use tempfile::TempDir;

fn items(db: &Database, table: &str) -> Vec<Item> {
    let items = db.table(table).unwrap().scan().items();
    items.map(|item| Item::from(item.unwrap())).collect()
}

#[test]
fn all_of_a_table_is_there_again() {
    let directory = TempDir::new().unwrap();
    let db = Database::open(&directory).unwrap();
    let by_age = Index::new("by_age").partition_key("age", N);
    let by_name = Index::new("by_name").sort_key("name", S);
    let users = db
        .create_table("users")
        .partition_key("city", S)
        .sort_key("id", S)
        .global_index(by_age)
        .local_index(by_name)
        .tags([("team", "a")])
        .run()
        .unwrap();
    for n in 0..200 {
        let item = item! { "city": ["서울", "부산"][n % 2], "id": format!("{n:03}"), "age": n % 10, "name": format!("name {n}") };
        users.put(item).run().unwrap();
    }
    users.delete(("서울", "000")).run().unwrap();
    users
        .update(("부산", "001"))
        .expression("SET tags = :tags, #n.x = :x")
        .name("#n", "age")
        .value(":x", 1)
        .value(":tags", 1)
        .run()
        .unwrap_err();
    users.enable_time_to_live("until").unwrap();
    users.update_settings().create_index(Index::new("by_name_too").partition_key("name", S)).run().unwrap();
    let policy = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "dynamodb:DeleteTable", "Resource": "*"}}"#;
    users.put_resource_policy(policy).run().unwrap();
    let (before, described) = (items(&db, "users"), db.describe_table("users").unwrap());
    drop((users, db));

    let again = Database::open(&directory).unwrap();
    assert_eq!(items(&again, "users"), before);
    assert_eq!(again.describe_table("users").unwrap(), described);
    assert_eq!(again.verify(), Vec::<String>::new());
    let users = again.table("users").unwrap();
    assert_eq!(users.tags().unwrap()["team"], "a");
    assert_eq!(users.index("by_age").query(3).items().count(), 20);
    assert_eq!(users.index("by_name_too").query("name 7").items().count(), 1);
    assert_eq!(again.get_resource_policy(described.table.unwrap().table_arn).unwrap().policy, policy);
    let ttl = again.describe_time_to_live("users").unwrap().time_to_live_description;
    assert_eq!(ttl.attribute_name.as_deref(), Some("until"));
}

#[test]
fn vector_indexes_are_there_again() {
    let directory = TempDir::new().unwrap();
    let db = Database::open(&directory).unwrap();
    let photos = db
        .create_table("photos")
        .partition_key("id", S)
        .vector_index(VectorIndex::new("by_look", "look", 2))
        .run()
        .unwrap();
    for n in 0..100 {
        let look = AttributeValue::L(vec![n.into(), (100 - n).into()]);
        photos.put(item! { "id": n.to_string(), "look": look }).run().unwrap();
    }
    photos.delete("50").run().unwrap();
    let found = |db: &Database| {
        let search = db.table("photos").unwrap().index("by_look").search([1.0, 1.0]).top_k(5);
        let found = search.run().unwrap().into_iter();
        found.map(|found| found.item.unwrap().s("id").unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = found(&db);
    assert_eq!(before.len(), 5);
    drop((photos, db));
    let again = Database::open(&directory).unwrap();
    assert_eq!(found(&again), before);
    assert_eq!(again.verify(), Vec::<String>::new());
}

#[test]
fn a_database_is_open_once_and_the_refusal_names_the_process() {
    let directory = TempDir::new().unwrap();
    let _db = Database::open(&directory).unwrap();
    let error = Database::open(&directory).unwrap_err();
    assert!(matches!(&error, DiskError::InUse { process: Some(id), .. } if *id == process::id()), "{error}");
    assert!(error.to_string().contains(&process::id().to_string()));
}

#[test]
fn a_copy_is_in_memory() {
    let directory = TempDir::new().unwrap();
    let db = Database::open(&directory).unwrap();
    db.create_table("users").partition_key("id", S).run().unwrap();
    let fork = db.fork();
    fork.table("users").unwrap().put(item! { "id": "only here" }).run().unwrap();
    let snapshot = directory.path().join("snapshot");
    db.save(&snapshot).unwrap();
    drop(db);
    assert!(items(&Database::open(&directory).unwrap(), "users").is_empty());
    assert!(Database::load(&snapshot).unwrap().table("users").is_ok());
    assert_eq!(items(&fork, "users").len(), 1);
}

#[test]
fn a_snapshot_takes_the_place_of_no_database() {
    let directory = TempDir::new().unwrap();
    let db = Database::open(&directory).unwrap();
    db.create_table("users").partition_key("id", S).run().unwrap();
    let error = db.save(directory.path().join("database.redb")).unwrap_err();
    assert!(error.to_string().contains("a database on disk"), "{error}");
    drop(db);
    assert!(Database::open(&directory).unwrap().table("users").is_ok());
}

#[test]
fn a_file_that_is_none_is_refused() {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("database.redb"), "something else").unwrap();
    assert!(matches!(Database::open(&directory), Err(DiskError::Damaged { .. })));
    fs::write(directory.path().join("database.redb"), "").unwrap();
    assert!(Database::open(&directory).is_err());
}

/// Whatever byte of the file is changed, it opens with what was in it, or is refused.
#[test]
fn a_damaged_file_is_refused_or_whole() {
    let directory = TempDir::new().unwrap();
    let db = Database::open(&directory).unwrap();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    for n in 0..300 {
        users.put(item! { "id": format!("{n}"), "text": "x".repeat(500) }).run().unwrap();
    }
    let before = items(&db, "users");
    drop((users, db));
    let path = directory.path().join("database.redb");
    let sound = fs::read(&path).unwrap();
    let mut refused = 0;
    for at in (0..sound.len()).step_by(sound.len() / 60) {
        let mut damaged = sound.clone();
        // A stretch, so that something is met that is in use.
        damaged[at..sound.len().min(at + 2_000)].iter_mut().for_each(|byte| *byte ^= 0x10);
        fs::write(&path, &damaged).unwrap();
        match Database::open(&directory) {
            Ok(db) => assert_eq!(items(&db, "users"), before),
            Err(DiskError::Damaged { .. } | DiskError::Newer { .. } | DiskError::Io { .. }) => refused += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(refused > 5, "{refused} refused");
}

#[test]
fn many_threads_share_syncs() {
    for durability in [Durability::Sync, Durability::Buffered, Durability::Manual] {
        let directory = TempDir::new().unwrap();
        let db = Database::builder().durability(durability).open(&directory).unwrap();
        let users = db.create_table("users").partition_key("id", S).run().unwrap();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let users = &users;
                scope.spawn(move || {
                    for n in 0..50 {
                        users.put(item! { "id": format!("{thread} {n}") }).run().unwrap();
                        let read = users.get(format!("{thread} {n}")).run().unwrap();
                        assert!(read.is_some());
                    }
                });
            }
        });
        db.sync().unwrap();
        drop((users, db));
        assert_eq!(items(&Database::open(&directory).unwrap(), "users").len(), 400);
    }
}
