//! Amazon DynamoDB inside your process.

mod database;
mod error;
mod expression;
mod key;
pub mod limits;
pub mod operation;
mod size;
mod storage;
mod value;
mod wire;

pub use database::Database;
pub use error::{CancellationReason, Error, Result};
pub use key::{HashRange, KeyAttribute, KeySchema, PartitionKeyHash, ScalarAttributeType};
pub use value::{AttributeName, AttributeType, AttributeValue, Item, Number, NumberError};
pub use wire::WireResponse;
