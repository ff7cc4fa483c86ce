//! The examples of the operations on tables and the account, as in `operation_examples`.

/// An example on a table with a resource policy.
macro_rules! with_policy {
    ($code:literal) => {
        on_users!(
            r##"use hashrange::operation::PutResourcePolicyInput;

let resource_arn = users.describe().table_arn;
db.put_resource_policy(PutResourcePolicyInput {
    resource_arn: resource_arn.clone(),
    policy: r#"{"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}}"#
        .into(),
    ..Default::default()
})?;
"##,
            $code
        )
    };
}

/// An example on a table with a stream.
macro_rules! with_stream {
    ($code:literal) => {
        on_users!(
            r##"use hashrange::operation::*;

db.update_table(UpdateTableInput {
    table_name: "users".into(),
    stream_specification: Some(StreamSpecification {
        stream_enabled: true,
        stream_view_type: Some(StreamViewType::NewAndOldImages),
    }),
    ..Default::default()
})?;
let stream_arn = users.describe().latest_stream_arn.unwrap_or_default();
"##,
            $code
        )
    };
}

macro_rules! table_example {
    (create_table_from) => {
        on_users!(
            r#"use hashrange::operation::{AttributeDefinition, BillingMode, CreateTableInput, KeySchemaElement, KeyType};

let key = KeySchemaElement { attribute_name: "id".into(), key_type: Some(KeyType::Hash) };
let id = AttributeDefinition { attribute_name: "id".into(), attribute_type: Some(S) };
db.create_table_from(CreateTableInput {
    table_name: "likes".into(),
    key_schema: Some(vec![key]),
    attribute_definitions: Some(vec![id]),
    billing_mode: Some(BillingMode::PayPerRequest),
    ..Default::default()
})?;
assert_eq!(db.table_names(), ["likes", "users"]);"#
        )
    };
    (describe_table) => {
        on_users!(r#"assert_eq!(db.describe_table("users")?.table.unwrap().item_count, 1);"#)
    };
    (list_tables) => {
        on_users!(
            r#"use hashrange::operation::ListTablesInput;

assert_eq!(db.list_tables(ListTablesInput::default())?.table_names, ["users"]);"#
        )
    };
    (update_table) => {
        on_users!(
            r#"use hashrange::operation::UpdateTableInput;

db.update_table(UpdateTableInput {
    table_name: "users".into(),
    deletion_protection_enabled: Some(true),
    ..Default::default()
})?;
assert!(db.delete_table("users").is_err());"#
        )
    };
    (update_time_to_live) => {
        on_users!(
            r#"use hashrange::operation::{TimeToLiveSpecification, UpdateTimeToLiveInput};

let specification = TimeToLiveSpecification { attribute_name: "expires".into(), enabled: true };
let input = UpdateTimeToLiveInput { table_name: "users".into(), time_to_live_specification: specification };
let output = db.update_time_to_live(input)?;
assert_eq!(output.time_to_live_specification.attribute_name, "expires");"#
        )
    };
    (describe_time_to_live) => {
        on_users!(
            r#"let described = db.describe_time_to_live("users")?.time_to_live_description;
assert_eq!(described.attribute_name, None); // no item expires"#
        )
    };
    (delete_table) => {
        on_users!(
            r#"db.delete_table("users")?;
assert!(db.table_names().is_empty());"#
        )
    };
    (tag_resource) => {
        on_users!(
            r#"use hashrange::operation::{Tag, TagResourceInput};

let resource_arn = users.describe().table_arn;
let tags = vec![Tag { key: "team".into(), value: "shop".into() }];
db.tag_resource(TagResourceInput { resource_arn: resource_arn.clone(), tags })?;
assert_eq!(db.list_tags_of_resource(resource_arn)?.tags.len(), 1);"#
        )
    };
    (untag_resource) => {
        on_users!(
            r#"use hashrange::operation::{Tag, TagResourceInput, UntagResourceInput};

let resource_arn = users.describe().table_arn;
let tags = vec![Tag { key: "team".into(), value: "shop".into() }];
db.tag_resource(TagResourceInput { resource_arn: resource_arn.clone(), tags })?;
let tag_keys = vec!["team".into()];
db.untag_resource(UntagResourceInput { resource_arn: resource_arn.clone(), tag_keys })?;
assert!(db.list_tags_of_resource(resource_arn)?.tags.is_empty());"#
        )
    };
    (list_tags_of_resource) => {
        on_users!(
            r#"let arn = users.describe().table_arn;
assert!(db.list_tags_of_resource(arn)?.tags.is_empty());"#
        )
    };
    (put_resource_policy) => {
        with_policy!(r#"assert!(db.get_resource_policy(resource_arn)?.policy.contains("2012-10-17"));"#)
    };
    (get_resource_policy) => {
        with_policy!(r#"assert!(db.get_resource_policy(resource_arn)?.policy.contains("2012-10-17"));"#)
    };
    (delete_resource_policy) => {
        with_policy!(r#"db.delete_resource_policy(resource_arn.clone())?;
assert!(db.get_resource_policy(resource_arn).is_err());"#)
    };
    (list_streams) => {
        with_stream!(r#"let listed = db.list_streams(ListStreamsInput::default())?;
assert_eq!(listed.streams[0].stream_arn, stream_arn);"#)
    };
    (describe_stream) => {
        with_stream!(r#"let stream = db.describe_stream(stream_arn)?.stream_description.unwrap_or_default();
assert_eq!(stream.shards.len(), users.partitions().len());"#)
    };
    (get_shard_iterator) => {
        with_stream!(r#"let shards = db.describe_stream(&stream_arn)?.stream_description.unwrap_or_default().shards;
let iterator = db.get_shard_iterator(GetShardIteratorInput {
    stream_arn,
    shard_id: shards[0].shard_id.clone(),
    shard_iterator_type: Some(ShardIteratorType::TrimHorizon),
    ..Default::default()
})?;
assert!(iterator.shard_iterator.is_some());"#)
    };
    (get_records) => {
        with_stream!(r#"users.put(item! { "user_id": "jihoon07" }).run()?;
let mut records = Vec::new();
for shard in db.describe_stream(&stream_arn)?.stream_description.unwrap_or_default().shards {
    let iterator = db.get_shard_iterator(GetShardIteratorInput {
        stream_arn: stream_arn.clone(),
        shard_id: shard.shard_id,
        shard_iterator_type: Some(ShardIteratorType::TrimHorizon),
        ..Default::default()
    })?;
    records.extend(db.get_records(iterator.shard_iterator.unwrap_or_default())?.records);
}
assert_eq!(records.len(), 1);
let change = records[0].dynamodb.as_ref().expect("a record has a change");
assert_eq!(change.keys, Some(item! { "user_id": "jihoon07" }));"#)
    };
    (describe_limits) => {
        on_users!(
            r#"use hashrange::operation::DescribeLimitsInput;

let limits = db.describe_limits(DescribeLimitsInput::default())?;
assert_eq!(limits.table_max_read_capacity_units, 40_000);"#
        )
    };
    (describe_endpoints) => {
        on_users!(
            r#"use hashrange::operation::DescribeEndpointsInput;

let endpoints = db.describe_endpoints(DescribeEndpointsInput::default())?.endpoints;
assert_eq!(endpoints[0].address, "dynamodb.us-east-1.amazonaws.com");"#
        )
    };
}

pub(super) use {table_example, with_policy, with_stream};
