//! Attribute values, numbers, sets and the names of attributes.

/// A value is nested deeper than allowed.
pub(crate) const NESTING: &str = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";

/// A value is `{}`, or its type is unknown.
pub(crate) const NO_TYPE: &str =
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";

/// A value has more than one type.
pub(crate) const SEVERAL_TYPES: &str = "Supplied AttributeValue has more than one datatypes set, must contain exactly one \
     of the supported datatypes";

/// A value is `{"NULL": false}`.
pub(crate) const NULL_FALSE: &str =
    "One or more parameter values were invalid: Null attribute value types must have the value of true";

/// A string set has no members.
pub(crate) const EMPTY_STRING_SET: &str =
    "One or more parameter values were invalid: An string set  may not be empty";

/// A number set has no members.
pub(crate) const EMPTY_NUMBER_SET: &str =
    "One or more parameter values were invalid: An number set  may not be empty";

/// A binary set has no members.
pub(crate) const EMPTY_BINARY_SET: &str =
    "One or more parameter values were invalid: Binary sets should not be empty";

/// A string set contains a member twice; `members` are shown in brackets.
pub(crate) fn duplicate_strings(members: &str) -> String {
    format!("One or more parameter values were invalid: Input collection {members} contains duplicates.")
}

/// A binary set contains a member twice; `members` are shown in brackets, in base64. The service leaves out the space.
pub(crate) fn duplicate_binaries(members: &str) -> String {
    format!(
        "One or more parameter values were invalid: Input collection {members}of type BS contains duplicates."
    )
}

/// A number set contains a member twice.
pub(crate) const DUPLICATE_NUMBERS: &str =
    "One or more parameter values were invalid: Input collection contains duplicates.";

/// A number set contains a member twice, from the service's older layer.
pub(crate) const DUPLICATE_NUMBERS_OLDER: &str = "Input collection contains duplicates";

/// A number is an empty text, from the service's older layer.
pub(crate) const EMPTY_NUMBER: &str = "The parameter cannot be converted to a numeric value";

/// A number's text is not a decimal number.
pub(crate) fn not_a_number(text: &str) -> String {
    format!("The parameter cannot be converted to a numeric value: {text}")
}

/// A number's magnitude is too large.
pub(crate) const OVERFLOW: &str =
    "Number overflow. Attempting to store a number with magnitude larger than supported range";

/// A number's magnitude is too small.
pub(crate) const UNDERFLOW: &str =
    "Number underflow. Attempting to store a number with magnitude smaller than supported range";

/// A number has more than 38 significant digits.
pub(crate) const TOO_MANY_DIGITS: &str = "Attempting to store more than 38 significant digits in a Number";

/// An attribute's name, or a name inside a map, is empty.
pub(crate) const EMPTY_NAME: &str = "Empty attribute name";

/// The model's constraint on an attribute's name in a list and as the key of a map.
pub(crate) const NAME_CONSTRAINTS: &str = "[Member must have length less than or equal to 65535]";

/// An attribute's name, or a name inside a map, is longer than 65,535 bytes. The limit is documented, but the message
/// is not: it is that of the model's constraint.
pub(crate) fn long_name() -> String {
    format!("Map keys must satisfy constraint: {NAME_CONSTRAINTS}")
}
