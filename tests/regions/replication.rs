//! What is written in one region is seen in the others, and the last writer wins.

use std::time::Duration;

use hashrange::{ChangedBy, Database, Table, item, operation::*};

use super::{IRELAND, SEOUL, VIRGINIA, clock, database, in_all_regions, users};

fn name_of(table: &Table, id: &str) -> Option<String> {
    let item = table.get(id).run().unwrap()?;
    item.get("name").and_then(|name| name.as_s()).map(str::to_owned)
}

fn put(table: &Table, id: &str, name: &str) {
    table.put(item! { "id": id, "name": name }).run().unwrap();
}

fn pending(db: &Database) -> usize {
    db.regions().pending("users").iter().map(|pending| pending.changes).sum()
}

#[test]
fn without_a_lag_a_write_is_everywhere_when_it_was_answered() {
    let db = database(&clock());
    let tables = users(&db);
    for (turn, table) in tables.iter().enumerate() {
        put(table, "minji", &turn.to_string());
        for other in &tables {
            assert_eq!(name_of(other, "minji").as_deref(), Some(&*turn.to_string()));
        }
    }
    tables[1].update("minji").expression("SET #n = :n").name("#n", "name").value(":n", "민지").run().unwrap();
    assert_eq!(tables[2].scan().items().count(), 1);
    assert_eq!(name_of(&tables[0], "minji").as_deref(), Some("민지"));
    tables[2].delete("minji").run().unwrap();
    assert!(tables.iter().all(|table| table.item_count() == 0));
    assert_eq!(pending(&db), 0);
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn a_lag_is_told_by_the_clock() {
    let clock = clock();
    let db = Database::builder()
        .clock(clock.clone())
        .regions([VIRGINIA, IRELAND, SEOUL])
        .replication_lag(Duration::from_secs(2))
        .build();
    let [home, ireland, _] = users(&db);
    put(&home, "minji", "one");
    clock.advance(Duration::from_secs(1)).unwrap();
    put(&home, "minji", "two");
    assert_eq!(name_of(&ireland, "minji"), None);
    assert_eq!(db.regions().pending("users")[4].oldest, Some(clock.now() - Duration::from_secs(1)));
    clock.advance(Duration::from_secs(1)).unwrap();
    // Writes within the lag arrive as one.
    assert_eq!(name_of(&ireland, "minji").as_deref(), Some("two"));
    let changes: Vec<_> = ireland.changes().run().unwrap().map(Result::unwrap).collect();
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].event_name, changes[0].by), (OperationType::Insert, ChangedBy::Replication));
}

#[test]
fn over_a_cut_connection_nothing_passes_and_after_it_the_last_writer_wins() {
    let db = database(&clock());
    let [home, ireland, seoul] = users(&db);
    put(&home, "minji", "before");
    db.regions().cut(VIRGINIA, IRELAND).unwrap();
    put(&home, "minji", "home");
    put(&home, "jihoon", "home");
    put(&ireland, "minji", "ireland");
    ireland.delete("jihoon").run().unwrap();
    assert_eq!(name_of(&home, "minji").as_deref(), Some("home"));
    assert_eq!(name_of(&ireland, "minji").as_deref(), Some("ireland"));
    // A third region is told by both.
    assert_eq!(name_of(&seoul, "minji").as_deref(), Some("ireland"));
    db.regions().heal(VIRGINIA, IRELAND).unwrap();
    for table in in_all_regions(&db) {
        assert_eq!(name_of(&table, "minji").as_deref(), Some("ireland"));
        // It was not there in Ireland, but the deletion was the last write.
        assert_eq!(name_of(&table, "jihoon"), None);
    }
    assert_eq!(pending(&db), 0);
}

#[test]
fn a_write_that_leaves_the_item_as_it_was_is_the_last_one_too() {
    let db = database(&clock());
    let [home, ireland, _] = users(&db);
    let ids = ["put", "updated", "kept", "deleted"];
    ids[..3].iter().for_each(|id| put(&home, id, "before"));
    db.regions().cut(VIRGINIA, IRELAND).unwrap();
    ids.iter().for_each(|id| put(&home, id, "earlier"));
    put(&ireland, "put", "before");
    ireland
        .update("updated")
        .expression("SET #n = :n")
        .name("#n", "name")
        .value(":n", "before")
        .run()
        .unwrap();
    ireland.update("kept").run().unwrap();
    ireland.delete("deleted").run().unwrap();
    // What only checks a condition is no write.
    put(&home, "checked", "earlier");
    let absent =
        db.in_region(IRELAND).unwrap().transaction().check(&ireland, "checked", "attribute_not_exists(id)");
    absent.run().unwrap();
    db.regions().heal(VIRGINIA, IRELAND).unwrap();
    for table in in_all_regions(&db) {
        let names = ids.map(|id| name_of(&table, id));
        assert_eq!(
            names.each_ref().map(Option::as_deref),
            [Some("before"), Some("before"), Some("before"), None]
        );
        assert_eq!(name_of(&table, "checked").as_deref(), Some("earlier"));
    }
}

#[test]
fn a_deletion_wins_and_loses_by_its_time() {
    let db = database(&clock());
    let [home, ireland, _] = users(&db);
    for id in ["deleted", "kept"] {
        put(&home, id, "before");
    }
    db.regions().cut(VIRGINIA, IRELAND).unwrap();
    ireland.delete("kept").run().unwrap();
    put(&home, "kept", "later");
    put(&home, "deleted", "earlier");
    ireland.delete("deleted").run().unwrap();
    db.regions().heal(VIRGINIA, IRELAND).unwrap();
    for table in in_all_regions(&db) {
        assert_eq!(name_of(&table, "kept").as_deref(), Some("later"));
        assert_eq!(name_of(&table, "deleted"), None);
    }
}

#[test]
fn an_item_expires_once_and_a_region_that_renewed_it_keeps_it() {
    let clock = clock();
    let db = database(&clock);
    let tables = users(&db);
    tables[0].enable_time_to_live("until").unwrap();
    let expires = |id: &str, seconds: u64| item! { "id": id, "until": 1_700_000_000 + seconds };
    tables[0].put(expires("gone", 10)).run().unwrap();
    tables[0].put(expires("renewed", 10)).run().unwrap();
    assert!(tables.iter().all(|table| table.item_count() == 2));
    db.regions().cut(VIRGINIA, IRELAND).unwrap();
    tables[0].put(expires("renewed", 100)).run().unwrap();
    clock.advance(Duration::from_secs(20)).unwrap();
    assert_eq!(tables.each_ref().map(Table::item_count), [1, 0, 1]);
    db.regions().heal(VIRGINIA, IRELAND).unwrap();
    assert_eq!(tables.each_ref().map(Table::item_count), [1, 1, 1]);
    for table in &tables {
        let removed =
            table.changes().run().unwrap().map(Result::unwrap).filter(|change| change.new.is_none());
        let removed: Vec<_> = removed.filter(|change| change.key == item! { "id": "gone" }).collect();
        assert_eq!(removed.len(), 1);
    }
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn each_stream_tells_who_made_a_change() {
    let db = database(&clock());
    let [home, ireland, _] = users(&db);
    put(&home, "minji", "one");
    ireland.delete("minji").run().unwrap();
    let by = |table: &Table| {
        let changes = table.changes().run().unwrap().map(Result::unwrap);
        changes.map(|change| change.by).collect::<Vec<_>>()
    };
    assert_eq!(by(&home), [ChangedBy::Request, ChangedBy::Replication]);
    assert_eq!(by(&ireland), [ChangedBy::Replication, ChangedBy::Request]);
}

#[test]
fn a_transaction_is_one_in_its_own_region() {
    let db = database(&clock());
    let [home, ireland, _] = users(&db);
    let transaction = db.transaction().put(&home, item! { "id": "a" }).put(&home, item! { "id": "b" });
    transaction.run().unwrap();
    assert_eq!(ireland.item_count(), 2);
}

#[test]
fn a_further_replica_gets_what_its_source_has_not_been_told_yet() {
    let db = database(&clock());
    db.create_table("users").partition_key("id", hashrange::ScalarAttributeType::S).run().unwrap();
    super::create(&db, IRELAND).unwrap();
    let ireland = db.in_region(IRELAND).unwrap().table("users").unwrap();
    db.regions().cut(VIRGINIA, IRELAND).unwrap();
    put(&ireland, "minji", "ireland");
    super::create(&db, SEOUL).unwrap();
    let seoul = db.in_region(SEOUL).unwrap().table("users").unwrap();
    assert_eq!(name_of(&seoul, "minji").as_deref(), Some("ireland"));
    assert_eq!(name_of(&db.table("users").unwrap(), "minji"), None);
}

#[test]
fn a_replica_that_is_deleted_sends_what_it_wrote_before() {
    let clock = clock();
    let db = Database::builder()
        .clock(clock)
        .regions([VIRGINIA, IRELAND, SEOUL])
        .replication_lag(Duration::from_secs(60))
        .build();
    let [home, ireland, seoul] = users(&db);
    put(&ireland, "minji", "ireland");
    super::delete(&db, IRELAND).unwrap();
    assert_eq!(name_of(&home, "minji").as_deref(), Some("ireland"));
    assert_eq!(name_of(&seoul, "minji").as_deref(), Some("ireland"));
}

#[test]
fn what_arrives_where_nobody_looked_for_long_is_recorded_at_its_time() {
    let clock = clock();
    let db = database(&clock);
    let [home, ireland, _] = users(&db);
    clock.advance(Duration::from_secs(30 * 60 * 60)).unwrap();
    home.put(item! { "id": "minji" }).run().unwrap();
    db.regions().converge();
    // Records that are older than a day are gone.
    assert_eq!(ireland.changes().from_start().run().unwrap().take(1).count(), 1);
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn what_waits_for_a_region_at_which_nobody_looks_is_bounded() {
    let db = database(&clock());
    let [home, ireland, _] = users(&db);
    for number in 0..10_000 {
        home.put(item! { "id": number.to_string() }).run().unwrap();
        home.delete(number.to_string()).run().unwrap();
    }
    let most = db.regions().pending("users").iter().map(|pending| pending.changes).max().unwrap();
    assert!(most < 5000, "{most}");
    home.put(item! { "id": "minji" }).run().unwrap();
    assert_eq!(ireland.scan().items().count(), 1);
    assert_eq!(db.verify(), Vec::<String>::new());
}
