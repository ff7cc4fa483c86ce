//! The face of the crate: databases, tables and the requests on them.

mod builder;
mod create_table;
mod debug;
mod get;
mod key;
mod key_tests;
mod operations;
mod pages;
mod partitions;
pub(crate) mod placeholders;
mod query;
mod read_together;
mod reading;
mod scan;
mod snapshot;
mod statement;
mod statement_parameters;
pub(crate) mod table;
mod transaction;
mod verify;
mod write;
mod write_options;

pub use builder::{Database, DatabaseBuilder};
pub use create_table::{CreateTableBuilder, Index};
pub use get::GetBuilder;
pub use key::{IntoKey, Key};
pub use pages::{Items, ItemsAs};
pub use partitions::{Explanation, Partition};
pub use query::QueryBuilder;
pub use read_together::TransactionReadBuilder;
pub use scan::ScanBuilder;
pub use statement::StatementBuilder;
pub use statement_parameters::IntoParameters;
pub use table::{IndexHandle, Table};
pub use transaction::TransactionBuilder;
pub use write::{DeleteBuilder, PutBuilder, UpdateBuilder};
