//! Items that expire, as requests see them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hashrange::{Database, Index, ScalarAttributeType::S, Table, item, operation::*};

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
        let db = Database::builder().seed(seed).ttl_delay_up_to(Duration::from_secs(1000)).build();
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
fn forks_and_snapshots_have_items_expire() {
    let db = Database::builder().ttl_delay(Duration::from_secs(2)).build();
    let table = sessions(&db);
    put(&table, "old", 0);
    // Five years back is no time to expire at, also after a load.
    table.put(item! { "id": "ancient", "user": "haeri05", "until": 86_400 }).run().unwrap();
    let fork = db.fork();
    let path = std::env::temp_dir().join(format!("hashrange-ttl-{}", std::process::id()));
    db.save(&path).unwrap();
    let loaded = Database::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let description = loaded.describe_time_to_live("sessions").unwrap().time_to_live_description;
    assert_eq!(description.time_to_live_status, Some(TimeToLiveStatus::Enabled));
    for db in [&db, &fork, &loaded] {
        assert_eq!(db.table("sessions").unwrap().item_count(), 2);
    }
    std::thread::sleep(Duration::from_millis(3100));
    for db in [db, fork, loaded] {
        let table = db.table("sessions").unwrap();
        assert_eq!(table.item_count(), 1);
        assert!(table.get("ancient").run().unwrap().is_some());
        assert!(db.verify().is_empty());
    }
}
