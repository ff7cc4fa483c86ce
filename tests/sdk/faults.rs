//! Faults of the database as an AWS SDK meets them: its retries, its timeouts and its time are the real ones.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use aws_sdk_dynamodb::{
    Client,
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata, SdkError},
};
use hashrange::{Clock, Database, ScalarAttributeType::S, sdk};

use crate::support::{n, s};

const SECOND: Duration = Duration::from_secs(1);

fn users() -> (Database, Client) {
    let db = Database::builder().clock(Clock::manual(UNIX_EPOCH)).build();
    db.create_table("users").partition_key("id", S).run().unwrap();
    let client = sdk::client(&db);
    (db, client)
}

fn since(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap()
}

#[tokio::test]
async fn throttling_and_failures_are_tried_again_and_the_pauses_move_the_clock() {
    for exception in ["ThrottlingException", "InternalServerError", "ServiceUnavailable"] {
        let (db, client) = users();
        let fault = db.faults().on("GetItem").times(2).exception(exception).unwrap();
        client.get_item().table_name("users").key("id", s("a")).send().await.unwrap();
        assert_eq!((fault.calls(), fault.hits()), (3, 2), "{exception}");
        assert!(since(db.clock().now()) > Duration::ZERO, "a retry waits");
    }
}

#[tokio::test]
async fn a_clock_that_is_told_to_stand_stands_while_a_client_backs_off() {
    let (db, client) = users();
    db.clock().set_moved_by_sleeps(false);
    db.faults().on("GetItem").times(2).throttle().unwrap();
    client.get_item().table_name("users").key("id", s("a")).send().await.unwrap();
    assert_eq!(db.clock().now(), UNIX_EPOCH);
}

#[tokio::test]
async fn throttling_reasons_reach_the_program() {
    let (db, client) = users();
    db.faults().on("GetItem").table("users").throttle_by("TableReadProvisionedThroughputExceeded").unwrap();
    let error = client
        .get_item()
        .table_name("users")
        .key("id", s("a"))
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    let aws_sdk_dynamodb::operation::get_item::GetItemError::ProvisionedThroughputExceededException(error) =
        error
    else {
        panic!("another exception: {error:?}")
    };
    let reason = &error.throttling_reasons()[0];
    assert_eq!(reason.reason(), Some("TableReadProvisionedThroughputExceeded"));
    assert_eq!(reason.resource(), Some("arn:aws:dynamodb:us-east-1:000000000000:table/users"));
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_sent_again_and_counts_twice() {
    let (db, client) = users();
    let add = || {
        let update = client.update_item().table_name("users").key("id", s("a"));
        update.update_expression("ADD visits :one").expression_attribute_values(":one", n(1)).send()
    };
    let lost = db.faults().on("UpdateItem").times(1).lose_answer().unwrap();
    add().await.unwrap();
    let visits = || db.table("users").unwrap().get("a").run().unwrap().unwrap().get("visits").cloned();
    assert_eq!(visits(), Some(2.into()), "the retry wrote again");
    assert_eq!((lost.calls(), lost.hits()), (2, 1));

    db.faults().on("UpdateItem").times(1).lose_request().unwrap();
    add().await.unwrap();
    assert_eq!(visits(), Some(3.into()));
}

#[tokio::test]
async fn a_connection_that_is_always_lost_fails_as_one() {
    let (db, _) = users();
    let lost = db.faults().on("GetItem").lose_request().unwrap();
    let retries = RetryConfig::standard().with_max_attempts(4);
    let client = Client::from_conf(sdk::config(&db).retry_config(retries).build());
    let error = client.get_item().table_name("users").key("id", s("a")).send().await.unwrap_err();
    let SdkError::DispatchFailure(failure) = error else { panic!("not the connection's: {error:?}") };
    assert!(failure.is_io());
    assert_eq!(lost.hits(), 4);
}

#[tokio::test]
async fn a_timeout_passes_before_a_longer_delay_and_not_before_a_shorter_one() {
    let (db, _) = users();
    let timeouts = TimeoutConfig::builder().operation_timeout(5 * SECOND).build();
    let client = Client::from_conf(sdk::config(&db).timeout_config(timeouts).build());
    let get = || client.get_item().table_name("users").key("id", s("a")).send();
    let began = Instant::now();
    let fault = db.faults().on("GetItem").delay(3 * SECOND).unwrap();
    get().await.unwrap();
    assert_eq!(since(db.clock().now()), 3 * SECOND);
    fault.remove();
    db.faults().on("GetItem").delay(7 * SECOND).unwrap();
    let error = get().await.unwrap_err();
    assert!(matches!(error, SdkError::TimeoutError(_)), "{error:?}");
    assert_eq!(since(db.clock().now()), 8 * SECOND);
    assert!(began.elapsed() < 60 * SECOND, "nothing really waits");
}

#[tokio::test]
async fn an_item_in_a_transaction_conflicts() {
    let (db, client) = users();
    let hold = db.hold(&db.table("users").unwrap(), "a").unwrap();
    let put = || client.put_item().table_name("users").item("id", s("a")).send();
    assert_eq!(put().await.unwrap_err().code(), Some("TransactionConflictException"));
    drop(hold);
    put().await.unwrap();
}
