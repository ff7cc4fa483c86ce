//! DynamoDB JSON: attribute values and items as they stand on the wire, such as `{"price": {"N": "89000"}}`.
//!
//! Reading and writing go straight between bytes and values, with no tree of JSON values in between. What is
//! wrong with a value ([`ValueFault`]) is kept beside it, because DynamoDB reports it after other things;
//! a wrong JSON type stops the reading.

mod read;
mod scalar;
mod write;

pub(crate) use crate::value::fault::{Faults, ValueFault, Wording as FaultWording};
pub(crate) use read::Checked;
pub(crate) use write::{write_attribute_value, write_item, write_string};

/// JSON levels of a request, its own braces being the first, that the current front of the service reads;
/// deeper requests are answered in the older words (cases `query/deep-requests`).
pub(crate) const REQUEST_JSON_LEVELS: usize = 127;

#[cfg(test)]
mod tests;
