//! The backups of tables. A backup outlives its table.

use std::{collections::BTreeMap, fmt, mem, sync::Arc};

use super::of_table::behind;
use crate::{
    enumeration::wire_enum,
    limits::SYSTEM_BACKUP_DAYS,
    storage::{Ending, Table, TableSettings, US_OF_MS, copy_table},
    sync::RwLock,
};

wire_enum! {
    /// Who made a backup.
    BackupType "[USER, SYSTEM, AWS_BACKUP]" {
        /// A request: the backup is kept until a request deletes it.
        User = "USER",
        /// DynamoDB, when a table with point-in-time recovery was deleted: the backup is kept for 35 days.
        System = "SYSTEM",
        /// AWS Backup.
        AwsBackup = "AWS_BACKUP",
    }
}

/// A backup: a table as it was at one moment.
pub(crate) struct Backup {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) backup_type: BackupType,
    /// When it was made, in milliseconds since 1970.
    pub(crate) created_ms: u64,
    /// When it becomes available, in milliseconds since 1970.
    pub(crate) available_ms: u64,
    /// When it expires, in milliseconds since 1970.
    pub(crate) expires_ms: Option<u64>,
    /// The table, which never changes.
    pub(crate) table: Table,
}

impl fmt::Debug for Backup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backup").field("table", &self.table).field("id", &self.id).finish_non_exhaustive()
    }
}

/// A backup's table and id. Its ARN ends with them, and backups are listed in their order.
pub(super) type BackupKey = (String, String);

/// Backups by table name and id. Copies share the backups, which never change.
#[derive(Debug, Default)]
pub(crate) struct Backups(RwLock<BTreeMap<BackupKey, Arc<Backup>>>);

impl Backups {
    /// A collection of these backups.
    pub(super) fn of(backups: impl IntoIterator<Item = Backup>) -> Self {
        Self(RwLock::new(backups.into_iter().map(|backup| (backup.key(), Arc::new(backup))).collect()))
    }

    /// A copy of the collection.
    pub(super) fn fork(&self) -> Self {
        Self(RwLock::new(self.0.read().clone()))
    }

    /// Puts other backups in the place of these, which are returned.
    pub(super) fn replace(&self, with: Self) -> Self {
        let with = mem::take(&mut *with.0.write());
        Self(RwLock::new(mem::replace(&mut *self.0.write(), with)))
    }

    /// All backups, in order.
    pub(crate) fn all(&self) -> Vec<Arc<Backup>> {
        self.0.read().values().cloned().collect()
    }

    /// Whether there are no backups.
    #[cfg(feature = "server")]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.read().is_empty()
    }

    /// The backup of this table with this id.
    pub(crate) fn get(&self, table: &str, id: &str) -> Option<Arc<Backup>> {
        self.0.read().get(&(table.to_owned(), id.to_owned())).cloned()
    }

    /// Removes a backup.
    pub(crate) fn remove(&self, table: &str, id: &str) -> Option<Arc<Backup>> {
        self.0.write().remove(&(table.to_owned(), id.to_owned()))
    }

    /// At most `limit` backups after `after`, of one table or of all, that are `wanted`, in order.
    pub(crate) fn list(
        &self,
        table: Option<&str>,
        after: Option<BackupKey>,
        limit: usize,
        wanted: impl Fn(&Backup) -> bool,
    ) -> Vec<Arc<Backup>> {
        let backups = self.0.read();
        let behind = behind(&backups, after, table);
        behind.filter(|backup| wanted(backup)).take(limit).cloned().collect()
    }

    /// Adds a backup under an id from `id`, which is called again if the table has a backup with that id.
    pub(super) fn add(
        &self,
        mut id: impl FnMut() -> String,
        backup: impl FnOnce(String) -> Backup,
    ) -> Arc<Backup> {
        let mut backups = self.0.write();
        let mut backup = backup(id());
        while backups.contains_key(&backup.key()) {
            backup.id = id();
        }
        let backup = Arc::new(backup);
        backups.insert(backup.key(), Arc::clone(&backup));
        backup
    }

    /// Adds the system backup of a table that was deleted; `None` if point-in-time recovery was off. The caller holds
    /// the table's lock for [changes](Table::changing). (Developer guide: Point-in-time recovery, deleting a table)
    pub(super) fn add_of_deleted(&self, table: &Table, ending: &Ending) -> Option<Arc<Backup>> {
        let is_recoverable = table.settings().recovery.is_some();
        if !is_recoverable {
            return None;
        }
        let created_ms = ending.now_ms;
        table.look(|| created_ms.saturating_mul(US_OF_MS));
        table.sweep_due();
        let table = settled(copy_table(table), ending);
        // The service numbers these backups from 0.
        let mut numbers = 0_u32..;
        let id = || format!("{created_ms:014}-{:08x}", numbers.next().unwrap_or_default());
        Some(self.add(id, |id| Backup {
            id,
            name: system_backup_name(table.name()),
            backup_type: BackupType::System,
            created_ms,
            available_ms: created_ms,
            expires_ms: Some(created_ms.saturating_add(SYSTEM_BACKUP_MS)),
            table,
        }))
    }
}

/// How long the system backup of a deleted table is kept.
pub(crate) const SYSTEM_BACKUP_MS: u64 = SYSTEM_BACKUP_DAYS * 24 * 60 * 60 * 1000;

/// The name of the system backup of a deleted table.
pub(crate) fn system_backup_name(table: &str) -> String {
    format!("{table}$DeletedTableBackup")
}

/// A copy of a table in which all transitional states have ended: they do not continue in a backup.
pub(super) fn settled(copy: Table, ending: &Ending) -> Table {
    copy.change_settings(TableSettings::stop_deleting);
    copy.end_states(&Ending { ends_all: true, ..*ending });
    copy
}

impl Backup {
    pub(super) fn key(&self) -> BackupKey {
        (self.table.name().to_owned(), self.id.clone())
    }
}
