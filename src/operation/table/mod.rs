//! The life of tables: made, described, listed, deleted; their structures, settings and constraints.

pub(crate) mod attribute_types;
pub(crate) mod constraints;
pub(crate) mod create_table;
pub(crate) mod delete_resource_policy;
pub(crate) mod delete_table;
pub(crate) mod describe;
pub(crate) mod describe_table;
pub(crate) mod describe_time_to_live;
pub(crate) mod description;
pub(crate) mod get_resource_policy;
pub(crate) mod keys;
pub(crate) mod list_tables;
pub(crate) mod list_tags_of_resource;
pub(crate) mod policies;
pub(crate) mod policy_document;
mod policy_json;
pub(crate) mod put_resource_policy;
pub(crate) mod settings;
pub(crate) mod structures;
pub(crate) mod tag_resource;
pub(crate) mod tags;
pub(crate) mod time_to_live;
pub(crate) mod untag_resource;
pub(crate) mod update_table;
pub(crate) mod update_time_to_live;
pub(crate) mod vector_indexes;
