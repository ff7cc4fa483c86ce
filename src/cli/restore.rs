//! `hashrange restore`: a new table with the items that another has, had at some time, or had in a backup.

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::{
    backup::latest,
    target::{Access, Target},
    throughput::Provisioned,
};
use crate::operation::{BillingMode, RestoreTableFromBackupInput, RestoreTableToPointInTimeInput};

/// Makes a table with the items that another has, had at some time, or had in a backup
#[derive(Debug, Args)]
#[command(after_help = "\
A table can be restored to a point in time from `hashrange recovery TABLE --on` on. The new table has the keys, indexes,
throughput and encryption of the old one, and none of its other settings.

Examples:
  hashrange restore orders orders_now
  hashrange restore orders orders_before --at 2026-11-27T10:00:00Z
  hashrange restore orders orders_before --at 15m                      15 minutes ago
  hashrange restore orders orders_again --backup before-the-migration
  hashrange restore orders orders --backup 'orders$DeletedTableBackup' --file dev.snapshot")]
pub(super) struct Restore {
    /// The table whose items are restored; for a backup it need not exist any more
    table: String,
    /// The new table
    new_table: String,
    /// Restore the table to this time, or to this long ago [default: now]
    #[arg(long, value_name = "TIME", value_parser = At::parse, conflicts_with = "backup")]
    at: Option<At>,
    /// Restore this backup of the table: its name, id or ARN; the latest of a name
    #[arg(long, value_name = "BACKUP")]
    backup: Option<String>,
    /// Pay by request
    #[arg(long, conflicts_with = "provisioned")]
    on_demand: bool,
    /// Provision this many read and write capacity units per second
    #[arg(long, value_name = "READ,WRITE", value_parser = Provisioned::parse)]
    provisioned: Option<Provisioned>,
    #[command(flatten)]
    target: Target,
}

/// The time to restore a table to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Time(Timestamp),
    Ago(SignedDuration),
}

impl At {
    fn parse(text: &str) -> Result<Self, String> {
        if let Ok(time) = text.parse() {
            return Ok(Self::Time(time));
        }
        let ago: Option<SignedDuration> = text.parse().ok();
        let ago = ago.filter(|ago| !ago.is_negative()).map(Self::Ago);
        ago.ok_or_else(|| format!("'{text}' is no time, as 2026-11-27T10:00:00Z, and no duration, as 15m"))
    }

    /// In seconds since 1970.
    fn seconds(self) -> Result<f64, String> {
        let time = match self {
            Self::Time(time) => time,
            Self::Ago(ago) => {
                Timestamp::now().checked_sub(ago).map_err(|error| format!("that is too long ago: {error}"))?
            }
        };
        Ok(time.as_millisecond() as f64 / 1000.0)
    }
}

impl Restore {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Write)?;
        let mode = match self.provisioned {
            Some(_) => Some(BillingMode::Provisioned),
            None => self.on_demand.then_some(BillingMode::PayPerRequest),
        };
        let units = self.provisioned.map(Into::into);
        if let Some(backup) = &self.backup {
            let backup = latest(&mut connection, &self.table, backup)?;
            connection.call(&RestoreTableFromBackupInput {
                target_table_name: self.new_table,
                backup_arn: backup.backup_arn,
                billing_mode_override: mode,
                provisioned_throughput_override: units,
                ..RestoreTableFromBackupInput::default()
            })?;
        } else {
            let seconds = self.at.map(At::seconds).transpose()?;
            connection
                .call(&RestoreTableToPointInTimeInput {
                    source_table_name: Some(self.table.clone()),
                    target_table_name: self.new_table,
                    use_latest_restorable_time: Some(seconds.is_none()),
                    restore_date_time: seconds,
                    billing_mode_override: mode,
                    provisioned_throughput_override: units,
                    ..RestoreTableToPointInTimeInput::default()
                })
                .map_err(|error| match error.contains("PointInTimeRecoveryUnavailable") {
                    true => format!("{error}\n`hashrange recovery {} --on` switches it on.", self.table),
                    false => error,
                })?;
        }
        connection.save()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_moments_or_so_long_ago() {
        let at = |text: &str| At::parse(text).unwrap();
        assert_eq!(at("2026-11-27T10:00:00Z").seconds().unwrap(), 1_795_773_600.0);
        assert_eq!(at("2026-11-27T11:00:00.25+01:00").seconds().unwrap(), 1_795_773_600.25);
        assert_eq!(at("15m"), At::Ago(SignedDuration::from_mins(15)));
        assert_eq!(at("1h 30m"), At::Ago(SignedDuration::from_mins(90)));
        for wrong in ["", "now", "-15m", "15", "2026-11-27"] {
            assert!(At::parse(wrong).is_err(), "{wrong}");
        }
        assert!(at("9999999h").seconds().is_ok());
        assert!(At::Ago(SignedDuration::MAX).seconds().is_err());
    }
}
