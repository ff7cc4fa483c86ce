//! A first look: create a table, put structs into it, read them back.
//!
//! `cargo run --example quickstart`
#![allow(clippy::print_stdout, reason = "an example that prints")]

use std::error::Error;

use hashrange::{Database, Error as DynamoDbError, ScalarAttributeType::S};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Like {
    user_id: String,
    timestamp: String,
    product: String,
    price: u32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let db = Database::new();
    let likes = db.create_table("likes").partition_key("user_id", S).sort_key("timestamp", S).run()?;

    for (hour, product, price) in [(10, "tumbler", 29_000), (14, "cola", 2_900), (18, "lid", 4_500)] {
        let timestamp = format!("2025-05-12T{hour}:15:00");
        likes
            .put_as(&Like { user_id: "jihoon07".into(), timestamp, product: product.into(), price })
            .run()?;
    }

    // One item, by its whole key.
    let cola: Option<Like> = likes.get(("jihoon07", "2025-05-12T14:15:00")).run_as()?;
    println!("got     {cola:?}");

    // The items of one partition key, in order of the sort key.
    let afternoon = likes.query("jihoon07").between("2025-05-12T12", "2025-05-12T24").descending();
    for like in afternoon.items().typed::<Like>() {
        println!("found   {:?}", like?);
    }

    // An existing item, changed by the store.
    let change = likes.update(("jihoon07", "2025-05-12T14:15:00")).expression("SET price = price + :more");
    let changed = change.value(":more", 100).condition("price < :most").value(":most", 5_000).updated()?;
    println!("changed {changed:?}");

    // Errors have exactly DynamoDB's texts.
    let again = likes.put_as(&cola.ok_or("no cola")?).if_absent().run();
    assert!(matches!(again, Err(DynamoDbError::ConditionalCheckFailed { .. })));
    if let Err(error) = again {
        println!("refused {error}");
    }
    Ok(())
}
