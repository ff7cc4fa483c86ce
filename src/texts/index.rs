//! Indexes: their names, keys and projections, and how UpdateTable changes them.

/// Two indexes have the same name.
pub(crate) fn duplicate_name(name: &str) -> String {
    format!("One or more parameter values were invalid: Duplicate index name: {name}")
}

/// A local index has a partition key that is not its table's.
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

/// An index projects a named attribute twice.
pub(crate) fn projected_twice(name: &str) -> String {
    format!("One or more parameter values were invalid: Duplicate element in NonKeyAttributes: {name}")
}

/// A projection of a type other than `INCLUDE` names attributes.
pub(crate) fn projection_with_names(projection_type: &str) -> String {
    format!(
        "One or more parameter values were invalid: ProjectionType is {projection_type}, but NonKeyAttributes is \
         specified"
    )
}

/// The indexes together name too many attributes.
pub(crate) fn too_many_projected(most: usize) -> String {
    format!(
        "One or more parameter values were invalid: Number of NonKeyAttributes across all indexes exceeds the \
         per-table limit of {most}"
    )
}

/// More than one index should be created or deleted at the same time.
pub(crate) const ONE_ONLINE: &str =
    "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";

/// A change of a global index has no action.
pub(crate) const NO_UPDATE: &str = "One or more parameter values were invalid: One of \
     GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not \
     be null";

/// A change of a global index has several actions.
pub(crate) const SEVERAL_UPDATES: &str = "One or more parameter values were invalid: Only one of \
     GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete may be \
     specified";

/// Two changes are for the same global index.
pub(crate) fn updated_twice(index: &str) -> String {
    format!(
        "One or more parameter values were invalid: Only one global secondary index update per index is allowed \
         simultaneously. Index: {index}"
    )
}

/// A global index that should be changed or deleted does not exist.
pub(crate) fn not_found(index: &str) -> String {
    format!("Requested resource not found: Index: {index} not found")
}
