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
pub(crate) struct Backups {
    all: RwLock<BTreeMap<BackupKey, Arc<Backup>>>,
    /// Where they are kept, in a database on disk.
    archive: RwLock<Option<Arc<dyn Archive>>>,
}

/// Where backups are kept, in a database on disk.
pub(crate) trait Archive: fmt::Debug + Send + Sync {
    /// Writes the items of a table, of which a backup is being made. It takes time for the items, or for what was
    /// changed since the last backup.
    fn write(&self, table: &Table) -> Rows;

    /// Keeps the backup whose items were written. The caller holds the lock of the backups.
    fn keep(&self, rows: Rows, backup: &Arc<Backup>);

    /// Removes a backup. The caller holds the lock of the backups.
    fn remove(&self, backup: &Backup);

    /// Removes all backups. The caller holds the lock of the backups.
    fn remove_all(&self);
}

/// Where the items of a backup were written.
#[derive(Debug)]
#[cfg_attr(not(feature = "disk"), expect(dead_code, reason = "only a disk makes and reads it"))]
pub(crate) struct Rows {
    pub(crate) number: u64,
    /// The number of the backup from which they differ.
    pub(crate) base: Option<u64>,
}

/// A backup that has no id yet, and where its items were written.
#[derive(Debug)]
pub(super) struct NewBackup {
    backup: Backup,
    rows: Option<Rows>,
}

impl Backups {
    /// A collection of these backups.
    pub(super) fn of(backups: impl IntoIterator<Item = Backup>) -> Self {
        let all = backups.into_iter().map(|backup| (backup.key(), Arc::new(backup))).collect();
        Self { all: RwLock::new(all), archive: RwLock::default() }
    }

    /// A copy of the collection.
    pub(super) fn fork(&self) -> Self {
        Self { all: RwLock::new(self.all.read().clone()), archive: RwLock::default() }
    }

    /// Puts other backups in the place of these, which are returned. Of those of one table each is kept as what differs
    /// from the one before.
    pub(super) fn replace(&self, with: Self) -> Self {
        let with = mem::take(&mut *with.all.write());
        let mut all = self.all.write();
        if let Some(archive) = self.archive() {
            archive.remove_all();
            with.values().for_each(|backup| archive.keep(archive.write(&backup.table), backup));
        }
        let before = mem::replace(&mut *all, with);
        Self { all: RwLock::new(before), archive: RwLock::default() }
    }

    /// All backups, in order.
    pub(crate) fn all(&self) -> Vec<Arc<Backup>> {
        self.all.read().values().cloned().collect()
    }

    /// Whether there are no backups.
    #[cfg(feature = "server")]
    pub(crate) fn is_empty(&self) -> bool {
        self.all.read().is_empty()
    }

    /// The backup of this table with this id.
    pub(crate) fn get(&self, table: &str, id: &str) -> Option<Arc<Backup>> {
        self.all.read().get(&(table.to_owned(), id.to_owned())).cloned()
    }

    /// Removes a backup.
    pub(crate) fn remove(&self, table: &str, id: &str) -> Option<Arc<Backup>> {
        let mut backups = self.all.write();
        let removed = backups.remove(&(table.to_owned(), id.to_owned()))?;
        self.archive().iter().for_each(|archive| archive.remove(&removed));
        Some(removed)
    }

    /// At most `limit` backups after `after`, of one table or of all, that are `wanted`, in order.
    pub(crate) fn list(
        &self,
        table: Option<&str>,
        after: Option<BackupKey>,
        limit: usize,
        wanted: impl Fn(&Backup) -> bool,
    ) -> Vec<Arc<Backup>> {
        let backups = self.all.read();
        let behind = behind(&backups, after, table);
        behind.filter(|backup| wanted(backup)).take(limit).cloned().collect()
    }

    /// Keeps backups in this archive from now on; those that are there it has already.
    #[cfg(feature = "disk")]
    pub(crate) fn set_archive(&self, archive: Arc<dyn Archive>) {
        *self.archive.write() = Some(archive);
    }

    fn archive(&self) -> Option<Arc<dyn Archive>> {
        self.archive.read().clone()
    }

    /// Writes the items of a backup, whose id does not matter. No lock is needed: its table never changes.
    pub(super) fn written(&self, backup: Backup) -> NewBackup {
        let rows = self.archive().map(|archive| archive.write(&backup.table));
        NewBackup { backup, rows }
    }

    /// Adds a backup under an id from `id`, which is called again if the table has a backup with that id.
    pub(super) fn add(&self, new: NewBackup, mut id: impl FnMut() -> String) -> Arc<Backup> {
        let NewBackup { mut backup, rows } = new;
        let mut backups = self.all.write();
        backup.id = id();
        while backups.contains_key(&backup.key()) {
            backup.id = id();
        }
        let backup = Arc::new(backup);
        if let Some((rows, archive)) = rows.zip(self.archive()) {
            archive.keep(rows, &backup);
        }
        backups.insert(backup.key(), Arc::clone(&backup));
        backup
    }

    /// The system backup of a table that is being deleted; `None` if point-in-time recovery was off. The caller holds
    /// the table's lock for [changes](Table::changing). (Developer guide: Point-in-time recovery, deleting a table)
    pub(super) fn of_deleted(&self, table: &Table, ending: &Ending) -> Option<NewBackup> {
        let is_recoverable = table.settings().recovery.is_some();
        if !is_recoverable {
            return None;
        }
        let created_ms = ending.now_ms;
        table.look(|| created_ms.saturating_mul(US_OF_MS));
        table.sweep_due();
        Some(self.written(Backup {
            id: String::new(),
            name: system_backup_name(table.name()),
            backup_type: BackupType::System,
            created_ms,
            available_ms: created_ms,
            expires_ms: Some(created_ms.saturating_add(SYSTEM_BACKUP_MS)),
            table: settled(copy_table(table), ending),
        }))
    }

    /// Adds it. The service numbers these backups from 0.
    pub(super) fn add_of_deleted(&self, new: NewBackup) -> Arc<Backup> {
        let created_ms = new.backup.created_ms;
        let mut numbers = 0_u32..;
        self.add(new, || format!("{created_ms:014}-{:08x}", numbers.next().unwrap_or_default()))
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
