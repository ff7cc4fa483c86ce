//! DynamoDB JSON: attribute values and items in the wire format, such as `{"price": {"N": "89000"}}`.
//!
//! Values are read from bytes and written to bytes directly, without a tree of JSON values. Faults of a value
//! ([`ValueFault`]) are kept beside it, because DynamoDB reports other errors before them. A wrong JSON type ends the
//! reading.

mod read;
mod scalar;
mod write;

pub(crate) use crate::value::fault::{Faults, ValueFault, Wording as FaultWording};
pub(crate) use read::Checked;
#[cfg(feature = "formats")]
pub(crate) use scalar::{binary_set, number_set, string_set};
pub(crate) use write::{write_attribute_value, write_item, write_string};

/// JSON levels of a request, with its own braces as the first, that the service's current front end reads. Deeper
/// requests get the older error texts (cases `query/deep-requests`).
pub(crate) const REQUEST_JSON_LEVELS: usize = 127;

#[cfg(test)]
mod tests;
