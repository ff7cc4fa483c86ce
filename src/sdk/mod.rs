//! The AWS SDK for Rust on the engine, in the same process (Cargo feature `sdk`).
//!
//! [`client`] returns a real [`aws_sdk_dynamodb::Client`] whose HTTP layer is a [`Database`]. It needs no socket, port,
//! thread, credentials or region, and nothing waits. Code that takes a client is tested as it is:
//!
//! ```
//! use aws_sdk_dynamodb::{Client, types::AttributeValue};
//! use hashrange::{Database, ScalarAttributeType::S};
//!
//! /// What production code looks like.
//! struct Likes {
//!     client: Client,
//! }
//!
//! impl Likes {
//!     async fn add(&self, user: &str, product: &str) -> Result<(), aws_sdk_dynamodb::Error> {
//!         self.client
//!             .put_item()
//!             .table_name("likes")
//!             .item("user_id", AttributeValue::S(user.into()))
//!             .item("product", AttributeValue::S(product.into()))
//!             .condition_expression("attribute_not_exists(user_id)")
//!             .send()
//!             .await?;
//!         Ok(())
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(async {
//! // What a test looks like: a database of its own.
//! let db = Database::new();
//! db.create_table("likes").partition_key("user_id", S).run().expect("a new table");
//! let likes = Likes { client: hashrange::sdk::client(&db) };
//!
//! likes.add("jihoon07", "텀블러").await.expect("nobody has this key");
//! let twice = likes.add("jihoon07", "스탠리").await.expect_err("the key is taken");
//! assert!(matches!(twice, aws_sdk_dynamodb::Error::ConditionalCheckFailedException(_)));
//!
//! // The same tables, seen by the engine's own API.
//! assert_eq!(db.table("likes").expect("it is there").item_count(), 1);
//! # });
//! ```
//!
//! The clients need no Tokio reactor and no timer; any executor works. Their [retries](VirtualTime), waiters and
//! timeouts behave as in production, but a pause takes no time.
//!
//! There are three ways to use it, from the simplest to the most flexible:
//! - [`client`] and [`streams_client`];
//! - [`config`] and [`streams_config`], the configurations of these clients, which can be changed before the client is
//!   created;
//! - [`http_client`], for an `SdkConfig` or a service's configuration that the program already builds. Credentials,
//!   region, endpoint, sleep and retries are then the program's. No request leaves the process, whatever the endpoint
//!   is. [`Connector`] is one layer below: wrap it in a connector that injects faults.

mod connector;
mod virtual_time;

use aws_sdk_dynamodb::config::{
    BehaviorVersion, Region, SharedHttpClient, StalledStreamProtectionConfig,
    retry::{RetryConfig, RetryPartition},
};

pub use connector::Connector;
pub use virtual_time::VirtualTime;

use crate::database::Database;

/// A client of the AWS SDK for this database.
///
/// A clone of the client, or another client of the same database, sees the same tables.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(async {
/// let db = hashrange::Database::new();
/// let client = hashrange::sdk::client(&db);
/// assert!(client.list_tables().send().await.expect("an answer").table_names().is_empty());
/// # });
/// ```
pub fn client(database: &Database) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::from_conf(config(database).build())
}

/// A client of the AWS SDK for the change streams of this database's tables.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(async {
/// use aws_sdk_dynamodbstreams::types::ShardIteratorType::TrimHorizon;
/// use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
///
/// let db = Database::builder().partitions(1).build();
/// let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run()?;
/// users.put(item! { "id": "haeri05" }).run()?;
///
/// let client = hashrange::sdk::streams_client(&db);
/// let stream = users.describe().latest_stream_arn.expect("it has one");
/// let shard = users.shards()?[0].shard_id.clone();
/// let start = client.get_shard_iterator().stream_arn(stream).shard_id(shard).shard_iterator_type(TrimHorizon);
/// let start = start.send().await.expect("an iterator").shard_iterator;
/// let page = client.get_records().set_shard_iterator(start).send().await.expect("records");
/// assert_eq!(page.records().len(), 1);
/// # Ok::<(), hashrange::Error>(())
/// # }).expect("no error");
/// ```
pub fn streams_client(database: &Database) -> aws_sdk_dynamodbstreams::Client {
    aws_sdk_dynamodbstreams::Client::from_conf(streams_config(database).build())
}

/// The configuration of [`client`], which a test can change.
///
/// It has the database's region, the latest behaviour version, and no credentials: requests are signed only if
/// credentials are set. The SDK's standard retries have a separate token bucket, so that tests that provoke retries do
/// not use up each other's. [`VirtualTime`] is the sleep and the time source.
///
/// ```
/// use aws_sdk_dynamodb::config::retry::RetryConfig;
///
/// let db = hashrange::Database::new();
/// let config = hashrange::sdk::config(&db).retry_config(RetryConfig::standard().with_max_attempts(10)).build();
/// let client = aws_sdk_dynamodb::Client::from_conf(config);
/// # let _ = client;
/// ```
pub fn config(database: &Database) -> aws_sdk_dynamodb::config::Builder {
    let time = VirtualTime::of(database.clock());
    aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(database.engine.options().region.clone()))
        .http_client(http_client(database))
        .allow_no_auth()
        .sleep_impl(time.clone())
        .time_source(time)
        .retry_config(RetryConfig::standard())
        .retry_partition(RetryPartition::custom("hashrange").build())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
}

/// The configuration of [`streams_client`], with the same settings as [`config`].
pub fn streams_config(database: &Database) -> aws_sdk_dynamodbstreams::config::Builder {
    let time = VirtualTime::of(database.clock());
    aws_sdk_dynamodbstreams::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(database.engine.options().region.clone()))
        .http_client(http_client(database))
        .allow_no_auth()
        .sleep_impl(time.clone())
        .time_source(time)
        .retry_config(RetryConfig::standard())
        .retry_partition(RetryPartition::custom("hashrange").build())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
}

/// The HTTP layer alone, for a configuration that the program already builds.
///
/// ```
/// use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
///
/// let db = hashrange::Database::new();
/// let config = aws_sdk_dynamodb::Config::builder()
///     .behavior_version(BehaviorVersion::latest())
///     .region(Region::new("ap-northeast-2"))
///     .credentials_provider(Credentials::new("any", "thing", None, None, "test"))
///     .sleep_impl(hashrange::sdk::VirtualTime::new())
///     .http_client(hashrange::sdk::http_client(&db))
///     .build();
/// let client = aws_sdk_dynamodb::Client::from_conf(config);
/// # tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(async {
/// assert!(client.list_tables().send().await.is_ok());
/// # });
/// ```
pub fn http_client(database: &Database) -> SharedHttpClient {
    connector::http_client(database)
}
