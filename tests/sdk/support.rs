//! Tables, items and values for the tests, whatever the client is of.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    primitives::Blob,
    types::{
        AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    },
};
use serde_json::Value;

pub use crate::endpoint::client;

/// An item as the SDK has it.
pub type Item = HashMap<String, AttributeValue>;

/// An item from DynamoDB JSON. (No binaries: JSON has them in base 64.)
pub fn item(json: Value) -> Item {
    let Value::Object(attributes) = json else { panic!("an item is an object") };
    attributes.into_iter().map(|(name, json)| (name, value(json))).collect()
}

fn value(json: Value) -> AttributeValue {
    let Value::Object(object) = json else { panic!("a value is an object") };
    let (tag, json) = object.into_iter().next().unwrap();
    let texts = |json: &Value| {
        json.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    match (tag.as_str(), json) {
        ("S", Value::String(text)) => AttributeValue::S(text),
        ("N", Value::String(text)) => AttributeValue::N(text),
        ("BOOL", Value::Bool(is)) => AttributeValue::Bool(is),
        ("NULL", Value::Bool(is)) => AttributeValue::Null(is),
        ("SS", json) => AttributeValue::Ss(texts(&json)),
        ("NS", json) => AttributeValue::Ns(texts(&json)),
        ("L", Value::Array(values)) => AttributeValue::L(values.into_iter().map(value).collect()),
        ("M", json) => AttributeValue::M(item(json)),
        (tag, json) => panic!("{tag}: {json}"),
    }
}

pub fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

pub fn b(bytes: impl Into<Vec<u8>>) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}

/// A table with a partition key and perhaps a sort key, all texts.
pub async fn create(client: &Client, name: &str, partition_key: &str, sort_key: Option<&str>) {
    let mut request = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for (key, key_type) in [(Some(partition_key), KeyType::Hash), (sort_key, KeyType::Range)] {
        let Some(key) = key else { continue };
        request = request
            .key_schema(KeySchemaElement::builder().attribute_name(key).key_type(key_type).build().unwrap())
            .attribute_definitions(
                AttributeDefinition::builder()
                    .attribute_name(key)
                    .attribute_type(ScalarAttributeType::S)
                    .build()
                    .unwrap(),
            );
    }
    request.send().await.unwrap();
}

/// A client of a new database with the table `likes`: partition key `user_id`, sort key `timestamp`.
pub async fn likes() -> Client {
    let client = client();
    create(&client, "likes", "user_id", Some("timestamp")).await;
    client
}

/// The `n`th item of a user.
pub fn like(user_id: &str, n: usize) -> Item {
    Item::from([
        ("user_id".to_owned(), s(user_id)),
        ("timestamp".to_owned(), s(format!("2025-05-12T{n:06}"))),
        ("place".to_owned(), self::n(n)),
    ])
}

/// Puts items into a table, one by one.
pub async fn put(client: &Client, table: &str, items: impl IntoIterator<Item = Item>) {
    for item in items {
        client.put_item().table_name(table).set_item(Some(item)).send().await.unwrap();
    }
}
