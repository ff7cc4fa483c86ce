//! Requests: constraints of the API's model, and parameters that cannot be combined.

// How errors are presented.

/// Parameters cannot be combined; `what` says why.
pub(crate) fn invalid_values(what: &str) -> String {
    format!("{INVALID_VALUES}: {what}")
}

/// The same without the reason, of operations on global tables.
pub(crate) const INVALID_VALUES: &str = "One or more parameter values were invalid";

/// The beginning of a message that lists everything that is wrong with a request.
pub(crate) fn detected(count: usize) -> String {
    let errors = if count == 1 { "error" } else { "errors" };
    format!("{count} validation {errors} detected: ")
}

/// A member violates a constraint; `member` is its place, such as `transactItems.1.member.put.tableName`, and
/// `requirement` is one of the texts below.
pub(crate) fn violation(value: Option<&str>, member: &str, requirement: &str) -> String {
    match value {
        None => format!("Value null at '{member}' failed to satisfy constraint: {requirement}"),
        Some(value) => format!("Value '{value}' at '{member}' failed to satisfy constraint: {requirement}"),
    }
}

/// The same from the service's newer layer. It reports only the first length or number that is out of range, without
/// the value, and with capitals: `TransactItems.1.member.Put.TableName`.
pub(crate) fn early_violation(member: &str, requirement: &str) -> String {
    format!("Value at '{member}' failed to satisfy constraint: {requirement}")
}

/// `ReturnValues` is unknown. The service lists `UPDATE_NEW`, without D.
pub(crate) const RETURN_VALUES: &str = "Failed to satisfy constraint: Member must satisfy enum value set: \
     [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]";

/// `ConditionalOperator` is unknown. The service lists `ALL` but means `AND`.
pub(crate) const CONDITIONAL_OPERATOR: &str =
    "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]";

// The requirements of constraints.

/// A required member is missing.
pub(crate) const NOT_NULL: &str = "Member must not be null";

/// A member is not one of the words in `set`, such as `[SIZE, NONE]`.
pub(crate) fn one_of(set: &str) -> String {
    format!("Member must satisfy enum value set: {set}")
}

/// A member is too short or has too few elements.
pub(crate) fn length_at_least(length: usize) -> String {
    format!("Member must have length greater than or equal to {length}")
}

/// A member is too long or has too many elements.
pub(crate) fn length_at_most(length: usize) -> String {
    format!("Member must have length less than or equal to {length}")
}

/// A number is too small.
pub(crate) fn value_at_least(value: i64) -> String {
    format!("Member must have value greater than or equal to {value}")
}

/// A number is too large.
pub(crate) fn value_at_most(value: i64) -> String {
    format!("Member must have value less than or equal to {value}")
}

/// A member has characters that are not allowed.
pub(crate) fn pattern(pattern: &str) -> String {
    format!("Member must satisfy regular expression pattern: {pattern}")
}

/// An element of a list violates these constraints.
pub(crate) fn elements(constraints: &str) -> String {
    format!("Member must satisfy constraint: {constraints}")
}

/// A key of a map violates these constraints.
pub(crate) fn map_keys(constraints: &str) -> String {
    format!("Map keys must satisfy constraint: {constraints}")
}

/// A value of a map violates these constraints.
pub(crate) fn map_value(constraints: &str) -> String {
    format!("Map value must satisfy constraint: {constraints}")
}

/// The constraints on table names that are keys of a map.
pub(crate) const TABLE_NAME_CONSTRAINTS: &str = "[Member must have length less than or equal to 255, \
     Member must have length greater than or equal to 3, \
     Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]";

/// The constraints on the requests for one table in a `BatchWriteItem`.
pub(crate) const BATCH_WRITE_CONSTRAINTS: &str = "[Member must have length less than or equal to 25, \
     Member must have length greater than or equal to 1]";

// Parameters.

/// A request has both expressions and legacy parameters, which are named.
pub(crate) fn mixed_parameters(legacy: &[&str], expressions: &[&str]) -> String {
    format!(
        "Can not use both expression and non-expression parameters in the same request: \
         Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
        legacy.join(", "),
        expressions.join(", ")
    )
}

/// No answer returned this `NextToken`.
pub(crate) const INVALID_NEXT_TOKEN: &str = "Invalid NextToken";

/// Two requests of a batch are for the same item.
pub(crate) const DUPLICATE_KEYS: &str = "Provided list of item keys contains duplicates";

/// `BatchGetItem` has more than 100 keys. (More than 100 keys of one table violate a constraint.)
pub(crate) const TOO_MANY_GETS: &str = "Too many items requested for the BatchGetItem call";

/// `BatchWriteItem` has more than 25 requests. (More than 25 requests for one table violate a constraint.)
pub(crate) const TOO_MANY_WRITES: &str = "Too many items requested for the BatchWriteItem call";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_error_is_singular() {
        assert_eq!(detected(1), "1 validation error detected: ");
        assert_eq!(detected(2), "2 validation errors detected: ");
    }

    #[test]
    fn a_member_that_is_not_there_has_the_value_null() {
        assert_eq!(
            violation(None, "tableName", NOT_NULL),
            "Value null at 'tableName' failed to satisfy constraint: Member must not be null"
        );
        assert_eq!(
            violation(Some("null"), "tableName", &length_at_least(5)),
            "Value 'null' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 5"
        );
    }
}
