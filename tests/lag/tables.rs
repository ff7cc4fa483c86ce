//! What is late while a table itself changes: indexes, partitions, time to live, replicas, restores.

use hashrange::{
    Contributor, Database, Index, Item, Lag, PartitionKeyHash,
    ScalarAttributeType::{N, S},
    Table, item,
    operation::{CreateBackupInput, RestoreTableFromBackupInput},
};
use serde_json::json;

use super::{ask, clock, create, late, ms, read, version};

fn index_by_v() -> Index {
    Index::new("by_v").partition_key("v", N)
}

fn count(found: impl Iterator<Item = hashrange::Result<std::sync::Arc<Item>>>) -> usize {
    found.map(Result::unwrap).count()
}

#[test]
fn an_index_that_is_added_or_deleted_brings_the_table_up_to_date() {
    let at = clock();
    let db = late(&at, Lag::between(ms(10), ms(20)));
    let items = create(&db);
    items.put(version("a", 1, 7)).run().unwrap();
    items.update_settings().create_index(index_by_v()).run().unwrap();
    assert_eq!(count(items.index("by_v").query(7).items()), 1);
    assert_eq!(read(&db, "GetItem", false), [7]);
    items.put(version("a", 1, 8)).run().unwrap();
    assert_eq!(count(items.index("by_v").query(7).items()), 1);
    assert_eq!(count(items.index("by_v").query(8).items()), 0);
    items.update_settings().delete_index("by_g").run().unwrap();
    assert_eq!(count(items.index("by_v").query(8).items()), 1);
    items.put(version("a", 1, 9)).run().unwrap();
    at.advance(ms(20)).unwrap();
    assert_eq!(count(items.index("by_v").query(9).items()), 1);
    assert_eq!(db.verify(), [""; 0]);
}

#[test]
fn a_split_changes_neither_what_is_late_nor_what_reads_cost() {
    let at = clock();
    let db = late(&at, Lag::up_to(ms(1000)));
    let items = create(&db);
    items.put_all((0..50).map(|n| version(&n.to_string(), 1, 0))).unwrap();
    db.converge();
    items.put_all((0..50).map(|n| version(&n.to_string(), 1, 1))).unwrap();
    at.advance(ms(1)).unwrap();
    for n in 0..12 {
        items.split_partition(&PartitionKeyHash::of(&format!("split{n}").into()));
    }
    let v = |item: &Item| item.n("v").unwrap().to_u64().unwrap();
    let sum = |table: &Table| table.scan().items().map(|item| v(&item.unwrap())).sum::<u64>();
    assert!(sum(&items) < 50, "most are not there yet");
    let units = |consistent: bool| {
        let scan =
            json!({"TableName": "items", "ConsistentRead": consistent, "ReturnConsumedCapacity": "TOTAL"});
        ask(&db, "Scan", scan)["ConsumedCapacity"]["CapacityUnits"].as_f64().unwrap()
    };
    assert_eq!(units(false) * 2.0, units(true), "each partition rounds up for itself");
    at.advance(ms(999)).unwrap();
    assert_eq!(sum(&items), 50);
    items.put_all((0..50).map(|n| version(&n.to_string(), 1, 2))).unwrap();
    at.advance(ms(1000)).unwrap();
    assert_eq!(sum(&items), 100, "writes after the split arrive too");
    assert_eq!(db.verify(), [""; 0]);
}

#[test]
fn late_reads_count_where_others_do() {
    let counts = |lag: Option<Lag>| {
        let db = Database::builder().clock(clock()).build();
        let items = create(&db);
        for (name, index) in [("items", None), ("items", Some("by_g"))] {
            let mut request = json!({"TableName": name, "ContributorInsightsAction": "ENABLE"});
            index.map(|index| request.as_object_mut().unwrap().insert("IndexName".to_owned(), index.into()));
            ask(&db, "UpdateContributorInsights", request);
        }
        items.put_all((0..9).map(|n| version(&n.to_string(), 1, 0))).unwrap();
        db.set_lag(lag);
        for _ in 0..5 {
            items.get(("1", 1)).run().unwrap();
            count(items.query("2").items());
            count(items.scan().items());
            count(items.index("by_g").query("one").items());
        }
        let reads: Vec<u64> = items.partitions().iter().map(|partition| partition.reads).collect();
        let keys = |contributors: Vec<Contributor>| contributors;
        let contributors = items.contributors(99);
        let of_index = items.index("by_g").contributors(99);
        (reads, keys(contributors.partition_keys), keys(of_index.partition_keys))
    };
    assert_eq!(counts(Some(Lag::up_to(ms(0)))), counts(None));
}

#[test]
fn an_item_that_expires_goes_as_late_as_one_that_is_deleted() {
    let at = clock();
    let db = late(&at, Lag::between(ms(10_000), ms(20_000)));
    let items = db.create_table("items").partition_key("p", S).run().unwrap();
    items.enable_time_to_live("until").unwrap();
    items.put(item! { "p": "a", "until": 1_700_000_060 }).run().unwrap();
    let is_there = |consistent: bool| {
        let get = items.get("a");
        if consistent { get.consistent() } else { get }.run().unwrap().is_some()
    };
    at.advance(ms(59_000)).unwrap();
    assert!(is_there(true) && is_there(false));
    // Nobody looks when it expires. It has gone since then, not since somebody looks.
    at.advance(ms(5_000)).unwrap();
    assert!(!is_there(true) && is_there(false));
    at.advance(ms(17_100)).unwrap();
    assert!(!is_there(false));
}

#[test]
fn a_restored_table_begins_up_to_date_and_is_late_afterwards() {
    let at = clock();
    let db = late(&at, Lag::between(ms(10), ms(20)));
    create(&db).put(version("a", 1, 1)).run().unwrap();
    let backup = CreateBackupInput { table_name: "items".to_owned(), backup_name: "one".to_owned() };
    let backup = db.create_backup(backup).unwrap().backup_details.unwrap();
    db.restore_table_from_backup(RestoreTableFromBackupInput {
        target_table_name: "restored".to_owned(),
        backup_arn: backup.backup_arn,
        ..RestoreTableFromBackupInput::default()
    })
    .unwrap();
    let restored = db.table("restored").unwrap();
    assert_eq!(count(restored.scan().items()), 1);
    restored.put(version("a", 2, 1)).run().unwrap();
    assert_eq!(count(restored.scan().items()), 1);
    at.advance(ms(20)).unwrap();
    assert_eq!(count(restored.scan().items()), 2);
}

#[test]
fn an_imported_table_begins_up_to_date_and_is_late_afterwards() {
    let at = clock();
    let folder = std::env::temp_dir().join(format!("hashrange-late-import-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let line = |id: u32| format!("{{\"Item\": {{\"id\": {{\"N\": \"{id}\"}}}}}}\n");
    std::fs::write(folder.join("items.json"), (0..100).map(line).collect::<String>()).unwrap();
    let builder = Database::builder().clock(at.clone()).lag(Lag::between(ms(10), ms(20)));
    let db = builder.bucket("files", &folder).build();
    db.import_table("imported", "files").partition_key("id", N).run().unwrap();
    db.wait_for_transfers();
    let imported = db.table("imported").unwrap();
    assert_eq!(count(imported.scan().items()), 100);
    imported.put(item! { "id": 100 }).run().unwrap();
    assert_eq!(count(imported.scan().items()), 100);
    at.advance(ms(20)).unwrap();
    assert_eq!(count(imported.scan().items()), 101);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_replica_s_reads_are_late_after_what_arrived_there() {
    let at = clock();
    let builder = Database::builder().clock(at.clone()).regions(["us-east-1", "eu-west-1"]);
    let db = builder.replication_lag(ms(100)).lag(Lag::between(ms(10), ms(20))).build();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.update_settings().create_replica("eu-west-1").run().unwrap();
    let there = db.in_region("eu-west-1").unwrap().table("users").unwrap();
    users.put(item! { "id": "haeri05" }).run().unwrap();
    let is_there = |consistent: bool| {
        let get = there.get("haeri05");
        if consistent { get.consistent() } else { get }.run().unwrap().is_some()
    };
    db.converge();
    assert!(users.get("haeri05").run().unwrap().is_some());
    assert!(!is_there(true), "what is on its way between regions stays there");
    at.advance(ms(100)).unwrap();
    assert!(is_there(true) && !is_there(false));
    at.advance(ms(20)).unwrap();
    assert!(is_there(false));
}

#[test]
fn what_nobody_reads_does_not_pile_up() {
    let db = late(&clock(), Lag::between(ms(10), ms(20)));
    let items = create(&db);
    let most = 16_384;
    for v in 0..=most {
        items.put(version("a", 1, v)).run().unwrap();
    }
    // By the clock, no time has passed. The first has arrived early, because too many wait.
    assert_eq!(read(&db, "GetItem", false), [0]);
    assert_eq!(read(&db, "Query by_g", false), [0]);
}
