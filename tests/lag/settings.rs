//! Setting a lag, its seed, and what is the same again.

use hashrange::{Database, Lag};

use super::{NOTHING, READS, clock, create, late, ms, read, version};

/// What a program reads that puts, waits and reads.
fn run(db: &Database) -> Vec<Vec<u64>> {
    let items = create(db);
    let mut found = Vec::new();
    for v in 0..30 {
        items.put(version("a", 1, v)).run().unwrap();
        found.extend(READS.map(|(kind, _)| read(db, kind, false)));
        db.clock().advance(ms(30)).unwrap();
    }
    found
}

#[test]
fn the_same_seed_gives_the_same_reads_and_another_gives_others() {
    let with = |seed| {
        let lag = Lag::up_to(ms(200));
        run(&Database::builder().clock(clock()).id_seed(seed).lag(lag).build())
    };
    assert_eq!(with(7), with(7));
    assert_ne!(with(7), with(8));
}

#[test]
fn a_fork_is_as_late_and_begins_up_to_date() {
    let fixture_clock = clock();
    let fixture = late(&fixture_clock, Lag::between(ms(10), ms(20)));
    let items = create(&fixture);
    items.put(version("a", 1, 1)).run().unwrap();
    let fork = fixture.fork();
    for (kind, _) in READS {
        assert_eq!(read(&fixture, kind, false), NOTHING, "{kind}");
        assert_eq!(read(&fork, kind, false), [1], "{kind}");
    }
    fork.table("items").unwrap().put(version("a", 1, 2)).run().unwrap();
    READS.iter().for_each(|(kind, _)| assert_eq!(read(&fork, kind, false), [1], "{kind}"));
    fixture_clock.advance(ms(20)).unwrap();
    READS.iter().for_each(|(kind, _)| assert_eq!(read(&fork, kind, false), [2], "{kind}"));
    READS.iter().for_each(|(kind, _)| assert_eq!(read(&fixture, kind, false), [1], "{kind}"));
    fork.set_lag(None);
    fixture.table("items").unwrap().put(version("a", 1, 3)).run().unwrap();
    assert_eq!(read(&fixture, "GetItem", false), [1], "a fork's setting is its own");
}

#[test]
fn a_lag_is_set_and_ended_for_all_tables_or_for_one() {
    let db = Database::builder().clock(clock()).build();
    let items = create(&db);
    items.put(version("a", 1, 1)).run().unwrap();
    let seen = |v: u64| READS.iter().for_each(|(kind, _)| assert_eq!(read(&db, kind, false), [v], "{kind}"));
    seen(1);
    db.set_lag(Lag::between(ms(10), ms(20)));
    seen(1);
    items.put(version("a", 1, 2)).run().unwrap();
    seen(1);
    db.set_lag(Lag::between(ms(20), ms(30)));
    seen(2);
    items.put(version("a", 1, 3)).run().unwrap();
    items.set_lag(None).unwrap();
    seen(3);
    items.put(version("a", 1, 4)).run().unwrap();
    seen(4);
    items.set_lag(Lag::between(ms(10), ms(20))).unwrap();
    items.put(version("a", 1, 5)).run().unwrap();
    seen(4);
    db.delete_table("items").unwrap();
    assert!(items.set_lag(None).is_err());
    create(&db).put(version("a", 1, 6)).run().unwrap();
    assert_eq!(read(&db, "GetItem", false), NOTHING, "a new table is as late as the database");
    db.set_lag(None);
    seen(6);
}

#[test]
fn the_seed_is_shown_where_answers_depend_on_it() {
    let db = Database::builder().id_seed(7).build();
    assert!(!format!("{db:?}").contains("seed"));
    db.set_lag(Lag::up_to(ms(1)));
    assert!(format!("{db:?}").contains("id_seed: 7"));
    assert!(format!("{:?}", db.fork()).contains("id_seed: 7"));
}

#[test]
fn the_seed_is_printed_when_a_test_fails() {
    const FAILS: &str = "HASHRANGE_TEST_FAILS";
    if std::env::var_os(FAILS).is_some() {
        let db = Database::builder().id_seed(1234).lag(Lag::up_to(ms(1))).build();
        let table = create(&db);
        assert_eq!(table.item_count(), 1, "as a test that fails");
    }
    // The test runs itself in a process of its own.
    let name = "settings::the_seed_is_printed_when_a_test_fails";
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    let run = command.args(["--exact", name]).env(FAILS, "1").output().unwrap();
    let printed = String::from_utf8_lossy(&run.stdout);
    assert_eq!(printed.matches("id_seed(1234) gives the same run again").count(), 1, "{printed}");
}

#[test]
fn a_snapshot_has_no_lag_and_its_builder_may_have() {
    let path = std::env::temp_dir().join(format!("hashrange-lag-{}", std::process::id()));
    let at = clock();
    let db = late(&at, Lag::between(ms(10), ms(20)));
    create(&db).put(version("a", 1, 1)).run().unwrap();
    db.save(&path).unwrap();
    let loaded = Database::load(&path).unwrap();
    READS.iter().for_each(|(kind, _)| assert_eq!(read(&loaded, kind, false), [1], "{kind}"));
    loaded.table("items").unwrap().put(version("a", 1, 2)).run().unwrap();
    assert_eq!(read(&loaded, "GetItem", false), [2]);
    let loaded = Database::builder().clock(at).lag(Lag::between(ms(10), ms(20))).load(&path).unwrap();
    loaded.table("items").unwrap().put(version("a", 1, 2)).run().unwrap();
    READS.iter().for_each(|(kind, _)| assert_eq!(read(&loaded, kind, false), [1], "{kind}"));
    std::fs::remove_file(&path).unwrap();
}
