//! Clients of a database whose clock the test moves.

use std::time::{Duration, UNIX_EPOCH};

use aws_sdk_dynamodb::{
    Client,
    client::Waiters,
    error::SdkError,
    operation::create_table::{CreateTableError, CreateTableOutput},
    types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TableStatus},
};
use hashrange::{Clock, Database, ScalarAttributeType::S, sdk};

use crate::support::s;

#[tokio::test]
async fn a_waiter_moves_the_clock_to_what_it_waits_for() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = Database::builder().clock(clock.clone()).build();
    let other = db.clone();
    clock.after(Duration::from_secs(60), move || {
        other.create_table("users").partition_key("id", S).run().unwrap();
    });
    let client = sdk::client(&db);
    client.wait_until_table_exists().table_name("users").wait(Duration::from_secs(300)).await.unwrap();
    assert_eq!(db.table("users").unwrap().describe().creation_date_time, Some(60.0));
    let waited = clock.now().duration_since(UNIX_EPOCH).unwrap();
    assert!((60..300).contains(&waited.as_secs()), "{waited:?}");
}

#[tokio::test]
async fn a_waiter_gives_up_by_the_clock() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = Database::builder().clock(clock.clone()).build();
    let client = sdk::client(&db);
    let longest = Duration::from_secs(300);
    client.wait_until_table_exists().table_name("users").wait(longest).await.unwrap_err();
    let waited = clock.now().duration_since(UNIX_EPOCH).unwrap();
    assert!(waited <= longest + Duration::from_secs(120) && waited >= Duration::from_secs(150), "{waited:?}");
}

/// Makes the table `likes`, or fails.
async fn make(client: &Client) -> Result<CreateTableOutput, SdkError<CreateTableError>> {
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build().unwrap();
    let definition =
        AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
    let request = client.create_table().table_name("likes").billing_mode(BillingMode::PayPerRequest);
    request.key_schema(key).attribute_definitions(definition.build().unwrap()).send().await
}

/// A database whose tables take a minute to be made and taken away, and its client.
fn slow() -> (Database, Client) {
    let minute = Duration::from_secs(60);
    let db = Database::builder().clock(Clock::manual(UNIX_EPOCH)).transitions(minute).build();
    let client = sdk::client(&db);
    (db, client)
}

#[tokio::test]
async fn a_waiter_waits_until_a_table_is_active_and_until_it_is_gone() {
    let (db, client) = slow();
    let longest = Duration::from_secs(300);
    let waited = || db.clock().now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    make(&client).await.unwrap();
    client.put_item().table_name("likes").item("id", s("a")).send().await.unwrap_err();
    let found = client.wait_until_table_exists().table_name("likes").wait(longest).await.unwrap();
    let table = found.into_result().unwrap().table.unwrap();
    assert_eq!(table.table_status(), Some(&TableStatus::Active));
    assert!((60..300).contains(&waited()), "{} s", waited());
    client.put_item().table_name("likes").item("id", s("a")).send().await.unwrap();

    let deleted = waited();
    client.delete_table().table_name("likes").send().await.unwrap();
    client.wait_until_table_not_exists().table_name("likes").wait(longest).await.unwrap();
    assert!((60..300).contains(&(waited() - deleted)), "{} s", waited() - deleted);
    assert!(client.list_tables().send().await.unwrap().table_names().is_empty());
}

#[tokio::test]
async fn of_several_who_make_a_table_all_can_wait_for_it() {
    let (_, client) = slow();
    let mut makers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let client = client.clone();
        makers.spawn(async move {
            let made = make(&client).await;
            let waiter = client.wait_until_table_exists().table_name("likes");
            waiter.wait(Duration::from_secs(300)).await.unwrap();
            made
        });
    }
    let made = makers.join_all().await;
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
    for error in made.into_iter().filter_map(Result::err) {
        let error = error.into_service_error();
        assert!(error.is_resource_in_use_exception(), "{error:?}");
    }
    // So do those who delete it.
    client.delete_table().table_name("likes").send().await.unwrap();
    let error = client.delete_table().table_name("likes").send().await.unwrap_err().into_service_error();
    assert!(error.is_resource_in_use_exception(), "{error:?}");
}
