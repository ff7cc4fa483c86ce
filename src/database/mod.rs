//! The typed API: databases, tables, and a builder for each kind of request.

mod asking;
mod asynchronous;
mod backup_examples;
mod backups;
mod batch;
mod batch_get;
mod batch_methods;
mod batch_write;
mod batches;
mod builder;
mod bulk_put;
mod calls;
mod changes;
mod connect;
mod contributor_insights;
mod contributor_insights_examples;
mod create_table;
mod create_table_run;
mod cursor;
mod debug;
mod delete;
mod diff;
#[cfg(feature = "disk")]
mod disk;
mod dump;
mod export;
mod expressions;
mod faults;
mod get;
mod global_table_examples;
mod handle;
mod hold;
mod import_examples;
mod import_table;
mod index;
mod index_partitions;
mod index_update;
mod key;
#[cfg(feature = "server")]
mod key_points;
mod kinesis_examples;
mod lag;
mod metrics;
mod operation_examples;
mod operations;
mod pages;
mod parallel_scan;
mod parker;
mod partitions;
mod partitions_display;
pub(crate) mod placeholders;
mod put;
mod query;
mod query_key;
mod query_key_conditions;
mod query_run;
mod reading;
mod regions;
mod resource_policy;
mod restore;
mod retries;
mod scan;
mod scan_run;
mod search;
mod snapshot;
mod spread;
mod statement;
mod statement_parameters;
mod statement_run;
pub(crate) mod table;
mod table_examples;
mod table_settings;
mod tags;
mod time_to_live;
#[cfg(feature = "tracing")]
mod traced_values;
mod transaction;
mod transaction_action;
mod transaction_read;
mod transaction_run;
mod transfer_examples;
mod update;
mod update_methods;
mod update_table;
mod vector_index;
mod verify;
mod wait;
mod watch;
mod write_options;

#[cfg(feature = "derive")]
pub(crate) use asynchronous::polled::{Polled, collect, count, first};
pub use asynchronous::stream::ItemStream;
pub use backups::EnableRecoveryBuilder;
pub use batch_get::{BatchGetBuilder, BatchGetOutput};
pub use batch_write::{BatchWriteBuilder, BatchWriteOutput};
pub use batches::{
    batch::{Batch, BatchResponse, Delivered, DiscardReason, DiscardedBatch},
    builder::BatchesBuilder,
    delivery::Batches,
};
pub use builder::DatabaseBuilder;
pub use bulk_put::BulkPutBuilder;
pub use calls::{CallPattern, Calls, CallsDiffer, check_count};
#[cfg(feature = "remote")]
pub(crate) use changes::shards::{PAUSE, SHARDS_EVERY, Shards, of_stream, readable};
pub use changes::{
    builder::ChangesBuilder,
    iterator::{Changes, KinesisRecords},
    kinesis::{KinesisRecordsBuilder, KinesisStream},
    stream::{ChangeStream, KinesisRecordStream},
};
pub use contributor_insights::{Contributor, Contributors};
pub use create_table::CreateTableBuilder;
#[cfg(feature = "derive")]
pub(crate) use cursor::of_key as cursor_of;
pub use delete::DeleteBuilder;
#[cfg(feature = "remote")]
pub(crate) use diff::diff_of_lines;
pub use diff::{AttributeDiff, DefinitionDiff, Diff, ItemDiff, TableChange, TableDiff};
pub use dump::Dump;
pub use export::ExportBuilder;
pub use expressions::{IntoCondition, IntoProjection, IntoUpdate};
pub use faults::{
    builder::FaultBuilder, fault::FaultHandle, handle::Faults, into_operations::IntoOperations,
    story::StoryBuilder,
};
pub use get::GetBuilder;
pub use handle::Database;
pub use hold::Hold;
pub use import_table::ImportTableBuilder;
pub use index::Index;
pub use index_update::IndexUpdate;
pub use key::{IntoKey, Key};
#[cfg(feature = "server")]
pub(crate) use key_points::KeyPoint;
pub use pages::{Items, ItemsAs};
pub use partitions::{Explanation, Partition, PartitionHeat};
pub use put::PutBuilder;
pub use query::QueryBuilder;
pub use regions::{PendingReplication, Regions};
pub use resource_policy::{DeleteResourcePolicyBuilder, PutResourcePolicyBuilder};
pub use restore::RestoreBuilder;
pub use scan::ScanBuilder;
pub use search::SearchBuilder;
pub use spread::PartitionSpread;
pub use statement::StatementBuilder;
pub use statement_parameters::IntoParameters;
pub use table::{Table, TableIndex};
pub use transaction::TransactionBuilder;
pub use transaction_read::TransactionReadBuilder;
pub use update::UpdateBuilder;
pub use update_table::UpdateTableBuilder;
pub use vector_index::VectorIndex;
#[cfg(feature = "remote")]
pub(crate) use wait::wait;
pub use watch::Watcher;
