use super::{played::Left, *};

/// Whatever call fails: operations tell it, reads go on, and what was acknowledged is there when the disk works again.
#[test]
fn a_call_that_fails_loses_nothing() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let whole = made();
    {
        let db = open(&whole, Durability::Sync, &clock).unwrap();
        (0..20).for_each(|n| operate(&db, 7_000 + n).unwrap());
    }
    let calls = whole.calls();
    assert!(calls > 100, "{calls} calls");
    let mut refused = 0;
    for call in (1..calls).step_by(11) {
        let disk = made();
        disk.begin(Some(call));
        let mut states = vec![Contents::new()];
        if let Ok(db) = open(&disk, Durability::Sync, &clock) {
            for n in 0..20 {
                let result = operate(&db, 7_000 + n);
                states.push(contents(db.engine()));
                if result.is_err() {
                    refused += 1;
                    let again = db.create_table("more").partition_key("id", S).run().unwrap_err();
                    assert!(again.message().contains("disk"), "{}", again.message());
                    break;
                }
                disk.acknowledge();
            }
        }
        let left = [Left::Nothing, Left::Everything, Left::Some(call as u64)];
        disk.for_each_crash(&left, |image, acknowledged| {
            let db = open(&PlayedDisk::holding(image), Durability::Sync, &clock).unwrap();
            let allowed = &states[acknowledged..states.len().min(acknowledged + 2)];
            assert!(allowed.contains(&contents(db.engine())), "call {call}");
        });
    }
    assert!(refused > 5, "{refused} operations met the broken disk");
}

#[test]
fn a_disk_that_has_failed_takes_no_write_and_answers_reads() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let count = {
        let disk = made();
        let db = open(&disk, Durability::Sync, &clock).unwrap();
        let users = db.create_table("users").partition_key("id", S).run().unwrap();
        users.put(item! { "id": "kept" }).run().unwrap();
        disk.calls()
    };
    let disk = made();
    disk.begin(Some(count + 1));
    let db = open(&disk, Durability::Sync, &clock).unwrap();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put(item! { "id": "kept" }).run().unwrap();
    let lost = users.put(item! { "id": "lost" }).run().unwrap_err();
    assert!(lost.message().contains("the disk is broken"), "{}", lost.message());
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
