//! ListBackups: backups in order of their tables' names and their times, in pages.

use super::{arn::BackupArn, describe::summary, description::BackupSummary};
use crate::{
    codec::structure,
    engine::{Backup, BackupType, Engine},
    error::{Error, Result},
    limits::LIST_BACKUPS_PAGE,
    operation::{
        access::tables::own_table_name,
        answer::page::page,
        definition::constraints::check_table_name,
        request::{enums::wire_enum, input::Request, page_limit::page_limit},
    },
    texts,
};

wire_enum! {
    /// Which backups are listed, by their creator.
    BackupTypeFilter "[USER, SYSTEM, AWS_BACKUP, ALL]" {
        /// Those created by requests.
        User = "USER",
        /// Those that DynamoDB created of deleted tables.
        System = "SYSTEM",
        /// Those of AWS Backup.
        AwsBackup = "AWS_BACKUP",
        /// All.
        All = "ALL",
    }
}

structure! {
    /// The input of ListBackups. (API reference: ListBackups)
    pub struct ListBackupsInput {
        /// The name or ARN of the table whose backups are listed; all tables by default.
        table_name: Option<String> = "TableName",
        /// How many backups, 1 to 100 (the default).
        limit: Option<i32> = "Limit",
        /// Only backups of this time and later, in seconds since 1970.
        time_range_lower_bound: Option<f64> = "TimeRangeLowerBound",
        /// Only backups from before this time, in seconds since 1970.
        time_range_upper_bound: Option<f64> = "TimeRangeUpperBound",
        /// The ARN to start after: the last page's `last_evaluated_backup_arn`.
        exclusive_start_backup_arn: Option<String> = "ExclusiveStartBackupArn",
        /// Only backups of this type; `USER` by default.
        backup_type: Option<BackupTypeFilter> = "BackupType",
    }
}

structure! {
    /// What ListBackups answers.
    #[non_exhaustive]
    pub struct ListBackupsOutput {
        /// The backups.
        backup_summaries: Vec<BackupSummary> = "BackupSummaries",
        /// Where the next page starts; absent on the last page.
        last_evaluated_backup_arn: Option<String> = "LastEvaluatedBackupArn",
    }
}

/// Lists backups.
pub(crate) fn run(engine: &Engine, request: Request<ListBackupsInput>) -> Result<ListBackupsOutput> {
    let Request { input, mut found } = request;
    let members = ListBackupsInput::MEMBERS;
    if let Some(name) = &input.table_name {
        check_table_name(&mut found, members.table_name, name)?;
    }
    if let Some(start) = &input.exclusive_start_backup_arn {
        BackupArn::check(&mut found, members.exclusive_start_backup_arn, start);
    }
    let limit = page_limit(&mut found, members.limit, input.limit, LIST_BACKUPS_PAGE);
    found.check(&[])?;
    let table_name = input.table_name.as_deref().map(|name| own_table_name(engine, name)).transpose()?;
    if input.time_range_lower_bound > input.time_range_upper_bound && input.time_range_upper_bound.is_some() {
        return Err(Error::invalid_values(texts::backup::NO_TIME_RANGE));
    }
    let start = input.exclusive_start_backup_arn.as_deref().map(|arn| BackupArn::read(engine, arn));
    let start = start.transpose()?;
    if start.is_some_and(|arn| arn.region != engine.options().region) {
        return Err(Error::validation(texts::backup::OTHER_REGION));
    }
    let start = start.map(|arn| (arn.table.to_owned(), arn.id.to_owned()));
    let backups = engine.backups().list(table_name, start, limit + 1, |backup| input.asks_for(backup));
    let (backups, more) = page(backups, limit);
    let last_evaluated_backup_arn = backups.last().filter(|_| more).map(|last| engine.backup_arn(last));
    let backup_summaries = backups.iter().map(|backup| summary(engine, backup)).collect();
    Ok(ListBackupsOutput { backup_summaries, last_evaluated_backup_arn })
}

impl ListBackupsInput {
    /// Whether a backup of its table is to be listed.
    fn asks_for(&self, backup: &Backup) -> bool {
        let is_of_type = match self.backup_type.unwrap_or(BackupTypeFilter::User) {
            BackupTypeFilter::User => backup.backup_type == BackupType::User,
            BackupTypeFilter::System => backup.backup_type == BackupType::System,
            BackupTypeFilter::AwsBackup => backup.backup_type == BackupType::AwsBackup,
            BackupTypeFilter::All => true,
        };
        let created_seconds = backup.created_ms as f64 / 1000.0;
        is_of_type
            && self.time_range_lower_bound.is_none_or(|lower| lower <= created_seconds)
            && self.time_range_upper_bound.is_none_or(|upper| created_seconds < upper)
    }
}
