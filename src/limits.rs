//! The service's quotas, each with its unit in its name and its source in its comment.
//!
//! Sources: the developer guide's pages "Quotas in Amazon DynamoDB" (`ServiceQuotas.html`), "Constraints in
//! Amazon DynamoDB" (`Constraints.html`) and the API reference of the operation named.

/// Digits of precision of a number. (Constraints: Data types, Number)
pub const NUMBER_DIGITS: usize = 38;
/// Decimal exponent of the most significant digit of the largest magnitude, `9.99...E+125`. (Constraints: Number)
pub const NUMBER_MAX_EXPONENT: i32 = 125;
/// Decimal exponent of the smallest magnitude, `1E-130`. (Constraints: Number)
pub const NUMBER_MIN_EXPONENT: i32 = -130;
/// Size of an item, names and values together. (Constraints: Items)
pub const ITEM_SIZE_BYTES: usize = 400 * 1024;
/// Levels of nesting in a value, the attribute itself being the first. (Constraints: Attributes)
pub const NESTING_LEVELS: usize = 32;
/// Length of an attribute's name. (API reference: `ExpressionAttributeNames`, AttributesToGet)
pub const ATTRIBUTE_NAME_BYTES: usize = 65_535;
/// Length of a partition key's value. (Constraints: Partition keys and sort keys)
pub const PARTITION_KEY_BYTES: usize = 2048;
/// Length of a sort key's value, or of all of an index's sort keys together. (Constraints: Partition keys and sort
/// keys)
pub const SORT_KEY_BYTES: usize = 1024;
/// Size of an expression's names and values together. (Constraints: Expression parameters)
pub const SUBSTITUTION_BYTES: usize = 2 * 1024 * 1024;
/// Length of an expression as sent. (Constraints: Expression parameters)
pub const EXPRESSION_BYTES: usize = 4096;
/// Length of a placeholder, its sign included. (Constraints: Expression parameters)
pub const PLACEHOLDER_BYTES: usize = 255;
/// Operators and functions in one expression. (Constraints: Expression parameters)
pub const EXPRESSION_OPERATORS: usize = 300;
/// Names and positions in one document path. (Quotas: Expression parameters; the depth of a nested attribute)
pub const DOCUMENT_PATH_ELEMENTS: usize = 32;
/// Values that the conditions of one request may read, in all items that it tests. It is the number of values in a page
/// of the smallest items, times the tests of the largest expression, in which every other operator joins two tests.
/// Reading them takes less than a second. (Ours)
pub(crate) const CONDITION_WORK: usize = EXPRESSION_OPERATORS / 2 * PAGE_SIZE_BYTES;
/// Operands of `IN`. (Constraints: Expression parameters)
pub const IN_OPERANDS: usize = 100;
/// Data read by one page of a Query or Scan. (API reference: Query, Scan)
pub const PAGE_SIZE_BYTES: usize = 1024 * 1024;
/// Put and delete requests in one BatchWriteItem. (API reference: BatchWriteItem)
pub const BATCH_WRITE_REQUESTS: usize = 25;
/// Keys in one BatchGetItem. (API reference: BatchGetItem)
pub const BATCH_GET_KEYS: usize = 100;
/// Data in one answer of BatchGetItem. (API reference: BatchGetItem)
pub const BATCH_GET_SIZE_BYTES: usize = 16 * 1024 * 1024;
/// Actions in one transaction. (Constraints: DynamoDB transactions)
pub const TRANSACTION_ACTIONS: usize = 100;
/// Data in one transaction. (Constraints: DynamoDB transactions)
pub const TRANSACTION_SIZE_BYTES: usize = 4 * 1024 * 1024;
/// How long a client request token keeps a transaction from running twice. (API reference: TransactWriteItems)
pub const TRANSACTION_TOKEN_SECONDS: u64 = 600;
/// The most characters of a transaction's client request token. (API reference: TransactWriteItems,
/// `ClientRequestToken`)
pub const TRANSACTION_TOKEN_CHARACTERS: usize = 36;
/// How long exports and imports are listed after their end. (API reference: ListExports, ListImports)
pub const TRANSFER_KEPT_SECONDS: u64 = 90 * 24 * 60 * 60;
/// How long after its end a client token stands for an export or import. (API reference: ExportTableToPointInTime,
/// ImportTable)
pub const TRANSFER_TOKEN_SECONDS: u64 = 8 * 60 * 60;
/// The shortest time of an incremental export. (Developer guide: Requesting a table export)
pub const INCREMENTAL_EXPORT_MIN_SECONDS: u64 = 15 * 60;
/// The longest time of an incremental export. (Developer guide: Requesting a table export)
pub const INCREMENTAL_EXPORT_MAX_SECONDS: u64 = 24 * 60 * 60;
/// Smallest and largest length of the ARN of an export, in characters. (API reference: DescribeExport)
pub const EXPORT_ARN_CHARACTERS: std::ops::RangeInclusive<usize> = 37..=1024;
/// Exports in one answer of ListExports. (API reference: ListExports)
pub const LIST_EXPORTS_PAGE: usize = 25;
/// Length of the name of a bucket, in characters. (API reference: ExportTableToPointInTime)
pub const BUCKET_CHARACTERS: usize = 255;
/// Length of the prefix of an export's files, in characters. (API reference: ExportTableToPointInTime)
pub const PREFIX_CHARACTERS: usize = 1024;
/// Length of the id of a key of AWS KMS, in characters. (API reference: ExportTableToPointInTime)
pub const KMS_KEY_CHARACTERS: usize = 2048;
/// Imports in progress. (API reference: ImportTable, `LimitExceededException`)
pub const IMPORTS_IN_PROGRESS: usize = 50;
/// Objects that an import or a bulk operation reads. (Developer guide: Import format quotas and validation; Best
/// practices for bulk put items)
pub const TRANSFER_OBJECTS: usize = 50_000;
/// Smallest and largest length of the ARN of an import or a bulk operation, in characters. (API reference:
/// DescribeImport, DescribeBulkOperation)
pub const IMPORT_ARN_CHARACTERS: std::ops::RangeInclusive<usize> = 37..=1024;
/// Imports in one answer of ListImports. (API reference: ListImports)
pub const LIST_IMPORTS_PAGE: usize = 25;
/// Smallest and largest length of the token of a page of ListImports, in characters. (API reference: ListImports)
pub const IMPORT_TOKEN_CHARACTERS: std::ops::RangeInclusive<usize> = 112..=1024;
/// Columns of a CSV file whose names are in the request. (API reference: `CsvOptions`)
pub const CSV_COLUMNS: usize = 255;
/// Length of the name of a column in a request, in characters. (API reference: `CsvOptions`)
pub const CSV_NAME_CHARACTERS: usize = 65_536;
/// Bulk operations in progress. (Ours: the service's quota is not known)
pub const BULK_OPERATIONS_IN_PROGRESS: usize = 50;
/// The smallest rate of writes of a bulk operation, in units for each second. (API reference: StartBulkPutItems)
pub const BULK_WRITE_MIN_UNITS: i64 = 1024;
/// Bulk operations in one answer of ListBulkOperations, at most and by default. (API reference: ListBulkOperations)
pub const LIST_BULK_OPERATIONS_PAGE: usize = 25;
/// The default of that.
pub const LIST_BULK_OPERATIONS_DEFAULT: i32 = 10;
/// Smallest and largest length of the token of a page of ListBulkOperations, in characters. (API reference:
/// ListBulkOperations)
pub const BULK_TOKEN_CHARACTERS: std::ops::RangeInclusive<usize> = 1..=1024;
/// Exports in progress. (Quotas: Export table to Amazon S3)
pub const EXPORTS_IN_PROGRESS: usize = 300;
/// Local secondary indexes of a table. (Quotas: Secondary indexes)
pub const LOCAL_INDEXES: usize = 5;
/// Global secondary indexes of a table, before the quota is raised. (Quotas: Secondary indexes)
pub const GLOBAL_INDEXES: usize = 20;
/// Vector indexes of a table. (Developer guide: Vector search, quotas)
pub const VECTOR_INDEXES: usize = 5;
/// Dimensions of a vector. (Developer guide: Vector search, quotas)
pub const VECTOR_DIMENSIONS: usize = 4_096;
/// Inline filters of a vector index. (Developer guide: Vector search, quotas)
pub const INLINE_FILTERS: usize = 18;
/// Results of a search. (Developer guide: Vector search, quotas)
pub const SEARCH_RESULTS: usize = 100;
/// The smallest number of bytes that a search, or the write of an entry of a vector index, is charged for. (Developer
/// guide: Vector search, pricing)
pub const VECTOR_REQUEST_BYTES: usize = 1_024;
/// The results of a search, in bytes. (Developer guide: Vector search, requirements and limitations)
pub const SEARCH_RESULT_BYTES: usize = 16 * 1024 * 1024;
/// Partition-key attributes, and sort-key attributes, of one global secondary index. (Developer guide:
/// Global secondary indexes, multi-attribute keys)
pub const INDEX_KEY_ATTRIBUTES: usize = 4;
/// Non-key attributes that all indexes of a table may name together. (Quotas: Projected secondary index attributes)
pub const PROJECTED_ATTRIBUTES: usize = 100;
/// Non-key attributes that one index may name. (API reference: Projection)
pub const PROJECTED_ATTRIBUTES_OF_INDEX: usize = 20;
/// Parts of one kind of a table, such as indexes, definitions or tags, that are read from a request: more than any
/// table has (25 indexes with up to 8 key attributes each). Further parts are skipped, and the operation refuses the
/// request because of the first ones. (Ours)
pub(crate) const TABLE_PARTS: usize = 1000;
/// Length of the name of a key attribute, and of an attribute that an index names, in characters. (API reference:
/// `KeySchemaElement`, `Projection`)
pub const KEY_NAME_CHARACTERS: usize = 255;
/// Length of a table's ARN. (API reference: CreateTable, TableName)
pub const TABLE_ARN_CHARACTERS: usize = 1024;
/// Length of the ARN of a table, an index or a stream. (API reference: TagResource, ResourceArn)
pub const RESOURCE_ARN_CHARACTERS: usize = 1283;
/// Smallest and largest length of the ARN of a backup, in characters. (API reference: DescribeBackup)
pub const BACKUP_ARN_CHARACTERS: std::ops::RangeInclusive<usize> = 37..=1024;
/// How long the system backup of a deleted table is kept. (Developer guide: Point-in-time recovery, deleting a table)
pub const SYSTEM_BACKUP_DAYS: u64 = 35;
/// Tables that are restored at the same time. (API reference: RestoreTableToPointInTime)
pub const TABLES_RESTORING: usize = 50;
/// Backups in one answer of ListBackups. (API reference: ListBackups)
pub const LIST_BACKUPS_PAGE: usize = 100;
/// Results in one answer of ListContributorInsights. (API reference: ListContributorInsights)
pub const LIST_CONTRIBUTOR_INSIGHTS_PAGE: usize = 100;
/// Length of the name of a rule of contributor insights, in characters. (API reference: DescribeContributorInsights)
pub const CONTRIBUTOR_INSIGHTS_RULE_CHARACTERS: usize = 128;
/// Global tables in one answer of ListGlobalTables, unless the request asks for another number. (API reference:
/// ListGlobalTables)
pub const LIST_GLOBAL_TABLES_PAGE: usize = 100;
/// Replicas whose settings one request changes. (API reference: UpdateGlobalTableSettings)
pub const REPLICA_SETTINGS_UPDATES: usize = 50;
/// Global indexes whose settings one request changes, of all replicas or of one. (API reference:
/// UpdateGlobalTableSettings)
pub const INDEX_SETTINGS_UPDATES: usize = 20;
/// Length of the name of a policy by which units are scaled, in characters. (API reference: `AutoScalingPolicyUpdate`)
pub const SCALING_POLICY_NAME_CHARACTERS: usize = 256;
/// Length of the ARN of the role that scales units, in characters. (API reference: `AutoScalingSettingsUpdate`)
pub const SCALING_ROLE_ARN_CHARACTERS: usize = 1600;
/// The least and the largest part of the units, in percent, that a policy can aim at. (Application Auto Scaling: it
/// refuses others)
pub const SCALING_TARGETS_PERCENT: [f64; 2] = [10.0, 90.0];
/// Length of a tag's key, in characters. (API reference: Tag)
pub const TAG_KEY_CHARACTERS: usize = 128;
/// Length of a tag's value, in characters. (API reference: Tag)
pub const TAG_VALUE_CHARACTERS: usize = 256;
/// Tags of one table. (API reference: TagResource)
pub const TAGS: usize = 50;
/// Tags in one answer of ListTagsOfResource. (Ours: the service documents no number)
pub(crate) const TAGS_PAGE: usize = 10;
/// Decreases of provisioned throughput in a day that need no interval between them. (Quotas: Decreasing provisioned
/// throughput)
pub const DECREASES_AT_ONCE: u64 = 4;
/// Shortest interval between further decreases, in seconds. (Quotas: Decreasing provisioned throughput)
pub const DECREASE_INTERVAL_SECONDS: f64 = 3600.0;
/// Switches of a table to on-demand mode that are allowed within a day. (Developer guide: Considerations when switching
/// capacity modes)
pub const ON_DEMAND_SWITCHES: usize = 4;
/// The period in which those switches count, in seconds.
pub const ON_DEMAND_SWITCH_SECONDS: f64 = 24.0 * 60.0 * 60.0;
/// Changes of a table's class that are allowed within 30 days. (API reference: UpdateTable, `TableClass`; Developer
/// guide: Table classes)
pub const TABLE_CLASS_CHANGES: usize = 2;
/// The period in which those changes count, in seconds.
pub const TABLE_CLASS_CHANGE_SECONDS: f64 = 30.0 * 24.0 * 60.0 * 60.0;
/// Size of a resource policy, white space included. (API reference: PutResourcePolicy)
pub const RESOURCE_POLICY_BYTES: usize = 20 * 1024;
/// Length of the id of a policy's revision, in characters. (API reference: PutResourcePolicy)
pub const POLICY_REVISION_CHARACTERS: usize = 255;
/// Shortest interval between two changes of a table's time to live. (API reference: UpdateTimeToLive)
pub const TIME_TO_LIVE_CHANGE_SECONDS: u64 = 60 * 60;
/// Tables of an account in a region, before the quota is raised. (Quotas: Tables)
pub const TABLES: usize = 2500;
/// Tables of an account in a region that may be created, changed or deleted at a time. (Quotas: API-specific limits)
pub const TABLES_CHANGING: usize = 500;
/// Tables with secondary indexes that may be created at a time. (Quotas: API-specific limits)
pub const INDEXED_TABLES_CREATING: usize = 250;
/// Read units, and write units, that may be provisioned for one table before the quota is raised. (Quotas:
/// Throughput default quotas)
pub const TABLE_CAPACITY_UNITS: u64 = 40_000;
/// Read units, and write units, that may be provisioned in an account and region before the quota is raised.
/// (Quotas: Throughput default quotas)
pub const ACCOUNT_CAPACITY_UNITS: u64 = 80_000;
/// Size of an item collection in a table with local secondary indexes. (Quotas: Item collections)
pub const ITEM_COLLECTION_SIZE_BYTES: u64 = 10 * 1024 * 1024 * 1024;
/// Bytes that one read capacity unit reads. (Developer guide: Read and write capacity)
pub const READ_UNIT_BYTES: usize = 4096;
/// Bytes that one write capacity unit writes. (Developer guide: Read and write capacity)
pub const WRITE_UNIT_BYTES: usize = 1024;
/// Read units per second of one partition. (Developer guide: Partition key design)
pub const PARTITION_READ_UNITS: u64 = 3000;
/// Write units per second of one partition. (Developer guide: Partition key design)
pub const PARTITION_WRITE_UNITS: u64 = 1000;
/// Seconds for which a table or index keeps capacity that it does not use. (Developer guide: DynamoDB burst and adaptive
/// capacity)
pub const BURST_SECONDS: u64 = 300;
/// Seconds after which a table on demand does twice a new peak of its traffic. (Developer guide: On-demand capacity mode,
/// initial throughput and scaling properties)
pub const PEAK_SECONDS: u64 = 30 * 60;
/// Partitions of a new on-demand table, which must serve 4,000 writes and 12,000 reads a second. (Developer guide:
/// On-demand capacity mode, Initial throughput)
pub const ON_DEMAND_PARTITIONS: usize = 4;
/// Table names in one answer of ListTables. (API reference: ListTables)
pub const LIST_TABLES_PAGE: usize = 100;
/// Length of a PartiQL statement, in characters. (API reference: ExecuteStatement)
pub const STATEMENT_CHARACTERS: usize = 8192;
/// Values that an IN of PartiQL may list for a partition key. (Developer guide: PartiQL operators)
pub const PARTITION_KEYS_IN: usize = 50;
/// Items in a page of a SELECT whose IN lists more than this number of partition keys. (Developer guide: PartiQL
/// operators)
pub const PARTITION_KEYS_PAGE: usize = 10;
/// Statements in one BatchExecuteStatement. (API reference: BatchExecuteStatement)
pub const BATCH_STATEMENTS: usize = 25;
/// Length of the token at the end of a page of a SELECT, in characters. (API reference: ExecuteStatement)
pub const NEXT_TOKEN_CHARACTERS: usize = 32768;
/// How long a stream's record is kept, and how long a stream is readable after it was disabled. (Developer guide:
/// Change data capture for DynamoDB Streams, data retention limit)
pub const STREAM_RETENTION_SECONDS: u64 = 24 * 60 * 60;
/// The days of point-in-time recovery. (API reference: PointInTimeRecoverySpecification, RecoveryPeriodInDays)
pub const RECOVERY_PERIOD_DAYS: std::ops::RangeInclusive<u32> = 1..=35;
/// How long a stream's shard takes records. (Developer guide: DynamoDB Streams, shards: about four hours)
pub const SHARD_SECONDS: u64 = 4 * 60 * 60;
/// How long a shard iterator can be used. (API reference: GetShardIterator)
pub const SHARD_ITERATOR_SECONDS: u64 = 15 * 60;
/// Length of a shard iterator, in characters. (API reference: GetRecords)
pub const SHARD_ITERATOR_CHARACTERS: usize = 2048;
/// Records in one answer of GetRecords. (API reference: GetRecords)
pub const STREAM_RECORDS: usize = 1000;
/// Size of the records in one answer of GetRecords. (API reference: GetRecords)
pub const STREAM_RECORDS_BYTES: usize = 1024 * 1024;
/// Shards in one answer of DescribeStream. (API reference: DescribeStream)
pub const STREAM_SHARDS: usize = 100;
/// Changes in a batch of an event source. (Lambda developer guide: parameters for DynamoDB event source mappings)
pub const BATCH_RECORDS: usize = 10_000;
/// How long a batch waits for more changes, in seconds. (Lambda API reference: CreateEventSourceMapping)
pub const BATCH_WINDOW_SECONDS: u64 = 300;
/// How many times a batch may be delivered again. (Lambda API reference: CreateEventSourceMapping)
pub const BATCH_RETRIES: u32 = 10_000;
/// The greatest age of a change that is delivered, in seconds. (Lambda API reference: CreateEventSourceMapping)
pub const RECORD_AGE_SECONDS: u64 = 604_800;
/// Filter patterns of an event source, with a raised quota. (Lambda developer guide: event filtering)
pub const FILTER_PATTERNS: usize = 10;
/// Characters of a filter pattern. (Lambda API reference: `Filter`)
pub const FILTER_PATTERN_CHARACTERS: usize = 4096;
/// Bytes of the event of an invocation. (Lambda developer guide: Lambda quotas)
pub const LAMBDA_PAYLOAD_BYTES: usize = 6 * 1024 * 1024;
/// Streams in one answer of ListStreams. (API reference: ListStreams)
pub const STREAMS: usize = 100;
/// How long a replica of which others were made cannot be deleted. (Developer guide: Tutorials: Creating global tables)
pub const REPLICA_SOURCE_MS: u64 = 24 * 60 * 60 * 1000;

/// The lengths of a Kinesis data stream's ARN. (API reference: EnableKinesisStreamingDestination)
pub(crate) const KINESIS_STREAM_ARN_CHARACTERS: (usize, usize) = (37, 1024);

/// The longest name of a Kinesis data stream. (Kinesis API reference: CreateStream)
pub(crate) const KINESIS_STREAM_NAME_CHARACTERS: usize = 128;
