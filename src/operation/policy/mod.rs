//! The resource policies of tables and streams, which are stored and not enforced.

pub(crate) mod delete_resource_policy;
pub(crate) mod document;
pub(crate) mod get_resource_policy;
pub(crate) mod holder;
mod json;
pub(crate) mod put_resource_policy;
