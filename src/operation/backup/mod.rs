//! Backups of tables, and tables restored from them.

pub(crate) mod arn;
pub(crate) mod create_backup;
pub(crate) mod delete_backup;
pub(crate) mod describe;
pub(crate) mod describe_backup;
pub(crate) mod description;
mod in_use;
pub(crate) mod list_backups;
pub(crate) mod restore;
pub(crate) mod restore_table_from_backup;
pub(crate) mod restored;
