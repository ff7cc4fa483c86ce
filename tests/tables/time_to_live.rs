//! Items that expire, as requests see them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hashrange::{Clock, Database, Index, ScalarAttributeType::S, Table, item, operation::*};

use crate::invalid;

fn now_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn specification(enabled: bool) -> UpdateTimeToLiveInput {
    UpdateTimeToLiveInput {
        table_name: "sessions".to_owned(),
        time_to_live_specification: TimeToLiveSpecification { enabled, attribute_name: "until".to_owned() },
    }
}

/// Sessions with an index by user, whose items expire.
fn sessions(db: &Database) -> Table {
    let by_user = Index::new("by_user").partition_key("user", S);
    let table = db.create_table("sessions").partition_key("id", S).global_index(by_user).run().unwrap();
    db.update_time_to_live(specification(true)).unwrap();
    table
}

/// Puts a session that expired so many seconds ago.
fn put(table: &Table, id: &str, seconds_ago: u64) {
    table.put(item! { "id": id, "user": "haeri05", "until": now_seconds() - seconds_ago }).run().unwrap();
}

#[test]
fn what_has_expired_is_gone_from_the_table_its_index_and_its_count() {
    let db = Database::new();
    let table = sessions(&db);
    put(&table, "old", 10);
    table.put(item! { "id": "new", "user": "haeri05", "until": now_seconds() + 1000 }).run().unwrap();
    assert_eq!(table.item_count(), 1);
    assert!(table.get("old").run().unwrap().is_none());
    put(&table, "old", 10);
    assert_eq!(table.index("by_user").query("haeri05").items().count(), 1);
    put(&table, "old", 10);
    assert_eq!(db.describe_table("sessions").unwrap().table.unwrap().item_count, 1);
    put(&table, "old", 10);
    assert_eq!(db.statement("SELECT * FROM sessions WHERE id = 'old'").items().count(), 0);
    // A transaction sees none either.
    put(&table, "old", 10);
    db.transaction().put(&table, item! { "id": "old" }).if_absent().run().unwrap();
    assert!(db.verify().is_empty());
}

#[test]
fn until_the_sweep_an_expired_item_is_like_any_other() {
    let db = Database::builder().ttl_delay(Duration::from_secs(1000)).build();
    let table = sessions(&db);
    put(&table, "old", 10);
    assert!(table.get("old").run().unwrap().is_some());
    assert_eq!(table.scan().items().count(), 1);
    table.update("old").expression("SET seen = :yes").value(":yes", true).if_exists().run().unwrap();
    // The delay counts from the time that the item holds.
    put(&table, "older", 2000);
    assert!(table.get("older").run().unwrap().is_none());
}

#[test]
fn a_get_does_not_wait_until_all_that_has_expired_is_deleted() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).build();
    let table = sessions(&db);
    for n in 0..1000 {
        table.put(item! { "id": n.to_string(), "user": "haeri05", "until": 1_700_000_000 }).run().unwrap();
    }
    clock.advance(Duration::from_secs(1)).unwrap();
    let watcher = table.watch().unwrap();
    assert!(table.get("500").run().unwrap().is_none());
    assert!(table.update("501").expression("SET a = :a").value(":a", 1).if_exists().run().is_err());
    assert!(watcher.take().len() < 500, "a part was deleted");
    // What asks for more than keys sees none of them either.
    assert_eq!(table.index("by_user").query("haeri05").items().count(), 0);
    assert_eq!(table.item_count(), 0);
    assert!(db.verify().is_empty());
}

#[test]
fn an_update_changes_when_an_item_expires() {
    let db = Database::new();
    let table = db.create_table("sessions").partition_key("id", S).run().unwrap();
    db.update_time_to_live(specification(true)).unwrap();
    table.put(item! { "id": "a", "until": now_seconds() + 1000 }).run().unwrap();
    let update = |text: &str, until: u64| {
        table.update("a").expression(text).name("#until", "until").value(":until", until).run().unwrap();
        assert!(db.verify().is_empty());
    };
    update("SET #until = :until", now_seconds() + 2000);
    assert!(table.get("a").run().unwrap().is_some());
    update("SET #until = :until", now_seconds() - 10);
    assert!(table.get("a").run().unwrap().is_none());
}

#[test]
fn items_that_were_there_before_expire_too_and_none_do_once_it_is_off() {
    let db = Database::new();
    let table = db.create_table("sessions").partition_key("id", S).run().unwrap();
    for n in 0..300_u64 {
        table.put(item! { "id": n.to_string(), "until": now_seconds() - 10 + n % 2 * 1000 }).run().unwrap();
    }
    assert_eq!(table.item_count(), 300);
    db.update_time_to_live(specification(true)).unwrap();
    assert_eq!(table.item_count(), 150);
    assert!(db.verify().is_empty());
    let within = "Time to live has been modified multiple times within a fixed interval";
    assert_eq!(invalid(db.update_time_to_live(specification(false))), within);
}

#[test]
fn items_with_delays_of_their_own_go_one_by_one() {
    let left = |seed: u64| -> Vec<String> {
        let db = Database::builder().id_seed(seed).ttl_delay_up_to(Duration::from_secs(1000)).build();
        let table = sessions(&db);
        // About half of the delays are over.
        (0..100).for_each(|n| put(&table, &n.to_string(), 500));
        let mut ids: Vec<String> = table
            .scan()
            .items()
            .map(|item| item.unwrap().get("id").unwrap().as_s().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    let one = left(1);
    assert!((20..80).contains(&one.len()), "{}", one.len());
    assert_ne!(one, left(2));
}

#[test]
fn items_go_as_a_clock_is_moved_and_time_to_live_is_switched_off_an_hour_later() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).build();
    let table = sessions(&db);
    for n in 0..10 {
        table
            .put(item! { "id": n.to_string(), "user": "haeri05", "until": 1_700_000_000 + 1000 * n })
            .run()
            .unwrap();
    }
    let fork = db.fork();
    // An item expires once the time is behind what it holds.
    clock.advance(Duration::from_secs(1000)).unwrap();
    assert_eq!(table.item_count(), 9);
    clock.advance(Duration::from_secs(1)).unwrap();
    assert_eq!(table.item_count(), 8);
    clock.advance(Duration::from_secs(2600)).unwrap();
    assert_eq!(table.index("by_user").scan().items().count(), 6);
    db.update_time_to_live(specification(false)).unwrap();
    clock.advance(Duration::from_secs(100_000)).unwrap();
    assert_eq!(table.item_count(), 6);
    assert_eq!(fork.table("sessions").unwrap().item_count(), 0);
    assert!(db.verify().is_empty() && fork.verify().is_empty());
}

#[test]
fn a_snapshot_has_items_expire() {
    // Five years back is no time to expire at, also after a load.
    let loaded = |delay: u64| {
        let db = Database::builder().ttl_delay(Duration::from_secs(delay)).build();
        let table = sessions(&db);
        table.put(item! { "id": "ancient", "user": "haeri05", "until": 86_400 }).run().unwrap();
        put(&table, "old", 10);
        let path = std::env::temp_dir().join(format!("hashrange-ttl-{delay}-{}", std::process::id()));
        db.save(&path).unwrap();
        let loaded = Database::load(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        loaded
    };
    for (delay, ids) in [(0, vec!["ancient"]), (1000, vec!["ancient", "old"])] {
        let db = loaded(delay);
        let description = db.describe_time_to_live("sessions").unwrap().time_to_live_description;
        assert_eq!(description.time_to_live_status, Some(TimeToLiveStatus::Enabled));
        let scanned = db.table("sessions").unwrap().scan().items();
        let mut found: Vec<String> =
            scanned.map(|item| item.unwrap().get("id").unwrap().as_s().unwrap().to_owned()).collect();
        found.sort();
        assert_eq!(found, ids);
        assert!(db.verify().is_empty());
    }
}

#[test]
fn what_has_expired_by_the_time_that_time_to_live_is_switched_off_is_gone() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(now_seconds()));
    let db = Database::builder().clock(clock.clone()).build();
    let table = sessions(&db);
    table.put(item! { "id": "early", "until": now_seconds() + 1000 }).run().unwrap();
    table.put(item! { "id": "late", "until": now_seconds() + 9000 }).run().unwrap();
    clock.advance(Duration::from_secs(2 * 60 * 60)).unwrap();
    // The first request since then is this one.
    db.update_time_to_live(specification(false)).unwrap();
    clock.advance(Duration::from_secs(2 * 60 * 60)).unwrap();
    let left: Vec<_> = table.scan().items().map(|item| item.unwrap().get("id").cloned().unwrap()).collect();
    assert_eq!(left, ["late".into()]);
}
