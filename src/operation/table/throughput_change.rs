//! Changes of throughput: of a table, or of one of its global indexes.

use crate::{
    error::{Error, Result},
    limits::{DECREASE_INTERVAL_SECONDS, DECREASES_AT_ONCE},
    operation::definition::settings::{AskedThroughput, date},
    storage::{BillingMode, Throughput},
    texts,
};

/// A change of the throughput of a table, or of the index with this name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ThroughputChange<'r> {
    /// The table's billing mode now, and after the change.
    pub(crate) from: BillingMode,
    pub(crate) to: BillingMode,
    pub(crate) now_seconds: f64,
    pub(crate) index: Option<&'r str>,
}

impl ThroughputChange<'_> {
    /// The change of a throughput.
    pub(crate) fn apply(&self, current: &Throughput, asked: &AskedThroughput<'_>) -> Result<Throughput> {
        let mut changed = current.clone();
        match self.to {
            BillingMode::Provisioned => self.provision(&mut changed, asked)?,
            BillingMode::PayPerRequest => asked.limit(&mut changed, self.index)?,
        }
        asked.warm_up(&mut changed, self.index)?;
        Ok(changed)
    }

    fn provision(&self, changed: &mut Throughput, asked: &AskedThroughput<'_>) -> Result<()> {
        let is_new = self.from != self.to;
        let units = match asked.units(self.index)? {
            Some(units) => units,
            None if is_new => return Err(AskedThroughput::no_units(self.index)),
            None => return Ok(()),
        };
        let before = (changed.read_units, changed.write_units);
        if !is_new {
            if before == units {
                return Err(self.unchanged(units));
            }
            if units.0 < before.0 || units.1 < before.1 {
                self.count_decrease(changed)?;
            }
        }
        if units.0 > before.0 || units.1 > before.1 {
            changed.last_increase_seconds = Some(self.now_seconds);
        }
        changed.provision(units);
        Ok(())
    }

    /// Counts a decrease of units. (Quotas: Decreasing provisioned throughput)
    fn count_decrease(&self, changed: &mut Throughput) -> Result<()> {
        let today = changed.decreases_on(self.now_seconds);
        let last = changed.last_decrease_seconds.unwrap_or(0.0);
        let next = last + DECREASE_INTERVAL_SECONDS;
        if today >= DECREASES_AT_ONCE && self.now_seconds < next {
            return Err(Error::LimitExceeded(texts::throughput::too_many_decreases(
                today,
                &date(last),
                &date(next),
            )));
        }
        changed.decreases_today = today + 1;
        changed.last_decrease_seconds = Some(self.now_seconds);
        Ok(())
    }

    fn unchanged(&self, (read, write): (u64, u64)) -> Error {
        Error::validation(texts::throughput::units_unchanged(self.index, read, write))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::definition::structures::ProvisionedThroughput;

    const DAY_SECONDS: f64 = 86_400.0;

    fn change(current: &Throughput, (read, write): (i64, i64), now_seconds: f64) -> Result<Throughput> {
        let units = ProvisionedThroughput { read_capacity_units: read, write_capacity_units: write };
        let asked = AskedThroughput { provisioned: Some(&units), on_demand: None, warm: None };
        let (from, to) = (BillingMode::Provisioned, BillingMode::Provisioned);
        ThroughputChange { from, to, now_seconds, index: None }.apply(current, &asked)
    }

    fn of_units(read_units: u64, write_units: u64) -> Throughput {
        Throughput { read_units, write_units, ..Throughput::default() }
    }

    #[test]
    fn units_go_up_and_down_and_are_dated() {
        let up = change(&of_units(5, 5), (6, 5), 10.0).unwrap();
        assert_eq!((up.read_units, up.last_increase_seconds, up.decreases_today), (6, Some(10.0), 0));
        let both = change(&up, (5, 7), 20.0).unwrap();
        assert_eq!((both.last_increase_seconds, both.last_decrease_seconds), (Some(20.0), Some(20.0)));
        assert_eq!(both.decreases_today, 1);
        assert!(change(&both, (5, 7), 20.0).unwrap_err().message().starts_with(
            "The provisioned throughput for the table will not change. The requested value equals the current value. \
             Current ReadCapacityUnits provisioned for the table: 5. "
        ));
    }

    #[test]
    fn after_four_decreases_of_a_day_there_is_one_an_hour_and_a_new_day_begins_anew() {
        let mut now_seconds = 1_532_480_724.0; // 2018-07-25T01:05:24Z
        let mut current = of_units(100, 100);
        for units in [99, 98, 97, 96] {
            current = change(&current, (units, 100), now_seconds).unwrap();
        }
        let Err(Error::LimitExceeded(message)) = change(&current, (95, 100), now_seconds + 3599.0) else {
            panic!("it is too soon")
        };
        assert!(message.contains("Number of decreases today: 4."), "{message}");
        assert!(
            message.ends_with("Next decrease can be made at Wednesday, July 25, 2018 at 2:05:24 AM Coordinated Universal Time"),
            "{message}"
        );
        now_seconds += 3600.0;
        current = change(&current, (95, 100), now_seconds).unwrap();
        assert_eq!(current.decreases_today, 5);
        assert!(change(&current, (94, 100), now_seconds).is_err());
        current = change(&current, (94, 100), now_seconds + DAY_SECONDS).unwrap();
        assert_eq!(current.decreases_today, 1);
    }
}
