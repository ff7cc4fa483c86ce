//! Key conditions: the conditions of a Query on the partition key and the sort key.

// These follow `Invalid KeyConditionExpression: `.

/// The condition's path leads into an attribute.
pub(crate) const NESTED_ATTRIBUTE: &str =
    "KeyConditionExpressions cannot have conditions on nested attributes";

/// The condition uses `size` in place of an attribute or a value.
pub(crate) const NESTED_OPERATION: &str = "KeyConditionExpressions cannot contain nested operations";

/// Two conditions are on the same attribute.
pub(crate) const TWO_CONDITIONS: &str = "KeyConditionExpressions must only contain one condition per key";

// Whole messages.

/// A key condition has an operator or function that is not allowed.
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

/// The condition on a partition key of one attribute is not an equality.
pub(crate) const NO_EQUALITY: &str = "Query key condition not supported";

/// Attributes of a partition key with several attributes have no equality conditions.
pub(crate) fn partition_key_without_equality(attributes: &[&str]) -> String {
    format!(
        "HASH key attributes {} must have equality conditions specified in the query",
        attributes.join(", ")
    )
}

/// Attributes of the sort key before `last`, which has a condition, have no equality conditions.
pub(crate) fn sort_key_without_equality(attributes: &[&str], last: &str) -> String {
    format!(
        "RANGE key attributes {} must have equality conditions specified in the query because a condition \
         is present on key attribute {last}",
        attributes.join(", ")
    )
}

/// The part of [`missing`] that hints search for.
pub(crate) const MISSING: &str = "Query condition missed key schema element: ";

/// A key attribute that must have a condition has none.
pub(crate) fn missing(attribute: &str) -> String {
    format!("{MISSING}{attribute}")
}

/// A key attribute is compared with a value of another type.
pub(crate) const OTHER_TYPE: &str =
    "One or more parameter values were invalid: Condition parameter type does not match schema type";
