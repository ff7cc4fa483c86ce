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
pub(super) struct BackupRecord {
    id: String,
    name: String,
    backup_type: BackupType,
    created_ms: u64,
    expires_ms: Option<u64>,
    table: TableRecord,
}

impl BackupRecord {
    pub(super) fn of(backup: &Backup) -> Self {
        Self {
            id: backup.id.clone(),
            name: backup.name.clone(),
            backup_type: backup.backup_type,
            created_ms: backup.created_ms,
            expires_ms: backup.expires_ms,
            table: TableRecord::of(&backup.table, None),
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The record of the table, whose items follow.
    pub(super) fn table(&self) -> &TableRecord {
        &self.table
    }

    /// The backup with the table that was read; fails with what is wrong with the record.
    pub(super) fn backup(self, table: Table) -> Result<Backup, String> {
        let Self { id, name, backup_type, created_ms, expires_ms, table: _ } = self;
        let backup =
            Backup { id, name, backup_type, created_ms, available_ms: created_ms, expires_ms, table };
        check_restored(&backup).map(|()| backup)
    }
}
