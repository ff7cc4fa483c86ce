//! Tables: their names, keys, indexes and settings.
//!
//! `index` is the name of an index; where it is `None`, the text is about the table.

use super::listed::listed;
use crate::limits::{DECREASE_INTERVAL_SECONDS, DECREASES_AT_ONCE};

/// An operation on items names a table that does not exist.
pub(crate) const NOT_FOUND: &str = "Requested resource not found";

/// An operation on tables names a table that does not exist.
pub(crate) fn not_found(name: &str) -> String {
    format!("Requested resource not found: Table: {name} not found")
}

/// CreateTable names a table that exists.
pub(crate) fn exists(name: &str) -> String {
    format!("Table already exists: {name}")
}

/// A table is to have another number of partitions than tables have. (The text is hashrange's.)
pub(crate) fn partition_count(most: usize, count: usize) -> String {
    format!("One or more parameter values were invalid: a table has 1 to {most} partitions, not {count}")
}

// Keys.

/// `AttributeDefinitions` has a name twice.
pub(crate) fn duplicate_attribute(name: &str) -> String {
    format!("One or more parameter values were invalid: Attribute Name is duplicated: {name}")
}

/// A key has attributes that `AttributeDefinitions` lacks.
pub(crate) fn undefined_attributes(keys: &[&str], defined: &[&str]) -> String {
    format!(
        "One or more parameter values were invalid: Some index key attributes are not defined in \
         AttributeDefinitions. Keys: [{}], AttributeDefinitions: [{}]",
        listed(", ", keys),
        listed(", ", defined)
    )
}

/// `AttributeDefinitions` has attributes that no key has.
pub(crate) fn unused_attributes(defined: &[&str], used: &[&str]) -> String {
    format!(
        "One or more parameter values were invalid: Some AttributeDefinitions are not used. \
         AttributeDefinitions: [{}], keys used: [{}]",
        listed(", ", defined),
        listed(", ", used)
    )
}

/// The first attribute of a key is not of the partition key.
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

// Indexes.

/// Two indexes have the same name.
pub(crate) fn duplicate_index(name: &str) -> String {
    format!("One or more parameter values were invalid: Duplicate index name: {name}")
}

/// A local index has another partition key than its table.
pub(crate) fn other_partition_key(index: &str, of_index: &[&str], of_table: &[&str]) -> String {
    format!(
        "One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table \
         KeySchema for index: {index}. index hash key: {}, table hash key: {}",
        of_index.join(", "),
        of_table.join(", ")
    )
}

/// A local index has no sort key.
pub(crate) fn no_sort_key(index: &str) -> String {
    format!(
        "One or more parameter values were invalid: Index KeySchema does not have a range key for index: {index}"
    )
}

/// A table has too many local indexes.
pub(crate) fn too_many_local_indexes(most: usize) -> String {
    format!(
        "One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds per-table limit of {most}"
    )
}

/// A table has too many global indexes.
pub(crate) fn too_many_global_indexes(most: usize) -> String {
    format!(
        "One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of {most}"
    )
}

/// A table has too many vector indexes.
pub(crate) fn too_many_vector_indexes(most: usize) -> String {
    format!(
        "One or more parameter values were invalid: VectorIndex count exceeds the per-table limit of {most}"
    )
}

/// Two vector indexes give one attribute different dimensions.
pub(crate) fn other_dimensions(attribute: &str) -> String {
    format!(
        "One or more parameter values were invalid: Conflicting attribute definition for '{attribute}'. All \
         VectorIndexes on the same vector attribute must use the same dimensions."
    )
}

/// The search schema of a vector index has two `HASH` elements.
pub(crate) fn search_schema(index: &str) -> String {
    format!(
        "One or more parameter values were invalid: SearchSchema must not have more than one HASH element for index: \
         {index}"
    )
}

/// An index projects a named attribute twice.
pub(crate) fn projected_twice(name: &str) -> String {
    format!("One or more parameter values were invalid: Duplicate element in NonKeyAttributes: {name}")
}

/// A projection of another type than `INCLUDE` names attributes.
pub(crate) fn projection_with_names(projection_type: &str) -> String {
    format!(
        "One or more parameter values were invalid: ProjectionType is {projection_type}, but NonKeyAttributes is \
         specified"
    )
}

/// The indexes name more attributes together than they may.
pub(crate) fn too_many_projected(most: usize) -> String {
    format!(
        "One or more parameter values were invalid: Number of NonKeyAttributes across all indexes exceeds the \
         per-table limit of {most}"
    )
}

// Throughput.

/// Throughput is provisioned and the units are not given.
pub(crate) fn no_units(index: Option<&str>) -> String {
    match index {
        None => "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be \
                 specified when BillingMode is PROVISIONED"
            .to_owned(),
        Some(index) => format!(
            "One or more parameter values were invalid: Both ReadCapacityUnits and WriteCapacityUnits must be \
             specified for index: {index}"
        ),
    }
}

/// Throughput is on demand and units are given.
pub(crate) fn units_on_demand(index: Option<&str>) -> String {
    match index {
        None => "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be \
                 specified when BillingMode is PAY_PER_REQUEST"
            .to_owned(),
        Some(index) => format!(
            "One or more parameter values were invalid: ProvisionedThroughput should not be specified for index: \
             {index} when BillingMode is PAY_PER_REQUEST"
        ),
    }
}

/// Throughput is provisioned and a table has a limit for requests on demand; `member` is the limit's name.
pub(crate) fn table_limit_provisioned(member: &str) -> String {
    format!(
        "One or more parameter values were invalid: {member} for OnDemandThroughput cannot be specified when table \
         BillingMode is PROVISIONED."
    )
}

/// Throughput is provisioned and an index has limits for requests on demand.
pub(crate) fn index_limits_provisioned(index: &str) -> String {
    format!(
        "One or more parameter values were invalid: OnDemandThroughput should not be specified for index: {index} when \
         BillingMode is PROVISIONED"
    )
}

/// A limit for requests on demand is below 1.
pub(crate) fn limit_out_of_range(member: &str, index: Option<&str>) -> String {
    format!(
        "One or more parameter values were invalid: Requested {member} for OnDemandThroughput for {} is outside of \
         valid range",
        table_or(index)
    )
}

/// Warm throughput is below what the table or index has without asking.
pub(crate) fn warm_too_low(member: &str, index: Option<&str>) -> String {
    format!(
        "One or more parameter values were invalid: Requested {member} for WarmThroughput for {} is lower than current \
         WarmThroughput, decreasing WarmThroughput is not supported",
        table_or(index)
    )
}

/// The units of a table or index are to be what they are.
pub(crate) fn units_unchanged(index: Option<&str>, read: u64, write: u64) -> String {
    let (whose, kind) = match index {
        None => ("table".to_owned(), "table"),
        Some(index) => (format!("index {index}"), "index"),
    };
    format!(
        "The provisioned throughput for the {whose} will not change. The requested value equals the current value. \
         Current ReadCapacityUnits provisioned for the {kind}: {read}. Requested ReadCapacityUnits: {read}. Current \
         WriteCapacityUnits provisioned for the {kind}: {write}. Requested WriteCapacityUnits: {write}. Refer to the \
         Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    )
}

/// Units are lowered too often; `last` and `next` are dates.
pub(crate) fn too_many_decreases(today: u64, last: &str, next: &str) -> String {
    format!(
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the \
         first {DECREASES_AT_ONCE} decreases, each subsequent decrease in the same UTC day can be performed at most \
         once every {DECREASE_INTERVAL_SECONDS} seconds. Number of decreases today: {today}. Last decrease at {last}. \
         Next decrease can be made at {next}"
    )
}

// Streams.

/// A table is to have a stream and has one.
pub(crate) fn stream_enabled(table: &str) -> String {
    format!("Table already has an enabled stream: TableName: {table}")
}

/// A table's stream is to be switched off and there is none.
pub(crate) fn no_stream(table: &str) -> String {
    format!("Table does not have an enabled stream: TableName: {table}")
}

/// A view type is given and no stream; `what` is `created` or `updated`.
pub(crate) fn view_type_without_stream(what: &str) -> String {
    format!(
        "One or more parameter values were invalid: Table is being {what} with a stream disabled, UpdateViewType should \
         not be specified"
    )
}

/// A stream is given and no view type; `what` is `created` or `updated`.
pub(crate) fn stream_without_view_type(what: &str) -> String {
    format!(
        "One or more parameter values were invalid: Table is being {what} with a stream enabled, UpdateViewType must be \
         specified"
    )
}

// UpdateTable.

/// UpdateTable asks for nothing.
pub(crate) const NOTHING_TO_UPDATE: &str = "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, \
     GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required";

/// A change of a global index is none.
pub(crate) const NO_INDEX_UPDATE: &str = "One or more parameter values were invalid: One of \
     GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not \
     be null";

/// A change of a global index is several.
pub(crate) const SEVERAL_INDEX_UPDATES: &str = "One or more parameter values were invalid: Only one of \
     GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete may be \
     specified";

/// Two changes are of the same global index.
pub(crate) fn index_updated_twice(index: &str) -> String {
    format!(
        "One or more parameter values were invalid: Only one global secondary index update per index is allowed \
         simultaneously. Index: {index}"
    )
}

/// A change of a global index changes none of its throughput.
pub(crate) fn no_index_throughput(index: &str) -> String {
    format!(
        "One or more parameter values were invalid: ProvisionedThroughput, OnDemandThroughput or WarmThroughput must be \
         specified for index: {index}"
    )
}

/// A global index that is changed or taken away is not there.
pub(crate) fn index_not_found(index: &str) -> String {
    format!("Requested resource not found: Index: {index} not found")
}

/// A member of UpdateTable is not carried out by this version. (The text is hashrange's.)
pub(crate) fn update_not_here(member: &str) -> String {
    format!("hashrange {} does not have {member} of UpdateTable yet", env!("CARGO_PKG_VERSION"))
}

// Time to live.

/// Time to live was changed less than an hour ago.
pub(crate) const TIME_TO_LIVE_CHANGED: &str =
    "Time to live has been modified multiple times within a fixed interval";

/// Time to live is on, by another attribute.
pub(crate) fn other_time_to_live(attribute: &str) -> String {
    format!("TimeToLive is active on a different AttributeName: current AttributeName is {attribute}")
}

fn table_or(index: Option<&str>) -> String {
    index.map_or_else(|| "table".to_owned(), |index| format!("index: {index}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_about_the_index_that_it_names_or_about_the_table() {
        let about = |index| limit_out_of_range("MaxReadRequestUnits", index);
        assert!(about(None).ends_with("for OnDemandThroughput for table is outside of valid range"));
        assert!(about(Some("i")).ends_with("for OnDemandThroughput for index: i is outside of valid range"));
    }
}
