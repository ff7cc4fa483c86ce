//! Tables, and the waiters for them.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::{
    client::Waiters,
    types::{
        AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ProvisionedThroughput, ScalarAttributeType, TableStatus,
    },
};
use aws_smithy_runtime_api::client::waiters::error::WaiterError;
use hashrange::{Database, sdk};

use crate::support::{Item, client, create, like, likes, put, s};

#[tokio::test]
async fn a_table_is_described() {
    let db = Database::builder().region("ap-northeast-2").account("123456789012").build();
    let client = sdk::client(&db);
    create(&client, "likes", "user_id", Some("timestamp")).await;
    let described = client.describe_table().table_name("likes").send().await.unwrap();
    let table = described.table().unwrap();
    assert_eq!(table.table_status(), Some(&TableStatus::Active));
    assert_eq!(table.table_arn(), Some("arn:aws:dynamodb:ap-northeast-2:123456789012:table/likes"));
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

#[tokio::test]
async fn a_waiter_in_vain_gives_up_without_waiting() {
    let started = Instant::now();
    let hour = Duration::from_secs(3600);
    let gave_up = client().wait_until_table_exists().table_name("likes").wait(hour).await.unwrap_err();
    let WaiterError::ExceededMaxWait(gave_up) = gave_up else { panic!("{gave_up}") };
    assert!(gave_up.elapsed() >= Duration::from_secs(3000), "{gave_up:?}");
    assert!(gave_up.poll_count() > 20, "{gave_up:?}");
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[tokio::test]
async fn a_waiter_lets_the_other_tasks_work() {
    let client = client();
    let creator = client.clone();
    let waiting = tokio::spawn(async move {
        client.wait_until_table_exists().table_name("likes").wait(Duration::from_secs(60)).await
    });
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
    create(&creator, "likes", "user_id", None).await;
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn all_clients_of_a_database_see_the_same_and_a_fork_is_apart() {
    let db = Database::new();
    create(&sdk::client(&db), "users", "id", None).await;
    let user = Item::from([("id".to_owned(), s("haeri05"))]);
    put(&sdk::client(&db), "users", [user.clone()]).await;
    let fork = sdk::client(&db.fork());
    sdk::client(&db).delete_item().table_name("users").set_key(Some(user.clone())).send().await.unwrap();

    let count = async |client: aws_sdk_dynamodb::Client| {
        client.scan().table_name("users").send().await.unwrap().count()
    };
    assert_eq!(count(sdk::client(&db)).await, 0);
    assert_eq!(count(fork).await, 1);
}
