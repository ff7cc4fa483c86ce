//! `hashrange recovery`: whether a table can be restored to a point in time.

use clap::Args;
use jiff::Timestamp;

use super::{
    output::{json_of, print, print_pretty},
    target::{Access, Connection, Target},
};
use crate::operation::{
    ContinuousBackupsDescription, DescribeContinuousBackupsInput, PointInTimeRecoverySpecification,
    PointInTimeRecoveryStatus, UpdateContinuousBackupsInput,
};

/// Shows whether a table can be restored to a point in time, or changes it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange recovery orders
  hashrange recovery orders --on                       as far back as 35 days
  hashrange recovery orders --on --days 7
  hashrange recovery orders --off --file dev.snapshot

`hashrange restore` restores a table.")]
pub(super) struct Recovery {
    /// The table
    table: String,
    /// Let the table be restored to any moment from now on
    #[arg(long, conflicts_with = "off")]
    on: bool,
    /// How many days back, 1 to 35
    #[arg(long, requires = "on", value_parser = clap::value_parser!(i32).range(1..=35))]
    days: Option<i32>,
    /// Forget what could be restored
    #[arg(long)]
    off: bool,
    /// Print the API's answer as JSON
    #[arg(long, conflicts_with_all = ["on", "off"])]
    json: bool,
    #[command(flatten)]
    target: Target,
}

impl Recovery {
    pub(super) fn run(self) -> Result<(), String> {
        if self.on || self.off {
            let mut connection = self.target.open(Access::Write)?;
            connection.call(&UpdateContinuousBackupsInput {
                table_name: self.table,
                point_in_time_recovery_specification: PointInTimeRecoverySpecification {
                    point_in_time_recovery_enabled: self.on,
                    recovery_period_in_days: self.days,
                },
            })?;
            return connection.save();
        }
        let described = continuous_backups(&mut self.target.open(Access::Read)?, &self.table)?;
        match self.json {
            true => print_pretty(&json_of(&described)?),
            false => print(format!("{}\n", recovery(described)).as_bytes()),
        }
    }
}

/// Whether a table can be restored, as the API describes it.
pub(super) fn continuous_backups(
    connection: &mut Connection,
    table: &str,
) -> Result<ContinuousBackupsDescription, String> {
    let answer = connection.call(&DescribeContinuousBackupsInput::from(table))?;
    Ok(answer.continuous_backups_description.unwrap_or_default())
}

/// The same as readable text: `enabled for 35 days: from 2026-11-27T10:00:00Z to 2026-11-27T10:20:00Z`, or `disabled`.
pub(super) fn recovery(described: ContinuousBackupsDescription) -> String {
    let recovery = described.point_in_time_recovery_description.unwrap_or_default();
    if recovery.point_in_time_recovery_status != Some(PointInTimeRecoveryStatus::Enabled) {
        return "disabled".to_owned();
    }
    let days = match recovery.recovery_period_in_days.unwrap_or_default() {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let (from, to) = (recovery.earliest_restorable_date_time, recovery.latest_restorable_date_time);
    format!("enabled for {days}: from {} to {}", time(from), time(to))
}

/// A time of the API, in seconds since 1970, as readable text.
pub(super) fn time(seconds: Option<f64>) -> String {
    let ms = seconds.map(|seconds| (seconds * 1000.0).round() as i64);
    let time = ms.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    time.map(|time| time.to_string()).unwrap_or_default()
}
