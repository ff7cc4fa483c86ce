//! Amazon DynamoDB inside your process: the same operations, the same answers, the same error texts, at memory speed.
//!
//! ```
//! use hashrange::{Database, ScalarAttributeType::S, item};
//!
//! let db = Database::new();
//! let users = db.create_table("users").partition_key("user_id", S).run()?;
//! users.put(item! { "user_id": "jihoon07", "product_name": "텀블러" }).run()?;
//! users.put(item! { "user_id": "jihoon07", "product_name": "스탠리" }).run()?; // the same key: replaced
//!
//! let jihoon = users.get("jihoon07").run()?.expect("it was put");
//! assert_eq!(jihoon.get("product_name"), Some(&"스탠리".into()));
//! assert_eq!(users.item_count(), 1);
//! # Ok::<(), hashrange::Error>(())
//! ```
//!
//! # What it is, and what it is not
//!
//! It is
//! - **a library**: [`Database::new`] is a database, in less than a microsecond, with no server, port or network;
//! - **DynamoDB's answers**: its data model, its expressions and PartiQL, its checks in its order, its error texts, sizes
//!   and capacity units;
//! - **in memory**: a get or a put takes at most twice the time of the same on a bare `RwLock<BTreeMap>` whose keys begin
//!   with the SHA-256 of the partition key.
//!
//! It is not
//! - **durable by itself**: tables live in memory until [`Database::save`] writes them to a file, or in a database that
//!   was opened on disk (`Database::open`, feature `disk`);
//! - **distributed**: one process has the tables, and other processes reach it over HTTP (feature `server`);
//! - **throttled or guarded unless it is told to be**: throughput is accounted for, and throttles with
//!   [`DatabaseBuilder::throughput`]; resource policies are stored, and enforced with
//!   [`DatabaseBuilder::enforce_policies`].
//!
//! # Where to begin
//!
//! - [`Database`] creates tables; [`Database::fork`] copies a whole database for a test.
//! - [`Table`] reads and writes: [`put`](Table::put), [`get`](Table::get), [`update`](Table::update),
//!   [`delete`](Table::delete), [`query`](Table::query), [`scan`](Table::scan). [`explain`](Table::explain) shows in
//!   which partition the hash of a key places it.
//! - [`Table::changes`] reads a table's stream: what was changed, in order, as an iterator, a blocking one or an async one;
//!   [`ChangesBuilder::batches`] delivers it as an event source of AWS Lambda does.
//! - [`Item`], [`AttributeValue`], [`Number`] and the [`item!`] macro are the data. [`to_item`] and [`from_item`] convert
//!   any `serde` type.
//! - Tests move time with a [`Clock`]. [`DatabaseBuilder`] sets how long tables are CREATING, how long expired items
//!   remain, and how late eventually consistent reads are ([`Lag`]). [`Database::calls`] records the operations that ran,
//!   [`Table::watch`] the items that they changed; [`Database::diff`] compares with a fork taken before, and
//!   [`Database::dump`] is a text for snapshot tests.
//! - Tests make trouble with [`Database::faults`] (exceptions, lost requests and answers, delays), [`Database::hold`] (an
//!   item that a transaction in progress has) and [`DatabaseBuilder::throughput`]. What is random depends on
//!   [`DatabaseBuilder::id_seed`]. With the feature `fixtures`, `Database::from_fixture` makes tables from files.
//! - [`Database::connect_through`] is a database behind an endpoint, with the same builders; `Database::connect` (feature
//!   `remote`) reaches one over HTTP. `Database::copy_to` moves tables from one to another, `Database::compare_with` compares
//!   them.
//! - [`operation`] has the API's request and response structs one to one; [`Database::wire`] takes and returns its JSON.
//! - [`Error`] is DynamoDB's exception, and [`Error::hint`] suggests what to do about it.
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | adds | and depends on |
//! | --- | --- | --- |
//! | none | the engine, the typed API, snapshots | at most 40 crates, none of them AWS's or an async runtime |
//! | `sdk` | `hashrange::sdk`: `aws_sdk_dynamodb::Client` on the engine, without a socket | the AWS SDK for Rust, without TLS and HTTP |
//! | `server` | `hashrange::server`: DynamoDB's API over HTTP/1.1 and HTTP/2, or as a service of tower | hyper, Tokio |
//! | `formats` | Amazon Ion, CSV and Zstandard in imports, exports and bulk puts | csv, ruzstd |
//! | `fixtures` | `Database::from_fixture`: tables and items from templates, data models and files of items | `formats`, saphyr-parser |
//! | `derive` | [`record`]: typed tables of `#[derive(Record)]` structs | syn, at compile time |
//! | `serde_dynamo` | conversions of values and items to and from those of the crate of that name | serde_dynamo |
//! | `remote` | `Database::connect`: the same API on Amazon DynamoDB or another server of its protocol | crates of the AWS SDK for Rust, hyper, rustls, Tokio |
//! | `tracing` | a span for each operation: table, index, units, items; no values unless `Database::set_traced_values` asks for them | tracing |
//! | `cli` | the program `hashrange`: `serve`, a PartiQL shell, tables and their settings, items, streams, import and export, tools for coding assistants | `console`, `disk`, `fixtures`, `remote`, clap, rmcp, rustyline |
//!
//! # Guarantees
//!
//! **A write of one item** (put, update, delete) is atomic. Its condition is evaluated in the same step. The item, its
//! entries in all indexes and the sizes that are counted change together: no reader finds an index entry without its
//! item.
//!
//! **A transaction** ([`Database::transaction`], TransactWriteItems, ExecuteTransaction) is applied whole or not at all,
//! and is serializable with every other operation.
//!
//! **A batch** ([`Table::put_all`], BatchWriteItem, BatchExecuteStatement) is a series of single writes, each atomic by
//! itself.
//!
//! **Reads** see every write that had returned before they began, from indexes too; `consistent` changes what a read
//! costs, not what it sees, unless a [`Lag`] makes the others late. What a read sees as of one moment:
//!
//! | read | of one moment |
//! | --- | --- |
//! | [`Table::get`] | the item |
//! | [`Table::query`], one page | all items of the page |
//! | [`Database::transaction_read`], TransactGetItems | all items, of any tables |
//! | [`Table::scan`], one page | the items of each partition that the page reads |
//! | several pages, batches | each page, each item |
//!
//! A query or scan over several pages returns each item that exists all the time exactly once. Items that are put or
//! deleted meanwhile may or may not be among them. An item that was read never changes: the table replaces items that
//! are shared (copy-on-write).
//!
//! **Copies.** [`Database::fork`] is an independent copy of all tables as of one moment. It shares the items until one side
//! writes, so it takes microseconds however many there are. [`Database::save`] writes such a copy to a file that
//! replaces the old one whole: after a failure or a crash the old file is still there. [`Database::load`] checks every
//! value and a checksum, and refuses a file that was changed or cut off.
//!
//! **At exit** everything that was not saved is lost, unless the database was opened on disk. Dropping a database does not
//! save it.
//!
//! **On disk** (`Database::open`, feature `disk`) a change is there whole or not at all after a crash at any moment: an
//! item of a batch, a transaction, an UpdateTable, a [`Database::reset_to`]. What a crash can take back is one of three
//! promises:
//! - `Durability::Sync`, the default: nothing that was answered. No answer, a read's included, tells of a change that a
//!   crash can still take back.
//! - `Durability::Buffered`: what was written in the last 100 ms, always a whole suffix: with a change all later ones.
//! - `Durability::Manual`: what was written since the last `Database::sync`, or a suffix of it.
//!
//! When a write or a sync fails, the database refuses writes from then on and says why, and reads go on.
//!
//! **Time** is the system's, or a clock that the program moves ([`Clock`], [`DatabaseBuilder::clock`],
//! [`DatabaseBuilder::load`]). Scheduled work runs when the clock has passed its time, in the call that moves a manual
//! clock or in the next operation. There is no thread of its own, but for:
//! - exports, imports and bulk puts of more than 1 MiB, each of which runs on one until it is done
//!   ([`Database::wait_for_transfers`]);
//! - a scan that is told to read on several ([`ScanBuilder::parallel`]), as long as its iterator lives;
//! - large contents that nobody needs any more, such as those of a deleted table, which are freed on one;
//! - the delay of a fault in async code, as long as it lasts;
//! - a database on disk whose writes are buffered, which are flushed by one (`Durability::Buffered`).
//!
//! **Threads.** All types can be shared among threads. An operation runs on the thread that calls it, and waits only
//! for locks that are held for microseconds, so async code can call it directly. Work that takes time in proportion to
//! a table's items or for the disk, and what waits for it:
//!
//! | work | who waits |
//! | --- | --- |
//! | UpdateTable fills a new index | its caller; forks, saves and other changes of tables |
//! | the first request after items expired deletes them, about 1.6 µs each | requests that name the table |
//! | a save, a load | its caller |
//! | on disk, a sync of changes (`Durability::Sync`) | their callers, and reads of the same partitions |
//!
//! **Input** of any kind, hostile or damaged, gives an error and not a panic, in time and memory in proportion to it.
//!
//! # Limits
//!
//! The service's quotas apply, and [`limits`] lists them: 400 KB for an item, 1 MB for a page, 100 actions in a
//! transaction. A table has at most 10,000 partitions. Otherwise memory is the limit: an item of 400 bytes takes about
//! 940 bytes.
//!
//! # Operations
//!
//! | operations | typed |
//! | --- | --- |
//! | PutItem, GetItem, UpdateItem, DeleteItem | [`Table::put`], [`get`](Table::get), [`update`](Table::update), [`delete`](Table::delete) |
//! | Query, Scan | [`Table::query`], [`scan`](Table::scan), also of a [`Table::index`] |
//! | SearchVectors | [`TableIndex::search`] |
//! | BatchGetItem, BatchWriteItem | [`Table::get_all`], [`put_all`](Table::put_all), of any number of items |
//! | TransactGetItems, TransactWriteItems | [`Database::transaction_read`], [`transaction`](Database::transaction) |
//! | ExecuteStatement, BatchExecuteStatement, ExecuteTransaction | [`Database::execute`], [`statement`](Database::statement) |
//! | CreateTable, DescribeTable, UpdateTable, DeleteTable, ListTables | [`Database::create_table`], [`Table::describe`], [`Table::update_settings`], [`Database::table_names`] |
//! | UpdateTimeToLive, DescribeTimeToLive | [`Table::enable_time_to_live`], [`disable_time_to_live`](Table::disable_time_to_live), [`time_to_live`](Table::time_to_live) |
//! | TagResource, UntagResource, ListTagsOfResource | [`Table::tag`], [`untag`](Table::untag), [`tags`](Table::tags) |
//! | PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy | [`Table::put_resource_policy`], [`resource_policy`](Table::resource_policy), [`delete_resource_policy`](Table::delete_resource_policy) |
//! | ListStreams, DescribeStream, GetShardIterator, GetRecords | [`Table::changes`], [`shards`](Table::shards) |
//! | EnableKinesisStreamingDestination, DisableKinesisStreamingDestination, UpdateKinesisStreamingDestination, DescribeKinesisStreamingDestination | [`Database::kinesis_stream`] |
//! | CreateBackup, DescribeBackup, ListBackups, DeleteBackup, RestoreTableFromBackup | [`Table::create_backup`], [`backups`](Table::backups), [`Database::restore_from_backup`] |
//! | UpdateContinuousBackups, DescribeContinuousBackups, RestoreTableToPointInTime | [`Table::enable_point_in_time_recovery`], [`continuous_backups`](Table::continuous_backups), [`restore`](Table::restore) |
//! | ExportTableToPointInTime, DescribeExport, ListExports | [`Table::export`], [`Database::describe_export`] and so on |
//! | ImportTable, DescribeImport, ListImports | [`Database::import_table`], [`describe_import`](Database::describe_import), [`list_imports`](Database::list_imports) |
//! | StartBulkPutItems, DescribeBulkOperation, ListBulkOperations, CancelBulkOperation | [`Table::bulk_put`], [`Database::describe_bulk_operation`] and so on |
//! | UpdateContributorInsights, DescribeContributorInsights, ListContributorInsights | [`Table::contributors`], [`TableIndex::contributors`] |
//! | CreateGlobalTable, UpdateGlobalTable, DescribeGlobalTable, ListGlobalTables, UpdateGlobalTableSettings, DescribeGlobalTableSettings | [`Database::create_global_table`] and so on |
//! | UpdateTableReplicaAutoScaling, DescribeTableReplicaAutoScaling | [`Database::update_table_replica_auto_scaling`] and so on |
//! | DescribeLimits, DescribeEndpoints | [`Database::describe_limits`], [`describe_endpoints`](Database::describe_endpoints) |
//!
//! Each is a method of [`Database`] too, with its request and response structs ([`operation`]). Where a request needs
//! one text, that is enough: `db.delete_table("users")`.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod codec;
#[cfg(feature = "remote")]
mod copy;
mod database;
#[cfg(feature = "disk")]
mod disk;
#[cfg(feature = "remote")]
mod endpoint;
mod engine;
mod enumeration;
mod error;
mod expression;
#[cfg(feature = "fixtures")]
mod fixture;
mod key;
pub mod limits;
mod listen;
mod mix;
pub mod operation;
mod partiql;
#[cfg(feature = "derive")]
pub mod record;
pub mod remote;
#[cfg(feature = "sdk")]
pub mod sdk;
#[cfg(feature = "server")]
pub mod server;
pub mod size;
mod snapshot;
mod steps;
mod storage;
mod sync;
mod texts;
mod transfer;
mod units;
mod value;
mod wire;
mod work;

/// The parsers, for the fuzz targets. This is not part of the API and may change in any release.
#[doc(hidden)]
pub mod fuzzing {
    pub use crate::expression::{ConditionTree, ExpressionKind, Placeholders, ProjectionTree, UpdateTree};
    #[cfg(feature = "fixtures")]
    pub use crate::fixture::read_definition;
    #[cfg(feature = "formats")]
    pub use crate::transfer::formats::fuzzing::read_file;
}

/// Faults that calls meet: [`Database::faults`].
pub mod faults {
    pub use crate::{
        database::{FaultBuilder, FaultHandle, Faults, IntoOperations, StoryBuilder},
        engine::{FaultAnswer, FaultRule, FaultStory, StoryKind},
    };
}

/// Functions that the expansions of macros call. This is not part of the API.
#[doc(hidden)]
pub mod macro_support {
    pub use crate::database::check_count;
    pub use crate::value::literal::{Literal, is_storable};
}

#[cfg(feature = "remote")]
pub use copy::{
    CompareBuilder, Comparison, CopiedTable, CopyBuilder, CopyError, CopyPhase, CopyProgress, CopyReport,
    CutOver,
};
pub use database::{
    AttributeDiff, Batch, BatchGetBuilder, BatchGetOutput, BatchResponse, BatchWriteBuilder,
    BatchWriteOutput, Batches, BatchesBuilder, BulkPutBuilder, CallPattern, Calls, CallsDiffer, ChangeStream,
    Changes, ChangesBuilder, Contributor, Contributors, CreateTableBuilder, Database, DatabaseBuilder,
    DefinitionDiff, DeleteBuilder, DeleteResourcePolicyBuilder, Delivered, Diff, DiscardReason,
    DiscardedBatch, Dump, EnableRecoveryBuilder, Explanation, ExportBuilder, GetBuilder, Hold,
    ImportTableBuilder, Index, IndexUpdate, IntoCondition, IntoKey, IntoParameters, IntoProjection,
    IntoUpdate, ItemDiff, ItemStream, Items, ItemsAs, Key, KinesisRecordStream, KinesisRecords,
    KinesisRecordsBuilder, KinesisStream, Partition, PartitionHeat, PartitionSpread, PendingReplication,
    PutBuilder, PutResourcePolicyBuilder, QueryBuilder, Regions, RestoreBuilder, ScanBuilder, SearchBuilder,
    StatementBuilder, Table, TableChange, TableDiff, TableIndex, TransactionBuilder, TransactionReadBuilder,
    UpdateBuilder, UpdateTableBuilder, VectorIndex, Watcher,
};
#[cfg(feature = "disk")]
pub use disk::{DiskError, Durability, OpenProgress};
#[cfg(feature = "remote")]
pub use endpoint::Endpoint;
pub use engine::{
    Call, CallKey, CallPartition, CallUnits, Clock, CloudWatchMetric, LatencyHistogram, Metrics,
    OperationMetrics, ThrottleMetrics, UnitMetrics,
};
pub use error::{
    CancellationReason, Error, FailedActions, Message, Result, Throttled, ThrottledAccess, ThrottledResource,
    ThrottlingReason, ThroughputLimit,
};
pub use expression::{
    Attr, ConditionExpression, ConditionOperand, Expression, NewValue, ProjectionExpression, Size,
    UpdateExpression, attr,
};
#[cfg(feature = "fixtures")]
pub use fixture::{Fixture, FixtureError};
#[cfg(feature = "derive")]
pub use hashrange_derive::{Projection, Record};
pub use key::{HashRange, KeyAttribute, KeySchema, PartitionKeyHash, ScalarAttributeType};
#[cfg(feature = "derive")]
pub use record::{Projection, Record, TableOf};
pub use remote::WireResponse;
pub use snapshot::SnapshotError;
pub use storage::throughput::Throughput;
pub use storage::{ChangedBy, ItemChange, Lag, SequenceNumber};
pub use value::{
    AttributeName, AttributeType, AttributeValue, ConversionError, Item, Number, NumberError, Text,
    from_attribute_value, from_attribute_value_ref, from_item, from_item_ref, sets, to_attribute_value,
    to_item,
};

/// The programs of README.md and of the guide are run as tests.
#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../README.md")]
    struct Readme;
    #[cfg(feature = "derive")]
    #[doc = include_str!("../docs/cookbook.md")]
    struct Cookbook;
    #[cfg(feature = "derive")]
    #[doc = include_str!("../docs/typed-tables.md")]
    struct TypedTables;
    #[doc = include_str!("../docs/embedding.md")]
    struct Embedding;
    #[cfg(feature = "disk")]
    #[doc = include_str!("../docs/on-disk.md")]
    struct OnDisk;
    #[doc = include_str!("../docs/scale.md")]
    struct Scale;
    #[cfg(feature = "remote")]
    #[doc = include_str!("../docs/endpoints.md")]
    struct Endpoints;
    #[cfg(feature = "remote")]
    #[doc = include_str!("../docs/moving-data.md")]
    struct MovingData;
    #[doc = include_str!("../docs/teaching.md")]
    struct Teaching;
    #[doc = include_str!("../docs/testing.md")]
    struct Testing;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::operation::NAMES;

    #[test]
    fn the_documentation_lists_all_operations() {
        let rows = include_str!("lib.rs").lines().skip_while(|line| *line != "//! # Operations");
        let rows =
            rows.take_while(|line| line.starts_with("//!")).filter_map(|line| line.strip_prefix("//! | "));
        let listed: Vec<&str> = rows
            .skip(2)
            .filter_map(|row| row.split(" | ").next())
            .flat_map(|names| names.split(", "))
            .collect();
        assert_lists_all(&listed, "the table of operations in lib.rs");
    }

    #[test]
    fn the_guide_lists_all_operations() {
        let (_, begins) = include_str!("../docs/operations.md").split_once("# What it answers\n\n").unwrap();
        let (counted, list) = begins.split_once(" of the API's 66 operations, complete: ").unwrap();
        let (list, _) = list.split_once('.').unwrap();
        let listed: Vec<&str> = list.split(',').map(str::trim).collect();
        assert_lists_all(&listed, "the list of operations in docs/operations.md");
        assert_eq!(counted, NAMES.len().to_string(), "the count of operations in docs/operations.md");
    }

    fn assert_lists_all(listed: &[&str], whose: &str) {
        let known = BTreeSet::from_iter(NAMES.iter().copied());
        assert_eq!(BTreeSet::from_iter(listed.iter().copied()), known, "{whose}");
        assert_eq!(listed.len(), known.len(), "an operation is twice in {whose}");
    }
}
