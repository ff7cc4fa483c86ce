//! The tags of tables.

pub(crate) mod list_tags_of_resource;
pub(crate) mod tag_resource;
pub(crate) mod tags;
pub(crate) mod untag_resource;
