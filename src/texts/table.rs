//! Tables: their names, keys and settings.

use super::listed::listed;

/// An operation on items names a table that does not exist.
pub(crate) const NOT_FOUND: &str = "Requested resource not found";

/// An operation on tables names a table that does not exist.
pub(crate) fn not_found(name: &str) -> String {
    format!("Requested resource not found: Table: {name} not found")
}

/// CreateTable names a table that exists; the name follows.
pub(crate) const EXISTS: &str = "Table already exists: ";

/// CreateTable names a table that exists.
pub(crate) fn exists(name: &str) -> String {
    format!("{EXISTS}{name}")
}

/// DeleteTable names a table that is protected.
pub(crate) const PROTECTED: &str = "Resource cannot be deleted as it is currently protected against deletion. Disable \
                                    deletion protection first.";

// States.

/// A table should be changed that is already being created, changed or deleted; `what` is `created`, `updated` or
/// `deleted`.
pub(crate) fn in_use(what: &str, name: &str) -> String {
    format!("{IN_USE}Table is being {what}: {name}")
}

/// The same for a table's index.
pub(crate) fn index_in_use(what: &str, table: &str, index: &str) -> String {
    format!("{IN_USE}Index is being {what}.  Table: {table} Index: {index}")
}

/// A table should be deleted while one of its indexes is being created, changed or deleted.
pub(crate) fn indexes_in_use() -> String {
    format!("{IN_USE}Cannot delete table while indexes are being created, updated, or deleted.")
}

const IN_USE: &str = "Attempt to change a resource which is still in use: ";

/// Too many tables are being created, changed or deleted.
pub(crate) fn too_many_changing(most: usize) -> String {
    format!(
        "Subscriber limit exceeded: Only {most} tables can be created, updated, or deleted simultaneously"
    )
}

/// Too many tables with indexes are being created.
pub(crate) const TOO_MANY_INDEXED: &str = "Subscriber limit exceeded: You have exceeded the maximum number of indexed \
     tables that can be created simultaneously";

/// The number of partitions is out of range. (The message is hashrange's.)
pub(crate) fn partition_count(most: usize, count: usize) -> String {
    format!("One or more parameter values were invalid: a table has 1 to {most} partitions, not {count}")
}

// Keys.

/// `AttributeDefinitions` contains a name twice.
pub(crate) fn duplicate_attribute(name: &str) -> String {
    format!("One or more parameter values were invalid: Attribute Name is duplicated: {name}")
}

/// A key uses attributes that `AttributeDefinitions` lacks.
pub(crate) fn undefined_attributes(keys: &[&str], defined: &[&str]) -> String {
    format!(
        "One or more parameter values were invalid: Some index key attributes are not defined in \
         AttributeDefinitions. Keys: [{}], AttributeDefinitions: [{}]",
        listed(", ", keys),
        listed(", ", defined)
    )
}

/// `AttributeDefinitions` has attributes that no key uses.
pub(crate) fn unused_attributes(defined: &[&str], used: &[&str]) -> String {
    format!(
        "One or more parameter values were invalid: Some AttributeDefinitions are not used. \
         AttributeDefinitions: [{}], keys used: [{}]",
        listed(", ", defined),
        listed(", ", used)
    )
}

/// The first attribute of a key does not belong to the partition key.
pub(crate) const NO_PARTITION_KEY: &str =
    "Invalid KeySchema: The first KeySchemaElement is not a HASH key type";

/// The key of a global index has more than four attributes for its partition key or sort key; `key_type` is `HASH` or
/// `RANGE`.
pub(crate) fn too_many_key_attributes(key_type: &str) -> String {
    format!(
        "Invalid KeySchema: The KeySchema exceeds the maximum allowed number of {key_type} key attributes"
    )
}

/// An attribute of a key has no definition.
pub(crate) fn undefined_attribute(name: &str) -> String {
    format!("Invalid KeySchema: {name} has no definition")
}

// Streams.

/// A stream should be switched on for a table that has one.
pub(crate) fn stream_enabled(table: &str) -> String {
    format!("Table already has an enabled stream: TableName: {table}")
}

/// A stream should be switched off for a table that has none.
pub(crate) fn no_stream(table: &str) -> String {
    format!("Table does not have an enabled stream: TableName: {table}")
}

/// A view type is given but no stream; `what` is `created` or `updated`.
pub(crate) fn view_type_without_stream(what: &str) -> String {
    format!(
        "One or more parameter values were invalid: Table is being {what} with a stream disabled, UpdateViewType should \
         not be specified"
    )
}

/// A stream is given but no view type; `what` is `created` or `updated`.
pub(crate) fn stream_without_view_type(what: &str) -> String {
    format!(
        "One or more parameter values were invalid: Table is being {what} with a stream enabled, UpdateViewType must be \
         specified"
    )
}

// UpdateTable.

/// UpdateTable contains no change.
pub(crate) const NOTHING_TO_UPDATE: &str = "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, \
     GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required";

/// A table should be a replica of another account's. (Developer guide: Multi-account global tables, each replica is in an
/// account of its own; the message is hashrange's)
pub(crate) const OTHER_ACCOUNT: &str = "One or more parameter values were invalid: GlobalTableSourceArn makes a replica \
     of a table in another account, and a database has one account. Replicas in its other Regions are created with \
     ReplicaUpdates of UpdateTable";

// Time to live.

/// Time to live was changed less than an hour ago.
pub(crate) const TIME_TO_LIVE_CHANGED: &str =
    "Time to live has been modified multiple times within a fixed interval";

/// Time to live is on, with another attribute.
pub(crate) fn other_time_to_live(attribute: &str) -> String {
    format!("TimeToLive is active on a different AttributeName: current AttributeName is {attribute}")
}
