//! The operations of the API: one file for each, with its input, its output, its checks and its run.

pub(crate) mod batch_execute_statement;
pub(crate) mod batch_get_item;
pub(crate) mod batch_write_item;
mod capacity;
mod client_request_token;
pub(crate) mod create_table;
pub(crate) mod delete_item;
pub(crate) mod delete_table;
pub(crate) mod describe_endpoints;
pub(crate) mod describe_limits;
pub(crate) mod describe_table;
mod enums;
pub(crate) mod execute_statement;
pub(crate) mod execute_transaction;
mod expression_lists;
pub(crate) mod get_item;
mod input;
mod item_collection;
mod keys;
mod legacy;
pub(crate) mod list_tables;
mod not_found;
mod notes;
mod output;
mod parameters;
mod projection;
pub(crate) mod put_item;
pub(crate) mod query;
mod read_items;
mod reading;
mod request_body;
mod scalar_keys;
pub(crate) mod scan;
mod statement;
mod table_access;
mod table_constraints;
pub(crate) mod table_description;
mod table_keys;
mod table_settings;
pub(crate) mod table_structures;
mod table_vector_indexes;
pub(crate) mod transact_get_items;
pub(crate) mod transact_write_items;
mod transaction;
pub(crate) mod transaction_action;
pub(crate) mod update_item;
mod validation;
mod write_condition;

pub use batch_execute_statement::{
    BatchExecuteStatementInput, BatchExecuteStatementOutput, BatchStatementError, BatchStatementRequest,
    BatchStatementResponse,
};
pub use batch_get_item::{BatchGetItemInput, BatchGetItemOutput, KeysAndAttributes};
pub use batch_write_item::{
    BatchWriteItemInput, BatchWriteItemOutput, DeleteRequest, PutRequest, WriteRequest,
};
pub use capacity::{Capacity, ConsumedCapacity};
pub use create_table::{CreateTableInput, CreateTableOutput};
pub use delete_item::{DeleteItemInput, DeleteItemOutput};
pub use delete_table::{DeleteTableInput, DeleteTableOutput};
pub use describe_endpoints::{DescribeEndpointsInput, DescribeEndpointsOutput};
pub use describe_limits::{DescribeLimitsInput, DescribeLimitsOutput};
pub use describe_table::{DescribeTableInput, DescribeTableOutput};
pub use enums::*;
pub use execute_statement::{ExecuteStatementInput, ExecuteStatementOutput};
pub use execute_transaction::{ExecuteTransactionInput, ExecuteTransactionOutput, ParameterizedStatement};
pub use get_item::{GetItemInput, GetItemOutput};
pub use item_collection::ItemCollectionMetrics;
pub use keys::Keys;
pub use legacy::{AttributeValueUpdate, ExpectedAttributeValue, LegacyCondition};
pub use list_tables::{ListTablesInput, ListTablesOutput};
pub use put_item::{PutItemInput, PutItemOutput};
pub use query::{QueryInput, QueryOutput};
pub use scan::{ScanInput, ScanOutput};
pub use table_description::*;
pub use table_structures::*;
pub use table_vector_indexes::*;
pub use transact_get_items::{
    Get, ItemResponse, TransactGetItem, TransactGetItemsInput, TransactGetItemsOutput,
};
pub use transact_write_items::{
    ConditionCheck, Delete, Put, TransactWriteItem, TransactWriteItemsInput, TransactWriteItemsOutput, Update,
};
pub use update_item::{UpdateItemInput, UpdateItemOutput};

pub use crate::storage::{
    BillingMode, GlobalTableSettingsReplicationMode, IndexStatus, SSEType, StreamViewType, TableClass,
    TableStatus,
};

pub(crate) use expression_lists::{ConditionPart, Conditions, Texts};
pub(crate) use input::Structure;
pub(crate) use output::{Object, WriteJson};
pub(crate) use read_items::Expressions;
pub(crate) use request_body::read_request;
pub(crate) use table_access::{TableRef, Tables, find_table, key_place, key_values_place};
pub(crate) use validation::Request;
