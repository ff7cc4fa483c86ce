//! CreateBackup: a table's items and settings as they are now, kept whatever becomes of the table.

use super::{
    describe::details,
    description::{BackupDetails, BackupStatus},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        access::{
            not_found::no_table_to_back_up,
            recovery::{check_has_backups, table_to_back_up},
            tables::own_table_name,
        },
        definition::constraints::check_table_name,
        request::{found::Found, input::Request, names::check_name},
    },
};

structure! {
    /// The input of CreateBackup. (API reference: CreateBackup)
    pub struct CreateBackupInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The backup's name, 3 to 255 letters, digits, `_`, `-`, `.`; names need not be unique.
        backup_name: String = "BackupName",
    }
}

structure! {
    /// What CreateBackup answers.
    #[non_exhaustive]
    pub struct CreateBackupOutput {
        /// The backup, being created.
        backup_details: Option<BackupDetails> = "BackupDetails",
    }
}

/// Checks what needs no table.
pub(super) fn check_constraints(input: &CreateBackupInput, found: &mut Found) -> Result<()> {
    let members = CreateBackupInput::MEMBERS;
    check_table_name(found, members.table_name, &input.table_name)?;
    if !found.has_violation_at(&members.backup_name.into()) {
        check_name(found, members.backup_name, &input.backup_name);
    }
    found.check(&[members.table_name, members.backup_name])
}

/// Makes the backup.
pub(crate) fn run(engine: &Engine, request: Request<CreateBackupInput>) -> Result<CreateBackupOutput> {
    let Request { input, mut found } = request;
    check_constraints(&input, &mut found)?;
    let name = own_table_name(engine, &input.table_name)?;
    let table = table_to_back_up(engine, name)?;
    check_has_backups(engine, &table)?;
    let backup = engine.back_up(&table, input.backup_name);
    let backup = backup.ok_or_else(|| no_table_to_back_up(engine, name))?;
    Ok(CreateBackupOutput { backup_details: Some(details(engine, &backup, BackupStatus::Creating)) })
}
