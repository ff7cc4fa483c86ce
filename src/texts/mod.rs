//! DynamoDB's messages for refused requests: each message that has a parameter or occurs more than once.
//!
//! A message with a parameter is a function, one without is a constant; each comment says when the service uses it. A
//! message that occurs once and has no parameter is where it is used, unless it is easier to read among related ones.
//! Messages are exactly the service's, including its mistakes; comments mark those that were not measured or
//! documented. These modules import only limits from the crate, so that every layer can use them.

pub(crate) mod backup;
pub(crate) mod expression;
pub(crate) mod fault;
pub(crate) mod global_table;
pub(crate) mod grammar;
pub(crate) mod import;
pub(crate) mod index;
pub(crate) mod item;
pub(crate) mod json;
pub(crate) mod key;
pub(crate) mod key_condition;
pub(crate) mod kinesis;
pub(crate) mod legacy;
pub(crate) mod listed;
pub(crate) mod placeholder;
pub(crate) mod read;
pub(crate) mod replica;
pub(crate) mod request;
pub(crate) mod resource;
#[cfg(feature = "server")]
pub(crate) mod signature;
pub(crate) mod statement;
pub(crate) mod stream;
pub(crate) mod table;
pub(crate) mod throttling;
pub(crate) mod throughput;
pub(crate) mod transaction;
pub(crate) mod transfer;
pub(crate) mod value;
pub(crate) mod vector;
