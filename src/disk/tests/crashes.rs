use super::{played::Left, *};

pub(super) const LEFT: [Left; 5] =
    [Left::Nothing, Left::Everything, Left::Some(1), Left::Some(2), Left::Some(3)];

/// Carries out operations, and tells the contents after each. Those that were followed by a sync, which is every one or
/// every so many, are acknowledged.
pub(super) fn workload(
    disk: &PlayedDisk,
    durability: Durability,
    seed: u64,
    count: u64,
    syncs: u64,
) -> Vec<Contents> {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = open(disk, durability, &clock).unwrap();
    let mut states = vec![contents(db.engine())];
    for n in 1..=count {
        operate(&db, seed + n).unwrap();
        states.push(contents(db.engine()));
        if syncs > 0 && n.is_multiple_of(syncs) {
            if durability != Durability::Sync {
                db.sync().unwrap();
            }
            (0..syncs).for_each(|_| disk.acknowledge());
        }
    }
    states
}

/// Opens the database that a crash has left, which must be sound, and returns what it keeps.
pub(super) fn reopened(disk: &PlayedDisk) -> Contents {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = open(disk, Durability::Sync, &clock).unwrap();
    assert_eq!(db.verify(), Vec::<String>::new());
    contents(db.engine())
}

#[test]
fn a_crash_at_any_sync_takes_back_nothing_that_was_acknowledged() {
    let mut crashes = 0;
    for seed in [0, 1_000] {
        let disk = made();
        let states = workload(&disk, Durability::Sync, seed, 40, 1);
        disk.for_each_crash(&LEFT, |image, acknowledged| {
            let kept = reopened(&PlayedDisk::holding(image));
            // The operation in flight is there whole or not at all.
            let allowed = &states[acknowledged..states.len().min(acknowledged + 2)];
            assert!(allowed.contains(&kept), "after {acknowledged} operations of {seed}");
            crashes += 1;
        });
    }
    assert!(crashes > 200, "{crashes} crashes");
}

/// A crash while the database is opened after a crash, too.
#[test]
fn a_crash_while_it_is_opened_takes_back_nothing() {
    let disk = made();
    let states = workload(&disk, Durability::Sync, 5_000, 30, 1);
    let (mut crashes, mut seen) = (0, 0);
    disk.for_each_crash(&LEFT[2..], |image, acknowledged| {
        seen += 1;
        if seen % 12 > 0 {
            return;
        }
        let again = PlayedDisk::holding(image);
        let kept = reopened(&again);
        assert!(states[acknowledged..states.len().min(acknowledged + 2)].contains(&kept));
        again.for_each_crash(&LEFT, |image, _| {
            assert_eq!(reopened(&PlayedDisk::holding(image)), kept);
            crashes += 1;
        });
    });
    assert!(crashes > 60, "{crashes} crashes");
}

/// What was followed by a sync is there; of the rest, a crash takes back the later ones.
#[test]
fn without_a_sync_a_crash_takes_back_a_whole_suffix() {
    for durability in [Durability::Manual, Durability::Buffered] {
        let disk = made();
        let states = workload(&disk, durability, 3_000, 40, 8);
        disk.for_each_crash(&LEFT, |image, acknowledged| {
            let kept = reopened(&PlayedDisk::holding(image));
            assert!(states[acknowledged..].contains(&kept), "{durability:?} after {acknowledged}");
        });
    }
}

#[test]
fn without_a_sync_nothing_is_written() {
    let disk = made();
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = open(&disk, Durability::Manual, &clock).unwrap();
    let opened = disk.syncs();
    (0..30).for_each(|n| operate(&db, 6_000 + n).unwrap());
    let before = contents(db.engine());
    assert_eq!(disk.syncs(), opened);
    db.sync().unwrap();
    assert!(disk.syncs() > opened);
    operate(&db, 6_030).unwrap();
    drop(db);
    assert_eq!(reopened(&disk), before);
}

/// A change is on disk without a sync that somebody asks for.
#[test]
fn what_is_buffered_is_soon_on_disk() {
    let disk = made();
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = open(&disk, Durability::Buffered, &clock).unwrap();
    for n in 0..5 {
        let before = disk.syncs();
        db.create_table(format!("table{n}")).partition_key("id", S).run().unwrap();
        let begin = std::time::Instant::now();
        while disk.syncs() == before {
            assert!(begin.elapsed().as_secs() < 20, "it is not written");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }
    // It takes no part in the writing of what comes behind the last sync.
    disk.set_slow(true);
    db.create_table("last").partition_key("id", S).run().unwrap();
    assert!(db.table("last").is_ok(), "answers come from memory");
    disk.wait_for_sync();
    disk.set_slow(false);
    drop(db);
    assert_eq!(reopened(&disk).len(), 6);
}

/// Between two commits lies one step of a checkpoint, whatever it moves.
#[test]
fn a_checkpoint_is_made_in_steps() {
    let disk = made();
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let put = |n: u64| users.put(item! { "id": n.to_string(), "text": "x".repeat(200) }).run().unwrap();
    let mut most = 0;
    for n in 0..400 {
        let before = disk.syncs();
        put(n % 100);
        most = most.max(disk.syncs() - before);
    }
    // Small items are moved one a step, each with a sync.
    assert!((2..30).contains(&most), "{most} syncs");
    drop((users, db));
    assert_eq!(reopened(&disk)["users"].1.len(), 100);
    let long = disk.length();
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users = db.table("users").unwrap();
    (0..2_000).for_each(|n| users.put(item! { "id": (n % 100).to_string(), "n": n }).run().unwrap());
    assert!(disk.length() <= 2 * long, "{long} bytes became {}", disk.length());
}

/// However little is written each time it is opened, the journal does not grow for ever.
#[test]
fn a_checkpoint_that_never_ends_is_caught_up_with() {
    let disk = made();
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let mut lengths = Vec::new();
    for n in 0..150 {
        let db = open(&disk, Durability::Sync, &clock).unwrap();
        let users = match db.table("users") {
            Ok(users) => users,
            Err(_) => db.create_table("users").partition_key("id", N).run().unwrap(),
        };
        // More than the steps that such a short run pays for.
        let put = |all: crate::TransactionBuilder, id| {
            all.put(&users, item! { "id": id, "n": n, "text": "x".repeat(400) })
        };
        (0..40).fold(db.transaction(), put).run().unwrap();
        assert_eq!(db.verify(), Vec::<String>::new());
        drop((users, db));
        lengths.push(disk.length());
    }
    assert!(lengths[149] <= 2 * lengths[30], "{} bytes became {}", lengths[30], lengths[149]);
}

#[test]
fn what_was_opened_goes_on_where_it_was() {
    let disk = made();
    let states = workload(&disk, Durability::Sync, 4_000, 30, 1);
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    assert_eq!(Some(&contents(db.engine())), states.last());
    let reference = Database::builder().clock(clock.clone()).build();
    (4_001..4_031).for_each(|n| operate(&reference, n).unwrap());
    for n in 5_000..5_050 {
        operate(&db, n).unwrap();
        operate(&reference, n).unwrap();
    }
    assert_eq!(contents(db.engine()), contents(reference.engine()), "ids go on too");
    drop(db);
    let again = open(&disk, Durability::Sync, &clock).unwrap();
    assert_eq!(contents(again.engine()), contents(reference.engine()));
}
