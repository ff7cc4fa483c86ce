//! PartiQL statements.

/// The text is no PartiQL; `detail` is a text of [`grammar`](super::grammar), or empty where the text has no tokens.
pub(crate) fn malformed(detail: &str) -> String {
    format!("Statement wasn't well formed, can't be processed: {detail}")
}

/// A text about one place of the statement; `place` is line, column and length, such as `1:15:3`.
pub(crate) fn at(message: &str, place: &str) -> String {
    format!("{message} at {place}")
}

// What PartiQL has and DynamoDB has not.

/// The statement has an operation that DynamoDB does not support; `name` is that of the service's syntax tree.
pub(crate) fn unsupported_operation(name: &str) -> String {
    format!("Unsupported operation: {name}")
}

/// The statement has a clause that DynamoDB does not support. Comes with its place.
pub(crate) fn unsupported_clause(clause: &str) -> String {
    format!("Unsupported clause: {clause}")
}

/// The statement calls a function that DynamoDB does not support. Comes with its place.
pub(crate) fn unknown_function(name: &str) -> String {
    format!("Unrecognized function: {name}")
}

/// `IS` names a type that DynamoDB does not have.
pub(crate) fn unsupported_type(name: &str) -> String {
    format!("Unsupported data type: {name}")
}

/// A literal has a type that DynamoDB does not have; `path` begins with `root`. Comes with its place.
pub(crate) fn unsupported_value(what: &str, path: &str) -> String {
    format!("Unsupported data type: {what} under key {path}")
}

/// A literal is a number that DynamoDB does not store; `path` begins with `root`.
pub(crate) fn invalid_number(message: &str, path: &str) -> String {
    format!("{message} under {path}")
}

/// A document path has something else than names and indexes. Comes with its place.
pub(crate) const PATH_COMPONENT: &str = "Unexpected path component";

/// The name of a member of a tuple is no string. Comes with its place.
pub(crate) const TUPLE_KEY: &str = "Unexpected key in a tuple";

/// `INSERT` has another value than one tuple. A literal comes with its place.
pub(crate) const NO_SINGLE_TUPLE: &str = "Only a single tuple is supported in INSERT statements";

/// `DELETE` returns something else than `allowed`.
pub(crate) fn delete_returning(returning: &str, allowed: &str) -> String {
    format!("Invalid returning clause: {returning}. Only {allowed} is allowed in DELETE statements.")
}

// Sets.

/// A set has members of a type that no set has.
pub(crate) fn unsupported_member(member_type: &str) -> String {
    format!("Unsupported data type in a set: {member_type}")
}

/// `SET_ADD` or `SET_DELETE` has one argument or more than two. Comes with its place.
pub(crate) fn two_arguments(function: &str) -> String {
    format!("{function} must have exactly two arguments")
}

/// The first argument of `SET_ADD` or `SET_DELETE` is not the path that is set. Comes with its place.
pub(crate) fn first_argument(function: &str) -> String {
    format!("The first argument to {function} must equal the assignment value")
}

/// The second argument of `SET_ADD` or `SET_DELETE` is no set. Comes with its place.
pub(crate) fn second_argument(function: &str) -> String {
    format!("The second argument to {function} must be a value with type SET")
}

// Parameters and keys.

/// The request has more or fewer parameters than the statement has question marks.
pub(crate) const PARAMETER_COUNT: &str = "Number of parameters in request and statement don't match.";

/// `ORDER BY` names an attribute that is not in the key.
pub(crate) fn order_by(attribute: &str) -> String {
    format!("Variable reference {attribute} in ORDER BY clause must be part of the primary key")
}

/// The `WHERE` of an `UPDATE` or `DELETE` does not name one item.
pub(crate) const NO_WHOLE_KEY: &str =
    "Where clause does not contain a mandatory equality on all key attributes";
