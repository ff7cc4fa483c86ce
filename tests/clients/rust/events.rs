//! The event of a batch of changes, read by the types that Lambda functions in Rust take.

use aws_lambda_events::event::dynamodb::{Event, StreamViewType};
use hashrange::{Clock, Database, ScalarAttributeType::S, item, operation};
use std::time::{Duration, UNIX_EPOCH};

#[test]
fn a_function_reads_the_event_of_a_batch() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().partitions(1).clock(clock.clone()).build();
    let orders = db.create_table("orders").partition_key("id", S);
    let orders = orders.stream(operation::StreamViewType::NewAndOldImages).run().unwrap();
    orders.enable_time_to_live("expires").unwrap();
    orders.put(item! { "id": "1", "price": 300, "expires": 1_700_000_060 }).run().unwrap();
    orders.update("1").expression("SET price = :price").value(":price", 500).run().unwrap();
    clock.advance(Duration::from_secs(61)).unwrap();

    let mut events = Vec::new();
    let mut batches = orders.changes().batches().run().unwrap();
    batches
        .for_each_batch(|batch| {
            events.push(serde_json::from_str::<Event>(&batch.event_json()).unwrap());
            Ok::<_, hashrange::Error>(())
        })
        .unwrap();
    let [event] = events.as_slice() else { panic!("{events:?}") };
    let names: Vec<&str> = event.records.iter().map(|record| record.event_name.as_str()).collect();
    assert_eq!(names, ["INSERT", "MODIFY", "REMOVE"]);

    #[derive(serde::Deserialize)]
    struct Order {
        price: u32,
    }
    let modified = &event.records[1];
    let price =
        |image: &serde_dynamo::Item| serde_dynamo::from_item::<_, Order>(image.clone()).unwrap().price;
    assert_eq!((price(&modified.change.old_image), price(&modified.change.new_image)), (300, 500));
    assert_eq!(modified.change.stream_view_type, Some(StreamViewType::NewAndOldImages));
    assert_eq!(modified.event_source_arn, orders.describe().latest_stream_arn);
    assert!(modified.user_identity.is_none());
    let expired = &event.records[2];
    assert_eq!(expired.change.approximate_creation_date_time.timestamp(), 1_700_000_061);
    let identity = expired.user_identity.as_ref().unwrap();
    assert_eq!(
        (identity.type_.as_str(), identity.principal_id.as_str()),
        ("Service", "dynamodb.amazonaws.com")
    );
}
