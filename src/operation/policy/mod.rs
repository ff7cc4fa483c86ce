//! The resource policies of tables and streams.

pub(crate) mod delete_resource_policy;
pub(crate) mod get_resource_policy;
pub(crate) mod holder;
pub(crate) mod put_resource_policy;
