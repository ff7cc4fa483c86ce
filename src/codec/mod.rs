//! Values and structures of the API to JSON and back.

pub(crate) mod dynamodb_json;
pub(crate) mod json;
pub(crate) mod notes;
pub(crate) mod plain_json;
pub(crate) mod reading;
pub(crate) mod structure;
pub(crate) mod write;
