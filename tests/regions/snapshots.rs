//! Forks and files have all regions.

use std::time::Duration;

use hashrange::{Database, SnapshotError, item};
use sha2::{Digest, Sha256};

use super::{IRELAND, SEOUL, VIRGINIA, clock, database, in_all_regions, users};

fn counts(db: &Database) -> [u64; 3] {
    in_all_regions(db).map(|table| table.item_count())
}

#[test]
fn a_fork_has_all_regions_as_of_one_moment() {
    let clock = clock();
    let db = Database::builder()
        .clock(clock.clone())
        .regions([VIRGINIA, IRELAND, SEOUL])
        .replication_lag(Duration::from_secs(5))
        .build();
    let [home, ..] = users(&db);
    home.put(item! { "id": "minji" }).run().unwrap();
    db.regions().cut(VIRGINIA, SEOUL).unwrap();
    let ireland = db.in_region(IRELAND).unwrap().fork();
    assert_eq!(ireland.region(), IRELAND);
    let fork = ireland.in_region(VIRGINIA).unwrap();
    home.put(item! { "id": "jihoon" }).run().unwrap();
    clock.advance(Duration::from_secs(5)).unwrap();
    assert_eq!((counts(&fork), counts(&db)), ([1, 1, 0], [2, 2, 0]));
    fork.table("users").unwrap().put(item! { "id": "haeri" }).run().unwrap();
    fork.regions().converge();
    assert_eq!((counts(&fork), counts(&db)), ([2, 2, 2], [2, 2, 0]));
    assert_eq!((fork.verify(), db.verify()), (Vec::new(), Vec::new()));
}

#[test]
fn a_file_has_all_regions_with_all_that_was_on_its_way() {
    let path = std::env::temp_dir().join(format!("hashrange-regions-{}.snapshot", std::process::id()));
    let db = database(&clock());
    let [home, ..] = users(&db);
    db.regions().cut(VIRGINIA, IRELAND).unwrap();
    home.put(item! { "id": "minji" }).run().unwrap();
    db.save(&path).unwrap();
    assert_eq!(counts(&db), [1, 0, 1]);
    let again = Database::builder().clock(clock()).load(&path).unwrap();
    assert_eq!(again.regions().names().collect::<Vec<_>>(), [VIRGINIA, IRELAND, SEOUL]);
    assert_eq!(counts(&again), [1, 1, 1]);
    in_all_regions(&again)[2].delete("minji").run().unwrap();
    assert_eq!(counts(&again), [0, 0, 0]);
    assert_eq!(again.verify(), Vec::<String>::new());

    // Further regions may follow those of the file.
    let more = Database::builder().regions([VIRGINIA, IRELAND, SEOUL, "eu-west-2"]).load(&path).unwrap();
    assert!(more.in_region("eu-west-2").unwrap().table_names().is_empty());
    let other = Database::builder().regions([VIRGINIA, SEOUL]).load(&path);
    assert!(matches!(other, Err(SnapshotError::FixedSetting { .. })));
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_file_whose_replicas_do_not_fit_each_other_is_refused() {
    let path = std::env::temp_dir().join(format!("hashrange-unfit-{}.snapshot", std::process::id()));
    let db = database(&clock());
    users(&db);
    db.save(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let sum = text.rfind("sha256 ").unwrap();
    let of_seoul = text.rfind("\"schema\"").unwrap();
    for (there, instead, reason) in [
        ("\"EVENTUAL\"", "\"STRONG\"", "in different global tables"),
        (":\"id\"", ":\"no\"", "with different keys"),
    ] {
        let damaged = format!("{}{}", &text[..of_seoul], text[of_seoul..sum].replace(there, instead));
        assert_ne!(damaged, text[..sum]);
        let sum: String = Sha256::digest(&damaged).iter().map(|byte| format!("{byte:02x}")).collect();
        std::fs::write(&path, format!("{damaged}sha256 {sum}\n")).unwrap();
        let refused = Database::builder().clock(clock()).load(&path).unwrap_err().to_string();
        assert!(refused.contains(reason), "{refused}");
    }
    std::fs::remove_file(&path).unwrap();
}
