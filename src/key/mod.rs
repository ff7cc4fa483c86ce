//! Key schemas, and key values as bytes whose order is DynamoDB's.

mod bytes;
mod explain;
mod hash;
mod range;
mod schema;

pub(crate) use bytes::{
    StoredKey, checked_table_key, index_key, key_item, key_of_values, local_index_key, partition_prefix,
    partition_values, table_key,
};
pub use explain::{HashRange, PartitionKeyHash};
pub(crate) use hash::HashPoint;
pub use range::SortCondition;
pub(crate) use range::{Bounds, collection_bounds};
pub use schema::{KeyAttribute, KeySchema, ScalarAttributeType};
pub(crate) use schema::{KeyFault, check_lengths};
