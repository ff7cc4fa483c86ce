//! DeleteBackup: deletes a backup.

use super::{
    arn::BackupArn,
    describe::describe,
    description::{BackupDescription, BackupStatus},
    in_use::check_deletable,
};
use crate::{
    codec::structure, engine::Engine, error::Result, operation::request::input::Request, sync::drop_aside,
};

structure! {
    /// The input of DeleteBackup. (API reference: DeleteBackup)
    pub struct DeleteBackupInput {
        /// The backup's ARN.
        backup_arn: String = "BackupArn",
    }
}

impl<A: Into<String>> From<A> for DeleteBackupInput {
    fn from(backup_arn: A) -> Self {
        Self { backup_arn: backup_arn.into() }
    }
}

structure! {
    /// What DeleteBackup answers.
    #[non_exhaustive]
    pub struct DeleteBackupOutput {
        /// The backup as it was.
        backup_description: Option<BackupDescription> = "BackupDescription",
    }
}

/// Deletes the backup. Tables that were restored from it are not affected.
pub(crate) fn run(engine: &Engine, request: Request<DeleteBackupInput>) -> Result<DeleteBackupOutput> {
    let Request { input, mut found } = request;
    BackupArn::check(&mut found, DeleteBackupInput::MEMBERS.backup_arn, &input.backup_arn);
    found.check(&[])?;
    let arn = BackupArn::read(engine, &input.backup_arn)?;
    check_deletable(engine, &*arn.find(engine)?)?;
    let backup = arn.take(engine)?;
    let backup_description = Some(describe(engine, &backup, BackupStatus::Deleted));
    // The backup may hold the last reference to millions of items, so it is dropped on another thread.
    drop_aside(backup);
    Ok(DeleteBackupOutput { backup_description })
}
