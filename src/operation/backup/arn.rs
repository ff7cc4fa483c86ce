//! ARNs of backups in requests.

use std::sync::Arc;

use crate::{
    codec::Member,
    engine::{Backup, Engine},
    error::{Error, Result},
    limits::BACKUP_ARN_CHARACTERS,
    operation::{
        definition::constraints::TableConstraints,
        request::{found::Found, table_arn::TableArn},
    },
    texts,
};

/// A backup's ARN in its parts: `arn:partition:dynamodb:region:account:table/name/backup/id`.
#[derive(Debug, Clone, Copy)]
pub(super) struct BackupArn<'a> {
    whole: &'a str,
    /// Its region.
    pub(super) region: &'a str,
    pub(super) table: &'a str,
    pub(super) id: &'a str,
}

impl<'a> BackupArn<'a> {
    /// Notes what is wrong with the length of an ARN.
    pub(super) fn check(found: &mut Found, member: Member, arn: &str) {
        let (least, most) = BACKUP_ARN_CHARACTERS.into_inner();
        TableConstraints::new(found).length(&member.into(), arn, least, most);
    }

    /// Reads an ARN.
    ///
    /// # Errors
    /// The text is no ARN of a backup, or the backup belongs to another account.
    pub(super) fn read(engine: &Engine, whole: &'a str) -> Result<Self> {
        let options = engine.options();
        match TableArn::parse(whole) {
            Some(TableArn { region, account, table, part: Some(("backup", id)) }) => {
                if account != options.account {
                    return Err(Error::AccessDenied(texts::backup::OTHER_ACCOUNT.to_owned()));
                }
                Ok(Self { whole, region, table, id })
            }
            _ => Err(Error::validation(texts::backup::INVALID_ARN)),
        }
    }

    /// The backup, if it is of the engine's region.
    pub(super) fn find(&self, engine: &Engine) -> Result<Arc<Backup>> {
        self.with(engine, || engine.backups().get(self.table, self.id))
    }

    /// Removes the backup from the store, and returns it.
    pub(super) fn take(&self, engine: &Engine) -> Result<Arc<Backup>> {
        self.with(engine, || engine.backups().remove(self.table, self.id))
    }

    fn with(&self, engine: &Engine, get: impl FnOnce() -> Option<Arc<Backup>>) -> Result<Arc<Backup>> {
        let backup = if self.region == engine.options().region { get() } else { None };
        backup.ok_or_else(|| Error::BackupNotFound(texts::backup::not_found(self.whole)))
    }
}
