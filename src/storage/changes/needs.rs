//! What a table's change log is needed for, by the table's settings.

use super::{
    recovery::{DAY_MS, RecoverySettings},
    shard::Needs,
};
use crate::{
    limits::RECOVERY_PERIOD_DAYS,
    storage::{kinesis::KinesisDestination, settings::TableSettings, table::Table},
};

impl Needs {
    /// What a table with these settings needs.
    pub(super) fn of(settings: &TableSettings) -> Self {
        let stream = settings.stream.as_ref().filter(|stream| stream.enabled);
        Self {
            stream: stream.map(|stream| stream.label.clone()),
            kinesis: settings.kinesis_destinations.iter().any(KinesisDestination::delivers),
            recovery_ms: settings.recovery.map(|recovery| u64::from(recovery.period_days) * DAY_MS),
        }
    }
}

impl Table {
    /// Switches point-in-time recovery on with a period in days, changes its period, or switches it off. A window
    /// begins when it is switched on and is dropped when it is switched off; another period applies from now on. The
    /// caller holds the lock for [changes](Self::changing) of the table.
    pub(crate) fn set_recovery(&self, period_days: Option<u32>, now_ms: u64) {
        debug_assert!(period_days.is_none_or(|days| RECOVERY_PERIOD_DAYS.contains(&days)));
        self.change_settings(|settings| {
            let enabled_ms = settings.recovery.map_or(now_ms, |recovery| recovery.enabled_ms);
            settings.recovery = period_days.map(|period_days| RecoverySettings { period_days, enabled_ms });
        });
        self.record_needs(now_ms);
    }

    /// Notes the time, and returns the table's, which never decreases: changes are recorded with it. In milliseconds since
    /// 1970.
    pub(crate) fn looked_ms(&self, now_ms: u64) -> u64 {
        self.time().look(now_ms)
    }

    /// The earliest moment that [`copy_as_of`](crate::storage::copy_as_of) can lead back to, in milliseconds since
    /// 1970; `None` if point-in-time recovery is off.
    pub(crate) fn earliest_restorable_ms(&self, now_ms: u64) -> Option<u64> {
        let now_ms = self.time().look(now_ms);
        self.changes().window().map(|window| window.earliest_ms(now_ms))
    }
}
