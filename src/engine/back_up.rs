//! How backups of an engine's tables come and go, and copies of tables as they were.

use std::sync::Arc;

use super::{
    Engine,
    backups::{Backup, BackupType, Backups, settled},
    catalog::Catalog,
    clock::Clock,
};
use crate::{
    storage::{OutOfWindow, Table, copy_as_of, copy_table},
    sync::drop_aside,
};

impl Engine {
    /// The backups of tables.
    pub(crate) fn backups(&self) -> &Backups {
        self.catalog().backups()
    }

    /// The ARN of a backup.
    pub(crate) fn backup_arn(&self, backup: &Backup) -> String {
        format!("{}/backup/{}", self.table_arn(backup.table.name()), backup.id)
    }

    /// Makes a backup of a table as it is now; `None` if the table was deleted. It waits for a running change of the
    /// table. The time grows with the number of partitions, not of items; in a database on disk, also with the number of
    /// items that were changed since the last backup of the table, for which nobody waits.
    pub(crate) fn back_up(&self, table: &Table, name: String) -> Option<Arc<Backup>> {
        let unchanging = table.changing();
        if table.is_dropped() {
            return None;
        }
        self.sweep(table);
        let created_ms = self.clock().now_ms();
        let table = settled(copy_table(table), &self.ending());
        let available_ms = created_ms.saturating_add(self.transitions_ms());
        drop(unchanging);
        let (id, backup_type) = (String::new(), BackupType::User);
        let new = Backup { id, name, backup_type, created_ms, available_ms, expires_ms: None, table };
        let new = self.backups().written(new);
        Some(self.backups().add(new, || self.dated_id(created_ms)))
    }

    /// A copy of a table as it was at the end of a moment, in milliseconds since 1970; `None` if the table was deleted.
    /// It waits for a running change of the table. The time grows with the number of partitions, and of changes since
    /// that moment.
    pub(crate) fn copy_as_of(&self, table: &Table, moment_ms: u64) -> Option<Result<Table, OutOfWindow>> {
        let _unchanging = table.changing();
        if table.is_dropped() {
            return None;
        }
        self.look(table);
        Some(copy_as_of(table, moment_ms).map(|copy| settled(copy, &self.ending())))
    }

    /// Schedules the ends of all backups that expire.
    pub(super) fn expire_backups_later(&self) {
        for backup in self.backups().all() {
            expire_later(&self.catalog, self.clock(), &backup);
        }
    }
}

/// Schedules the end of a backup, if it expires.
pub(super) fn expire_later(catalog: &Arc<Catalog>, clock: &Clock, backup: &Backup) {
    let Some(expires_ms) = backup.expires_ms else { return };
    let (catalog, (table, id)) = (Arc::downgrade(catalog), backup.key());
    clock.at(expires_ms, move || {
        if let Some(catalog) = catalog.upgrade() {
            // The backup may hold the last reference to millions of items.
            drop_aside(catalog.backups().remove(&table, &id));
        }
    });
}
