//! The life of tables: created, described, listed, updated, deleted.

pub(crate) mod create_table;
pub(crate) mod creation;
pub(crate) mod delete_table;
pub(crate) mod describe;
pub(crate) mod describe_table;
pub(crate) mod described;
pub(crate) mod description;
pub(crate) mod forms;
mod frequency;
pub(crate) mod list_tables;
pub(crate) mod replica;
pub(crate) mod requested;
pub(crate) mod restored;
mod restored_scaling;
pub(crate) mod summaries;
pub(crate) mod summarize;
pub(crate) mod throughput_change;
pub(crate) mod update_table;
pub(crate) mod updating;
