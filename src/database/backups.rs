//! Backups of a table, and its point-in-time recovery.

use super::{table::Table, wait::wait};
use crate::{
    error::Result,
    operation::{
        BackupDetails, BackupSummary, BackupTypeFilter, ContinuousBackupsDescription, CreateBackupInput,
        ListBackupsInput, PointInTimeRecoveryDescription, PointInTimeRecoverySpecification,
        UpdateContinuousBackupsInput,
    },
};

impl Table {
    /// Makes a backup of the table's items and settings, of one moment and without a pause. It is kept until
    /// [`Database::delete_backup`](super::Database::delete_backup), whatever becomes of the table. Names need not be
    /// unique.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put(item! { "user_id": "haeri05" }).run()?;
    /// let backup = users.create_backup("monday")?;
    ///
    /// users.delete("haeri05").run()?;
    /// let monday = db.restore_from_backup(backup.backup_arn, "users_of_monday").run()?;
    /// assert_eq!(monday.item_count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A name that is none: [`Error::Validation`](crate::Error::Validation). The table was deleted:
    /// [`Error::TableNotFound`](crate::Error::TableNotFound). It was created only now, in a database with
    /// [transitions](crate::DatabaseBuilder::transitions):
    /// [`Error::ContinuousBackupsUnavailable`](crate::Error::ContinuousBackupsUnavailable).
    pub fn create_backup(&self, backup_name: impl Into<String>) -> Result<BackupDetails> {
        let input = CreateBackupInput { table_name: self.name().to_owned(), backup_name: backup_name.into() };
        Ok(self.database().create_backup(input)?.backup_details.unwrap_or_default())
    }

    /// All backups of tables of this name, the oldest first: those that were requested, and those that were left when a
    /// table with point-in-time recovery was deleted.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.create_backup("monday")?;
    /// assert_eq!(users.backups()?[0].backup_name, "monday");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// None in a database of this process.
    pub fn backups(&self) -> Result<Vec<BackupSummary>> {
        let mut backups = Vec::new();
        let mut input = ListBackupsInput {
            table_name: Some(self.name().to_owned()),
            backup_type: Some(BackupTypeFilter::All),
            ..ListBackupsInput::default()
        };
        loop {
            let page = self.database().list_backups(input.clone())?;
            backups.extend(page.backup_summaries);
            input.exclusive_start_backup_arn = page.last_evaluated_backup_arn;
            if input.exclusive_start_backup_arn.is_none() {
                return Ok(backups);
            }
        }
    }

    /// Whether the table can be restored to a point in time, and to which.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// use hashrange::operation::PointInTimeRecoveryStatus;
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    ///
    /// let recovery = users.continuous_backups()?.point_in_time_recovery_description.unwrap();
    /// assert_eq!(recovery.point_in_time_recovery_status, Some(PointInTimeRecoveryStatus::Disabled));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// The table was deleted, or is being created: [`Error::TableNotFound`](crate::Error::TableNotFound).
    pub fn continuous_backups(&self) -> Result<ContinuousBackupsDescription> {
        let output = self.database().describe_continuous_backups(self.name())?;
        Ok(output.continuous_backups_description.unwrap_or_default())
    }

    /// Begins an UpdateContinuousBackups request that enables point-in-time recovery;
    /// [`run`](EnableRecoveryBuilder::run) carries it out. From then on the table can be
    /// [restored](Table::restore) to any moment, as far back as the recovery period reaches.
    ///
    /// ```
    /// use hashrange::{Clock, Database, ScalarAttributeType::S, item};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    /// let db = Database::builder().clock(clock.clone()).build();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.enable_point_in_time_recovery().recovery_period_in_days(7).run()?;
    /// users.put(item! { "user_id": "haeri05" }).run()?;
    ///
    /// let before = clock.now();
    /// clock.advance(Duration::from_secs(3600)).unwrap();
    /// users.delete("haeri05").run()?;
    /// let restored = users.restore("users_before").to_time(before).run()?;
    /// assert!(restored.get("haeri05").run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn enable_point_in_time_recovery(&self) -> EnableRecoveryBuilder {
        EnableRecoveryBuilder { table: self.clone(), recovery_period_in_days: None }
    }

    /// Disables point-in-time recovery: what could be restored is gone.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.enable_point_in_time_recovery().run()?;
    /// users.disable_point_in_time_recovery()?;
    /// assert!(users.restore("users_before").run().is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`EnableRecoveryBuilder::run`].
    pub fn disable_point_in_time_recovery(&self) -> Result<()> {
        wait(self.set_recovery(PointInTimeRecoverySpecification::default())).map(drop)
    }

    async fn set_recovery(
        &self,
        point_in_time_recovery_specification: PointInTimeRecoverySpecification,
    ) -> Result<ContinuousBackupsDescription> {
        let table_name = self.name().to_owned();
        let input = UpdateContinuousBackupsInput { table_name, point_in_time_recovery_specification };
        let output = self.database().answer_async(input).await?;
        Ok(output.continuous_backups_description.unwrap_or_default())
    }
}

/// An UpdateContinuousBackups request: [`Table::enable_point_in_time_recovery`].
#[derive(Debug, Clone)]
#[must_use = "point-in-time recovery is not enabled until `run`"]
pub struct EnableRecoveryBuilder {
    table: Table,
    recovery_period_in_days: Option<u8>,
}

impl EnableRecoveryBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// How many days back the table can be restored, 1 to 35; 35 by default. Changes that are older are forgotten.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let recovery = users.enable_point_in_time_recovery().recovery_period_in_days(7).run()?;
    /// assert_eq!(recovery.recovery_period_in_days, Some(7));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn recovery_period_in_days(mut self, days: u8) -> Self {
        self.recovery_period_in_days = Some(days);
        self
    }

    /// Enables point-in-time recovery, or changes its period.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let recovery = users.enable_point_in_time_recovery().run()?;
    /// assert!(recovery.earliest_restorable_date_time <= recovery.latest_restorable_date_time);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// Fewer than 1 or more than 35 days: [`Error::Validation`](crate::Error::Validation). The table was deleted, or is
    /// being created: [`Error::TableNotFound`](crate::Error::TableNotFound). It was created only now, in a database with
    /// [transitions](crate::DatabaseBuilder::transitions):
    /// [`Error::ContinuousBackupsUnavailable`](crate::Error::ContinuousBackupsUnavailable).
    pub fn run(self) -> Result<PointInTimeRecoveryDescription> {
        wait(self.requests())
    }

    /// The requests of a run.
    pub(super) async fn requests(self) -> Result<PointInTimeRecoveryDescription> {
        let specification = PointInTimeRecoverySpecification {
            point_in_time_recovery_enabled: true,
            recovery_period_in_days: self.recovery_period_in_days.map(i32::from),
        };
        let description = self.table.set_recovery(specification).await?;
        Ok(description.point_in_time_recovery_description.unwrap_or_default())
    }
}
