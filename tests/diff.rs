//! How databases differ, as `Database::diff` tells.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests and their helpers"
)]

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant, UNIX_EPOCH},
};

use hashrange::{
    Clock, Database, Index, Item,
    ScalarAttributeType::{N, S},
    Table, TableChange, item,
};
use proptest::{collection::vec, prelude::*};

fn users() -> (Database, Table) {
    let db = Database::new();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    (db, users)
}

#[test]
fn a_fork_and_what_it_was_taken_of_do_not_differ() {
    let (db, users) = users();
    users.put(item! { "id": "a" }).run().unwrap();
    let before = db.fork();
    assert!(db.diff(&before).is_empty());
    users.put(item! { "id": "a" }).run().unwrap();
    users.update("b").expression("SET n = :n").value(":n", 1).run().unwrap();
    users.delete("b").run().unwrap();
    let diff = db.diff(&before);
    assert!(diff.is_empty(), "{diff}");
    assert_eq!(diff.to_string(), "no difference");
}

#[test]
fn items_tell_which_attributes_were_what() {
    let (db, users) = users();
    users.put(item! { "id": "a", "kept": 1, "changed": 2, "gone": [1, { "x": null }] }).run().unwrap();
    let before = db.fork();
    users.put(item! { "id": "a", "kept": 1, "changed": "2", "new": true }).run().unwrap();
    let diff = db.diff(&before);
    let item = diff.changed().next().unwrap();
    let told: Vec<_> = item
        .attributes()
        .iter()
        .map(|one| (one.name.as_str(), one.old.is_some(), one.new.is_some()))
        .collect();
    assert_eq!(told, [("changed", true, true), ("gone", true, false), ("new", false, true)]);
    let expected = "\
table users: 1 item changed
  ~ {\"id\": \"a\"}
      changed: 2 -> \"2\"
      gone:    [1, {\"x\": null}] -> none
      new:     none -> true";
    assert_eq!(diff.to_string(), expected);
    assert_eq!(
        before.diff(&db).changed().next().unwrap().attributes()[2].old,
        Some(&true.into()),
        "the other way around"
    );
}

#[test]
fn tables_and_their_definitions_differ_too() {
    let (db, users) = users();
    let before = db.fork();
    let likes = db.create_table("likes").partition_key("user", S).sort_key("hour", N).run().unwrap();
    likes.put(item! { "user": "a", "hour": 1 }).run().unwrap();
    users.update_settings().create_index(Index::new("by_city").partition_key("city", S)).run().unwrap();
    users.enable_time_to_live("until").unwrap();
    let diff = db.diff(&before);
    let expected = "\
table likes: added, 1 item added
  + {\"user\": \"a\", \"hour\": 1}
table users: definition changed
  ~ global index by_city: none -> city (S); ALL; on demand
  ~ time to live:         none -> until";
    assert_eq!(diff.to_string(), expected);
    assert_eq!(diff.tables()[0].change, TableChange::Added);
    assert_eq!(before.diff(&db).tables()[0].change, TableChange::Deleted);
    assert!(before.diff(&db).to_string().starts_with("table likes: deleted, 1 item deleted"));
    assert!(diff.table("likes").items().count() == 1 && diff.table("none").is_empty());
    assert!(diff.without(["users", "likes"]).is_empty());
}

#[test]
fn a_table_of_another_key_is_another_table() {
    let (db, users) = users();
    users.put(item! { "id": "1" }).run().unwrap();
    let before = db.fork();
    db.delete_table("users").unwrap();
    let users = db.create_table("users").partition_key("id", N).run().unwrap();
    users.put(item! { "id": 1 }).run().unwrap();
    let diff = db.diff(&before);
    assert_eq!((diff.added().count(), diff.deleted().count(), diff.changed().count()), (1, 1, 0));
    assert!(diff.to_string().contains("~ key: id (S) -> id (N)"), "{diff}");
}

#[test]
fn databases_of_different_origin_are_compared_by_their_items() {
    let (one, users) = users();
    let other = Database::builder().partitions(3).build();
    let theirs = other.create_table("users").partition_key("id", S).run().unwrap();
    for number in 0..200 {
        users.put(item! { "id": number.to_string() }).run().unwrap();
        theirs.put(item! { "id": number.to_string() }).run().unwrap();
    }
    assert!(one.diff(&other).is_empty(), "partitions are no difference");
    theirs.delete("7").run().unwrap();
    assert_eq!(one.diff(&other).added().count(), 1);
}

#[test]
fn an_assertion_that_fails_says_what_was_written() {
    let (db, users) = users();
    let before = db.fork();
    for number in 0..60 {
        users.put(item! { "id": format!("{number:03}"), "text": "x".repeat(1_000) }).run().unwrap();
    }
    let failed = catch_unwind(AssertUnwindSafe(|| {
        let diff = db.diff(&before);
        assert!(diff.is_empty(), "{diff}");
    }));
    let message: String = *failed.unwrap_err().downcast().unwrap();
    assert!(message.starts_with("table users: 60 items added\n  + {\"id\": "), "{message}");
    assert!(
        message.contains("\"... (1000 bytes)}\n") && message.ends_with("\n  ... and 10 more"),
        "{message}"
    );
    assert_eq!(message.lines().count(), 1 + 50 + 1);
    let whole = format!("{:#}", db.diff(&before));
    assert_eq!(whole.lines().count(), 61);
    assert!(whole.contains(&"x".repeat(1_000)), "the alternate form cuts nothing");
    assert_eq!(format!("{:?}", db.diff(&before)), "Diff { tables: 1, added: 60, changed: 0, deleted: 0 }");
}

#[test]
fn what_has_expired_is_gone_from_both() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).build();
    let sessions = db.create_table("sessions").partition_key("id", S).run().unwrap();
    sessions.enable_time_to_live("until").unwrap();
    sessions.put(item! { "id": "a", "until": 1_700_000_060 }).run().unwrap();
    let before = db.fork();
    clock.advance(Duration::from_secs(61)).unwrap();
    assert!(db.diff(&before).is_empty());
}

#[test]
fn comparing_is_no_call() {
    let (db, users) = users();
    users.put(item! { "id": "a" }).run().unwrap();
    let calls = db.calls();
    let _ = (db.diff(&Database::new()), db.dump().to_string());
    assert!(calls.is_empty(), "{calls}");
}

#[test]
fn a_fork_of_many_items_is_compared_by_what_was_written() {
    let (db, users) = users();
    users.put_all((0..20_000).map(|number| item! { "id": number.to_string() })).unwrap();
    let (before, other) = (db.fork(), Database::new());
    users.put(item! { "id": "1", "n": 1 }).run().unwrap();
    let copy = other.create_table("users").partition_key("id", S).run().unwrap();
    copy.put_all(users.scan().items().map(|item| Item::from(item.unwrap()))).unwrap();
    // The shortest of some runs, because other work may run on the machine.
    let timed = |before: &Database| {
        let once = |_| {
            let began = Instant::now();
            let count = db.diff(before).items().count();
            (began.elapsed(), count)
        };
        let (took, count) = (0..15).map(once).min().unwrap();
        (count, took)
    };
    let ((count, shared), (none, whole)) = (timed(&before), timed(&other));
    assert_eq!((count, none), (1, 0));
    assert!(shared * 2 < whole, "{shared:?} for what is shared, {whole:?} for what is not");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Against a model: maps of keys to numbers.
    #[test]
    fn a_difference_is_that_of_the_maps(
        first in vec((0..60_u8, 0..3_u8), 0..80),
        then in vec((0..60_u8, proptest::option::of(0..3_u8)), 0..40),
        splits in any::<bool>(),
    ) {
        let (db, users) = users();
        let mut model = BTreeMap::new();
        for (key, value) in first {
            users.put(item! { "id": key.to_string(), "n": value }).run().unwrap();
            model.insert(key, value);
        }
        let (before, model_before) = (db.fork(), model.clone());
        if splits {
            assert!(users.split_partition(&users.explain("7").unwrap().hash));
        }
        for (key, value) in then {
            match value {
                Some(value) => {
                    users.put(item! { "id": key.to_string(), "n": value }).run().unwrap();
                    model.insert(key, value);
                }
                None => {
                    users.delete(key.to_string()).run().unwrap();
                    model.remove(&key);
                }
            }
        }
        let number = |item: &Option<std::sync::Arc<Item>>| item.as_ref().map(|item| item.n("n").unwrap().to_string());
        let told: BTreeMap<String, _> = db.diff(&before).items()
            .map(|item| (item.key.s("id").unwrap().to_owned(), (number(&item.old), number(&item.new))))
            .collect();
        let keys = model_before.keys().chain(model.keys());
        let of = |map: &BTreeMap<u8, u8>, key: &u8| map.get(key).map(u8::to_string);
        let expected: BTreeMap<String, _> = keys
            .map(|key| (key.to_string(), (of(&model_before, key), of(&model, key))))
            .filter(|(_, (old, new))| old != new)
            .collect();
        prop_assert_eq!(told, expected);
    }
}
