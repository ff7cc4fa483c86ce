//! Deletion of a table, after what is in it was saved.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serde_json::json;

use crate::{
    cli::{
        description::Description,
        target::{Access, Connection, Target},
    },
    database::Database,
    operation::{BackupStatus, CreateBackupInput, DeleteTableInput, DescribeBackupInput},
    sync::thread,
};

/// How long a backup may take. The service makes it within seconds whatever the table's size.
const BACKUP_TIME: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Deletes a table. The answer names the snapshot or the backup.
pub(super) fn delete_table(target: &Target, table: &str, without_backups: bool) -> Result<String, String> {
    let mut connection = target.open(Access::Write)?;
    let description = Description::of(&mut connection, table)?;
    let name = description.table_name().to_owned();
    if description.table_description().deletion_protection_enabled {
        return Err(format!("{name} is protected from deletion"));
    }
    let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let kept = match (&connection, target.files()) {
        (Connection::Snapshot(snapshot), Some(file)) => Some(saved(&snapshot.database, file, &name, &time)?),
        (Connection::Disk(disk), Some(directory)) => Some(saved(&disk.database, directory, &name, &time)?),
        _ if without_backups => None,
        _ => Some(backed_up(&mut connection, &name, &time).map_err(|error| {
            format!(
                "{name} is kept, because no backup of it could be made: {error}\n`hashrange mcp --write --without-backups` \
                 deletes without one"
            )
        })?),
    };
    connection.call(&DeleteTableInput::from(name.as_str()))?;
    connection.save()?;
    Ok(json!({ "Deleted": name, "Kept": kept }).to_string())
}

/// Saves a snapshot of all tables beside the file or directory, in a file that is not there yet.
fn saved(database: &Database, beside: &Path, table: &str, time: &str) -> Result<String, String> {
    // `.` and `..` have no name of their own.
    let named = match beside.file_name() {
        Some(_) => beside.to_owned(),
        None => beside.canonicalize().map_err(|error| format!("{}: {error}", beside.display()))?,
    };
    let path_of = |number: usize| {
        let mut name = named.file_name().unwrap_or_default().to_owned();
        let numbered = if number == 1 { String::new() } else { format!("-{number}") };
        name.push(format!(".before-{table}-{time}{numbered}.snapshot"));
        named.with_file_name(name)
    };
    let free = (1..=1000).map(path_of).find(|path: &PathBuf| !path.exists());
    let path = free.ok_or("there are a thousand snapshots of this second")?;
    let kept = |error| format!("{table} is kept, because no snapshot could be saved first: {error}");
    database.save(&path).map_err(kept)?;
    Ok(path.display().to_string())
}

/// Makes a backup, and waits until it is there.
fn backed_up(connection: &mut Connection, table: &str, time: &str) -> Result<String, String> {
    let backup_name = format!("hashrange-mcp-{time}");
    let input = CreateBackupInput { table_name: table.to_owned(), backup_name };
    let details = connection.call(&input)?.backup_details.ok_or("the server names no backup")?;
    let began = Instant::now();
    let mut status = details.backup_status;
    while status != Some(BackupStatus::Available) {
        if began.elapsed() > BACKUP_TIME {
            return Err(format!("{} is not there after {} s", details.backup_arn, BACKUP_TIME.as_secs()));
        }
        thread::sleep(LOOK_AGAIN);
        let backup = connection.call(&DescribeBackupInput::from(details.backup_arn.as_str()))?;
        let backup = backup.backup_description.and_then(|backup| backup.backup_details);
        status = backup.and_then(|backup| backup.backup_status);
    }
    Ok(details.backup_arn)
}
