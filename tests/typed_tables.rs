//! Tables in the typed API: made with all their settings, changed, tagged, given a policy, and items that expire.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests and their helpers")]

use std::{
    collections::BTreeMap,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    Clock, CreateTableBuilder, Database, Error, Index, IndexUpdate,
    ScalarAttributeType::{N, S},
    Table, UpdateTableBuilder, item,
    operation::{
        BillingMode, GlobalSecondaryIndexDescription, GlobalTableSettingsReplicationMode, IndexStatus,
        SSEType, StreamViewType, TableClass, TableDescription, TableStatus, TimeToLiveStatus,
    },
};

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement":
    {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}}"#;

fn users(db: &Database) -> CreateTableBuilder {
    db.create_table("users").partition_key("user_id", S)
}

fn by_city() -> Index {
    Index::new("by_city").partition_key("city", S)
}

fn indexes(table: &Table) -> Vec<GlobalSecondaryIndexDescription> {
    table.describe().global_secondary_indexes.unwrap_or_default()
}

#[track_caller]
fn invalid<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Validation(message)) => message.to_string(),
        other => panic!("it is not refused as invalid: {other:?}"),
    }
}

/// What a table has of each of the settings.
fn settings(table: &TableDescription) -> (Option<TableClass>, bool, Option<SSEType>, Option<StreamViewType>) {
    (
        table.table_class_summary.as_ref().and_then(|summary| summary.table_class),
        table.deletion_protection_enabled,
        table.sse_description.as_ref().and_then(|description| description.sse_type),
        table.stream_specification.as_ref().and_then(|stream| stream.stream_view_type),
    )
}

#[test]
fn a_table_is_made_with_all_its_settings() {
    let db = Database::new();
    let table = users(&db)
        .max_read_request_units(100)
        .max_write_request_units(50)
        .warm_throughput(20_000, None)
        .table_class(TableClass::StandardInfrequentAccess)
        .deletion_protection(true)
        .customer_managed_key("alias/shop")
        .stream(StreamViewType::KeysOnly)
        .global_table_settings_replication_mode(GlobalTableSettingsReplicationMode::Enabled)
        .tags([("team", "shop")])
        .tags([("stage".to_owned(), "test".to_owned())])
        .resource_policy(POLICY)
        .global_index(by_city().max_read_request_units(7).warm_throughput(None, 5000))
        .run()
        .unwrap();
    let told = table.describe();
    let class = Some(TableClass::StandardInfrequentAccess);
    assert_eq!(settings(&told), (class, true, Some(SSEType::Kms), Some(StreamViewType::KeysOnly)));
    assert_eq!(
        told.sse_description.unwrap().kms_master_key_arn,
        "arn:aws:kms:us-east-1:000000000000:alias/shop"
    );
    assert_eq!(
        told.global_table_settings_replication_mode,
        Some(GlobalTableSettingsReplicationMode::Enabled)
    );
    let limits = told.on_demand_throughput.unwrap();
    assert_eq!((limits.max_read_request_units, limits.max_write_request_units), (Some(100), Some(50)));
    let warm = told.warm_throughput.unwrap();
    assert_eq!((warm.read_units_per_second, warm.write_units_per_second), (20_000, 4000));
    let index = &indexes(&table)[0];
    let limits = index.on_demand_throughput.as_ref().unwrap();
    assert_eq!((limits.max_read_request_units, limits.max_write_request_units), (Some(7), None));
    let warm = index.warm_throughput.as_ref().unwrap();
    assert_eq!((warm.read_units_per_second, warm.write_units_per_second), (12_000, 5000));
    let tags = [("stage", "test"), ("team", "shop")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(table.tags().unwrap(), BTreeMap::from(tags));
    assert_eq!(table.resource_policy().unwrap().unwrap().policy, POLICY);
}

#[test]
fn an_index_has_the_units_of_its_table_or_its_own() {
    let db = Database::new();
    let table = users(&db).provisioned(10, 5).global_index(by_city().provisioned(2, 1)).run().unwrap();
    table.update_settings().create_index(Index::new("by_age").partition_key("age", N)).run().unwrap();
    let own = Index::new("by_name").partition_key("name", S).provisioned(4, 3);
    table.update_settings().create_index(own).run().unwrap();
    let units = |index: &GlobalSecondaryIndexDescription| {
        let units = &index.provisioned_throughput;
        (index.index_name.clone(), units.read_capacity_units, units.write_capacity_units)
    };
    let expected = [("by_city", 2, 1), ("by_age", 10, 5), ("by_name", 4, 3)];
    let mut told: Vec<_> = indexes(&table).iter().map(units).collect();
    told.sort();
    let mut expected = expected.map(|(name, read, write)| (name.to_owned(), read, write));
    expected.sort();
    assert_eq!(told, expected);

    // With a request that changes the table's units too, it has those to come.
    let late = Index::new("late").partition_key("late", S);
    table.update_settings().provisioned(20, 6).create_index(late).run().unwrap();
    let late = indexes(&table).into_iter().find(|index| index.index_name == "late").unwrap();
    assert_eq!(units(&late), ("late".to_owned(), 20, 6));
}

#[test]
fn a_local_index_has_no_throughput_of_its_own() {
    let orders = || Database::new().create_table("orders").partition_key("customer", S).sort_key("number", N);
    let by_time = || Index::new("by_time").sort_key("time", N);
    for index in
        [by_time().provisioned(1, 1), by_time().max_read_request_units(1), by_time().warm_throughput(1, 1)]
    {
        assert!(invalid(orders().local_index(index).run()).contains("by_time"));
    }
    assert!(orders().local_index(by_time()).run().is_ok());
}

#[test]
fn settings_change_and_what_is_not_named_stays() {
    let db = Database::new();
    let table = users(&db).run().unwrap();
    let plain = settings(&table.describe());
    assert_eq!(plain, (None, false, None, None));
    let updating = table.update_settings().aws_managed_key().stream(StreamViewType::NewImage).run().unwrap();
    assert_eq!(updating.table_status, Some(TableStatus::Updating));
    table.update_settings().deletion_protection(true).run().unwrap();
    table.update_settings().table_class(TableClass::StandardInfrequentAccess).run().unwrap();
    let told = table.describe();
    assert_eq!(told.table_status, Some(TableStatus::Active));
    let class = Some(TableClass::StandardInfrequentAccess);
    assert_eq!(settings(&told), (class, true, Some(SSEType::Kms), Some(StreamViewType::NewImage)));
    assert!(matches!(db.delete_table("users"), Err(Error::Validation(_))));

    let both = table.update_settings().table_class(TableClass::Standard).no_stream();
    assert!(invalid(both.run()).contains("must be the only operation"));
    table.update_settings().table_class(TableClass::Standard).run().unwrap();
    table
        .update_settings()
        .deletion_protection(false)
        .aws_owned_key()
        .no_stream()
        .global_table_settings_replication_mode(GlobalTableSettingsReplicationMode::Disabled)
        .run()
        .unwrap();
    assert_eq!(settings(&table.describe()), (Some(TableClass::Standard), false, None, None));
    db.delete_table("users").unwrap();
    let gone = table.update_settings().deletion_protection(true).run();
    assert!(matches!(gone, Err(Error::ResourceNotFound(_))));
}

#[test]
fn a_table_goes_on_demand_and_back() {
    let db = Database::new();
    let table = users(&db).provisioned(10, 5).global_index(by_city()).run().unwrap();
    table
        .update_settings()
        .on_demand()
        .max_read_request_units(100)
        .max_write_request_units(50)
        .run()
        .unwrap();
    let limits = |told: TableDescription| {
        told.on_demand_throughput
            .map(|limits| (limits.max_read_request_units, limits.max_write_request_units))
    };
    let told = table.describe();
    assert_eq!(told.billing_mode_summary.clone().unwrap().billing_mode, Some(BillingMode::PayPerRequest));
    assert_eq!(limits(told), Some((Some(100), Some(50))));
    // A limit that is not named stays, and goes where it is none.
    table.update_settings().max_read_request_units(None).run().unwrap();
    assert_eq!(limits(table.describe()), Some((None, Some(50))));
    table
        .update_settings()
        .update_index(IndexUpdate::new("by_city").max_write_request_units(3))
        .run()
        .unwrap();
    assert_eq!(indexes(&table)[0].on_demand_throughput.as_ref().unwrap().max_write_request_units, Some(3));
    table.update_settings().warm_throughput(None, 6000).run().unwrap();
    assert_eq!(table.describe().warm_throughput.unwrap().write_units_per_second, 6000);

    // Each of its indexes needs units then.
    let index = || IndexUpdate::new("by_city");
    assert!(invalid(table.update_settings().provisioned(8, 8).run()).contains("by_city"));
    table.update_settings().provisioned(8, 8).update_index(index().provisioned(3, 3)).run().unwrap();
    assert_eq!(table.describe().provisioned_throughput.read_capacity_units, 8);
    assert_eq!(indexes(&table)[0].provisioned_throughput.write_capacity_units, 3);
    table
        .update_settings()
        .update_index(index().provisioned(4, 3).warm_throughput(13_000, None))
        .run()
        .unwrap();
    assert_eq!(indexes(&table)[0].provisioned_throughput.read_capacity_units, 4);
    assert_eq!(indexes(&table)[0].warm_throughput.as_ref().unwrap().read_units_per_second, 13_000);
}

#[test]
fn indexes_come_and_go_with_the_items_that_are_there() {
    let db = Database::new();
    let table = users(&db).run().unwrap();
    table.put(item! { "user_id": "haeri05", "city": "서울", "age": 39 }).run().unwrap();
    table.put(item! { "user_id": "jihoon07", "city": 5 }).run().unwrap();
    let told = table.update_settings().create_index(by_city().sort_key("age", N).keys_only()).run().unwrap();
    assert_eq!(told.global_secondary_indexes.unwrap()[0].index_status, Some(IndexStatus::Creating));
    assert_eq!(indexes(&table)[0].index_status, Some(IndexStatus::Active));
    let found = table.index("by_city").query("서울").at_least(30).first().unwrap().unwrap();
    assert_eq!(*found, item! { "user_id": "haeri05", "city": "서울", "age": 39 });
    assert_eq!(table.index("by_city").scan().count().unwrap(), 1);

    let two = table
        .update_settings()
        .delete_index("by_city")
        .create_index(Index::new("other").partition_key("x", S));
    assert!(matches!(two.run(), Err(Error::LimitExceeded(_))));
    let missing = table.update_settings().delete_index("by_country").run();
    assert!(matches!(missing, Err(Error::ResourceNotFound(_))));
    let told = table.update_settings().delete_index("by_city").run().unwrap();
    assert_eq!(told.global_secondary_indexes.unwrap()[0].index_status, Some(IndexStatus::Deleting));
    assert!(indexes(&table).is_empty());
    assert!(table.index("by_city").scan().count().is_err());
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn changes_take_their_time_where_the_database_has_transitions() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).transitions(Duration::from_secs(5)).build();
    let pass = || clock.advance(Duration::from_secs(5)).unwrap();
    let table = users(&db).tags([("team", "shop")]).run().unwrap();
    assert_eq!(table.tags().unwrap().len(), 1, "a table that is being made has its tags");
    let change = || table.update_settings().deletion_protection(true).run();
    assert!(matches!(change(), Err(Error::ResourceInUse(_))));
    pass();
    table.put(item! { "user_id": "haeri05", "city": "서울" }).run().unwrap();
    table.update_settings().create_index(by_city()).run().unwrap();
    assert_eq!(table.describe().table_status, Some(TableStatus::Updating));
    assert!(matches!(change(), Err(Error::ResourceInUse(_))));
    pass();
    assert_eq!(indexes(&table)[0].backfilling, Some(true));
    assert!(table.index("by_city").query("서울").count().is_err());
    change().unwrap();
    pass();
    assert_eq!(table.index("by_city").query("서울").count().unwrap(), 1);
    table.enable_time_to_live("expires").unwrap();
    let status = table.time_to_live().unwrap().time_to_live_status;
    assert_eq!(status, Some(TimeToLiveStatus::Enabling));
    pass();
    assert_eq!(table.time_to_live().unwrap().time_to_live_status, Some(TimeToLiveStatus::Enabled));
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn what_the_service_refuses_is_refused_in_its_words() {
    let db = Database::new();
    let table = users(&db).run().unwrap();
    let nothing: UpdateTableBuilder = table.update_settings();
    assert!(invalid(nothing.clone().run()).starts_with("At least one of "));
    let missing = nothing.clone().update_index(IndexUpdate::new("by_city").provisioned(1, 1)).run();
    assert!(matches!(missing, Err(Error::ResourceNotFound(_))));
    assert!(invalid(nothing.clone().no_stream().run()).contains("stream"), "it has none");
    let low = nothing.warm_throughput(1, None).run();
    assert!(invalid(low).contains("ReadUnitsPerSecond"));
    assert!(invalid(users(&db).resource_policy("{}").run()).contains("policy"));
}

#[test]
fn items_expire_by_the_attribute_that_is_named() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).build();
    let table = users(&db).run().unwrap();
    let status = || {
        let told = table.time_to_live().unwrap();
        (told.time_to_live_status.unwrap(), told.attribute_name)
    };
    assert_eq!(status(), (TimeToLiveStatus::Disabled, None));
    assert_eq!(invalid(table.disable_time_to_live()), "TimeToLive is already disabled");
    table.enable_time_to_live("expires").unwrap();
    assert_eq!(status(), (TimeToLiveStatus::Enabled, Some("expires".to_owned())));
    for until in [1_700_000_010, 1_700_010_000] {
        table.put(item! { "user_id": until.to_string(), "expires": until }).run().unwrap();
    }
    clock.advance(Duration::from_secs(11)).unwrap();
    assert_eq!(table.item_count(), 1);
    assert!(invalid(table.disable_time_to_live()).contains("modified multiple times"), "within an hour");

    clock.advance(Duration::from_secs(3600)).unwrap();
    assert!(invalid(table.enable_time_to_live("until")).ends_with("current AttributeName is expires"));
    table.disable_time_to_live().unwrap();
    clock.advance(Duration::from_secs(100_000)).unwrap();
    assert_eq!((status(), table.item_count()), ((TimeToLiveStatus::Disabled, None), 1));

    db.delete_table("users").unwrap();
    for gone in [table.time_to_live().map(drop), table.enable_time_to_live("x"), table.disable_time_to_live()]
    {
        assert!(matches!(gone, Err(Error::ResourceNotFound(_))));
    }
}

#[test]
fn tags_are_put_and_taken_away_and_read_over_all_pages() {
    let db = Database::new();
    let table = users(&db).run().unwrap();
    assert!(table.tags().unwrap().is_empty());
    table.tag((10..45).map(|n| (format!("key{n}"), n.to_string()))).unwrap();
    table.tag([("key10", "again"), ("team", "")]).unwrap();
    let tags = table.tags().unwrap();
    assert_eq!((tags.len(), tags["key10"].as_str(), tags["team"].as_str()), (36, "again", ""));
    table.untag(["key10", "team", "nobody"]).unwrap();
    assert_eq!(table.tags().unwrap().len(), 34);

    invalid(table.tag([("aws:x", "1")]));
    invalid(table.tag((0..17).map(|n| (format!("more{n}"), ""))));
    invalid(table.tag([("twice", "1"), ("twice", "2")]));
    invalid(table.tag::<&str, &str>([]));
    invalid(table.untag::<&str>([]));
    assert_eq!(table.tags().unwrap().len(), 34, "what is refused changes nothing");

    db.delete_table("users").unwrap();
    assert!(matches!(table.tags(), Err(Error::ResourceNotFound(_))));
    users(&db).tags([("new", "1")]).run().unwrap();
    assert_eq!(table.tags().unwrap().len(), 1, "the handle is of the table that has the name now");
}

#[test]
fn a_policy_is_put_with_the_revision_that_is_expected() {
    let db = Database::new();
    let table = users(&db).run().unwrap();
    assert_eq!(table.resource_policy().unwrap(), None);
    assert_eq!(table.delete_resource_policy().run().unwrap(), None);
    let first = table.put_resource_policy(POLICY).expected_revision_id("NO_POLICY").run().unwrap();
    assert_eq!(table.put_resource_policy(POLICY).run().unwrap(), first);
    let other = POLICY.replace("GetItem", "Query");
    let late = table.put_resource_policy(&other).expected_revision_id("NO_POLICY").run();
    assert!(matches!(late, Err(Error::PolicyNotFound(_))));
    let second = table.put_resource_policy(&other).expected_revision_id(&first).run().unwrap();
    let there = table.resource_policy().unwrap().unwrap();
    assert_eq!((there.policy, there.revision_id), (other.clone(), second.clone()));
    assert!(table.delete_resource_policy().expected_revision_id(first).run().is_err());

    let shut = other.replace("Allow", "Deny").replace("Query", "*");
    assert!(invalid(table.put_resource_policy(&shut).run()).contains("keep you from changing it"));
    let third = table.put_resource_policy(shut).confirm_remove_self_resource_access().run().unwrap();
    assert_ne!(third, second);
    assert_eq!(table.delete_resource_policy().expected_revision_id(&third).run().unwrap(), Some(third));
    assert_eq!(table.resource_policy().unwrap(), None);
    invalid(table.put_resource_policy("no JSON").run());
}
