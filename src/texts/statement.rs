//! PartiQL statements.

/// The text is not PartiQL; `detail` is a text of [`grammar`](super::grammar), or empty if the text has no tokens.
pub(crate) fn malformed(detail: &str) -> String {
    format!("Statement wasn't well formed, can't be processed: {detail}")
}

/// A message about one place in the statement; `place` is line, column and length, such as `1:15:3`.
pub(crate) fn at(message: &str, place: &str) -> String {
    format!("{message} at {place}")
}

// Features of PartiQL that DynamoDB does not have.

/// The statement has an operation that DynamoDB does not support; `name` is its name in the service's syntax tree.
pub(crate) fn unsupported_operation(name: &str) -> String {
    format!("Unsupported operation: {name}")
}

/// The statement has a clause that DynamoDB does not support. Reported with its place.
pub(crate) fn unsupported_clause(clause: &str) -> String {
    format!("Unsupported clause: {clause}")
}

/// The statement calls a function that DynamoDB does not support. Reported with its place.
pub(crate) fn unknown_function(name: &str) -> String {
    format!("Unrecognized function: {name}")
}

/// `IS` names a type that DynamoDB does not have.
pub(crate) fn unsupported_type(name: &str) -> String {
    format!("Unsupported data type: {name}")
}

/// A literal has a type that DynamoDB does not have; `path` begins with `root`. Reported with its place.
pub(crate) fn unsupported_value(what: &str, path: &str) -> String {
    format!("Unsupported data type: {what} under key {path}")
}

/// A literal is a number that DynamoDB cannot store; `path` begins with `root`.
pub(crate) fn invalid_number(message: &str, path: &str) -> String {
    format!("{message} under {path}")
}

/// A document path has something other than names and indexes. Reported with its place.
pub(crate) const PATH_COMPONENT: &str = "Unexpected path component";

/// The name of a member of a tuple is not a string. Reported with its place.
pub(crate) const TUPLE_KEY: &str = "Unexpected key in a tuple";

/// `INSERT` has a value other than one tuple. A literal is reported with its place.
pub(crate) const NO_SINGLE_TUPLE: &str = "Only a single tuple is supported in INSERT statements";

/// `DELETE` returns something other than `allowed`.
pub(crate) fn delete_returning(returning: &str, allowed: &str) -> String {
    format!("Invalid returning clause: {returning}. Only {allowed} is allowed in DELETE statements.")
}

// Sets.

/// A set has members of a type that sets cannot have.
pub(crate) fn unsupported_member(member_type: &str) -> String {
    format!("Unsupported data type in a set: {member_type}")
}

/// `SET_ADD` or `SET_DELETE` does not have two arguments. Reported with its place.
pub(crate) fn two_arguments(function: &str) -> String {
    format!("{function} must have exactly two arguments")
}

/// The first argument of `SET_ADD` or `SET_DELETE` is not the path that is set. Reported with its place.
pub(crate) fn first_argument(function: &str) -> String {
    format!("The first argument to {function} must equal the assignment value")
}

/// The second argument of `SET_ADD` or `SET_DELETE` is not a set. Reported with its place.
pub(crate) fn second_argument(function: &str) -> String {
    format!("The second argument to {function} must be a value with type SET")
}

// Parameters and keys.

/// The number of parameters differs from the number of question marks in the statement.
pub(crate) const PARAMETER_COUNT: &str = "Number of parameters in request and statement don't match.";

/// `ORDER BY` names an attribute that is not a key attribute.
pub(crate) fn order_by(attribute: &str) -> String {
    format!("Variable reference {attribute} in ORDER BY clause must be part of the primary key")
}

/// The `WHERE` clause of an `UPDATE` or `DELETE` does not identify one item.
pub(crate) const NO_WHOLE_KEY: &str =
    "Where clause does not contain a mandatory equality on all key attributes";

/// An INSERT found an item with the same key.
pub(crate) const DUPLICATE_KEY: &str = "Duplicate primary key exists in table";
