//! A client of the AWS SDK for Rust on the engine, in process.

use std::error::Error;

use aws_sdk_dynamodb::types::AttributeValue;
use hashrange::{Database, ScalarAttributeType::S};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let db = Database::new();
    db.create_table("likes").partition_key("user_id", S).run()?;
    let client = hashrange::sdk::client(&db); // hand it to the code that is to be tested
    let item = AttributeValue::S("jihoon07".into());
    client.put_item().table_name("likes").item("user_id", item).send().await?;
    assert_eq!(db.table("likes")?.item_count(), 1);
    Ok(())
}
