//! Key conditions: what a Query asks of the partition key and the sort key.

// Behind `Invalid KeyConditionExpression: `.

/// The condition's path goes into an attribute.
pub(crate) const NESTED_ATTRIBUTE: &str =
    "KeyConditionExpressions cannot have conditions on nested attributes";

/// The condition has `size` where an attribute or a value belongs.
pub(crate) const NESTED_OPERATION: &str = "KeyConditionExpressions cannot contain nested operations";

/// Two conditions are on the same attribute.
pub(crate) const TWO_CONDITIONS: &str = "KeyConditionExpressions must only contain one condition per key";

// Whole texts.

/// A key condition has an operator or function that it may not have.
pub(crate) fn operator(name: &str) -> String {
    format!("Invalid operator used in KeyConditionExpression: {name}")
}

/// A comparison has no attribute on either side.
pub(crate) const NO_ATTRIBUTE: &str =
    "Invalid condition in KeyConditionExpression: No key attribute specified";

/// A comparison has an attribute on both sides.
pub(crate) const TWO_ATTRIBUTES: &str =
    "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition";

/// There are more conditions than the key has attributes.
pub(crate) fn too_many(conditions: usize, attributes: usize) -> String {
    format!(
        "The number of query conditions ({conditions}) exceeds the number of key attributes defined in the schema \
         ({attributes})"
    )
}

/// The condition on a partition key of one attribute is no equality.
pub(crate) const NO_EQUALITY: &str = "Query key condition not supported";

/// Attributes of a partition key of several lack their equalities.
pub(crate) fn partition_key_without_equality(attributes: &[&str]) -> String {
    format!(
        "HASH key attributes {} must have equality conditions specified in the query",
        attributes.join(", ")
    )
}

/// Attributes of the sort key before `last`, which has a condition, lack their equalities.
pub(crate) fn sort_key_without_equality(attributes: &[&str], last: &str) -> String {
    format!(
        "RANGE key attributes {} must have equality conditions specified in the query because a condition \
         is present on key attribute {last}",
        attributes.join(", ")
    )
}

/// What a hint looks for in [`missing`].
pub(crate) const MISSING: &str = "Query condition missed key schema element: ";

/// A key attribute that has to have a condition has none.
pub(crate) fn missing(attribute: &str) -> String {
    format!("{MISSING}{attribute}")
}

/// A key attribute is compared with a value of another type than its own.
pub(crate) const OTHER_TYPE: &str =
    "One or more parameter values were invalid: Condition parameter type does not match schema type";
