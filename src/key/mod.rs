//! Key schemas, and key values as bytes in DynamoDB's order.

mod bounds;
mod encoding;
mod hash_line;
mod schema;
mod stored_key;
#[cfg(any(feature = "server", feature = "fixtures"))]
mod typed;

pub use bounds::SortCondition;
pub(crate) use bounds::{Bounds, collection_bounds};
pub(crate) use hash_line::{HashPoint, hashed_bytes};
pub use hash_line::{HashRange, PartitionKeyHash};
pub use schema::{KeyAttribute, KeySchema, ScalarAttributeType};
pub(crate) use schema::{KeyFault, KeyValues, check_lengths};
pub(crate) use stored_key::{
    StoredKey, checked_table_key, index_key, key_item, key_of_values, local_index_key, partition_prefix,
    partition_values, table_key,
};
#[cfg(any(feature = "server", feature = "fixtures"))]
pub(crate) use typed::typed;
