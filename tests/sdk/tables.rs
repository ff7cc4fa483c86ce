//! Tables, and the waiters for them.

use std::time::Duration;

use aws_sdk_dynamodb::{
    client::Waiters,
    types::{
        AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ProvisionedThroughput, ScalarAttributeType, TableStatus,
    },
};

use crate::support::{client, create, like, likes, put, s};

#[tokio::test]
async fn a_table_is_described() {
    let client = client();
    create(&client, "likes", "user_id", Some("timestamp")).await;
    let described = client.describe_table().table_name("likes").send().await.unwrap();
    let table = described.table().unwrap();
    assert_eq!(table.table_status(), Some(&TableStatus::Active));
    let region = client.config().region().unwrap();
    assert_eq!(table.table_arn(), Some(&*format!("arn:aws:dynamodb:{region}:000000000000:table/likes")));
    let keys: Vec<_> = table.key_schema().iter().map(KeySchemaElement::attribute_name).collect();
    assert_eq!(keys, ["user_id", "timestamp"]);
    let age = table.creation_date_time().unwrap().as_secs_f64()
        - std::time::UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
    assert!(age.abs() < 60.0, "{age} s");
}

#[tokio::test]
async fn an_index_is_made_and_queried() {
    let client = client();
    let key = |name: &str, key_type| {
        KeySchemaElement::builder().attribute_name(name).key_type(key_type).build().unwrap()
    };
    let definition = |name: &str, attribute_type| {
        AttributeDefinition::builder().attribute_name(name).attribute_type(attribute_type).build().unwrap()
    };
    let throughput =
        ProvisionedThroughput::builder().read_capacity_units(5).write_capacity_units(5).build().unwrap();
    let index = GlobalSecondaryIndex::builder()
        .index_name("by_place")
        .key_schema(key("user_id", KeyType::Hash))
        .key_schema(key("place", KeyType::Range))
        .projection(Projection::builder().projection_type(ProjectionType::All).build())
        .provisioned_throughput(throughput.clone())
        .build()
        .unwrap();
    client
        .create_table()
        .table_name("likes")
        .key_schema(key("user_id", KeyType::Hash))
        .key_schema(key("timestamp", KeyType::Range))
        .attribute_definitions(definition("user_id", ScalarAttributeType::S))
        .attribute_definitions(definition("timestamp", ScalarAttributeType::S))
        .attribute_definitions(definition("place", ScalarAttributeType::N))
        .global_secondary_indexes(index)
        .provisioned_throughput(throughput)
        .send()
        .await
        .unwrap();
    put(&client, "likes", (0..12).map(|n| like("yuna23", n))).await;
    let found = client
        .query()
        .table_name("likes")
        .index_name("by_place")
        .key_condition_expression("user_id = :u AND place BETWEEN :low AND :high")
        .expression_attribute_values(":u", s("yuna23"))
        .expression_attribute_values(":low", crate::support::n(9))
        .expression_attribute_values(":high", crate::support::n(10))
        .send()
        .await
        .unwrap();
    assert_eq!(found.items(), [like("yuna23", 9), like("yuna23", 10)]);
}

#[tokio::test]
async fn waiters_find_what_is_there_and_what_is_not() {
    let client = likes().await;
    let minute = Duration::from_secs(60);
    client.wait_until_table_exists().table_name("likes").wait(minute).await.unwrap();
    client.delete_table().table_name("likes").send().await.unwrap();
    client.wait_until_table_not_exists().table_name("likes").wait(minute).await.unwrap();
}
