//! The states of a table's index that last for a time.

use crate::{
    driver::Driver,
    reference::{Reference, Refused},
};

/// An index that is being created or deleted.
#[derive(Debug, Clone, Copy)]
pub struct Changing {
    /// Its name.
    pub index: &'static str,
    pub is_created: bool,
    /// When the table is ACTIVE again, in seconds since 1970.
    pub table_until: u64,
    /// When the index is ACTIVE, or gone.
    pub until: u64,
}

impl Reference {
    /// Ends the states that end by now.
    pub fn settle(&mut self, now: u64) {
        self.end_states(now, now);
    }

    /// Ends the states that would end by `end`, now.
    pub fn end_states(&mut self, end: u64, now: u64) {
        if let Some(changing) = self.changing.take_if(|changing| changing.until <= end)
            && !changing.is_created
        {
            self.indexes.retain(|index| index.index != Some(changing.index));
            self.vectors.take_if(|vectors| vectors.name() == changing.index);
        }
        if let Some(until) = self.time_to_live.until.take_if(|until| *until <= end)
            && !self.time_to_live.enabled
        {
            // Until then, items expired.
            self.time_to_live.until = Some(until.saturating_add(1));
            self.sweep(until.min(now));
            self.time_to_live.until = None;
        }
    }

    /// Whether the table is being updated.
    pub fn is_updating(&self, now: u64) -> bool {
        self.changing.is_some_and(|changing| now < changing.table_until)
    }

    /// Notes that an index is created or deleted from now on, for twice so many seconds; an index that is deleted is
    /// known until it is gone.
    pub fn change_index(&mut self, index: &'static str, is_created: bool, now: u64, lasts: u64) {
        let (table_until, until) = (now + lasts, now + 2 * lasts);
        self.changing = Some(Changing { index, is_created, table_until, until });
        self.settle(now);
    }
}

/// Whether an index of the table is being changed, so that no other is: `change` is refused then.
pub fn refused_meanwhile(
    driver: &Driver<'_>,
    reference: &Reference,
    index: &str,
    change: impl FnOnce() -> Result<(), Refused>,
) -> bool {
    let Some(changing) = reference.changing else { return false };
    // An index that is being filled could be deleted.
    if changing.index != index {
        assert_eq!(change(), Err(Refused::InUse));
        assert_eq!(driver.db.verify(), Vec::<String>::new());
    }
    true
}
