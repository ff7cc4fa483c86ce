//! Global tables with multi-Region strong consistency.

use std::sync::atomic::{AtomicU32, Ordering};

use hashrange::{Database, Error, Result, ScalarAttributeType::S, Table, item, operation::*};

use super::{delete, replica};

const VIRGINIA: &str = "us-east-1";
const OHIO: &str = "us-east-2";
const OREGON: &str = "us-west-2";

fn database() -> Database {
    Database::builder().regions([VIRGINIA, OHIO, OREGON, "eu-west-1"]).build()
}

fn region(name: &str) -> RegionAction {
    RegionAction { region_name: name.to_owned() }
}

fn make_strong(db: &Database, replicas: &[&str], witness: Option<&str>) -> Result<TableDescription> {
    let create = |region: &&str| ReplicationGroupUpdate {
        create: Some(replica(region)),
        ..ReplicationGroupUpdate::default()
    };
    let witness = witness
        .map(|witness| vec![GlobalTableWitnessGroupUpdate { create: Some(region(witness)), delete: None }]);
    let updated = db.update_table(UpdateTableInput {
        table_name: "users".to_owned(),
        replica_updates: Some(replicas.iter().map(create).collect()),
        multi_region_consistency: Some(MultiRegionConsistency::Strong),
        global_table_witness_updates: witness,
        ..UpdateTableInput::default()
    });
    Ok(updated?.table_description.unwrap())
}

fn table_in(db: &Database, region: &str) -> Table {
    db.in_region(region).unwrap().table("users").unwrap()
}

fn consistent_read(db: &Database, region: &str) -> Result<GetItemOutput> {
    db.in_region(region).unwrap().get_item(GetItemInput {
        table_name: "users".to_owned(),
        key: item! { "id": "minji" },
        consistent_read: Some(true),
        ..GetItemInput::default()
    })
}

#[test]
fn a_write_is_everywhere_and_the_table_says_so() {
    let db = database();
    let home = db.create_table("users").partition_key("id", S).run().unwrap();
    let begun = make_strong(&db, &[OHIO], Some(OREGON)).unwrap();
    assert_eq!(begun.replicas.unwrap()[0].replica_status, Some(ReplicaStatus::Creating));
    let description = home.describe();
    assert_eq!(description.multi_region_consistency, Some(MultiRegionConsistency::Strong));
    assert_eq!(description.global_table_witnesses.unwrap()[0].region_name, OREGON);
    assert_eq!(description.stream_specification, None);
    table_in(&db, OHIO).put(item! { "id": "minji" }).run().unwrap();
    assert!(consistent_read(&db, VIRGINIA).unwrap().item.is_some());
    assert!(home.put(item! { "id": "minji" }).if_absent().run().unwrap_err().is_condition_failed());
    assert!(matches!(consistent_read(&db, OREGON), Err(Error::ResourceNotFound(_))));
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn without_a_majority_writes_and_consistent_reads_fail_and_other_reads_go_on() {
    let db = database();
    db.create_table("users").partition_key("id", S).run().unwrap();
    make_strong(&db, &[OHIO], Some(OREGON)).unwrap();
    let [home, ohio] = [VIRGINIA, OHIO].map(|region| table_in(&db, region));
    home.put(item! { "id": "minji", "turn": 1 }).run().unwrap();
    db.regions().cut(VIRGINIA, OHIO).unwrap();
    // Both reach the witness, over which they reach each other.
    ohio.put(item! { "id": "minji", "turn": 2 }).run().unwrap();
    assert_eq!(
        consistent_read(&db, VIRGINIA).unwrap().item.unwrap(),
        item! { "id": "minji", "turn": 2 }.into()
    );
    db.regions().cut(VIRGINIA, OREGON).unwrap();
    assert_eq!(home.put(item! { "id": "minji", "turn": 3 }).run().unwrap_err().code(), "InternalServerError");
    assert!(matches!(consistent_read(&db, VIRGINIA), Err(Error::InternalServer(_))));
    assert!(home.get("minji").run().unwrap().is_some());
    ohio.put(item! { "id": "minji", "turn": 4 }).run().unwrap();
    assert_eq!(*home.get("minji").run().unwrap().unwrap(), item! { "id": "minji", "turn": 2 });
    let failed = db.wire("DeleteItem", br#"{"TableName": "users", "Key": {"id": {"S": "minji"}}}"#);
    assert_eq!(failed.status, 500);
    db.regions().heal(VIRGINIA, OREGON).unwrap();
    assert_eq!(
        consistent_read(&db, VIRGINIA).unwrap().item.unwrap(),
        item! { "id": "minji", "turn": 4 }.into()
    );
}

#[test]
fn writers_in_all_regions_lose_no_update() {
    let db = database();
    db.create_table("users").partition_key("id", S).run().unwrap();
    make_strong(&db, &[OHIO, OREGON], None).unwrap();
    table_in(&db, VIRGINIA).put(item! { "id": "minji", "count": 0 }).run().unwrap();
    let (written, conflicts) = (AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for region in [VIRGINIA, OHIO, OREGON] {
            let (table, written, conflicts) = (table_in(&db, region), &written, &conflicts);
            scope.spawn(move || {
                for _ in 0..200 {
                    let update = table.update("minji").expression("ADD #count :one");
                    match update.name("#count", "count").value(":one", 1).run() {
                        Ok(_) => written.fetch_add(1, Ordering::Relaxed),
                        Err(error) => {
                            assert_eq!(error.code(), "ReplicatedWriteConflictException");
                            conflicts.fetch_add(1, Ordering::Relaxed)
                        }
                    };
                }
            });
        }
    });
    let written = written.into_inner();
    assert_eq!(written + conflicts.into_inner(), 600);
    for region in [VIRGINIA, OHIO, OREGON] {
        assert_eq!(
            *table_in(&db, region).get("minji").run().unwrap().unwrap(),
            item! { "id": "minji", "count": written }
        );
    }
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn what_strong_consistency_does_not_have_is_refused() {
    let db = database();
    let home = db.create_table("users").partition_key("id", S).run().unwrap();
    let refused = |result: Result<TableDescription>, why: &str| {
        let message = result.unwrap_err().message().into_owned();
        assert!(message.contains(why), "{message}");
    };
    refused(make_strong(&db, &[OHIO], None), "exactly three Regions");
    refused(make_strong(&db, &[OHIO, "eu-west-1"], None), "one of these sets");
    home.put(item! { "id": "minji" }).run().unwrap();
    refused(make_strong(&db, &[OHIO, OREGON], None), "empty table");
    home.delete("minji").run().unwrap();
    make_strong(&db, &[OHIO], Some(OREGON)).unwrap();
    refused(make_strong(&db, &[OREGON], None), "no further replicas");
    refused(super::create(&db, OREGON), "cannot be changed");
    refused(delete(&db, OHIO), "together with the witness");
    assert!(db.delete_table("users").is_err());
    assert!(home.enable_time_to_live("until").is_err());
    assert!(db.transaction().put(&home, item! { "id": "a" }).run().is_err());

    let delete = ReplicationGroupUpdate { delete: Some(region(OHIO)), ..ReplicationGroupUpdate::default() };
    let witness = GlobalTableWitnessGroupUpdate { create: None, delete: Some(region(OREGON)) };
    db.update_table(UpdateTableInput {
        table_name: "users".to_owned(),
        replica_updates: Some(vec![delete]),
        global_table_witness_updates: Some(vec![witness]),
        ..UpdateTableInput::default()
    })
    .unwrap();
    let description = home.describe();
    assert_eq!((description.replicas, description.multi_region_consistency), (None, None));
    db.transaction().put(&home, item! { "id": "a" }).run().unwrap();
    home.enable_time_to_live("until").unwrap();
}

#[test]
fn a_fork_and_a_file_stay_strongly_consistent() {
    let path = std::env::temp_dir().join(format!("hashrange-strong-{}.snapshot", std::process::id()));
    let db = database();
    db.create_table("users").partition_key("id", S).run().unwrap();
    make_strong(&db, &[OHIO, OREGON], None).unwrap();
    db.save(&path).unwrap();
    for db in [db.fork(), Database::load(&path).unwrap()] {
        for (turn, region) in [VIRGINIA, OHIO, OREGON].into_iter().enumerate() {
            table_in(&db, region).put(item! { "id": "minji", "turn": turn }).run().unwrap();
            assert!(db.regions().pending("users").iter().all(|pending| pending.changes == 0));
        }
        assert!(db.transaction().put(&table_in(&db, VIRGINIA), item! { "id": "a" }).run().is_err());
    }
    std::fs::remove_file(&path).unwrap();
}
