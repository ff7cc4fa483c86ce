//! The operations of the API: one file for each, with its input, its output, its checks and its run.

pub mod batch_execute_statement;
pub mod batch_get_item;
pub mod batch_write_item;
mod capacity;
pub mod create_table;
pub mod delete_item;
pub mod delete_table;
pub mod describe_table;
mod enums;
pub mod execute_statement;
pub mod execute_transaction;
pub mod get_item;
mod input;
mod item_collection;
mod legacy;
pub mod list_tables;
mod output;
mod parameters;
mod projection;
pub mod put_item;
pub mod query;
mod read_items;
pub mod scan;
mod statement;
mod table_access;
pub mod table_description;
pub mod transact_get_items;
pub mod transact_write_items;
mod transaction;
mod transaction_action;
pub mod update_item;
mod validation;
mod write_condition;

pub use capacity::{Capacity, ConsumedCapacity};
pub use enums::*;
pub use item_collection::ItemCollectionMetrics;
pub use legacy::{AttributeValueUpdate, ExpectedAttributeValue, LegacyCondition};

pub(crate) use input::{FromWire, Reading};
pub(crate) use output::{Object, WriteJson};
pub(crate) use read_items::Expressions;
pub(crate) use table_access::Tables;
pub(crate) use validation::Request;
