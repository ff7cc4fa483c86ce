use super::{
    played::{Fault, Left},
    *,
};

const BEGIN: u64 = 7_000;
const COUNT: u64 = 14;

/// The contents after each operation of a workload whose calls do not fail, and how many calls it makes.
fn sound(clock: &Clock) -> (Vec<Contents>, usize) {
    let disk = made();
    let db = open(&disk, Durability::Sync, clock).unwrap();
    let mut states = vec![contents(db.engine())];
    for n in 0..COUNT {
        operate(&db, BEGIN + n).unwrap();
        states.push(contents(db.engine()));
    }
    drop(db);
    (states, disk.calls())
}

/// A disk with this fault: operations tell it, writes are refused from then on, and what was acknowledged is there when
/// the disk works again, whatever a crash leaves. Returns whether an operation met the fault.
fn meets(fault: Fault, states: &[Contents], clock: &Clock) -> bool {
    let disk = made();
    disk.begin(fault);
    let mut is_met = false;
    if let Ok(db) = open(&disk, Durability::Sync, clock) {
        for n in 0..COUNT {
            let result = operate(&db, BEGIN + n);
            if db.sync().is_err() {
                is_met = true;
                // Nothing is tried again, though it might work now.
                let calls = disk.calls();
                let refused = [
                    db.create_table("more").partition_key("id", S).run().map(drop),
                    operate(&db, BEGIN + n).and_then(|()| db.engine().keep_all()),
                ];
                for refused in refused {
                    let error = refused.unwrap_err();
                    assert!(
                        error.message().contains("disk takes no changes any more"),
                        "{}",
                        error.message()
                    );
                }
                assert_eq!(disk.calls(), calls, "a disk that has failed is left alone");
                assert_eq!(db.verify(), Vec::<String>::new());
                if result.is_ok() {
                    disk.acknowledge();
                }
                break;
            }
            result.unwrap();
            disk.acknowledge();
        }
    }
    disk.for_each_crash_now(&[Left::Nothing, Left::Everything, Left::Some(1)], |image, acknowledged| {
        let db = open(&PlayedDisk::holding(image), Durability::Sync, clock).unwrap();
        assert_eq!(db.verify(), Vec::<String>::new());
        let allowed = &states[acknowledged..states.len().min(acknowledged + 2)];
        assert!(allowed.contains(&contents(db.engine())), "{fault:?}, {acknowledged} acknowledged");
    });
    is_met
}

/// Whichever call fails, alone or with those behind it.
#[test]
fn a_call_that_fails_loses_nothing() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let (states, calls) = sound(&clock);
    assert!(calls > 100, "{calls} calls");
    let mut met = 0;
    for call in 1..calls {
        met += usize::from(meets(Fault::Once(call), &states, &clock));
        if call.is_multiple_of(5) {
            met += usize::from(meets(Fault::From(call), &states, &clock));
        }
    }
    assert!(met > calls / 2, "{met} of {calls} calls met the broken disk");
}

#[test]
fn a_sync_that_fails_loses_nothing() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let (states, _) = sound(&clock);
    let met = (1..20).filter(|syncs| meets(Fault::SyncsFrom(*syncs), &states, &clock)).count();
    assert!(met > 10, "{met} syncs");
}

#[test]
fn a_full_disk_loses_nothing() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let disk = made();
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let room = disk.length();
    disk.begin(Fault::Full(room));
    let text = "x".repeat(3_000);
    let put = |n: u64| users.put(item! { "id": n.to_string(), "text": &text }).run();
    let (kept, error) = (0..10_000).find_map(|n| put(n).err().map(|error| (n, error))).unwrap();
    assert!(kept > 0 && error.message().contains("no storage space"), "{kept}: {}", error.message());
    assert!(put(0).is_err() && db.sync().is_err());
    assert!(db.describe_table("users").is_ok(), "reads go on");
    drop((users, db));
    // It opens while the disk is full too, or says that it cannot; then there is room again.
    if let Err(error) = open(&disk, Durability::Sync, &clock) {
        assert!(matches!(error, StoreError::Io(_)), "{error}");
    }
    disk.set_fault(Fault::Nothing);
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users = db.table("users").unwrap();
    assert!((kept..=kept + 1).contains(&users.item_count()), "{} of {kept}", users.item_count());
    users.put(item! { "id": "more", "text": text }).run().unwrap();
}

#[test]
fn a_disk_that_can_only_be_read_refuses_writes() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let disk = made();
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put(item! { "id": "kept" }).run().unwrap();
    // As the system does with a file system that has faults.
    disk.set_fault(Fault::ReadOnly);
    let error = users.put(item! { "id": "lost" }).run().unwrap_err();
    assert!(error.message().contains("read-only"), "{}", error.message());
    let of = |id: &str| users.explain(id).unwrap().partition;
    let other = (0..).map(|n| n.to_string()).find(|id| of(id) != of("lost")).unwrap();
    assert_eq!(users.get(other.as_str()).run().unwrap(), None, "reads go on");
    drop((users, db));
    let error = open(&disk, Durability::Sync, &clock).unwrap_err();
    assert!(error.to_string().contains("read-only"), "{error}");
    disk.set_fault(Fault::Nothing);
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    assert_eq!(db.table("users").unwrap().item_count(), 1);
}

#[test]
fn a_disk_that_has_failed_takes_no_write_and_answers_reads() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let disk = made();
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put(item! { "id": "kept" }).run().unwrap();
    disk.set_fault(Fault::From(0));
    let lost = users.put(item! { "id": "lost" }).run().unwrap_err();
    assert!(lost.message().contains("the disk is broken"), "{}", lost.message());
    // It stays so when the disk works again.
    disk.set_fault(Fault::Nothing);
    let refused = [
        users.put(item! { "id": "lost too" }).run().unwrap_err(),
        users.delete("kept").run().unwrap_err(),
        db.transaction().put(&users, item! { "id": "a" }).run().unwrap_err(),
        db.delete_table("users").unwrap_err(),
        db.sync().map_err(|error| crate::Error::InternalServer(error.to_string())).unwrap_err(),
    ];
    for error in refused {
        assert!(error.message().contains("the disk is broken"), "{}", error.message());
    }
    // A read tells what is on disk, and nothing else.
    assert!(db.describe_table("users").is_ok());
    for id in ["lost", "lost too"] {
        let told = users.get(id).run();
        assert!(!matches!(told, Ok(Some(_))), "{told:?} tells of what a crash takes back");
    }
    assert!(users.get("lost").run().is_err());
    let partitions = users.partitions().len();
    let mut reads = [0, 0];
    for n in 0..50 {
        match users.get(format!("other {n}")).run() {
            Ok(None) => reads[0] += 1,
            Ok(Some(item)) => panic!("{item:?}"),
            Err(error) => {
                assert!(error.message().contains("the disk is broken"), "{}", error.message());
                reads[1] += 1;
            }
        }
    }
    assert!(
        partitions > 1 && reads[0] > reads[1],
        "{reads:?}: only the partition of the lost write is in doubt"
    );
}

/// While a sync is slow, reads of other partitions are answered, and one of the change waits for it.
#[test]
fn a_slow_sync_holds_up_nobody_else() {
    use crate::sync::atomic::{AtomicBool, Ordering};

    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let disk = made();
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users = db.create_table("users").partition_key("id", S).partitions(16).run().unwrap();
    for n in 0..100 {
        users.put(item! { "id": format!("user {n}") }).run().unwrap();
    }
    let of = |id: &str| users.explain(id).unwrap().partition;
    let slow = of("slow");
    let is_released = AtomicBool::new(false);
    disk.set_slow(true);
    std::thread::scope(|scope| {
        let put = scope.spawn(|| users.put(item! { "id": "slow" }).run());
        disk.wait_for_sync();
        let others: Vec<_> = (0..100).map(|n| format!("user {n}")).filter(|id| of(id) != slow).collect();
        assert!(others.len() > 50);
        for id in &others {
            assert!(users.get(id.as_str()).run().unwrap().is_some());
        }
        let read = scope.spawn(|| {
            let read = users.get("slow").run().unwrap();
            assert!(is_released.load(Ordering::SeqCst), "no answer tells of what a crash can take back");
            read.is_some()
        });
        // Whoever would answer without the sync has had the time.
        std::thread::sleep(std::time::Duration::from_millis(100));
        is_released.store(true, Ordering::SeqCst);
        disk.set_slow(false);
        put.join().unwrap().unwrap();
        assert!(read.join().unwrap());
    });
}
