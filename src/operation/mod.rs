//! The operations of the API, by families. Each has a file with its input, its output, its checks and its `run`. The
//! table of operations is at the end of this file.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod answer;
pub(crate) mod authorization;
pub(crate) mod backup;
pub(crate) mod batch;
pub(crate) mod contributor_insights;
pub(crate) mod definition;
pub(crate) mod global_table;
pub(crate) mod item;
pub(crate) mod kinesis;
pub(crate) mod policy;
pub(crate) mod read;
pub(crate) mod request;
pub(crate) mod statement;
pub(crate) mod stream;
pub(crate) mod table;
mod table_names;
pub(crate) mod tag;
pub(crate) mod time_to_live;
pub(crate) mod transaction;
pub(crate) mod transfer;
pub(crate) mod vector;

pub use crate::engine::{BackupType, ExportType, ExportViewType, S3SseAlgorithm};
pub use crate::operation::answer::consumed_capacity::{Capacity, ConsumedCapacity, VectorCapacity};
pub use crate::operation::answer::items::ItemResponse;
pub use crate::operation::transaction::action::{
    ConditionCheck, Delete, Put, TransactWriteItem, TransactWriteItemsInput, Update,
};
pub use account::describe_endpoints::{DescribeEndpointsInput, DescribeEndpointsOutput};
pub use account::describe_limits::{DescribeLimitsInput, DescribeLimitsOutput};
pub use answer::collection::ItemCollectionMetrics;
pub use backup::continuous_backups::{
    ContinuousBackupsDescription, ContinuousBackupsStatus, PointInTimeRecoveryDescription,
    PointInTimeRecoverySpecification, PointInTimeRecoveryStatus,
};
pub use backup::create_backup::{CreateBackupInput, CreateBackupOutput};
pub use backup::delete_backup::{DeleteBackupInput, DeleteBackupOutput};
pub use backup::describe_backup::{DescribeBackupInput, DescribeBackupOutput};
pub use backup::describe_continuous_backups::{
    DescribeContinuousBackupsInput, DescribeContinuousBackupsOutput,
};
pub use backup::description::*;
pub use backup::list_backups::{BackupTypeFilter, ListBackupsInput, ListBackupsOutput};
pub use backup::restore_table_from_backup::{RestoreTableFromBackupInput, RestoreTableFromBackupOutput};
pub use backup::restore_table_to_point_in_time::{
    RestoreTableToPointInTimeInput, RestoreTableToPointInTimeOutput,
};
pub use backup::update_continuous_backups::{UpdateContinuousBackupsInput, UpdateContinuousBackupsOutput};
pub use batch::batch_get_item::{BatchGetItemInput, BatchGetItemOutput, KeysAndAttributes};
pub use batch::batch_write_item::{
    BatchWriteItemInput, BatchWriteItemOutput, DeleteRequest, PutRequest, WriteRequest,
};
pub use batch::keys::Keys;
pub use contributor_insights::describe_contributor_insights::{
    DescribeContributorInsightsInput, DescribeContributorInsightsOutput,
};
pub use contributor_insights::list_contributor_insights::{
    ListContributorInsightsInput, ListContributorInsightsOutput,
};
pub use contributor_insights::structures::*;
pub use contributor_insights::update_contributor_insights::{
    UpdateContributorInsightsInput, UpdateContributorInsightsOutput,
};
pub use definition::structures::*;
pub use definition::vector_indexes::*;
pub use global_table::auto_scaling::*;
pub use global_table::create_global_table::{CreateGlobalTableInput, CreateGlobalTableOutput};
pub use global_table::describe_global_table::{DescribeGlobalTableInput, DescribeGlobalTableOutput};
pub use global_table::describe_global_table_settings::{
    DescribeGlobalTableSettingsInput, DescribeGlobalTableSettingsOutput,
};
pub use global_table::describe_table_replica_auto_scaling::{
    DescribeTableReplicaAutoScalingInput, DescribeTableReplicaAutoScalingOutput,
};
pub use global_table::list_global_tables::{ListGlobalTablesInput, ListGlobalTablesOutput};
pub use global_table::replica_scaling::*;
pub use global_table::replica_settings::*;
pub use global_table::scaling_input::*;
pub use global_table::settings_input::*;
pub use global_table::structures::*;
pub use global_table::update_global_table::{
    GlobalTableReplicaUpdate, ReplicaAction, UpdateGlobalTableInput, UpdateGlobalTableOutput,
};
pub use global_table::update_global_table_settings::UpdateGlobalTableSettingsOutput;
pub use global_table::update_table_replica_auto_scaling::UpdateTableReplicaAutoScalingOutput;
pub use item::delete_item::{DeleteItemInput, DeleteItemOutput};
pub use item::get_item::{GetItemInput, GetItemOutput};
pub use item::put_item::{PutItemInput, PutItemOutput};
pub use item::update_item::{UpdateItemInput, UpdateItemOutput};
pub use kinesis::describe_kinesis_streaming_destination::{
    DescribeKinesisStreamingDestinationInput, DescribeKinesisStreamingDestinationOutput,
};
pub use kinesis::disable_kinesis_streaming_destination::DisableKinesisStreamingDestinationInput;
pub use kinesis::enable_kinesis_streaming_destination::EnableKinesisStreamingDestinationInput;
pub use kinesis::record::KinesisRecord;
pub use kinesis::structures::*;
pub use kinesis::update_kinesis_streaming_destination::{
    UpdateKinesisStreamingDestinationInput, UpdateKinesisStreamingDestinationOutput,
};
pub use policy::delete_resource_policy::{DeleteResourcePolicyInput, DeleteResourcePolicyOutput};
pub use policy::get_resource_policy::{GetResourcePolicyInput, GetResourcePolicyOutput};
pub use policy::put_resource_policy::{PutResourcePolicyInput, PutResourcePolicyOutput};
pub use read::query::{QueryInput, QueryOutput};
pub use read::scan::{ScanInput, ScanOutput};
pub use request::enums::*;
pub use request::legacy::{AttributeValueUpdate, ExpectedAttributeValue, LegacyCondition};
pub use statement::batch_execute_statement::{
    BatchExecuteStatementInput, BatchExecuteStatementOutput, BatchStatementError, BatchStatementRequest,
    BatchStatementResponse,
};
pub use statement::execute_statement::{ExecuteStatementInput, ExecuteStatementOutput};
pub use statement::execute_transaction::{
    ExecuteTransactionInput, ExecuteTransactionOutput, ParameterizedStatement,
};
pub use stream::describe_stream::{DescribeStreamInput, DescribeStreamOutput};
pub use stream::get_records::{GetRecordsInput, GetRecordsOutput};
pub use stream::get_shard_iterator::{GetShardIteratorInput, GetShardIteratorOutput};
pub use stream::list_streams::{ListStreamsInput, ListStreamsOutput};
pub use stream::structures::*;
pub use table::create_table::{CreateTableInput, CreateTableOutput};
pub use table::delete_table::{DeleteTableInput, DeleteTableOutput};
pub use table::describe_table::{DescribeTableInput, DescribeTableOutput};
pub use table::description::*;
pub use table::list_tables::{ListTablesInput, ListTablesOutput};
pub use table::replica::description::*;
pub use table::replica::structures::*;
pub use table::summaries::*;
pub use table::update_table::UpdateTableOutput;
pub use table::update_table::input::*;
pub use tag::list_tags_of_resource::{ListTagsOfResourceInput, ListTagsOfResourceOutput};
pub use tag::tag_resource::{TagResourceInput, TagResourceOutput};
pub use tag::tags::Tag;
pub use tag::untag_resource::{UntagResourceInput, UntagResourceOutput};
pub use time_to_live::describe_time_to_live::{DescribeTimeToLiveInput, DescribeTimeToLiveOutput};
pub use time_to_live::structures::*;
pub use time_to_live::update_time_to_live::{UpdateTimeToLiveInput, UpdateTimeToLiveOutput};
pub use transaction::transact_get_items::{
    Get, TransactGetItem, TransactGetItemsInput, TransactGetItemsOutput,
};
pub use transaction::transact_write_items::TransactWriteItemsOutput;
pub use transfer::bulk_structures::*;
pub use transfer::cancel_bulk_operation::{CancelBulkOperationInput, CancelBulkOperationOutput};
pub use transfer::describe_bulk_operation::{DescribeBulkOperationInput, DescribeBulkOperationOutput};
pub use transfer::describe_export::{DescribeExportInput, DescribeExportOutput};
pub use transfer::describe_import::{DescribeImportInput, DescribeImportOutput};
pub use transfer::export_description::*;
pub use transfer::export_table_to_point_in_time::{
    ExportTableToPointInTimeInput, ExportTableToPointInTimeOutput,
};
pub use transfer::import_structures::*;
pub use transfer::import_table::{ImportTableInput, ImportTableOutput};
pub use transfer::list_bulk_operations::{ListBulkOperationsInput, ListBulkOperationsOutput};
pub use transfer::list_exports::{ListExportsInput, ListExportsOutput};
pub use transfer::list_imports::{ListImportsInput, ListImportsOutput};
pub use transfer::start_bulk_put_items::{StartBulkPutItemsInput, StartBulkPutItemsOutput};
pub use vector::search_vectors::{SearchResultItem, SearchVectorsInput, SearchVectorsOutput};

pub use crate::storage::{
    ApproximateCreationDateTimePrecision, BillingMode, ContributorInsightsMode, DestinationStatus,
    GlobalTableSettingsReplicationMode, IndexStatus, MultiRegionConsistency, OperationType, SSEType,
    StreamViewType, TableClass, TableStatus, VectorDistanceFunction,
};

pub use crate::transfer::ExportFormat;
pub use crate::transfer::formats::{InputCompressionType, InputFormat};

pub(crate) use crate::codec::Structure;
pub(crate) use crate::codec::{Object, WriteJson};
pub(crate) use crate::operation::access::keys::{stored_key, stored_key_of_values};
pub(crate) use crate::operation::read::query_plan::Expressions;
pub(crate) use access::tables::{TableRef, Tables, known_table};
pub(crate) use authorization::{named::authorize_request, request::ItemAccess};
pub(crate) use kinesis::reader::KinesisReader;
pub(crate) use request::expression_lists::{
    ConditionPart, Conditions, Part, ProjectionPart, Projections, UpdatePart, Updates,
};
pub(crate) use request::input::Request;
pub(crate) use request::input::read_request;
pub(crate) use request::names::bare_table_name;
pub(crate) use request::operation::{NamesTables, Operation};
pub(crate) use request::spelled::Spelled;
pub(crate) use stream::reader::{Behind, ChangePage, ReadFrom, StreamReader};
pub(crate) use stream::record::change_of_record;
pub(crate) use table::described::table_described;
#[cfg(feature = "remote")]
pub(crate) use table::requested::requested;
pub(crate) use vector::request_body::check_body;

/// The table of operations. Each has its name in the service, and the method of `Database` with its module, input and
/// output. Then follow whether a request made in Rust can have invalid values (`values`, or `plain`) and what the
/// operation runs on. The last two are whether it changes anything (`writes`, or `reads`) and how many items it may
/// return (`many`, or `one` at most). Dispatch, the typed methods and the list of names are made from it.
macro_rules! every_operation {
    ($with:ident) => {
        $with! {
            /// PutItem: writes an item, and replaces the one with the same key.
            "PutItem" put_item: item::put_item, PutItemInput -> PutItemOutput, values, tables, writes, one;
            /// GetItem: reads an item by its key.
            "GetItem" get_item: item::get_item, GetItemInput -> GetItemOutput, values, tables, reads, one;
            /// UpdateItem: changes attributes of an item, or creates it.
            "UpdateItem" update_item: item::update_item, UpdateItemInput -> UpdateItemOutput,
                values, tables, writes, one;
            /// DeleteItem: deletes an item by its key.
            "DeleteItem" delete_item: item::delete_item, DeleteItemInput -> DeleteItemOutput,
                values, tables, writes, one;
            /// Query: reads a page of the items of one partition key.
            "Query" query: read::query, QueryInput -> QueryOutput, values, tables, reads, many;
            /// Scan: reads a page of all items.
            "Scan" scan: read::scan, ScanInput -> ScanOutput, values, tables, reads, many;
            /// SearchVectors: finds the items whose vectors are nearest to a query vector.
            "SearchVectors" search_vectors: vector::search_vectors, SearchVectorsInput -> SearchVectorsOutput,
                values, tables, reads, many;
            /// BatchGetItem: reads up to 100 items of several tables.
            "BatchGetItem" batch_get_item: batch::batch_get_item, BatchGetItemInput -> BatchGetItemOutput,
                values, engine, reads, many;
            /// BatchWriteItem: puts and deletes up to 25 items of several tables.
            "BatchWriteItem" batch_write_item: batch::batch_write_item, BatchWriteItemInput -> BatchWriteItemOutput,
                values, engine, writes, one;
            /// TransactGetItems: reads up to 100 items of several tables in one transaction.
            "TransactGetItems" transact_get_items: transaction::transact_get_items,
                TransactGetItemsInput -> TransactGetItemsOutput, values, engine, reads, many;
            /// TransactWriteItems: writes up to 100 items of several tables in one transaction.
            "TransactWriteItems" transact_write_items: transaction::transact_write_items,
                TransactWriteItemsInput -> TransactWriteItemsOutput, values, engine, writes, many;
            /// ExecuteStatement: executes one PartiQL statement.
            "ExecuteStatement" execute_statement: statement::execute_statement,
                ExecuteStatementInput -> ExecuteStatementOutput, values, engine, writes, many;
            /// BatchExecuteStatement: executes up to 25 PartiQL statements, each on its own.
            "BatchExecuteStatement" batch_execute_statement: statement::batch_execute_statement,
                BatchExecuteStatementInput -> BatchExecuteStatementOutput, values, engine, writes, many;
            /// ExecuteTransaction: executes up to 100 PartiQL statements in one transaction.
            "ExecuteTransaction" execute_transaction: statement::execute_transaction,
                ExecuteTransactionInput -> ExecuteTransactionOutput, values, engine, writes, many;
            /// CreateTable: creates a table.
            "CreateTable" create_table_from: table::create_table, CreateTableInput -> CreateTableOutput,
                plain, engine, writes, one;
            /// DescribeTable: describes a table. The request can be the table's name.
            "DescribeTable" describe_table: table::describe_table, DescribeTableInput -> DescribeTableOutput,
                plain, engine, reads, one;
            /// ListTables: lists the names of tables, one page.
            "ListTables" list_tables: table::list_tables, ListTablesInput -> ListTablesOutput,
                plain, engine, reads, one;
            /// UpdateTable: changes a table's settings, throughput and indexes.
            "UpdateTable" update_table: table::update_table, UpdateTableInput -> UpdateTableOutput,
                plain, engine, writes, one;
            /// DeleteTable: deletes a table with all its items. The request can be the table's name.
            "DeleteTable" delete_table: table::delete_table, DeleteTableInput -> DeleteTableOutput,
                plain, engine, writes, one;
            /// UpdateTimeToLive: enables or disables time to live: items expire at the time in one of their attributes.
            "UpdateTimeToLive" update_time_to_live: time_to_live::update_time_to_live,
                UpdateTimeToLiveInput -> UpdateTimeToLiveOutput, plain, engine, writes, one;
            /// DescribeTimeToLive: describes a table's time to live. The request can be the table's name.
            "DescribeTimeToLive" describe_time_to_live: time_to_live::describe_time_to_live,
                DescribeTimeToLiveInput -> DescribeTimeToLiveOutput, plain, engine, reads, one;
            /// TagResource: adds tags to a table, and replaces those with the same keys.
            "TagResource" tag_resource: tag::tag_resource, TagResourceInput -> TagResourceOutput,
                plain, engine, writes, one;
            /// UntagResource: removes tags from a table, by their keys.
            "UntagResource" untag_resource: tag::untag_resource, UntagResourceInput -> UntagResourceOutput,
                plain, engine, writes, one;
            /// ListTagsOfResource: lists the tags of a table, one page. The request can be the table's ARN.
            "ListTagsOfResource" list_tags_of_resource: tag::list_tags_of_resource,
                ListTagsOfResourceInput -> ListTagsOfResourceOutput, plain, engine, reads, one;
            /// PutResourcePolicy: attaches a policy to a table or a stream. It is enforced
            /// where the database is told to ([`enforce_policies`](crate::DatabaseBuilder::enforce_policies)).
            "PutResourcePolicy" put_resource_policy: policy::put_resource_policy,
                PutResourcePolicyInput -> PutResourcePolicyOutput, plain, engine, writes, one;
            /// GetResourcePolicy: returns the policy of a table or a stream. The request can be its ARN.
            "GetResourcePolicy" get_resource_policy: policy::get_resource_policy,
                GetResourcePolicyInput -> GetResourcePolicyOutput, plain, engine, reads, one;
            /// DeleteResourcePolicy: deletes the policy of a table or a stream. The request can be its ARN.
            "DeleteResourcePolicy" delete_resource_policy: policy::delete_resource_policy,
                DeleteResourcePolicyInput -> DeleteResourcePolicyOutput, plain, engine, writes, one;
            /// CreateBackup: creates a backup of a table's items and settings.
            "CreateBackup" create_backup: backup::create_backup, CreateBackupInput -> CreateBackupOutput,
                plain, engine, writes, one;
            /// DescribeBackup: describes a backup and its source table. The request can be the backup's ARN.
            "DescribeBackup" describe_backup: backup::describe_backup,
                DescribeBackupInput -> DescribeBackupOutput, plain, engine, reads, one;
            /// ListBackups: lists the backups of one table or of all tables, one page.
            "ListBackups" list_backups: backup::list_backups, ListBackupsInput -> ListBackupsOutput,
                plain, engine, reads, one;
            /// DeleteBackup: deletes a backup. The request can be its ARN.
            "DeleteBackup" delete_backup: backup::delete_backup, DeleteBackupInput -> DeleteBackupOutput,
                plain, engine, writes, one;
            /// RestoreTableFromBackup: creates a table from a backup.
            "RestoreTableFromBackup" restore_table_from_backup: backup::restore_table_from_backup,
                RestoreTableFromBackupInput -> RestoreTableFromBackupOutput, plain, engine, writes, one;
            /// DescribeContinuousBackups: describes point-in-time recovery. The request can be the table's name.
            "DescribeContinuousBackups" describe_continuous_backups: backup::describe_continuous_backups,
                DescribeContinuousBackupsInput -> DescribeContinuousBackupsOutput, plain, engine, reads, one;
            /// UpdateContinuousBackups: enables or disables point-in-time recovery of a table.
            "UpdateContinuousBackups" update_continuous_backups: backup::update_continuous_backups,
                UpdateContinuousBackupsInput -> UpdateContinuousBackupsOutput, plain, engine, writes, one;
            /// RestoreTableToPointInTime: creates a table with the items that another had at some time.
            "RestoreTableToPointInTime" restore_table_to_point_in_time: backup::restore_table_to_point_in_time,
                RestoreTableToPointInTimeInput -> RestoreTableToPointInTimeOutput, plain, engine, writes, one;
            /// ExportTableToPointInTime: writes a table as it was at a moment, or its changes, into a bucket.
            "ExportTableToPointInTime" export_table_to_point_in_time: transfer::export_table_to_point_in_time,
                ExportTableToPointInTimeInput -> ExportTableToPointInTimeOutput, values, engine, writes, one;
            /// DescribeExport: describes an export. The request can be its ARN.
            "DescribeExport" describe_export: transfer::describe_export,
                DescribeExportInput -> DescribeExportOutput, plain, engine, reads, one;
            /// ListExports: lists the exports of one table or of all tables, one page.
            "ListExports" list_exports: transfer::list_exports, ListExportsInput -> ListExportsOutput,
                plain, engine, reads, one;
            /// ImportTable: creates a table with the items of files in a bucket.
            "ImportTable" import_table_from: transfer::import_table, ImportTableInput -> ImportTableOutput,
                plain, engine, writes, one;
            /// DescribeImport: describes an import. The request can be its ARN.
            "DescribeImport" describe_import: transfer::describe_import,
                DescribeImportInput -> DescribeImportOutput, plain, engine, reads, one;
            /// ListImports: lists the imports into one table or into all tables, one page.
            "ListImports" list_imports: transfer::list_imports, ListImportsInput -> ListImportsOutput,
                plain, engine, reads, one;
            /// StartBulkPutItems: puts the items of files in a bucket into a table.
            "StartBulkPutItems" start_bulk_put_items: transfer::start_bulk_put_items,
                StartBulkPutItemsInput -> StartBulkPutItemsOutput, plain, engine, writes, one;
            /// DescribeBulkOperation: describes a bulk operation. The request can be its ARN.
            "DescribeBulkOperation" describe_bulk_operation: transfer::describe_bulk_operation,
                DescribeBulkOperationInput -> DescribeBulkOperationOutput, plain, engine, reads, one;
            /// ListBulkOperations: lists bulk operations, the latest first, one page.
            "ListBulkOperations" list_bulk_operations: transfer::list_bulk_operations,
                ListBulkOperationsInput -> ListBulkOperationsOutput, plain, engine, reads, one;
            /// CancelBulkOperation: stops a bulk operation. The request can be its ARN.
            "CancelBulkOperation" cancel_bulk_operation: transfer::cancel_bulk_operation,
                CancelBulkOperationInput -> CancelBulkOperationOutput, plain, engine, writes, one;
            /// ListStreams: lists the streams of one table or of all tables, one page.
            "ListStreams" list_streams: stream::list_streams, ListStreamsInput -> ListStreamsOutput,
                plain, engine, reads, one;
            /// DescribeStream: describes a stream and its shards, one page. The request can be the stream's ARN.
            "DescribeStream" describe_stream: stream::describe_stream, DescribeStreamInput -> DescribeStreamOutput,
                plain, engine, reads, one;
            /// GetShardIterator: returns a position in a shard of a stream.
            "GetShardIterator" get_shard_iterator: stream::get_shard_iterator,
                GetShardIteratorInput -> GetShardIteratorOutput, plain, engine, reads, one;
            /// GetRecords: reads the records of a shard, one page. The request can be the iterator.
            "GetRecords" get_records: stream::get_records, GetRecordsInput -> GetRecordsOutput,
                plain, engine, reads, many;
            /// UpdateContributorInsights: enables or disables contributor insights of a table or a global index.
            "UpdateContributorInsights" update_contributor_insights: contributor_insights::update_contributor_insights,
                UpdateContributorInsightsInput -> UpdateContributorInsightsOutput, plain, engine, writes, one;
            /// DescribeContributorInsights: describes contributor insights. The request can be a table's name.
            "DescribeContributorInsights" describe_contributor_insights:
                contributor_insights::describe_contributor_insights,
                DescribeContributorInsightsInput -> DescribeContributorInsightsOutput, plain, engine, reads, one;
            /// ListContributorInsights: lists the tables and indexes with contributor insights, one page.
            "ListContributorInsights" list_contributor_insights: contributor_insights::list_contributor_insights,
                ListContributorInsightsInput -> ListContributorInsightsOutput, plain, engine, reads, one;
            /// EnableKinesisStreamingDestination: sends a table's changes to a Kinesis data stream.
            "EnableKinesisStreamingDestination" enable_kinesis_streaming_destination:
                kinesis::enable_kinesis_streaming_destination,
                EnableKinesisStreamingDestinationInput -> KinesisStreamingDestinationOutput,
                plain, engine, writes, one;
            /// DisableKinesisStreamingDestination: stops sending a table's changes to a Kinesis data stream.
            "DisableKinesisStreamingDestination" disable_kinesis_streaming_destination:
                kinesis::disable_kinesis_streaming_destination,
                DisableKinesisStreamingDestinationInput -> KinesisStreamingDestinationOutput,
                plain, engine, writes, one;
            /// UpdateKinesisStreamingDestination: changes the precision of the times that are sent.
            "UpdateKinesisStreamingDestination" update_kinesis_streaming_destination:
                kinesis::update_kinesis_streaming_destination,
                UpdateKinesisStreamingDestinationInput -> UpdateKinesisStreamingDestinationOutput,
                plain, engine, writes, one;
            /// DescribeKinesisStreamingDestination: lists the Kinesis data streams that a table's changes are sent to.
            /// The request can be the table's name.
            "DescribeKinesisStreamingDestination" describe_kinesis_streaming_destination:
                kinesis::describe_kinesis_streaming_destination,
                DescribeKinesisStreamingDestinationInput -> DescribeKinesisStreamingDestinationOutput,
                plain, engine, reads, one;
            /// CreateGlobalTable: makes tables in several regions replicas of a global table of version 2017.11.29.
            "CreateGlobalTable" create_global_table: global_table::create_global_table,
                CreateGlobalTableInput -> CreateGlobalTableOutput, plain, engine, writes, one;
            /// UpdateGlobalTable: adds replicas to a global table of version 2017.11.29, or removes them.
            "UpdateGlobalTable" update_global_table: global_table::update_global_table,
                UpdateGlobalTableInput -> UpdateGlobalTableOutput, plain, engine, writes, one;
            /// DescribeGlobalTable: describes a global table of version 2017.11.29. The request can be its name.
            "DescribeGlobalTable" describe_global_table: global_table::describe_global_table,
                DescribeGlobalTableInput -> DescribeGlobalTableOutput, plain, engine, reads, one;
            /// ListGlobalTables: lists the global tables of version 2017.11.29, one page.
            "ListGlobalTables" list_global_tables: global_table::list_global_tables,
                ListGlobalTablesInput -> ListGlobalTablesOutput, plain, engine, reads, one;
            /// UpdateGlobalTableSettings: changes units, their scaling and other settings of the replicas of a global
            /// table of version 2017.11.29.
            "UpdateGlobalTableSettings" update_global_table_settings: global_table::update_global_table_settings,
                UpdateGlobalTableSettingsInput -> UpdateGlobalTableSettingsOutput, plain, engine, writes, one;
            /// DescribeGlobalTableSettings: describes those settings. The request can be the global table's name.
            "DescribeGlobalTableSettings" describe_global_table_settings: global_table::describe_global_table_settings,
                DescribeGlobalTableSettingsInput -> DescribeGlobalTableSettingsOutput, plain, engine, reads, one;
            /// UpdateTableReplicaAutoScaling: sets how the units of a table's replicas are scaled. Here they are moved
            /// into the bounds at once, and not by load.
            "UpdateTableReplicaAutoScaling" update_table_replica_auto_scaling:
                global_table::update_table_replica_auto_scaling,
                UpdateTableReplicaAutoScalingInput -> UpdateTableReplicaAutoScalingOutput, plain, engine, writes, one;
            /// DescribeTableReplicaAutoScaling: describes how units are scaled. The request can be the table's name.
            "DescribeTableReplicaAutoScaling" describe_table_replica_auto_scaling:
                global_table::describe_table_replica_auto_scaling,
                DescribeTableReplicaAutoScalingInput -> DescribeTableReplicaAutoScalingOutput, plain, engine, reads, one;
            /// DescribeLimits: returns the quotas of the account and of a table.
            "DescribeLimits" describe_limits: account::describe_limits, DescribeLimitsInput -> DescribeLimitsOutput,
                plain, engine, reads, one;
            /// DescribeEndpoints: returns the address of the service.
            "DescribeEndpoints" describe_endpoints: account::describe_endpoints,
                DescribeEndpointsInput -> DescribeEndpointsOutput, plain, engine, reads, one;
        }
    };
}

/// What an operation runs on.
macro_rules! run_on {
    (tables $engine:expr) => {
        $crate::operation::Tables::of($engine)
    };
    (engine $engine:expr) => {
        $engine
    };
}

pub(crate) use {every_operation, run_on};

macro_rules! names {
    ($($(#[$doc:meta])* $operation:literal $method:ident: $family:ident::$module:ident, $input:ident -> $output:ident,
        $values:ident, $on:ident, $effect:ident, $items:ident;)*) => {
        /// The operations that this version has, as the service calls them.
        pub const NAMES: &[&str] = &[$($operation),*];

        $(impl Operation for $input {
            const OPERATION: &'static str = $operation;
            type Output = $output;
        })*

        /// Whether an operation only reads, whatever the request.
        #[cfg(feature = "cli")]
        pub(crate) fn only_reads(operation: &str) -> bool {
            match operation {
                $($operation => names!(@only_reads $effect),)*
                _ => false,
            }
        }

        /// Whether an operation may answer with more than one item.
        #[cfg(feature = "server")]
        pub(crate) fn may_answer_with_many_items(operation: &str) -> bool {
            match operation {
                $($operation => names!(@many $items),)*
                _ => false,
            }
        }
    };
    (@only_reads reads) => { true };
    (@only_reads writes) => { false };
    (@many many) => { true };
    (@many one) => { false };
}

every_operation! { names }

#[cfg(test)]
mod tests;
