use super::{played::Left, *};

const LEFT: [Left; 5] = [Left::Nothing, Left::Everything, Left::Some(1), Left::Some(2), Left::Some(3)];

/// Carries out operations, and tells the contents after each.
fn workload(disk: &PlayedDisk, durability: Durability, seed: u64, count: u64) -> Vec<Contents> {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = open(disk, durability, &clock).unwrap();
    let mut states = vec![contents(db.engine())];
    for n in 0..count {
        operate(&db, seed + n).unwrap();
        states.push(contents(db.engine()));
        disk.acknowledge();
    }
    states
}

/// Opens the database that a crash has left, which must be sound, and return what it keeps.
fn reopened(image: Vec<u8>) -> Contents {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = open(&PlayedDisk::holding(image), Durability::Sync, &clock).unwrap();
    assert_eq!(db.verify(), Vec::<String>::new());
    contents(db.engine())
}

#[test]
fn a_crash_at_any_sync_takes_back_nothing_that_was_acknowledged() {
    let mut crashes = 0;
    for seed in [0, 1_000] {
        let disk = made();
        let states = workload(&disk, Durability::Sync, seed, 40);
        disk.for_each_crash(&LEFT, |image, acknowledged| {
            let kept = reopened(image);
            // The operation in flight is there whole or not at all.
            let allowed = &states[acknowledged..states.len().min(acknowledged + 2)];
            assert!(allowed.contains(&kept), "after {acknowledged} operations of {seed}");
            crashes += 1;
        });
    }
    assert!(crashes > 200, "{crashes} crashes");
}

#[test]
fn without_a_sync_a_crash_takes_back_a_whole_suffix() {
    let disk = made();
    let states = workload(&disk, Durability::Manual, 3_000, 40);
    disk.for_each_crash(&LEFT, |image, _| {
        assert!(states.contains(&reopened(image)), "the contents of some moment");
    });
}

#[test]
fn what_was_opened_goes_on_where_it_was() {
    let disk = made();
    let states = workload(&disk, Durability::Sync, 4_000, 30);
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    assert_eq!(Some(&contents(db.engine())), states.last());
    let reference = Database::builder().clock(clock.clone()).build();
    (4_000..4_030).for_each(|n| operate(&reference, n).unwrap());
    for n in 5_000..5_050 {
        operate(&db, n).unwrap();
        operate(&reference, n).unwrap();
    }
    assert_eq!(contents(db.engine()), contents(reference.engine()), "ids go on too");
    drop(db);
    let again = open(&disk, Durability::Sync, &clock).unwrap();
    assert_eq!(contents(again.engine()), contents(reference.engine()));
}
