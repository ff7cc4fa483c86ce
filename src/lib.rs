//! Amazon DynamoDB inside your process.

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod database;
mod enumeration;
mod error;
pub mod expression;
mod key;
pub mod limits;
pub mod operation;
pub mod partiql;
#[cfg(feature = "server")]
pub mod server;
pub mod size;
mod storage;
pub mod value;
mod wire;

pub use database::{
    CreateTableBuilder, Database, DatabaseBuilder, DeleteBuilder, Explanation, GetBuilder, Index,
    IndexHandle, IntoKey, Items, ItemsAs, Partition, PutBuilder, QueryBuilder, ScanBuilder, Table,
    UpdateBuilder,
};
pub use error::{CancellationReason, Error, Result};
pub use key::{HashRange, KeyAttribute, KeySchema, PartitionKeyHash, ScalarAttributeType};
pub use value::{
    AttributeName, AttributeType, AttributeValue, ConversionError, Item, Number, NumberError,
    from_attribute_value, from_item, from_item_ref, sets, to_attribute_value, to_item,
};
pub use wire::WireResponse;
