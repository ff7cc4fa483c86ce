//! What DynamoDB says when it refuses a request: each text that has a parameter or occurs more than once.
//!
//! A text with a parameter is a function of plain words, one without is a constant; each says when the service
//! uses it. A text that occurs once and has no parameter stands where it is used, unless it is read more easily
//! among others of its kind. Texts are the service's to the letter, slips of the pen included: what is not
//! measured or documented says so. Of the crate they import limits alone, so that every layer can use them.

pub(crate) mod backup;
pub(crate) mod expression;
pub(crate) mod grammar;
pub(crate) mod index;
pub(crate) mod item;
pub(crate) mod json;
pub(crate) mod key;
pub(crate) mod key_condition;
pub(crate) mod legacy;
pub(crate) mod listed;
pub(crate) mod placeholder;
pub(crate) mod read;
pub(crate) mod request;
pub(crate) mod resource;
#[cfg(feature = "server")]
pub(crate) mod signature;
pub(crate) mod statement;
pub(crate) mod stream;
pub(crate) mod table;
pub(crate) mod throughput;
pub(crate) mod transaction;
pub(crate) mod value;
pub(crate) mod vector;
