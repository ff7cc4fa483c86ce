//! The continuous backups of a table and its point-in-time recovery, as they are described.

use crate::{
    codec::structure,
    engine::Engine,
    operation::{
        access::recovery::{RestorableTimes, has_backups},
        request::enums::wire_enum,
    },
    storage::Table,
};

wire_enum! {
    /// Whether a table has continuous backups: all have, from shortly after their creation on.
    ContinuousBackupsStatus "[ENABLED, DISABLED]" {
        /// It has.
        Enabled = "ENABLED",
        /// It was created only now.
        Disabled = "DISABLED",
    }
}

wire_enum! {
    /// Whether a table can be restored to a point in time.
    PointInTimeRecoveryStatus "[ENABLED, DISABLED]" {
        /// It can.
        Enabled = "ENABLED",
        /// It cannot.
        Disabled = "DISABLED",
    }
}

structure! {
    /// Whether a table can be restored to a point in time, as a request sets it. (API reference:
    /// `PointInTimeRecoverySpecification`)
    pub struct PointInTimeRecoverySpecification {
        /// Whether it can.
        point_in_time_recovery_enabled: bool = "PointInTimeRecoveryEnabled",
        /// How many days back, 1 to 35 (the default).
        recovery_period_in_days: Option<i32> = "RecoveryPeriodInDays",
    }
}

structure! {
    /// The continuous backups of a table. (API reference: `ContinuousBackupsDescription`)
    #[non_exhaustive]
    pub struct ContinuousBackupsDescription {
        /// Whether the table has them.
        continuous_backups_status: Option<ContinuousBackupsStatus> = "ContinuousBackupsStatus",
        /// Whether it can be restored to a point in time.
        point_in_time_recovery_description: Option<PointInTimeRecoveryDescription> =
            "PointInTimeRecoveryDescription",
    }
}

structure! {
    /// Whether, and to which time, a table can be restored. (API reference: `PointInTimeRecoveryDescription`)
    #[non_exhaustive]
    pub struct PointInTimeRecoveryDescription {
        /// Whether it can.
        point_in_time_recovery_status: Option<PointInTimeRecoveryStatus> = "PointInTimeRecoveryStatus",
        /// How many days back; absent if it cannot.
        recovery_period_in_days: Option<i32> = "RecoveryPeriodInDays",
        /// The earliest time to which it can, in whole seconds since 1970; absent if it cannot.
        earliest_restorable_date_time: Option<f64> = "EarliestRestorableDateTime",
        /// The latest time to which it can, in seconds since 1970: now. Absent if it cannot.
        latest_restorable_date_time: Option<f64> = "LatestRestorableDateTime",
    }
}

/// Describes the continuous backups of a table.
pub(super) fn describe(engine: &Engine, table: &Table) -> ContinuousBackupsDescription {
    let recovery = table.settings().recovery;
    let times = recovery.and_then(|recovery| Some((recovery, RestorableTimes::of(engine, table)?)));
    let recovery = match times {
        None => PointInTimeRecoveryDescription {
            point_in_time_recovery_status: Some(PointInTimeRecoveryStatus::Disabled),
            ..PointInTimeRecoveryDescription::default()
        },
        Some((recovery, times)) => PointInTimeRecoveryDescription {
            point_in_time_recovery_status: Some(PointInTimeRecoveryStatus::Enabled),
            recovery_period_in_days: i32::try_from(recovery.period_days).ok(),
            earliest_restorable_date_time: Some(times.earliest_seconds()),
            latest_restorable_date_time: Some(times.latest_seconds()),
        },
    };
    let status = match has_backups(engine, table) {
        true => ContinuousBackupsStatus::Enabled,
        false => ContinuousBackupsStatus::Disabled,
    };
    ContinuousBackupsDescription {
        continuous_backups_status: Some(status),
        point_in_time_recovery_description: Some(recovery),
    }
}
