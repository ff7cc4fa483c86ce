//! Many threads on one database: no update is lost, no reader sees an index entry without its item, splits are not
//! noticed, and a fork is one moment.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests and their helpers")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread::{self, ScopedJoinHandle},
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    AttributeValue, Clock, Database, Error, Index, Item, PartitionKeyHash, Result,
    ScalarAttributeType::{N, S},
    Table, item,
    operation::{
        CreateBackupInput, DeleteBackupInput, ListBackupsInput, RestoreTableFromBackupInput,
        TimeToLiveSpecification, UpdateTimeToLiveInput,
    },
};
use serde_json::json;

/// A moment long after 1970.
const NOW_SECONDS: u64 = 1_700_000_000;

fn number(item: &Item, name: &str) -> i64 {
    item.get(name).and_then(|value| value.as_n()?.to_i64()).expect("a number")
}

/// Waits for the writers, and tells the readers that they are done, even where one of them failed.
fn join(writers: Vec<ScopedJoinHandle<'_, ()>>, done: &AtomicBool) {
    let ended: Vec<_> = writers.into_iter().map(ScopedJoinHandle::join).collect();
    done.store(true, SeqCst);
    assert!(ended.iter().all(std::result::Result::is_ok), "a writer failed");
}

fn text<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(|value| value.as_s()).expect("a text")
}

/// A table whose items move within both kinds of index whenever `v` changes.
fn versions(db: &Database, name: &str) -> Table {
    db.create_table(name)
        .partition_key("group", S)
        .sort_key("id", S)
        .local_index(Index::new("local").sort_key("v", N))
        .global_index(Index::new("global").partition_key("all", S).sort_key("v", N))
        .global_index(Index::new("sparse").partition_key("v", N).keys_only())
        .run()
        .expect("a table")
}

#[test]
fn counters_lose_no_update() -> Result<()> {
    const THREADS: usize = 6;
    const ROUNDS: usize = 400;
    let db = Database::new();
    let table = versions(&db, "counters");
    for id in ["a", "b"] {
        table.put(item! { "group": "g", "id": id, "all": "all", "v": 0, "n": 0 }).run()?;
    }
    let seen: Vec<BTreeSet<i64>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (db, table) = (db.clone(), table.clone());
                scope.spawn(move || {
                    let mut seen = BTreeSet::new();
                    for round in 0..ROUNDS {
                        let id = ["a", "b"][round % 2];
                        if thread % 3 == 0 {
                            let body = json!({
                                "TableName": "counters", "Key": { "group": { "S": "g" }, "id": { "S": id } },
                                "UpdateExpression": "SET n = n + :one ADD v :one",
                                "ExpressionAttributeValues": { ":one": { "N": "1" } },
                                "ReturnValues": "UPDATED_NEW",
                            });
                            let (status, answer) = support::call(&db, "UpdateItem", &body);
                            assert_eq!(status, 200, "{answer}");
                            let new = support::item_from_json(&answer["Attributes"]);
                            assert_eq!(number(&new, "n"), number(&new, "v"));
                            if id == "a" {
                                seen.insert(number(&new, "n"));
                            }
                        } else {
                            let update = table.update(("g", id)).expression("SET n = n + :one ADD v :one");
                            let new = update.value(":one", 1).updated().expect("an update");
                            assert_eq!(number(&new, "n"), number(&new, "v"));
                            if id == "a" {
                                seen.insert(number(&new, "n"));
                            }
                        }
                    }
                    seen
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread")).collect()
    });
    let each = i64::try_from(THREADS * ROUNDS / 2).expect("a number");
    for id in ["a", "b"] {
        let item = table.get(("g", id)).run()?.expect("the counter");
        assert_eq!((number(&item, "n"), number(&item, "v")), (each, each));
    }
    // Every value was given back to one thread alone.
    assert_eq!(seen.iter().map(BTreeSet::len).sum::<usize>(), THREADS * ROUNDS / 2);
    assert_eq!(seen.into_iter().flatten().collect::<BTreeSet<i64>>(), (1..=each).collect());
    assert_eq!(table.index("local").query("g").count()?, 2);
    assert_eq!(table.index("global").scan().count()?, 2);
    assert_eq!(table.index("sparse").query(each).count()?, 2);
    Ok(())
}

#[test]
fn of_writers_who_expect_one_version_one_wins() -> Result<()> {
    const THREADS: i64 = 5;
    const WINS: i64 = 60;
    let table = versions(&Database::new(), "optimistic");
    table.put(item! { "group": "g", "id": "i", "v": 0, "wins": [] }).run()?;
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let table = table.clone();
            scope.spawn(move || {
                let mut wins = 0;
                while wins < WINS {
                    let item = table.get(("g", "i")).run().expect("a read").expect("the item");
                    let version = number(&item, "v");
                    let update = table
                        .update(("g", "i"))
                        .expression("SET v = :new, wins = list_append(wins, :entry)")
                        .condition("v = :old")
                        .value(":old", version)
                        .value(":new", version + 1)
                        .value(":entry", vec![AttributeValue::from(thread)]);
                    match update.run() {
                        Ok(()) => wins += 1,
                        Err(Error::ConditionalCheckFailed { .. }) => {}
                        Err(other) => panic!("not expected: {other}"),
                    }
                }
            });
        }
    });
    let item = table.get(("g", "i")).run()?.expect("the item");
    assert_eq!(number(&item, "v"), THREADS * WINS);
    let winners = item.get("wins").and_then(|wins| wins.as_l()).expect("a list");
    for thread in 0..THREADS {
        let entries = winners.iter().filter(|entry| **entry == thread.into()).count();
        assert_eq!(i64::try_from(entries), Ok(WINS));
    }
    Ok(())
}

#[test]
fn of_inserts_and_of_deletes_of_one_key_one_wins() {
    const THREADS: usize = 6;
    let table = versions(&Database::new(), "races");
    let (inserted, deleted) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let keys = 120;
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (table, inserted) = (table.clone(), &inserted);
            scope.spawn(move || {
                for key in 0..keys {
                    let item = item! { "group": "g", "id": key.to_string(), "by": thread, "v": key };
                    inserted.fetch_add(usize::from(table.put(item).if_absent().run().is_ok()), SeqCst);
                }
            });
        }
    });
    assert_eq!(inserted.load(SeqCst), keys);
    assert_eq!(table.index("local").query("g").count().ok(), Some(keys));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            let (table, deleted) = (table.clone(), &deleted);
            scope.spawn(move || {
                for key in 0..keys {
                    let gone = table.delete(("g", key.to_string())).deleted().expect("a delete");
                    deleted.fetch_add(usize::from(gone.is_some()), SeqCst);
                }
            });
        }
    });
    assert_eq!(deleted.load(SeqCst), keys);
    assert_eq!((table.item_count(), table.size_bytes()), (0, 0));
    for index in ["local", "global", "sparse"] {
        assert_eq!(table.index(index).scan().count().ok(), Some(0));
    }
}

#[test]
fn no_index_entry_is_seen_without_its_item() -> Result<()> {
    const ITEMS: usize = 24;
    const ROUNDS: i64 = 60;
    let table = versions(&Database::new(), "entries");
    let group = |id: usize| format!("group {}", id % 3);
    let item =
        |id: usize| item! { "group": group(id), "id": format!("{id:03}"), "all": "all", "v": 0, "w": 0 };
    table.put_all((0..ITEMS).map(item))?;

    // While items only change, each is in the local index exactly once, and as new as any entry that was seen.
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                let table = table.clone();
                scope.spawn(move || {
                    for _ in 0..ROUNDS {
                        for id in (writer..ITEMS).step_by(3) {
                            let update = table.update((group(id), format!("{id:03}")));
                            update
                                .expression("SET v = v + :one, w = w + :one")
                                .value(":one", 1)
                                .run()
                                .expect("an update");
                        }
                    }
                })
            })
            .collect();
        for reader in 0..2 {
            let (table, done) = (&table, &done);
            scope.spawn(move || {
                while !done.load(SeqCst) {
                    let local = table.index("local").query(group(reader)).page().expect("a page");
                    let entries = local.items.expect("items");
                    let ids: BTreeSet<&str> = entries.iter().map(|entry| text(entry, "id")).collect();
                    assert_eq!((entries.len(), ids.len()), (ITEMS / 3, ITEMS / 3));
                    assert!(entries.iter().all(|entry| number(entry, "v") == number(entry, "w")));

                    let global = table.index("global").query("all").page().expect("a page");
                    let entries = global.items.expect("items");
                    let ids: BTreeSet<&str> = entries.iter().map(|entry| text(entry, "id")).collect();
                    assert_eq!(entries.len(), ids.len(), "no item has two entries");
                    for entry in entries {
                        let key = (text(&entry, "group"), text(&entry, "id"));
                        let item = table.get(key).run().expect("a read").expect("the entry's item");
                        assert!(number(&item, "v") >= number(&entry, "v"));
                    }
                }
            });
        }
        join(writers, &done);
    });
    assert_eq!(table.index("global").query("all").count()?, ITEMS);

    // While items are deleted, an entry is gone once the delete is done, and an item is there until it begins.
    let begun: Vec<AtomicBool> = (0..ITEMS).map(|_| AtomicBool::new(false)).collect();
    let ended: Vec<AtomicBool> = (0..ITEMS).map(|_| AtomicBool::new(false)).collect();
    done.store(false, SeqCst);
    thread::scope(|scope| {
        let (table, begun, ended, done) = (&table, &begun, &ended, &done);
        let writer = scope.spawn(move || {
            for id in 0..ITEMS {
                begun[id].store(true, SeqCst);
                table.delete((group(id), format!("{id:03}"))).run().expect("a delete");
                ended[id].store(true, SeqCst);
                thread::yield_now();
            }
        });
        for _ in 0..2 {
            scope.spawn(move || {
                while !done.load(SeqCst) {
                    let gone: Vec<bool> = ended.iter().map(|ended| ended.load(SeqCst)).collect();
                    let entries = table.index("global").query("all").items();
                    for entry in entries.collect::<Result<Vec<_>>>().expect("entries") {
                        let id: usize = text(&entry, "id").parse().expect("an id");
                        assert!(!gone[id], "an entry outlived its item");
                        let item = table.get((text(&entry, "group"), text(&entry, "id"))).run();
                        if !begun[id].load(SeqCst) {
                            assert!(item.expect("a read").is_some(), "an entry without its item");
                        }
                    }
                }
            });
        }
        join(vec![writer], done);
    });
    assert_eq!(table.index("sparse").scan().count()?, 0);
    Ok(())
}

#[test]
fn splits_are_not_noticed() -> Result<()> {
    const FIXTURE: usize = 150;
    let table = versions(&Database::new(), "splitting");
    let name = |i: usize| format!("fixture {i}");
    table.put_all((0..FIXTURE).map(|i| item! { "group": name(i), "id": "i", "all": "all", "v": i }))?;
    let done = AtomicBool::new(false);
    let splits = thread::scope(|scope| {
        let writers: Vec<_> = (0..2)
            .map(|writer| {
                let table = &table;
                scope.spawn(move || {
                    for round in 0..150 {
                        let group = format!("writer {writer} {round}");
                        table.put(item! { "group": &group, "id": "i", "v": round }).run().expect("a put");
                        let item = table.get((&group, "i")).run().expect("a read");
                        assert_eq!(item.map(|item| number(&item, "v")), Some(round), "one's own write");
                        assert_eq!(table.index("local").query(&group).count().expect("a count"), 1);
                        if round % 2 == 0 {
                            table.delete((&group, "i")).run().expect("a delete");
                        }
                    }
                })
            })
            .collect();
        for segments in [1, 3] {
            let (table, done) = (&table, &done);
            scope.spawn(move || {
                while !done.load(SeqCst) {
                    let mut found = BTreeMap::<String, usize>::new();
                    for segment in 0..segments {
                        for item in table.scan().segment(segment, segments).limit(7) {
                            let item = item.expect("an item");
                            *found.entry(text(&item, "group").to_owned()).or_default() += 1;
                        }
                    }
                    assert!((0..FIXTURE).all(|i| found.get(&name(i)) == Some(&1)), "each item once");
                }
            });
        }
        let table = &table;
        let splitter = scope.spawn(move || {
            let mut splits = 0;
            for i in 0..40 {
                let hash = PartitionKeyHash::of(&format!("fixture {i}").into());
                splits += usize::from(table.split_partition(&hash));
                thread::yield_now();
            }
            splits
        });
        join(writers, &done);
        splitter.join().expect("the splitter")
    });
    let partitions = table.partitions();
    assert_eq!(partitions.len(), 4 + splits);
    assert!(splits >= 39);
    let items = u64::try_from(FIXTURE + 2 * 75).expect("a number");
    assert_eq!(partitions.iter().map(|partition| partition.item_count).sum::<u64>(), items);
    let bytes: usize = table.scan().items().map(|item| support::item_size(&item.expect("an item"))).sum();
    assert_eq!(Ok(table.size_bytes()), u64::try_from(bytes));
    Ok(())
}

#[test]
fn a_fork_is_one_moment() -> Result<()> {
    let db = Database::new();
    // Written one after the other: at every moment the first is as far as the second, or one ahead. The later table
    // in name and creation is written first.
    let second = versions(&db, "beta");
    let first = versions(&db, "alpha");
    let new = |id: usize| item! { "group": format!("g{id}"), "id": "i", "all": "all", "v": 0, "w": 0 };
    first.put_all((0..6).map(new))?;
    second.put_all((0..6).map(new))?;
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                let (first, second) = (&first, &second);
                scope.spawn(move || {
                    for round in 0..150 {
                        for id in [writer, writer + 3] {
                            for table in [first, second] {
                                let update = table.update((format!("g{id}"), "i"));
                                let update =
                                    update.expression("SET v = v + :one, w = w + :one").value(":one", 1);
                                update.run().expect("an update");
                            }
                        }
                        if round % 50 == 10 && writer == 0 {
                            first.split_partition(&PartitionKeyHash::of(&format!("g{round}").into()));
                        }
                    }
                })
            })
            .collect();
        for _ in 0..2 {
            let (db, done) = (&db, &done);
            scope.spawn(move || {
                let mut before = vec![0; 6];
                while !done.load(SeqCst) {
                    let fork = db.fork();
                    let now = check_moment(&fork);
                    assert!(now.iter().zip(&before).all(|(now, before)| now >= before), "time goes on");
                    let table = fork.table("alpha").expect("the table");
                    table
                        .update(("g0", "i"))
                        .expression("SET v = :v")
                        .value(":v", -1)
                        .run()
                        .expect("an update");
                    assert_eq!(table.index("sparse").query(-1).count().expect("a count"), 1);
                    before = now;
                }
            });
        }
        join(writers, &done);
    });
    assert_eq!(check_moment(&db), [150; 6]);
    assert_eq!(first.index("sparse").query(-1).count()?, 0, "what a fork does stays in it");
    Ok(())
}

/// Does things with the database over and over, each with the number of its turn, and looks at forks of it meanwhile.
fn fork_meanwhile(db: &Database, change: impl Fn(u32) -> Result<()> + Sync, check: impl Fn(&Database)) {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writer = scope.spawn(|| (0..300).for_each(|turn| change(turn).expect("it is done")));
        scope.spawn(|| join(vec![writer], &done));
        while !done.load(SeqCst) {
            check(&db.fork());
        }
    });
}

#[test]
fn no_fork_gives_an_id_that_one_of_its_tables_has() {
    let db = Database::new();
    let new_table = |db: &Database, name: &str| db.create_table(name).partition_key("id", S).run();
    fork_meanwhile(
        &db,
        |turn| new_table(&db, &format!("table{turn}")).map(drop),
        |fork| {
            new_table(fork, "of_fork").expect("a new table");
            let id = |name: String| fork.table(&name).expect("a table").describe().table_id;
            let ids: BTreeSet<_> = fork.table_names().into_iter().map(id).collect();
            assert_eq!(ids.len(), fork.table_names().len());
        },
    );
}

#[test]
fn a_fork_has_each_table_or_its_backup_whichever_is_there() -> Result<()> {
    let db = Database::new();
    db.create_table("users").partition_key("id", S).run()?;
    let replace = |_| {
        let made = db.create_backup(CreateBackupInput {
            table_name: "users".to_owned(),
            backup_name: "all".to_owned(),
        })?;
        let backup_arn = made.backup_details.expect("a backup").backup_arn;
        db.delete_table("users")?;
        db.restore_table_from_backup(RestoreTableFromBackupInput {
            target_table_name: "users".to_owned(),
            backup_arn: backup_arn.clone(),
            ..RestoreTableFromBackupInput::default()
        })?;
        db.delete_backup(DeleteBackupInput { backup_arn })?;
        Ok(())
    };
    fork_meanwhile(&db, replace, |fork| {
        let backups = fork.list_backups(ListBackupsInput::default()).expect("a list").backup_summaries;
        assert!(!fork.table_names().is_empty() || !backups.is_empty());
    });
    Ok(())
}

/// Checks that a database that nobody writes is one moment; gives back how far each item of the first table is.
fn check_moment(db: &Database) -> Vec<i64> {
    assert_eq!(db.verify(), Vec::<String>::new());
    let [first, second] = ["alpha", "beta"].map(|name| {
        let table = db.table(name).expect("the table");
        let items: Vec<Arc<Item>> = table.scan().items().collect::<Result<_>>().expect("items");
        let items: BTreeMap<String, i64> = items
            .iter()
            .map(|item| {
                assert_eq!(number(item, "v"), number(item, "w"));
                (text(item, "group").to_owned(), number(item, "v"))
            })
            .collect();
        for index in ["local", "global"] {
            let entries = table.index(index).scan().items().map(|entry| {
                let entry = entry.expect("an entry");
                (text(&entry, "group").to_owned(), number(&entry, "v"))
            });
            let entries: Vec<_> = entries.collect();
            assert_eq!(entries.len(), items.len(), "one entry of {index} for each item");
            assert_eq!(entries.into_iter().collect::<BTreeMap<_, _>>(), items, "{index}");
        }
        items
    });
    for (group, now) in &first {
        let behind = now - second[group];
        assert!((0..=1).contains(&behind), "{group}: {now} and {}", second[group]);
    }
    first.into_values().collect()
}

#[test]
fn everything_at_once_comes_to_an_end() {
    let db = Database::new();
    let table = versions(&db, "everything");
    thread::scope(|scope| {
        for thread in 0..3 {
            let (db, table) = (&db, &table);
            scope.spawn(move || {
                for i in 0..60 {
                    let group = format!("{}", i % 10);
                    table
                        .put(item! { "group": &group, "id": format!("{thread}"), "all": "all", "v": i })
                        .run()
                        .ok();
                    db.table("everything").expect("the table").partitions();
                    table.index("global").query("all").count().ok();
                }
            });
        }
        scope.spawn(|| {
            for i in 0..30 {
                table.split_partition(&PartitionKeyHash::of(&i.into()));
                let name = format!("other {i}").replace(' ', "-");
                versions(&db, &name).put(item! { "group": "g", "id": "i", "v": i }).run().expect("a put");
                let (status, _) = support::call(&db, "DeleteTable", &json!({ "TableName": name }));
                assert_eq!(status, 200);
            }
        });
        scope.spawn(|| {
            for _ in 0..20 {
                let fork = db.fork().fork();
                assert!(fork.table("everything").is_ok());
            }
        });
    });
    assert_eq!(table.item_count(), 30);
    assert_eq!(db.table_names(), ["everything"]);
    assert_eq!(db.verify(), Vec::<String>::new());
}

/// A table whose items expire, by a clock that stands still.
fn expiring() -> Result<(Clock, Database, Table)> {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(NOW_SECONDS));
    let db = Database::builder().clock(clock.clone()).build();
    let table = db.create_table("sessions").partition_key("id", N).run()?;
    Ok((clock, db, table))
}

fn expire_by_until(db: &Database) -> Result<()> {
    db.update_time_to_live(UpdateTimeToLiveInput {
        table_name: "sessions".to_owned(),
        time_to_live_specification: TimeToLiveSpecification {
            enabled: true,
            attribute_name: "until".to_owned(),
        },
    })?;
    Ok(())
}

#[test]
fn nobody_reads_an_item_that_has_expired_while_another_sweeps() -> Result<()> {
    let (clock, db, table) = expiring()?;
    expire_by_until(&db)?;
    for id in 0..4_000 {
        table.put(item! { "id": id, "until": NOW_SECONDS }).run()?;
    }
    clock.advance(Duration::from_secs(1))?;
    let (read, start) = (|id: i64| table.get(id).run(), Barrier::new(4));
    let found = thread::scope(|scope| {
        let readers: Vec<_> = (0..4)
            .map(|reader| {
                let (read, start) = (&read, &start);
                scope.spawn(move || {
                    start.wait();
                    (0..50).filter(|id| !matches!(read(id * 80 + reader), Ok(None))).count()
                })
            })
            .collect();
        readers.into_iter().map(|reader| reader.join().expect("a reader")).sum::<usize>()
    });
    assert_eq!(found, 0);
    assert!(db.verify().is_empty());
    Ok(())
}

#[test]
fn items_that_are_there_when_time_to_live_is_switched_on_expire_whoever_reads_meanwhile() -> Result<()> {
    for _ in 0..20 {
        let (clock, db, table) = expiring()?;
        for id in 0..1_000 {
            table.put(item! { "id": id }).run()?;
        }
        for id in 0..3 {
            table.put(item! { "id": id * 300, "until": NOW_SECONDS + 1 }).run()?;
        }
        let (start, done) = (Barrier::new(2), AtomicBool::new(false));
        thread::scope(|scope| {
            let reader = scope.spawn(|| {
                start.wait();
                while !done.load(SeqCst) {
                    table.get(1).run().expect("an answer");
                }
            });
            start.wait();
            let switched = expire_by_until(&db);
            done.store(true, SeqCst);
            reader.join().expect("a reader");
            switched
        })?;
        clock.advance(Duration::from_secs(2))?;
        assert_eq!(table.item_count(), 997);
        assert!(db.verify().is_empty());
    }
    Ok(())
}

#[test]
fn a_table_is_either_protected_or_deleted() -> Result<()> {
    let db = Database::new();
    let ask = |operation: &str, request: &serde_json::Value| support::call(&db, operation, request).0 == 200;
    let protect = |protected: bool| {
        ask("UpdateTable", &json!({ "TableName": "items", "DeletionProtectionEnabled": protected }))
    };
    let delete = || ask("DeleteTable", &json!({ "TableName": "items" }));
    for _ in 0..3_000 {
        db.create_table("items").partition_key("id", S).run()?;
        let start = Barrier::new(2);
        let (is_protected, is_deleted) = thread::scope(|scope| {
            let protected = scope.spawn(|| {
                start.wait();
                protect(true)
            });
            start.wait();
            let is_deleted = delete();
            (protected.join().expect("an answer"), is_deleted)
        });
        assert!(is_protected != is_deleted, "both or neither: {is_protected}");
        if is_protected {
            assert!(protect(false) && delete());
        }
    }
    Ok(())
}
