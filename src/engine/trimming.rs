//! Scheduled work of the clock that frees records of changes which nobody needs any more, although nobody looks.

use std::sync::{Arc, Weak};

use super::{Clock, Engine, catalog::Catalog, clock::WeakClock};
use crate::storage::Table;

/// A change log that is to be trimmed later. Neither the table nor the database is kept alive.
struct Trimming {
    clock: WeakClock,
    catalog: Weak<Catalog>,
    name: String,
    sequence: u64,
}

impl Engine {
    /// Schedules the trimming of a table's change log. It ends when the log has no records left; the next look at the
    /// table schedules it again.
    #[cold]
    #[inline(never)]
    pub(super) fn trim_later(&self, table: &Table) {
        let trimming = Trimming {
            clock: self.clock.downgrade(),
            catalog: Arc::downgrade(&self.catalog),
            name: table.name().to_owned(),
            sequence: table.sequence(),
        };
        trimming.at(table.next_trimming_ms());
    }

    /// Schedules the end of what is left of tables that were deleted in another database.
    pub(super) fn forget_deleted_later(&self) {
        for gone_ms in self.catalog.gone_ms() {
            forget_deleted_at(&self.clock, &self.catalog, gone_ms);
        }
    }
}

impl Trimming {
    fn at(self, moment_ms: u64) {
        if let Some(clock) = self.clock.upgrade() {
            clock.at(moment_ms, move || self.trim(moment_ms));
        }
    }

    fn trim(self, now_ms: u64) {
        let Some(catalog) = self.catalog.upgrade() else { return };
        let table = catalog.table(&self.name).filter(|table| table.sequence() == self.sequence);
        if let Some(next_ms) = table.and_then(|table| table.trim_changes(now_ms)) {
            self.at(next_ms);
        }
    }
}

/// Schedules the end of what is left of deleted tables for this moment.
pub(super) fn forget_deleted_at(clock: &Clock, catalog: &Arc<Catalog>, gone_ms: u64) {
    let catalog = Arc::downgrade(catalog);
    clock.at(gone_ms, move || {
        if let Some(catalog) = catalog.upgrade() {
            catalog.forget_deleted(gone_ms);
        }
    });
}

#[cfg(test)]
mod tests {
    use std::{
        sync::Weak,
        time::{Duration, UNIX_EPOCH},
    };

    use crate::{Clock, Database, Item, ScalarAttributeType::S, item, operation::StreamViewType};

    const HOUR: Duration = Duration::from_secs(60 * 60);

    /// A database whose table `users` has a stream with this many records, and the first of the items that the records
    /// alone hold.
    fn followed(clock: &Clock, records: u32) -> (Database, Weak<Item>) {
        let db = Database::builder().clock(clock.clone()).build();
        let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage);
        let users = users.run().unwrap();
        (0..records).for_each(|n| users.put(item! { "id": "haeri05", "n": n }).run().unwrap());
        let first = users.changes().run().unwrap().next().unwrap().unwrap().new.unwrap();
        (db, std::sync::Arc::downgrade(&first))
    }

    #[test]
    fn the_records_of_a_stream_are_freed_though_nobody_looks() {
        let clock = Clock::manual(UNIX_EPOCH);
        let (db, first) = followed(&clock, 1000);
        clock.advance(23 * HOUR).unwrap();
        assert!(first.upgrade().is_some());
        clock.advance(6 * HOUR).unwrap();
        assert!(first.upgrade().is_none());
        // Nothing is left to do.
        clock.advance(24 * 365 * 5000 * HOUR).unwrap();
        assert_eq!(db.verify(), Vec::<String>::new());
    }

    #[test]
    fn what_is_left_of_a_deleted_table_is_freed_though_nobody_looks() {
        let clock = Clock::manual(UNIX_EPOCH);
        let (db, first) = followed(&clock, 10);
        db.delete_table("users").unwrap();
        let fork = db.fork();
        clock.advance(23 * HOUR).unwrap();
        assert!(first.upgrade().is_some());
        drop(db);
        assert!(first.upgrade().is_some(), "the fork has it too");
        clock.advance(2 * HOUR).unwrap();
        // It is freed on another thread.
        while first.upgrade().is_some() {
            std::thread::yield_now();
        }
        assert_eq!(fork.verify(), Vec::<String>::new());
    }

    #[test]
    fn a_clock_keeps_no_log_alive() {
        let clock = Clock::manual(UNIX_EPOCH);
        let (db, first) = followed(&clock, 10);
        drop(db);
        assert!(first.upgrade().is_none());
        clock.advance(100 * HOUR).unwrap();
    }
}
