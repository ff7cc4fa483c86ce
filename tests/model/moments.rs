//! Point-in-time recovery: a table is restored to each moment beside what the reference was then.

use std::time::{Duration, UNIX_EPOCH};

use hashrange::Error;
use serde_json::json;

use crate::{driver::Driver, reads::check_scan, reference::Reference, steps::Scan, support::call};

/// What a table was at moments, in seconds since 1970.
#[derive(Debug, Clone, Default)]
pub struct Moments {
    /// Those since recovery was switched on; `None` while it is off.
    noted: Option<Vec<(u64, Reference)>>,
    /// When the table's backups are enabled.
    available: u64,
}

impl Moments {
    /// Those of a table that was created, and has backups from this second on.
    pub fn from(available: u64) -> Self {
        Self { available, ..Self::default() }
    }

    /// The table is in another database, in which all states have ended.
    pub fn settle(&mut self) {
        self.available = 0;
    }

    /// Switches recovery on or off.
    pub fn switch(&mut self, driver: &Driver<'_>, is_on: bool, now: u64) {
        let switched = if driver.wire {
            let body = json!({
                "TableName": driver.table.name(),
                "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": is_on },
            });
            let (status, answer) = call(driver.db, "UpdateContinuousBackups", &body);
            let kind = answer["__type"].as_str().unwrap_or_default();
            assert_eq!(status == 200, !kind.ends_with("#ContinuousBackupsUnavailableException"), "{answer}");
            status == 200
        } else {
            let switched = match is_on {
                true => driver.table.enable_point_in_time_recovery().run().map(drop),
                false => driver.table.disable_point_in_time_recovery().map(drop),
            };
            assert!(matches!(switched, Ok(()) | Err(Error::ContinuousBackupsUnavailable(_))), "{switched:?}");
            switched.is_ok()
        };
        assert_eq!(switched, self.available <= now);
        if switched {
            self.noted = is_on.then(|| self.noted.take().unwrap_or_default());
        }
    }

    /// Notes what the table is at the end of this second.
    pub fn note(&mut self, reference: &Reference, now: u64) {
        if let Some(moments) = &mut self.noted {
            moments.retain(|(noted, _)| *noted < now);
            moments.push((now, reference.clone()));
        }
    }

    /// Restores the table to each of the moments.
    pub fn check(&self, driver: &Driver<'_>, now: &Reference) {
        for (seconds, reference) in self.noted.iter().flatten() {
            let time = UNIX_EPOCH + Duration::from_secs(*seconds);
            let restored = driver.table.restore("restored").to_time(time).run().expect("a restored table");
            // A restored table has the indexes that its source has now.
            let mut reference = reference.clone();
            reference.indexes.clone_from(&now.indexes);
            assert_eq!((restored.item_count(), restored.size_bytes()), reference.count(|_| true));
            for view in std::iter::once(&reference.table).chain(&reference.indexes) {
                let scan = Scan::all(view);
                check_scan(&Driver { table: &restored, ..*driver }, &reference, &scan);
            }
            assert_eq!(driver.db.verify(), Vec::<String>::new());
            driver.db.delete_table("restored").expect("deleted");
        }
    }
}
