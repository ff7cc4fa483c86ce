//! Comparisons of two databases, one of them behind an endpoint.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use hashrange::{
    CopyError, CopyPhase, Database,
    ScalarAttributeType::{N, S},
    item,
};

use super::{endpoint, serve};

#[test]
fn items_that_are_missing_changed_or_there_alone_are_told() {
    let server = serve(|server| server);
    let users = server.db.create_table("users").partition_key("id", S).run().unwrap();
    users.put_all((0..450).map(|number| item! { "id": format!("{number}"), "n": number })).unwrap();
    let here = server.db.fork();
    let there = Database::connect(endpoint(&server)).unwrap();
    let same = here.compare_with(&there).run().unwrap();
    assert!(same.is_same() && same.has_same_settings());
    assert_eq!((same.items, same.diff.to_string().as_str()), (450, "no difference"));

    users.put(item! { "id": "7", "n": 8 }).run().unwrap();
    users.delete("100").run().unwrap();
    users.put(item! { "id": "new" }).run().unwrap();
    let comparison = here.compare_with(&there).segments(3).run().unwrap();
    assert_eq!(comparison.differing, 3);
    let diff = &comparison.diff;
    assert_eq!((diff.added().count(), diff.changed().count(), diff.deleted().count()), (1, 1, 1), "{diff}");
    assert!(diff.to_string().contains("n: 7 -> 8"), "{diff}");
    // From the other side it is the other way round.
    let back = there.compare_with(&here).differences(2).run().unwrap();
    assert_eq!((back.differing, back.diff.items().count()), (3, 2));
}

#[test]
fn what_differs_is_read_again_in_batches_and_costs_what_is_told() {
    let (here, there) = (Database::new(), Database::new());
    for (db, more) in [(&here, 0), (&there, 1)] {
        let users = db.create_table("users").partition_key("id", S).run().unwrap();
        users
            .put_all((0..1_050).map(|number| item! { "id": format!("{number}"), "n": number + more }))
            .unwrap();
    }
    let counted = |db: &Database, operation| db.faults().on(operation).delay(Duration::ZERO).unwrap();
    let singly = [&here, &there].map(|db| counted(db, "GetItem"));
    let batches = [&here, &there].map(|db| counted(db, "BatchGetItem"));
    let reread = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&reread);
    let comparison = here.compare_with(&there).segments(1).differences(7).on_progress(move |progress| {
        if progress.phase == CopyPhase::Rereading {
            assert_eq!(progress.expected, 1_050);
            seen.store(progress.done, Ordering::Relaxed);
        }
    });
    let comparison = comparison.run().unwrap();
    assert_eq!((comparison.differing, comparison.diff.items().count()), (1_050, 7));
    // The first seven by their keys, as one thread would have found them.
    let again = here.compare_with(&there).segments(8).differences(7).run().unwrap();
    assert_eq!(again.diff, comparison.diff);
    assert_eq!(reread.load(Ordering::Relaxed), 1_050);
    assert_eq!(singly.map(|fault| fault.calls()), [0, 0]);
    // 11 batches of 100 keys, twice; the target was asked for each item before.
    assert_eq!(batches[0].calls(), 22);
    assert!(batches[1].calls() >= 44);
    // Half a unit by key, and a whole one with strong consistency; scans take half a unit for 4 KB.
    let (source, target) = (comparison.source_read_units, comparison.target_read_units);
    assert!(
        (1_050.0..1_060.0).contains(&source) && (1_575.0..1_590.0).contains(&target),
        "{source} {target}"
    );
}

#[test]
fn numbers_and_sets_are_compared_by_their_values() {
    let (here, there) = (Database::new(), Database::new());
    let put = |db: &Database, json: &str| {
        let request = format!(r#"{{"TableName":"things","Item":{json}}}"#);
        assert_eq!(db.wire("PutItem", request.as_bytes()).status, 200);
    };
    for db in [&here, &there] {
        db.create_table("things").partition_key("id", N).run().unwrap();
    }
    put(&here, r#"{"id":{"N":"1.0"},"s":{"SS":["a","b"]},"n":{"N":"100"}}"#);
    put(&there, r#"{"n":{"N":"1E2"},"s":{"SS":["b","a"]},"id":{"N":"1"}}"#);
    assert!(here.compare_with(&there).run().unwrap().is_same());
}

#[test]
fn settings_and_tables_that_differ_are_told() {
    let (here, there) = (Database::new(), Database::new());
    let users = here.create_table("users").partition_key("id", S).tags([("team", "shop")]).run().unwrap();
    users.enable_time_to_live("until").unwrap();
    there.create_table("users").partition_key("id", S).provisioned(5, 5).run().unwrap();
    here.create_table("orders").partition_key("id", S).run().unwrap();
    there.create_table("orders").partition_key("id", N).run().unwrap();
    here.create_table("gone").partition_key("id", S).run().unwrap();

    let comparison = here.compare_with(&there).run().unwrap();
    assert!(!comparison.is_same() && !comparison.has_same_settings());
    let text = comparison.diff.to_string();
    for part in [
        "table gone: deleted",
        "key:",
        "id S HASH -> id N HASH",
        "billing mode:",
        "PAY_PER_REQUEST -> PROVISIONED",
        "time to live:",
        "until -> none",
        "tag team:",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let users = here.compare_with(&there).table("users").run().unwrap();
    assert!(users.is_same() && !users.has_same_settings());
}

#[test]
fn an_item_that_has_expired_may_be_on_one_side_only() {
    let (here, there) = (Database::new(), Database::new());
    let users = here.create_table("users").partition_key("id", S).run().unwrap();
    there.create_table("users").partition_key("id", S).run().unwrap();
    // It has expired, and is not deleted yet: time to live is off.
    users.put(item! { "id": "old", "until": 1_000_000_000 }).run().unwrap();
    assert_eq!(here.compare_with(&there).run().unwrap().differing, 1);
    let late = Database::builder().ttl_delay(Duration::from_secs(48 * 3600)).build();
    let users = late.create_table("users").partition_key("id", S).run().unwrap();
    users.enable_time_to_live("until").unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    users.put(item! { "id": "old", "until": now - 60 }).run().unwrap();
    assert_eq!(users.item_count(), 1);
    assert!(late.compare_with(&there).run().unwrap().is_same());
    assert!(there.compare_with(&late).run().unwrap().differing == 0);
    // What lies more than five years back never expires.
    users.put(item! { "id": "ancient", "until": 5 }).run().unwrap();
    assert_eq!(late.compare_with(&there).run().unwrap().differing, 1);
    // An item that has expired on both sides is compared.
    for (db, n) in [(&late, 1), (&there, 2)] {
        let users = db.table("users").unwrap();
        users.put(item! { "id": "old", "until": now - 60, "n": n }).run().unwrap();
    }
    assert_eq!(late.compare_with(&there).run().unwrap().differing, 2);
}

#[test]
fn a_table_that_the_source_has_not_is_an_error() {
    let db = Database::new();
    let missing = db.compare_with(&Database::new()).table("users").run().unwrap_err();
    assert!(matches!(missing, CopyError::Source { .. }), "{missing}");
}
