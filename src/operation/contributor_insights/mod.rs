//! Contributor insights: whether accesses to a table or a global index are counted by key.

pub(crate) mod describe_contributor_insights;
pub(crate) mod list_contributor_insights;
pub(crate) mod state;
pub(crate) mod structures;
pub(crate) mod update_contributor_insights;
