//! What is kept beside items: client tokens, an index that is being filled, and a database that is put back.

use super::{
    crashes::{LEFT, reopened},
    *,
};
use crate::{
    engine::Engine,
    error::Error,
    storage::{IndexSettings, Throughput},
};

fn pay(db: &Database, token: u64, won: u64) -> crate::Result<()> {
    let users = db.table("users")?;
    let update = db.transaction().update(&users, "a", "ADD won :won").value(":won", won);
    update.put(&users, item! { "id": format!("paid {token}") }).token(token.to_string()).run()
}

#[test]
fn a_transaction_with_a_token_is_carried_out_once_whatever_a_crash_leaves() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let disk = made();
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    db.create_table("users").partition_key("id", S).run().unwrap();
    disk.begin(played::Fault::Nothing);
    for token in 0..12 {
        pay(&db, token, 1).unwrap();
        disk.acknowledge();
    }
    drop(db);
    let mut crashes = 0;
    disk.for_each_crash(&LEFT, |image, acknowledged| {
        let db = open(&PlayedDisk::holding(image), Durability::Sync, &clock).unwrap();
        let acknowledged = acknowledged as u64;
        // Whoever had no answer sends it again.
        (0..=acknowledged).for_each(|token| pay(&db, token, 1).unwrap());
        let won = db.table("users").unwrap().get("a").run().unwrap().unwrap().get("won").cloned();
        assert_eq!(won, Some((acknowledged + 1).into()), "after {acknowledged}");
        let other = pay(&db, acknowledged, 2);
        assert!(matches!(other, Err(Error::IdempotentParameterMismatch(_))), "{other:?}");
        crashes += 1;
    });
    assert!(crashes > 50, "{crashes} crashes");
}

#[test]
fn a_database_is_put_back_as_a_whole_whatever_a_crash_leaves() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let disk = made();
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    (0..15).for_each(|n| operate(&db, 600 + n).unwrap());
    let start = db.fork();
    (15..30).for_each(|n| operate(&start, 600 + n).unwrap());
    disk.begin(played::Fault::Nothing);
    let before = contents(db.engine());
    db.reset_to(&start).unwrap();
    disk.acknowledge();
    let after = contents(db.engine());
    assert_ne!(before, after);
    drop(db);
    disk.for_each_crash(&LEFT, |image, acknowledged| {
        let kept = reopened(&PlayedDisk::holding(image));
        assert!(kept == after || acknowledged == 0 && kept == before, "one or the other");
    });
}

/// UpdateTable with a new index and another change, with a crash before the index is filled.
#[test]
fn an_update_that_adds_an_index_is_whole_after_a_crash() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let disk = made();
    let db = open(&disk, Durability::Manual, &clock).unwrap();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put_all((0..50).map(|n| item! { "id": n.to_string(), "age": 7 })).unwrap();
    // One that is no member.
    users.put(item! { "id": "other", "age": "text" }).run().unwrap();
    let model = Database::new();
    model
        .create_table("model")
        .partition_key("id", S)
        .global_index(Index::new("by_age").partition_key("age", N))
        .run()
        .unwrap();
    let model = model.engine().catalog().table("model").unwrap();
    let engine: &Engine = db.engine();
    let table = engine.catalog().table("users").unwrap();
    let mut throughput = Throughput::default();
    throughput.set_on_demand();
    let changed = table.change_states(&engine.ending(), |settings| {
        settings.deletion_protection = true;
        settings.attribute_definitions.clone_from(&model.settings().attribute_definitions);
        settings.global_indexes.insert("by_age".to_owned(), IndexSettings::to_fill(throughput));
        Ok::<_, Error>(())
    });
    drop(changed.unwrap());
    db.sync().unwrap();
    let none = disk.image();
    table.add_global_index((**model.global_indexes()[0].definition()).clone(), 1);
    db.sync().unwrap();
    let whole = disk.image();
    for (image, is_there) in [(none, false), (whole, true)] {
        let db = open(&PlayedDisk::holding(image), Durability::Sync, &clock).unwrap();
        assert_eq!(db.verify(), Vec::<String>::new());
        let described = db.describe_table("users").unwrap().table.unwrap();
        assert_eq!(described.deletion_protection_enabled, is_there);
        let users = db.table("users").unwrap();
        let found = users.index("by_age").query(7).items().filter_map(Result::ok).count();
        assert_eq!(found, if is_there { 50 } else { 0 });
    }
}
