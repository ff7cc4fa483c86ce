//! Legacy parameters: `Expected`, `AttributeUpdates`, `AttributesToGet`, the filters and `KeyConditions`.

/// A comparison has the wrong number of values for its operator.
pub(crate) fn value_count(operator: &str) -> String {
    format!(
        "One or more parameter values were invalid: Invalid number of argument(s) for the {operator} ComparisonOperator"
    )
}

/// A comparison has a value of a type that its operator does not accept.
pub(crate) fn value_type(operator: &str, found: &str) -> String {
    format!(
        "One or more parameter values were invalid: ComparisonOperator {operator} is not valid for {found} \
         AttributeValue type"
    )
}

/// The parts of a condition in `Expected` cannot be combined; `what` says why.
pub(crate) fn expected(what: &str, attribute: &str) -> String {
    format!("One or more parameter values were invalid: {what} for Attribute: {attribute}")
}

/// A condition in `Expected` has an operator and no value.
pub(crate) fn operator_without_value(operator: &str, attribute: &str) -> String {
    let what = format!("Value or AttributeValueList must be used with ComparisonOperator: {operator}");
    expected(&what, attribute)
}

/// `AttributeUpdates` deletes a value that is not a set; `found` is the long name of a type, such as `STRING`.
pub(crate) fn delete_type(found: &str) -> String {
    format!(
        "One or more parameter values were invalid: DELETE action with value is not supported for the type {found}"
    )
}

/// `AttributeUpdates` adds a value that is not a number, set or list; `found` is the long name of a type.
pub(crate) fn add_type(found: &str) -> String {
    format!("One or more parameter values were invalid: ADD action is not supported for the type {found}")
}

/// `AttributesToGet` contains a name twice.
pub(crate) fn duplicate_attribute(name: &str) -> String {
    format!("One or more parameter values were invalid: Duplicate value in attribute name: {name}")
}
