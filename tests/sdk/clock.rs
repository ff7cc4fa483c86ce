//! Clients of a database whose clock the test moves.

use std::time::{Duration, UNIX_EPOCH};

use aws_sdk_dynamodb::client::Waiters;
use hashrange::{Clock, Database, ScalarAttributeType::S, sdk};

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
