//! What clients in the process have beside those of a service: a wait takes no time, and a database is at hand.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::{client::Waiters, error::ProvideErrorMetadata};
use aws_smithy_runtime_api::client::waiters::error::WaiterError;
use hashrange::{Database, sdk};

use crate::support::{Item, client, create, put, s};

#[tokio::test]
async fn a_table_has_its_database_s_region_and_account() {
    let db = Database::builder().region("ap-northeast-2").account("123456789012").build();
    let client = sdk::client(&db);
    create(&client, "likes", "user_id", None).await;
    let described = client.describe_table().table_name("likes").send().await.unwrap();
    let arn = described.table().unwrap().table_arn();
    assert_eq!(arn, Some("arn:aws:dynamodb:ap-northeast-2:123456789012:table/likes"));
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

#[tokio::test]
async fn the_streams_client_is_answered() {
    let streams = sdk::streams_client(&Database::new());
    let answer =
        streams.describe_stream().stream_arn("arn:aws:dynamodb:us-east-1:000000000000:table/likes/stream/1");
    let refused = answer.send().await.unwrap_err();
    let service =
        refused.as_service_error().expect("an exception of the service, not a failure of the network");
    assert!(service.code().is_some());
}
