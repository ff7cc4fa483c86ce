//! Backups of tables, and tables restored from them.

pub(crate) mod arn;
pub(crate) mod continuous_backups;
pub(crate) mod create_backup;
pub(crate) mod delete_backup;
pub(crate) mod describe;
pub(crate) mod describe_backup;
pub(crate) mod describe_continuous_backups;
pub(crate) mod description;
mod in_use;
pub(crate) mod list_backups;
mod overrides;
mod restore;
pub(crate) mod restore_table_from_backup;
pub(crate) mod restore_table_to_point_in_time;
pub(crate) mod restored;
mod restored_indexes;
mod restored_throughput;
mod time;
pub(crate) mod update_continuous_backups;
