//! Whether a backup can be used: one that is being created cannot, and one table at a time is restored from it.

use super::{description::BackupStatus, time::shown_to_the_ms};
use crate::{
    engine::{Backup, BackupType, Engine},
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
        _ => Err(Error::BackupInUse(texts::backup::being_created(&engine.backup_arn(backup)))),
    }
}

/// Refuses to delete a backup of the service's, one that is still being created, and one from which a table is being
/// restored.
pub(super) fn check_deletable(engine: &Engine, backup: &Backup) -> Result<()> {
    if backup.backup_type == BackupType::System {
        let expires = backup.expires_ms.map(shown_to_the_ms).unwrap_or_default();
        let text = texts::backup::system_backup(&engine.backup_arn(backup), &expires);
        return Err(Error::validation(text));
    }
    check_available(engine, backup)?;
    let arn = engine.backup_arn(backup);
    match is_restored_from(engine, &arn) {
        true => Err(Error::BackupInUse(texts::backup::restoring(&arn))),
        false => Ok(()),
    }
}

/// Refuses to restore a table from a backup from which another one is being restored.
pub(super) fn check_restorable(engine: &Engine, arn: &str) -> Result<()> {
    match is_restored_from(engine, arn) {
        true => Err(Error::BackupInUse(texts::backup::restoring_another(arn))),
        false => Ok(()),
    }
}

/// Whether a table is being restored from this backup.
fn is_restored_from(engine: &Engine, arn: &str) -> bool {
    let is_restored = |table: &Table| {
        let settings = table.settings();
        let source = settings.restored.as_ref().and_then(|restored| restored.source_backup_arn.as_deref());
        settings.status == TableStatus::Creating && source == Some(arn)
    };
    // If states take no time, nothing is being restored.
    engine.transitions_ms() > 0 && engine.catalog().count_tables(is_restored) > 0
}
