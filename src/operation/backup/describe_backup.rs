//! DescribeBackup: a backup, and the table that it was made of.

use super::{arn::BackupArn, describe::describe, description::BackupDescription, in_use::status};
use crate::{codec::structure, engine::Engine, error::Result, operation::request::input::Request};

structure! {
    /// The input of DescribeBackup. (API reference: DescribeBackup)
    pub struct DescribeBackupInput {
        /// The backup's ARN.
        backup_arn: String = "BackupArn",
    }
}

impl<A: Into<String>> From<A> for DescribeBackupInput {
    fn from(backup_arn: A) -> Self {
        Self { backup_arn: backup_arn.into() }
    }
}

structure! {
    /// What DescribeBackup answers.
    #[non_exhaustive]
    pub struct DescribeBackupOutput {
        /// The backup.
        backup_description: Option<BackupDescription> = "BackupDescription",
    }
}

/// Describes the backup.
pub(crate) fn run(engine: &Engine, request: Request<DescribeBackupInput>) -> Result<DescribeBackupOutput> {
    let Request { input, mut found } = request;
    BackupArn::check(&mut found, DescribeBackupInput::MEMBERS.backup_arn, &input.backup_arn);
    found.check(&[])?;
    let backup = BackupArn::read(engine, &input.backup_arn)?.find(engine)?;
    Ok(DescribeBackupOutput { backup_description: Some(describe(engine, &backup, status(engine, &backup))) })
}
