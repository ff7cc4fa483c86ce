//! JSON of a type that the operation does not accept: the messages of a `SerializationException`.
//!
//! The message depends on the wanted and the found type:
//!
//! | wanted | found | text |
//! | --- | --- | --- |
//! | string, boolean, number, blob | number | `NUMBER_VALUE cannot be converted to String` (`Boolean`, `Integer`, `Blob`, ...) |
//! | | fraction | `DECIMAL_VALUE cannot be converted to String` |
//! | | string | `STRING_VALUE cannot be converted to Boolean` |
//! | | boolean | `TRUE_VALUE cannot be converted to String`, `FALSE_VALUE ...` |
//! | anything but a list | list | `Start of list found where not expected` |
//! | anything but a structure or map | object | `Start of structure or map found where not expected.` |
//! | list, structure | a scalar | `Unexpected value type in payload` |
//! | map | a scalar | `Unexpected field type` |

/// A list is found where another type is wanted.
pub(crate) const LIST: &str = "Start of list found where not expected";

/// An object is found where another type is wanted.
pub(crate) const OBJECT: &str = "Start of structure or map found where not expected.";

/// A scalar is found where a map is wanted.
pub(crate) const NO_MAP: &str = "Unexpected field type";

/// A scalar is found where a list or a structure is wanted.
pub(crate) const NO_LIST_OR_STRUCTURE: &str = "Unexpected value type in payload";

/// A scalar is found where a scalar of another type is wanted.
pub(crate) fn other_scalar(token: &str, wanted: &str) -> String {
    format!("{token} cannot be converted to {wanted}")
}

/// The length of a base64 text is not a multiple of four bytes.
pub(crate) fn base64_length(bytes: usize) -> String {
    format!("Base64 encoded length is expected a multiple of 4 bytes but found: {bytes}")
}

/// A text has a character that does not belong to base64.
pub(crate) fn base64_character(character: char) -> String {
    format!("Invalid base64 character: '{character}'")
}

/// The last character of a base64 text has unused bits that are not zero. The misspelling is the service's.
pub(crate) const BASE64_END: &str = "Invalid last non-pad Base64 character dectected";
