//! Checks that a backup from a file is one that CreateBackup could have created: a store accepts no other.

use super::create_backup::{CreateBackupInput, check_constraints};
use crate::{
    engine::{Backup, BackupType, SYSTEM_BACKUP_MS, system_backup_name},
    operation::{
        request::found::Found,
        table::forms::{check_time, is_dated_id},
    },
};

/// Checks a backup; the error says what is wrong.
pub(crate) fn check_restored(backup: &Backup) -> Result<(), String> {
    let Backup { id, name, backup_type, created_ms, expires_ms, available_ms: _, table } = backup;
    // A system backup has a name that no request can give.
    let given_name = if *backup_type == BackupType::System { "system" } else { name };
    let input = CreateBackupInput { table_name: table.name().to_owned(), backup_name: given_name.to_owned() };
    check_constraints(&input, &mut Found::default()).map_err(|error| error.message().into_owned())?;
    let created_seconds = *created_ms as f64 / 1000.0;
    check_time(Some(created_seconds))?;
    if !is_dated_id(id, *created_ms) {
        return Err(format!("'{id}' is not the id of a backup of that time"));
    }
    if table.settings().created_seconds > created_seconds {
        return Err("a backup of before its table".to_owned());
    }
    match (backup_type, expires_ms) {
        (BackupType::User, None) => Ok(()),
        (BackupType::System, Some(expires_ms))
            if *expires_ms == created_ms.saturating_add(SYSTEM_BACKUP_MS)
                && *name == system_backup_name(table.name()) =>
        {
            Ok(())
        }
        (backup_type, expires_ms) => {
            Err(format!("a backup of type {backup_type} that expires at {expires_ms:?}"))
        }
    }
}
