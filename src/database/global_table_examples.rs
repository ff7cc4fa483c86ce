//! The examples of the operations on global tables.

/// An example on two regions with a table of users in each.
macro_rules! in_two_regions {
    ($($code:literal),+) => {
        concat!(
            r#"```
# use hashrange::{Database, ScalarAttributeType::S, item, operation::*};
let db = Database::builder().regions(["us-east-1", "eu-west-1"]).build();
let ireland = db.in_region("eu-west-1")?;
for region in [&db, &ireland] {
    let users = region.create_table("users").partition_key("user_id", S).provisioned(5, 5);
    users.stream(StreamViewType::NewAndOldImages).run()?;
}
"#,
            $($code,)+
            r#"
# Ok::<(), hashrange::Error>(())
```"#
        )
    };
}

/// An example on a global table of version 2017.11.29.
macro_rules! with_global_table {
    ($code:literal) => {
        in_two_regions!(
            r#"let replication_group = vec!["us-east-1".into(), "eu-west-1".into()];
db.create_global_table(CreateGlobalTableInput { global_table_name: "users".into(), replication_group })?;
"#,
            $code
        )
    };
}

/// An example on a table with a replica, of version 2019.11.21.
macro_rules! with_replicas {
    ($code:literal) => {
        concat!(
            r#"```
# use hashrange::{Database, ScalarAttributeType::S, operation::*};
let db = Database::builder().regions(["us-east-1", "eu-west-1"]).build();
db.create_table("users").partition_key("user_id", S).provisioned(5, 5).run()?;
let scaled = AutoScalingSettingsUpdate {
    minimum_units: Some(10),
    maximum_units: Some(100),
    scaling_policy_update: Some(AutoScalingPolicyUpdate {
        policy_name: None,
        target_tracking_scaling_policy_configuration: AutoScalingTargetTracking {
            target_value: 70.0,
            ..Default::default()
        },
    }),
    ..Default::default()
};
db.update_table_replica_auto_scaling(UpdateTableReplicaAutoScalingInput {
    table_name: "users".into(),
    provisioned_write_capacity_auto_scaling_update: Some(scaled),
    ..Default::default()
})?;
db.update_table(UpdateTableInput {
    table_name: "users".into(),
    replica_updates: Some(vec![ReplicationGroupUpdate {
        create: Some(ReplicaSettings { region_name: "eu-west-1".into(), ..Default::default() }),
        ..Default::default()
    }]),
    ..Default::default()
})?;
"#,
            $code,
            r#"
# Ok::<(), hashrange::Error>(())
```"#
        )
    };
}

macro_rules! global_table_example {
    (create_global_table) => {
        with_global_table!(
            r#"db.table("users")?.put(item! { "user_id": "haeri05" }).run()?;
let user = ireland.table("users")?.get("haeri05").run()?.unwrap();
assert_eq!(user.get("aws:rep:updateregion"), Some(&"us-east-1".into()));"#
        )
    };
    (update_global_table) => {
        with_global_table!(
            r#"let delete = Some(ReplicaAction { region_name: "eu-west-1".into() });
let updated = db.update_global_table(UpdateGlobalTableInput {
    global_table_name: "users".into(),
    replica_updates: vec![GlobalTableReplicaUpdate { create: None, delete }],
})?;
assert_eq!(updated.global_table_description.unwrap().replication_group.len(), 1);
assert!(ireland.table("users").is_ok(), "it is a table of its own");"#
        )
    };
    (describe_global_table) => {
        with_global_table!(
            r#"let described = ireland.describe_global_table("users")?.global_table_description.unwrap();
assert_eq!(described.global_table_status, Some(GlobalTableStatus::Active));
assert_eq!(described.replication_group.len(), 2);"#
        )
    };
    (list_global_tables) => {
        with_global_table!(
            r#"let listed = ireland.list_global_tables(ListGlobalTablesInput::default())?.global_tables;
assert_eq!(listed[0].global_table_name, "users");"#
        )
    };
    (update_global_table_settings) => {
        with_global_table!(
            r#"db.update_global_table_settings(UpdateGlobalTableSettingsInput {
    global_table_name: "users".into(),
    global_table_provisioned_write_capacity_units: Some(20),
    ..Default::default()
})?;
assert_eq!(ireland.table("users")?.describe().provisioned_throughput.write_capacity_units, 20);"#
        )
    };
    (describe_global_table_settings) => {
        with_global_table!(
            r#"let replicas = db.describe_global_table_settings("users")?.replica_settings;
assert_eq!(replicas[0].replica_provisioned_write_capacity_units, Some(5));"#
        )
    };
    (update_table_replica_auto_scaling) => {
        with_replicas!(
            r#"// The units are within the bounds at once. They do not follow the load.
let units = db.in_region("eu-west-1")?.table("users")?.describe().provisioned_throughput;
assert_eq!(units.write_capacity_units, 10);"#
        )
    };
    (describe_table_replica_auto_scaling) => {
        with_replicas!(
            r#"let described = db.describe_table_replica_auto_scaling("users")?.table_auto_scaling_description.unwrap();
let writes = described.replicas[0].replica_provisioned_write_capacity_auto_scaling_settings.clone().unwrap();
assert_eq!((writes.minimum_units, writes.maximum_units), (Some(10), Some(100)));"#
        )
    };
}

pub(super) use {global_table_example, in_two_regions, with_global_table, with_replicas};
