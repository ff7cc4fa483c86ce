//! Replicas are created, described, changed and deleted.

use std::time::Duration;

use hashrange::{Database, Error, Index, ScalarAttributeType::S, item, operation::*};

use super::{
    IRELAND, SEOUL, VIRGINIA, clock, create, database, delete, in_all_regions, replica, update, users,
};

fn regions_of(description: &TableDescription) -> Vec<(&str, ReplicaStatus)> {
    let replicas = description.replicas.iter().flatten();
    replicas.map(|replica| (replica.region_name.as_str(), replica.replica_status.unwrap())).collect()
}

fn refusal<T: std::fmt::Debug>(result: hashrange::Result<T>) -> String {
    result.unwrap_err().message().into_owned()
}

#[test]
fn a_replica_has_all_that_the_table_has_and_its_own_identity() {
    let db = database(&clock());
    let by_city = Index::new("by_city").partition_key("city", S);
    let home = db.create_table("users").partition_key("id", S).global_index(by_city).run().unwrap();
    home.put(item! { "id": "minji", "city": "서울" }).run().unwrap();
    let begun = create(&db, IRELAND).unwrap();
    assert_eq!(begun.table_status, Some(TableStatus::Updating));
    assert_eq!(regions_of(&begun), [(IRELAND, ReplicaStatus::Creating)]);

    let ireland = db.in_region(IRELAND).unwrap().table("users").unwrap();
    assert_eq!(ireland.index("by_city").query("서울").items().count(), 1);
    let (there, here) = (ireland.describe(), home.describe());
    assert!(there.table_arn.starts_with("arn:aws:dynamodb:eu-west-1:"));
    assert_ne!(there.table_id, here.table_id);
    assert_eq!(there.key_schema, here.key_schema);
    assert_eq!(regions_of(&there), [(VIRGINIA, ReplicaStatus::Active)]);
    assert_eq!(regions_of(&here), [(IRELAND, ReplicaStatus::Active)]);
    for description in [&there, &here] {
        assert_eq!(description.global_table_version.as_deref(), Some("2019.11.21"));
        assert_eq!(description.multi_region_consistency, Some(MultiRegionConsistency::Eventual));
        let stream = description.stream_specification.as_ref().expect("a replica has a stream");
        assert_eq!(stream.stream_view_type, Some(StreamViewType::NewAndOldImages));
    }
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let db = database(&clock());
    db.create_table("users").partition_key("id", S).run().unwrap();
    assert!(refusal(create(&db, VIRGINIA)).starts_with("Cannot add, delete, or update the local region"));
    assert!(refusal(create(&db, "sa-east-1")).contains("It has: us-east-1, eu-west-1, ap-northeast-2"));
    assert!(refusal(delete(&db, IRELAND)).contains("no replica in the Region eu-west-1"));
    db.in_region(IRELAND).unwrap().create_table("users").partition_key("id", S).run().unwrap();
    assert!(refusal(create(&db, IRELAND)).starts_with("Failed to create a the new replica"));
    let none = ReplicationGroupUpdate::default();
    assert!(refusal(update(&db, none)).contains("exactly one action"));
    let description = db.table("users").unwrap().describe();
    assert_eq!((description.replicas, description.global_table_version), (None, None));
    assert_eq!(description.stream_specification, None);
    let alone = Database::new();
    alone.create_table("users").partition_key("id", S).run().unwrap();
    assert!(refusal(create(&alone, IRELAND)).contains("It has: us-east-1. Give it more with"));
}

#[test]
fn a_stream_with_other_images_is_in_the_way_and_that_of_a_replica_stays_on() {
    let db = database(&clock());
    db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run().unwrap();
    assert!(refusal(create(&db, IRELAND)).contains("NEW_AND_OLD_IMAGES"));
    db.delete_table("users").unwrap();
    users(&db);
    let off = StreamSpecification { stream_enabled: false, stream_view_type: None };
    let off = UpdateTableInput {
        table_name: "users".to_owned(),
        stream_specification: Some(off),
        ..UpdateTableInput::default()
    };
    assert_eq!(
        refusal(db.update_table(off)),
        "One or more parameter values were invalid: Disabling Stream is not allowed for a Global Table replica."
    );
}

#[test]
fn after_its_last_replica_a_table_is_one_of_its_own() {
    let db = database(&clock());
    let [home, ..] = users(&db);
    let begun = delete(&db, SEOUL).unwrap();
    assert_eq!(regions_of(&begun), [(IRELAND, ReplicaStatus::Active), (SEOUL, ReplicaStatus::Deleting)]);
    assert!(db.in_region(SEOUL).unwrap().table("users").is_err());
    assert_eq!(regions_of(&home.describe()), [(IRELAND, ReplicaStatus::Active)]);
    delete(&db, IRELAND).unwrap();
    let description = home.describe();
    assert_eq!((description.replicas, description.global_table_version), (None, None));
    home.put(item! { "id": "minji" }).run().unwrap();
    assert_eq!(db.regions().pending("users"), []);
    db.delete_table("users").unwrap();
}

#[test]
fn a_replica_of_which_others_were_made_stays_for_a_day() {
    let clock = clock();
    let db = database(&clock);
    users(&db);
    let message = "Replica cannot be deleted because it has acted as a source region for new replica(s) being added to \
                   the table in the last 24 hours.";
    assert_eq!(refusal(db.delete_table("users")), message);
    assert_eq!(refusal(delete(&db.in_region(SEOUL).unwrap(), VIRGINIA)), message);
    clock.advance(Duration::from_secs(24 * 60 * 60)).unwrap();
    db.delete_table("users").unwrap();
    let ireland = db.in_region(IRELAND).unwrap();
    assert_eq!(regions_of(&ireland.table("users").unwrap().describe()), [(SEOUL, ReplicaStatus::Active)]);
    ireland.delete_table("users").unwrap();
    let seoul = db.in_region(SEOUL).unwrap();
    assert_eq!(seoul.table("users").unwrap().describe().replicas, None);
    seoul.delete_table("users").unwrap();
}

#[test]
fn states_follow_the_clock() {
    let clock = clock();
    let db = database(&clock);
    let home = db.create_table("users").partition_key("id", S).run().unwrap();
    db.set_transitions(Duration::from_secs(5));
    create(&db, IRELAND).unwrap();
    home.put(item! { "id": "minji" }).run().unwrap();
    assert!(matches!(create(&db, SEOUL), Err(Error::ResourceInUse(_))));
    let ireland = db.in_region(IRELAND).unwrap();
    assert!(matches!(ireland.table("users").unwrap().get("minji").run(), Err(Error::ResourceNotFound(_))));
    clock.advance(Duration::from_secs(5)).unwrap();
    assert!(ireland.table("users").unwrap().get("minji").run().unwrap().is_some());
    delete(&db, IRELAND).unwrap();
    clock.advance(Duration::from_secs(4)).unwrap();
    assert_eq!(regions_of(&home.describe()), [(IRELAND, ReplicaStatus::Deleting)]);
    clock.advance(Duration::from_secs(1)).unwrap();
    assert_eq!(home.describe().replicas, None);
    assert!(ireland.table("users").is_err());
}

#[test]
fn settings_that_all_replicas_share_are_changed_in_all() {
    let db = database(&clock());
    let tables = users(&db);
    let seoul = db.in_region(SEOUL).unwrap();
    let by_city = Index::new("by_city").partition_key("city", S);
    tables[1].put(item! { "id": "minji", "city": "서울" }).run().unwrap();
    seoul.update_table_with("users", by_city);
    for table in &tables {
        assert_eq!(
            table.index("by_city").query("서울").items().count(),
            1,
            "{:?}",
            table.describe().table_arn
        );
    }
    tables[2].enable_time_to_live("until").unwrap();
    for table in &tables {
        let set = table.time_to_live().unwrap();
        assert_eq!(set.attribute_name.as_deref(), Some("until"));
    }
    let provisioned = UpdateTableInput {
        table_name: "users".to_owned(),
        billing_mode: Some(BillingMode::Provisioned),
        provisioned_throughput: Some(ProvisionedThroughput {
            read_capacity_units: 7,
            write_capacity_units: 8,
        }),
        global_secondary_index_updates: Some(vec![GlobalSecondaryIndexUpdate {
            update: Some(UpdateGlobalSecondaryIndexAction {
                index_name: "by_city".to_owned(),
                provisioned_throughput: Some(ProvisionedThroughput {
                    read_capacity_units: 1,
                    write_capacity_units: 2,
                }),
                ..UpdateGlobalSecondaryIndexAction::default()
            }),
            ..GlobalSecondaryIndexUpdate::default()
        }]),
        ..UpdateTableInput::default()
    };
    db.update_table(provisioned).unwrap();
    let units = |table: &hashrange::Table| {
        let units = table.describe().provisioned_throughput;
        (units.read_capacity_units, units.write_capacity_units)
    };
    assert_eq!(tables.each_ref().map(units), [(7, 8); 3]);

    // A replica that has its own read units keeps them.
    let own = ReplicaSettings {
        provisioned_throughput_override: Some(ProvisionedThroughputOverride {
            read_capacity_units: Some(50),
        }),
        ..replica(IRELAND)
    };
    update(&db, ReplicationGroupUpdate { update: Some(own), ..ReplicationGroupUpdate::default() }).unwrap();
    let more = ProvisionedThroughput { read_capacity_units: 9, write_capacity_units: 10 };
    let more = UpdateTableInput {
        table_name: "users".to_owned(),
        provisioned_throughput: Some(more),
        ..UpdateTableInput::default()
    };
    seoul.update_table(more).unwrap();
    assert_eq!(tables.each_ref().map(units), [(9, 10), (50, 10), (9, 10)]);
    let replicas = tables[0].describe().replicas.unwrap();
    let own = replicas[0].provisioned_throughput_override.as_ref().and_then(|own| own.read_capacity_units);
    assert_eq!((replicas[0].region_name.as_str(), own), (IRELAND, Some(50)));

    // What each has for itself stays its own.
    let protect = UpdateTableInput {
        table_name: "users".to_owned(),
        deletion_protection_enabled: Some(true),
        ..UpdateTableInput::default()
    };
    seoul.update_table(protect).unwrap();
    assert_eq!(
        in_all_regions(&db).map(|table| table.describe().deletion_protection_enabled),
        [false, false, true]
    );
    assert!(refusal(delete(&db, SEOUL)).contains("protected against deletion"));
}

trait UpdateWith {
    fn update_table_with(&self, name: &str, index: Index);
}

impl UpdateWith for Database {
    fn update_table_with(&self, name: &str, index: Index) {
        self.table(name).unwrap().update_settings().create_index(index).run().unwrap();
    }
}

fn disassociate(region: &str) -> ReplicationGroupUpdate {
    let disassociate = DisassociateReplicationGroupMemberAction {
        region_name: region.to_owned(),
        disassociation_mode: Some(DisassociationMode::WaitForReplication),
    };
    ReplicationGroupUpdate { disassociate: Some(disassociate), ..ReplicationGroupUpdate::default() }
}

#[test]
fn a_replica_is_disassociated_by_a_request_to_its_own_region() {
    let db = database(&clock());
    db.create_table("users").partition_key("id", S).run().unwrap();
    assert!(refusal(update(&db, disassociate(VIRGINIA))).contains("has no replica"));
    create(&db, IRELAND).unwrap();
    assert!(refusal(update(&db, disassociate(IRELAND))).contains("send the request to eu-west-1"));
    update(&db, disassociate(VIRGINIA)).unwrap();
    // Of two replicas, both become tables of their own.
    for region in [VIRGINIA, IRELAND] {
        let description = db.in_region(region).unwrap().table("users").unwrap().describe();
        assert_eq!((description.replicas, description.global_table_version), (None, None));
    }
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn a_replica_that_is_disassociated_keeps_its_items_and_goes_its_own_way() {
    let db = database(&clock());
    let [home, ireland, seoul] = users(&db);
    let there = db.in_region(IRELAND).unwrap();
    for (writer, number) in [(&home, 1), (&ireland, 2)] {
        db.regions().cut(VIRGINIA, IRELAND).unwrap();
        writer.put(item! { "id": "minji", "number": number }).run().unwrap();
        assert!(refusal(update(&there, disassociate(IRELAND))).contains("on their way"));
        db.regions().heal(VIRGINIA, IRELAND).unwrap();
        assert!(home.get("minji").run().unwrap().is_some() && ireland.get("minji").run().unwrap().is_some());
    }
    let begun = update(&there, disassociate(IRELAND)).unwrap();
    assert_eq!((begun.table_status, begun.replicas), (Some(TableStatus::Updating), None));
    assert!(ireland.get("minji").run().unwrap().is_some());
    assert_eq!(ireland.describe().replicas, None);
    ireland.delete("minji").run().unwrap();
    assert!(home.get("minji").run().unwrap().is_some() && seoul.get("minji").run().unwrap().is_some());
    assert_eq!(regions_of(&home.describe()), [(SEOUL, ReplicaStatus::Active)]);
}
