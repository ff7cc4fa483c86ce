//! Query and Scan: indexes, `Select`, filters, and where a page starts.

use super::listed::listed;

/// The request names an index that the table does not have.
pub(crate) fn no_index(name: &str) -> String {
    format!("The table does not have the specified index: {name}")
}

/// The request names a global index that is still being created.
pub(crate) fn backfilling(name: &str) -> String {
    format!("Cannot read from backfilling global secondary index: {name}")
}

/// A read of a global index asks for strong consistency.
pub(crate) const CONSISTENT: &str = "Consistent reads are not supported on global secondary indexes";

/// `Select` excludes the attributes that `parameter` asks for.
pub(crate) fn select_excludes(parameter: &str, select: &str) -> String {
    format!("Cannot specify the {parameter} when choosing to get {select}")
}

/// `Select` asks a global index for all attributes, but the index does not project all.
pub(crate) fn all_attributes_of_index(index: &str) -> String {
    format!(
        "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global \
         secondary index {index} because its projection type is not ALL"
    )
}

/// A projection asks a global index for attributes that it does not project.
pub(crate) fn not_projected(index: &str, attributes: &[&str]) -> String {
    format!(
        "One or more parameter values were invalid: Global secondary index {index} does not project [{}]",
        listed(", ", attributes)
    )
}

/// A filter uses attributes that the index does not project.
pub(crate) fn unprojected_filter(index: &str, attributes: &[&str]) -> String {
    format!(
        "One or more parameter values were invalid: Secondary index {index} does not project one or more filter \
         attributes: [{}]",
        listed(", ", attributes)
    )
}

/// The name of `FilterExpression` in [`filter_on_key`].
pub(crate) const FILTER_EXPRESSION: &str = "Filter Expression";

/// The part of [`filter_on_key`] that hints search for.
pub(crate) const FILTER_ON_KEY: &str =
    " can only contain non-primary key attributes: Primary key attribute: ";

/// The filter of a Query uses a key attribute; `parameter` is [`FILTER_EXPRESSION`] or `QueryFilter`.
pub(crate) fn filter_on_key(parameter: &str, attribute: &str) -> String {
    format!("{parameter}{FILTER_ON_KEY}{attribute}")
}

/// `ExclusiveStartKey` is not a key of the table and index.
pub(crate) const INVALID_START: &str = "The provided starting key is invalid";

/// A Query of a table without a sort key has an `ExclusiveStartKey`.
pub(crate) const START_WITHOUT_SORT_KEY: &str = "The provided exclusive start key is invalid: ExclusiveStartKey cannot be \
     used where the partition key alone identifies an item";

/// `ExclusiveStartKey` has a sort key that the key condition excludes.
pub(crate) const START_OUTSIDE_SORT_KEYS: &str =
    "The provided starting key does not match the range key predicate";

/// `ExclusiveStartKey` has a partition key other than that of the key condition, which has no other part.
pub(crate) const START_OUTSIDE: &str =
    "The provided starting key is outside query boundaries based on provided conditions";

/// `ExclusiveStartKey` has a partition key other than that of the key condition, which also restricts the sort key.
pub(crate) const START_OF_ONE_ROW: &str = "The query can return at most one row and cannot be restarted";

/// `ExclusiveStartKey` is in another segment.
pub(crate) fn start_in_other_segment(segment: i32, total: i32) -> String {
    format!(
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with \
         correct Segment. TotalSegments: {total} Segment: {segment}"
    )
}

/// `Segment` is given without `TotalSegments`.
pub(crate) const NO_TOTAL_SEGMENTS: &str = "The TotalSegments parameter is required but was not present in the request when \
     Segment parameter is present";

/// `TotalSegments` is given without `Segment`.
pub(crate) const NO_SEGMENT: &str = "The Segment parameter is required but was not present in the request when parameter \
     TotalSegments is present";

/// `Segment` is not less than `TotalSegments`.
pub(crate) fn segment_out_of_range(segment: i32, total: i32) -> String {
    format!(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: {segment} \
         is not less than TotalSegments: {total}"
    )
}
