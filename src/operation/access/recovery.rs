//! Point-in-time recovery of a table: whether it is on, and to which moments it leads back.

use std::sync::Arc;

use super::not_found::no_table_to_back_up;
use crate::{
    engine::Engine,
    error::{Error, Result},
    storage::{Table, TableStatus},
    texts,
};

/// The table of this name, for an operation on its backups. One that is being created is not found, and one that is
/// being deleted is.
pub(crate) fn table_to_back_up(engine: &Engine, name: &str) -> Result<Arc<Table>> {
    let table = engine.catalog().table(name);
    let table = table.filter(|table| table.settings().status != TableStatus::Creating);
    let table = table.ok_or_else(|| no_table_to_back_up(engine, name))?;
    engine.look(&table);
    Ok(table)
}

/// Whether the backups of a table are enabled. Where states take time, that is a while after its creation.
pub(crate) fn has_backups(engine: &Engine, table: &Table) -> bool {
    table.settings().backups_from_ms <= engine.clock().now_ms()
}

/// Refuses a table whose backups are not enabled yet.
pub(crate) fn check_has_backups(engine: &Engine, table: &Table) -> Result<()> {
    match has_backups(engine, table) {
        true => Ok(()),
        false => Err(Error::ContinuousBackupsUnavailable(texts::backup::being_enabled(table.name()))),
    }
}

/// The moments to which a table can be restored, in milliseconds since 1970. The service's latest one is about five
/// minutes ago; here it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RestorableTimes {
    pub(crate) earliest_ms: u64,
    pub(crate) latest_ms: u64,
}

impl RestorableTimes {
    /// The moments to which this table can be restored now; `None` if point-in-time recovery is off.
    pub(crate) fn of(engine: &Engine, table: &Table) -> Option<Self> {
        // Changes have the table's time, which stands still behind a clock that was set back, as that of a snapshot may.
        let latest_ms = table.looked_ms(engine.clock().now_ms());
        let earliest_ms = table.earliest_restorable_ms(latest_ms)?;
        Some(Self { earliest_ms, latest_ms: latest_ms.max(earliest_ms) })
    }

    /// The same.
    ///
    /// # Errors
    /// Point-in-time recovery is off.
    pub(crate) fn required_of(engine: &Engine, table: &Table) -> Result<Self> {
        let off = || Error::PointInTimeRecoveryUnavailable(texts::backup::recovery_off(table.name()));
        Self::of(engine, table).ok_or_else(off)
    }

    /// The earliest moment in whole seconds since 1970, as it is described.
    pub(crate) fn earliest_seconds(self) -> f64 {
        (self.earliest_ms / 1000) as f64
    }

    /// The latest moment in seconds since 1970.
    pub(crate) fn latest_seconds(self) -> f64 {
        self.latest_ms as f64 / 1000.0
    }

    /// The moment of a request's time, in seconds since 1970; `None` if the table cannot be restored to it. Any time
    /// within the second of the earliest moment is the earliest moment.
    pub(crate) fn moment_ms(self, seconds: f64) -> Option<u64> {
        // A number that is too large or is none becomes a moment that is not restorable.
        let moment_ms = (seconds * 1000.0).round() as u64;
        let is_restorable = seconds >= self.earliest_seconds() && moment_ms <= self.latest_ms;
        is_restorable.then_some(moment_ms.max(self.earliest_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_restorable_from_the_second_of_the_earliest_to_now() {
        let times = RestorableTimes { earliest_ms: 10_400, latest_ms: 20_123 };
        assert_eq!(times.earliest_seconds(), 10.0);
        assert_eq!(times.latest_seconds(), 20.123);
        for (seconds, moment_ms) in [
            (9.999, None),
            (10.0, Some(10_400)),
            (10.7, Some(10_700)),
            (20.123, Some(20_123)),
            (20.124, None),
            (-1.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
            (f64::NEG_INFINITY, None),
            (1e300, None),
        ] {
            assert_eq!(times.moment_ms(seconds), moment_ms, "{seconds}");
        }
    }

    #[test]
    fn any_moment_that_is_told_can_be_asked_for() {
        for earliest_ms in [0, 1, 999, 1_700_000_000_001, 253_402_300_799_999] {
            for latest_ms in [earliest_ms, earliest_ms + 1, earliest_ms + 123_457] {
                let times = RestorableTimes { earliest_ms, latest_ms };
                assert_eq!(times.moment_ms(times.latest_seconds()), Some(latest_ms));
                assert_eq!(times.moment_ms(times.earliest_seconds()), Some(earliest_ms));
            }
        }
    }
}
