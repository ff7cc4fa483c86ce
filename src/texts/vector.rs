//! Vector indexes, the vectors of items, and searches.

// Definitions.

/// A provisioned table should get a vector index, or a table with one should become provisioned.
pub(crate) const PROVISIONED: &str = "Vector indexes are only supported for PAY_PER_REQUEST tables";

/// A table has too many vector indexes.
pub(crate) fn too_many_indexes(most: usize) -> String {
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

/// A search schema names an attribute that `AttributeDefinitions` lacks.
pub(crate) const UNDEFINED_ELEMENT: &str =
    "One element in SearchSchema is not defined in attribute definitions";

/// The search schema of a vector index has two `HASH` elements. (This message and the following ones are hashrange's.)
pub(crate) fn several_partition_keys(index: &str) -> String {
    format!(
        "One or more parameter values were invalid: SearchSchema must not have more than one HASH element for index: \
         {index}"
    )
}

/// The search schema of a vector index has too many inline filters.
pub(crate) fn too_many_filters(index: &str, most: usize) -> String {
    format!(
        "One or more parameter values were invalid: Number of INLINE_FILTER elements in SearchSchema exceeds the \
         per-index limit of {most} for index: {index}"
    )
}

/// The search schema of a vector index contains an attribute twice, or the vector.
pub(crate) fn repeated_element(index: &str, attribute: &str) -> String {
    format!(
        "One or more parameter values were invalid: SearchSchema must name each attribute once, and not the vector \
         attribute, for index: {index}. Attribute: {attribute}"
    )
}

/// The vector attribute belongs to the table's key.
pub(crate) fn vector_is_key(index: &str, attribute: &str) -> String {
    format!(
        "One or more parameter values were invalid: VectorAttribute must not be a key attribute of the table for \
         index: {index}. Attribute: {attribute}"
    )
}

/// A vector index has too many dimensions.
pub(crate) fn too_many_dimensions(most: usize) -> String {
    format!("One or more parameter values were invalid: Dimensions must be between 1 and {most} inclusive")
}

/// A vector index has no distance function. The constraints on requests already refuse this.
pub(crate) const NO_DISTANCE_FUNCTION: &str =
    "One or more parameter values were invalid: DistanceFunction must be specified";

/// A change of a vector index has no action, or two.
pub(crate) const ONE_UPDATE: &str = "One or more parameter values were invalid: Exactly one of \
     VectorIndexUpdate.Create, VectorIndexUpdate.Delete must be specified";

// Items.

/// An item's vector is not a list of numbers; `parameter` is the attribute, or one of its elements.
pub(crate) fn other_type(parameter: &str, index: &str) -> String {
    format!(
        "One or more parameter values were invalid. Invalid type for parameter {parameter}, Expected: 32-bit floating \
         point number list IndexName: {index}"
    )
}

/// An element of an item's vector is not a number, or does not fit in 32 bits. (The service names the element; its
/// exact words are not known.)
pub(crate) fn other_element_type(attribute: &str, position: usize, index: &str) -> String {
    format!(
        "One or more parameter values were invalid. Invalid type for parameter {attribute}[{position}], Expected: \
         32-bit floating point number IndexName: {index}"
    )
}

/// The part of [`other_size`] that hints search for.
pub(crate) const OTHER_SIZE: &str = "Invalid size for parameter ";

/// An item's vector has the wrong number of dimensions.
pub(crate) fn other_size(attribute: &str, expected: usize, actual: usize, index: &str) -> String {
    format!(
        "One or more parameter values were invalid. {OTHER_SIZE}{attribute}, Expected: {expected}, \
         Actual: {actual} IndexName: {index}"
    )
}

// Searches.

/// A vector index is read with Query or Scan; `operation` says which.
pub(crate) fn not_read_by(operation: &str) -> String {
    format!("{operation} operation not supported on this index type.")
}

/// A vector index is searched while items are still being added to it.
pub(crate) fn backfilling(index: &str) -> String {
    format!("Cannot search backfilling vector index: {index}")
}

/// `TopK` is too large.
pub(crate) fn top_k(top_k: i64, most: usize) -> String {
    format!(
        "Provided TopK value '{top_k}' is out of valid range. The value must be between 1 and {most} inclusive"
    )
}

/// An element of `SearchVector` is not a number, or does not fit in 32 bits.
pub(crate) const INVALID_SEARCH_VECTOR: &str = "Search vector contains invalid values. All values in the search vector \
     must be a 32-bit floating-point number attribute";

/// The part of [`search_dimensions`] that hints search for.
pub(crate) const SEARCH_DIMENSIONS: &str = "Input search vector dimension ";

/// `SearchVector` has a number of dimensions other than the index's.
pub(crate) fn search_dimensions(actual: usize, expected: usize) -> String {
    format!("{SEARCH_DIMENSIONS}{actual} does not match vector index dimension {expected}")
}

/// The index has a partition key, but the search has no condition on it.
pub(crate) const NO_CONDITION: &str =
    "SearchConditionExpression must be provided when SearchSchema has a HASH key";

/// The condition uses an attribute that is not in the search schema.
pub(crate) fn not_in_schema(attribute: &str) -> String {
    format!(
        "SearchConditionExpression must not contain any attributes that is not in SearchSchema. Invalid attribute: \
         {attribute}"
    )
}

/// Follows `Invalid SearchConditionExpression: `: a comparison other than `=`.
pub(crate) const COMPARATOR: &str = "Invalid comparator used in SearchConditionExpression";

/// Follows `Invalid SearchConditionExpression: `: an operator or a function other than `=` and AND.
pub(crate) const OPERATOR: &str = "Invalid operator used in SearchConditionExpression";

/// Follows `Invalid SearchConditionExpression: `: a path into an attribute. (This message and the next are
/// hashrange's.)
pub(crate) const NESTED_ATTRIBUTE: &str =
    "SearchConditionExpressions cannot have conditions on nested attributes";

/// Follows `Invalid SearchConditionExpression: `: a comparison that is not between an attribute and a value.
pub(crate) const OPERANDS: &str = "An attribute must be compared with a value in SearchConditionExpression";

/// The results are too large for an answer. (The message is hashrange's.)
pub(crate) fn results_too_large(most_bytes: usize) -> String {
    format!(
        "The results of the search exceed {most_bytes} bytes: ask for fewer with TopK, or for less of each with \
         ProjectionExpression"
    )
}
