//! Code written for the AWS SDK for Rust, tested without AWS: every test has its own database.
//!
//! `cargo test --features sdk --example aws_sdk` runs its tests, `cargo run --features sdk --example aws_sdk` shows it
//! running.
#![allow(clippy::print_stdout, reason = "an example that prints")]

use aws_sdk_dynamodb::{
    Client, Error,
    types::{
        AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    },
};
use hashrange::Database;

const TABLE: &str = "sgu-202500-user-likes-time";

/// What a user likes, and since when.
#[derive(Debug, Clone, PartialEq)]
struct Like {
    user_id: String,
    timestamp: String,
    product_name: String,
}

/// The code under test: it uses the SDK's client, and does not depend on the server behind it.
struct Likes {
    client: Client,
}

impl Likes {
    /// Creates the table.
    async fn create(&self) -> Result<(), Error> {
        self.client
            .create_table()
            .table_name(TABLE)
            .key_schema(
                KeySchemaElement::builder().attribute_name("user_id").key_type(KeyType::Hash).build()?,
            )
            .key_schema(
                KeySchemaElement::builder().attribute_name("timestamp").key_type(KeyType::Range).build()?,
            )
            .attribute_definitions(
                AttributeDefinition::builder()
                    .attribute_name("user_id")
                    .attribute_type(ScalarAttributeType::S)
                    .build()?,
            )
            .attribute_definitions(
                AttributeDefinition::builder()
                    .attribute_name("timestamp")
                    .attribute_type(ScalarAttributeType::S)
                    .build()?,
            )
            .billing_mode(BillingMode::PayPerRequest)
            .send()
            .await?;
        Ok(())
    }

    /// Adds a like; `false` if the user already liked something at that time.
    async fn add(&self, like: &Like) -> Result<bool, Error> {
        let put = self
            .client
            .put_item()
            .table_name(TABLE)
            .item("user_id", AttributeValue::S(like.user_id.clone()))
            .item("timestamp", AttributeValue::S(like.timestamp.clone()))
            .item("product_name", AttributeValue::S(like.product_name.clone()))
            .condition_expression("attribute_not_exists(user_id)");
        match put.send().await.map_err(Error::from) {
            Ok(_) => Ok(true),
            Err(Error::ConditionalCheckFailedException(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What the user likes, the latest first.
    async fn of(&self, user_id: &str) -> Result<Vec<Like>, Error> {
        let mut items = self
            .client
            .query()
            .table_name(TABLE)
            .key_condition_expression("user_id = :user")
            .expression_attribute_values(":user", AttributeValue::S(user_id.to_owned()))
            .scan_index_forward(false)
            .into_paginator()
            .items()
            .send();
        let mut likes = Vec::new();
        while let Some(item) = items.next().await {
            let item = item?;
            let text =
                |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
            likes.push(Like {
                user_id: text("user_id"),
                timestamp: text("timestamp"),
                product_name: text("product_name"),
            });
        }
        Ok(likes)
    }
}

fn like(user_id: &str, timestamp: &str, product_name: &str) -> Like {
    Like {
        user_id: user_id.to_owned(),
        timestamp: timestamp.to_owned(),
        product_name: product_name.to_owned(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = Database::new();
    let likes = Likes { client: hashrange::sdk::client(&db) };
    likes.create().await?;
    for like in [
        like("haeri05", "2025-05-11T21:00:00", "무선 이어폰"),
        like("jihoon07", "2025-05-12T10:15:00", "스탠리 텀블러"),
        like("jihoon07", "2025-05-12T18:15:00", "텀블럭 악세사리"),
        like("jihoon07", "2025-05-12T18:15:00", "제로콜라"),
    ] {
        let added = likes.add(&like).await?;
        println!(
            "{} {} {}: {}",
            like.user_id,
            like.timestamp,
            like.product_name,
            if added { "added" } else { "the key is taken" }
        );
    }
    println!("jihoon07 likes, the latest first:");
    for like in likes.of("jihoon07").await? {
        println!("  {} {}", like.timestamp, like.product_name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn likes() -> Likes {
        let likes = Likes { client: hashrange::sdk::client(&Database::new()) };
        likes.create().await.unwrap();
        likes
    }

    #[tokio::test]
    async fn a_time_is_taken_once() {
        let likes = likes().await;
        assert!(likes.add(&like("yuna23", "2025-05-12T11:20:00", "토끼 인형")).await.unwrap());
        assert!(!likes.add(&like("yuna23", "2025-05-12T11:20:00", "텀블러")).await.unwrap());
        assert_eq!(likes.of("yuna23").await.unwrap(), [like("yuna23", "2025-05-12T11:20:00", "토끼 인형")]);
    }

    #[tokio::test]
    async fn the_latest_like_comes_first() {
        let likes = likes().await;
        for minute in 0..9 {
            likes.add(&like("minji01", &format!("2025-05-11T21:0{minute}:00"), "핑크 가습기")).await.unwrap();
        }
        let found = likes.of("minji01").await.unwrap();
        assert_eq!(found.len(), 9);
        assert!(found.is_sorted_by(|one, next| one.timestamp > next.timestamp));
    }

    #[tokio::test]
    async fn nobody_else_is_in_the_database() {
        assert!(likes().await.of("minji01").await.unwrap().is_empty());
    }
}
