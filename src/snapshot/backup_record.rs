//! The record of a backup in a snapshot.

use serde::{Deserialize, Serialize};

use super::record::TableRecord;
use crate::{
    engine::{Backup, BackupType},
    operation::backup::restored::check_restored,
    storage::Table,
};

/// A backup, with its table's record.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BackupRecord {
    id: String,
    name: String,
    backup_type: BackupType,
    created_ms: u64,
    expires_ms: Option<u64>,
    /// The table that the backup's items are like. Without it, all its items follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) like: Option<LikeRecord>,
    table: TableRecord,
}

/// An earlier table of the file, from which the items of a backup differ in what follows.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct LikeRecord {
    /// Its place in the file: that of a table or, behind all tables, of a backup, from 0.
    pub(super) place: usize,
    /// How many keys of items follow that are not in the backup.
    pub(super) removed: u64,
    /// How many items follow then that are in the backup in their place or in addition.
    pub(super) put: u64,
}

impl BackupRecord {
    pub(super) fn of(backup: &Backup, like: Option<LikeRecord>) -> Self {
        Self {
            id: backup.id.clone(),
            name: backup.name.clone(),
            backup_type: backup.backup_type,
            created_ms: backup.created_ms,
            expires_ms: backup.expires_ms,
            like,
            table: TableRecord::of(&backup.table, None),
        }
    }

    /// The record of a backup all of whose items are kept apart.
    #[cfg(feature = "disk")]
    pub(crate) fn whole(backup: &Backup) -> Self {
        Self::of(backup, None)
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The record of the table, whose items follow.
    pub(crate) fn table(&self) -> &TableRecord {
        &self.table
    }

    /// The backup with the table that was read; fails with what is wrong with the record.
    pub(crate) fn backup(self, table: Table) -> Result<Backup, String> {
        let Self { id, name, backup_type, created_ms, expires_ms, like: _, table: _ } = self;
        let backup =
            Backup { id, name, backup_type, created_ms, available_ms: created_ms, expires_ms, table };
        check_restored(&backup).map(|()| backup)
    }
}
