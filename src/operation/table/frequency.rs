//! How often a setting may be changed.

use crate::{
    error::{Error, Result},
    limits::{ON_DEMAND_SWITCH_SECONDS, ON_DEMAND_SWITCHES, TABLE_CLASS_CHANGE_SECONDS, TABLE_CLASS_CHANGES},
    operation::definition::settings::date,
    texts,
};

/// How often something may be done within a sliding window.
#[derive(Debug)]
pub(crate) struct Frequency {
    /// The name of the action in the refusal.
    what: &'static str,
    most: usize,
    window_seconds: f64,
}

/// Switching a table to on-demand. (Developer guide: Considerations when switching capacity modes)
pub(crate) const TO_ON_DEMAND: Frequency = Frequency {
    what: "Update to PayPerRequest mode",
    most: ON_DEMAND_SWITCHES,
    window_seconds: ON_DEMAND_SWITCH_SECONDS,
};

/// Changing a table's class. (API reference: UpdateTable)
pub(crate) const OF_TABLE_CLASS: Frequency = Frequency {
    what: "Update of TableClass",
    most: TABLE_CLASS_CHANGES,
    window_seconds: TABLE_CLASS_CHANGE_SECONDS,
};

impl Frequency {
    /// Adds the current time to the times of the action, and drops those outside of the window.
    ///
    /// # Errors
    /// The action was done as often as allowed.
    pub(crate) fn note(&self, moments: &mut Vec<f64>, now_seconds: f64) -> Result<()> {
        // The times may be from another clock, which was ahead of this one.
        moments.retain(|moment| (now_seconds - moment).abs() < self.window_seconds);
        if let (Some(first), Some(last)) = (moments.first(), moments.last())
            && moments.len() >= self.most
        {
            let days = self.window_seconds / 86_400.0;
            let next = first + self.window_seconds;
            let dates = [*last, next].map(date);
            let message = texts::throughput::too_often(self.what, self.most, days as u64, &dates);
            return Err(Error::LimitExceeded(message));
        }
        moments.push(now_seconds);
        debug_assert!(moments.len() <= self.most, "no more are kept than count");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_done_so_often_within_a_time_and_again_when_the_first_is_over() {
        let mut moments = Vec::new();
        for moment in [0.0, 10.0, 10.0, 20.0] {
            TO_ON_DEMAND.note(&mut moments, moment).unwrap();
        }
        let Err(Error::LimitExceeded(message)) = TO_ON_DEMAND.note(&mut moments, 86_399.0) else {
            panic!("it is too often")
        };
        assert_eq!(
            message,
            "Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times in 1 day(s). Last update at \
             Thursday, January 1, 1970 at 12:00:20 AM Coordinated Universal Time. Next update can be made at Friday, \
             January 2, 1970 at 12:00:00 AM Coordinated Universal Time"
        );
        TO_ON_DEMAND.note(&mut moments, 86_400.0).unwrap();
        TO_ON_DEMAND.note(&mut moments, 86_400.0).unwrap_err();
        assert_eq!(moments, [10.0, 10.0, 20.0, 86_400.0]);
        // With a clock before all of them, times that are further away do not count.
        TO_ON_DEMAND.note(&mut moments, 0.0).unwrap();
    }
}
