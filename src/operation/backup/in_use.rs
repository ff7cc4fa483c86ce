//! Whether a backup can be used: one that is being created cannot, and one that is being restored cannot be deleted.

use super::description::BackupStatus;
use crate::{
    engine::{Backup, Engine},
    error::{Error, Result},
    storage::{Table, TableStatus},
    texts,
};

/// The status of a backup that is not deleted.
pub(super) fn status(engine: &Engine, backup: &Backup) -> BackupStatus {
    match engine.clock().now_ms() < backup.available_ms {
        true => BackupStatus::Creating,
        false => BackupStatus::Available,
    }
}

/// Refuses a backup that is still being created.
pub(super) fn check_available(engine: &Engine, backup: &Backup) -> Result<()> {
    match status(engine, backup) {
        BackupStatus::Available => Ok(()),
        _ => Err(in_use(engine, backup, "created")),
    }
}

/// Refuses to delete a backup that is still being created, or from which a table is being restored.
pub(super) fn check_deletable(engine: &Engine, backup: &Backup) -> Result<()> {
    check_available(engine, backup)?;
    let arn = engine.backup_arn(backup);
    let is_restored = |table: &Table| {
        let settings = table.settings();
        let source = settings.restored.as_ref().and_then(|restored| restored.source_backup_arn.as_ref());
        settings.status == TableStatus::Creating && source == Some(&arn)
    };
    // If states take no time, nothing is being restored.
    match engine.transitions_ms() > 0 && engine.catalog().count_tables(is_restored) > 0 {
        true => Err(in_use(engine, backup, "restored")),
        false => Ok(()),
    }
}

fn in_use(engine: &Engine, backup: &Backup, what: &str) -> Error {
    Error::BackupInUse(texts::backup::in_use(what, &engine.backup_arn(backup)))
}
