//! Replicas on a played disk: what a crash leaves of them comes to the same in all regions.

use std::time::{Duration, UNIX_EPOCH};

use super::{played::Left, *};
use crate::engine::Delay;

const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];

fn two_regions(lag_varies: bool) -> GivenOptions {
    GivenOptions {
        further_regions: Some(vec![REGIONS[1].to_owned()]),
        replication_lag: Some(Delay { ms: 1_000, varies: lag_varies }),
        ..GivenOptions::default()
    }
}

fn open(disk: &PlayedDisk, durability: Durability, clock: &Clock) -> Result<Database, StoreError> {
    open_as(disk, durability, clock, two_regions(true))
}

fn made() -> PlayedDisk {
    let disk = PlayedDisk::default();
    drop(open(&disk, Durability::Sync, &Clock::manual(UNIX_EPOCH)).unwrap());
    disk.begin(played::Fault::Nothing);
    disk
}

/// What each region has in the end, when all that is on its way has come there.
fn settled(db: &Database) -> Vec<Contents> {
    let fork = db.fork();
    fork.engine().settle();
    assert_eq!(fork.verify(), Vec::<String>::new());
    fork.engine().engines().iter().map(|engine| contents(engine)).collect()
}

/// Changes the replicas of a table, or refuses to, which does not matter here.
fn update_replicas(db: &Database, action: &str, region: &str) -> crate::Result<()> {
    let update =
        format!(r#"{{"TableName":"users","ReplicaUpdates":[{{"{action}":{{"RegionName":"{region}"}}}}]}}"#);
    match db.wire("UpdateTable", update.as_bytes()).status {
        500.. => Err(crate::Error::InternalServer("the disk".to_owned())),
        _ => Ok(()),
    }
}

/// A number of operations of all kinds that replicas meet, each by its number and the same for the same number.
fn operate_in_regions(db: &Database, clock: &Clock, n: u64) -> crate::Result<()> {
    let chance = |salt: u64, of: u64| crate::mix::mix(n.wrapping_mul(41).wrapping_add(salt)) % of;
    let place = chance(1, 2) as usize;
    let (region, other) = (REGIONS[place], REGIONS[1 - place]);
    let db = db.in_region(region).unwrap();
    let id = || format!("user {}", chance(2, 5));
    let Ok(users) = db.table("users") else {
        return match db.in_region(other).unwrap().table("users") {
            Ok(_) => update_replicas(&db.in_region(other).unwrap(), "Create", region),
            Err(_) => db.create_table("users").partition_key("id", S).run().map(drop),
        };
    };
    match chance(3, 20) {
        0 => update_replicas(&db, "Create", other),
        1 => update_replicas(&db, "Delete", other),
        2..5 => {
            clock.advance(Duration::from_millis(chance(4, 900))).unwrap();
            // Whoever looks carries out what has come.
            users.scan().items().try_for_each(|item| item.map(drop))
        }
        5 | 6 => {
            let one = users.clone();
            let transaction = (0..3).fold(db.transaction(), |transaction, other| {
                transaction.put(&one, item! { "id": format!("user {other}"), "n": n })
            });
            transaction.run().map(drop)
        }
        7..10 => users.delete(id()).run().map(drop),
        10 => users.tag([("n", n.to_string())]),
        11 => users
            .update_settings()
            .create_index(Index::new("by_n").partition_key("n", N))
            .run()
            .map(drop)
            .or_else(unless_broken),
        12 => users.update_settings().delete_index("by_n").run().map(drop).or_else(unless_broken),
        13 if n.is_multiple_of(3) => db.delete_table("users").map(drop).or_else(unless_broken),
        _ => users.put(item! { "id": id(), "n": n, "region": region }).run(),
    }
}

fn workload(disk: &PlayedDisk, seed: u64, count: u64) -> Vec<Vec<Contents>> {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = open(disk, Durability::Sync, &clock).unwrap();
    let mut states = vec![settled(&db)];
    for n in 0..count {
        operate_in_regions(&db, &clock, seed + n).unwrap();
        states.push(settled(&db));
        disk.acknowledge();
    }
    states
}

#[test]
fn a_crash_leaves_replicas_that_come_to_the_same() {
    let (mut crashes, mut replicated) = (0, 0);
    for seed in [0, 1_000, 2_000] {
        let disk = made();
        let states = workload(&disk, seed, 60);
        replicated += states.iter().filter(|regions| regions.iter().all(|tables| !tables.is_empty())).count();
        let left = [Left::Nothing, Left::Everything, Left::Some(seed + 1)];
        disk.for_each_crash(&left, |image, acknowledged| {
            let clock = Clock::manual(UNIX_EPOCH);
            let db = open(&PlayedDisk::holding(image), Durability::Sync, &clock).unwrap();
            assert_eq!(db.verify(), Vec::<String>::new());
            let kept = settled(&db);
            let allowed = &states[acknowledged..states.len().min(acknowledged + 2)];
            assert!(
                allowed.contains(&kept),
                "after {acknowledged} operations of {seed}: {kept:#?} is none of {allowed:#?}"
            );
            crashes += 1;
        });
    }
    assert!(replicated > 60, "{replicated} states with replicas");
    assert!(crashes > 300, "{crashes} crashes");
}

/// What was on its way is so again: it comes when it is due, and a later write wins over it.
#[test]
fn replicas_go_on_where_they_were() {
    let now = |db: &Database| {
        let engines = db.engine().engines().iter();
        (engines.map(|engine| contents(engine)).collect::<Vec<_>>(), settled(db))
    };
    // Lags of their own would be those of the numbers of writes, of which opening takes those that nobody knows again.
    let open = |disk: &PlayedDisk, durability, clock: &Clock| {
        open_as(disk, durability, clock, two_regions(false)).unwrap()
    };
    for seed in [4_000, 5_000] {
        let (clock, own_clock) = (Clock::manual(UNIX_EPOCH), Clock::manual(UNIX_EPOCH));
        let reference = open(&made(), Durability::Manual, &own_clock);
        let mut disk = made();
        let mut db = open(&disk, Durability::Sync, &clock);
        for n in 0..80 {
            if n % 7 == 6 {
                // As a crash leaves it.
                disk = PlayedDisk::holding(disk.image());
                db = open(&disk, Durability::Sync, &clock);
            }
            operate_in_regions(&db, &clock, seed + n).unwrap();
            operate_in_regions(&reference, &own_clock, seed + n).unwrap();
            assert_eq!(now(&db), now(&reference), "{n} of {seed}");
        }
    }
}
