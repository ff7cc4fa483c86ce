//! What the request that a thread carries out consumes: read and write units of each table, index and partition.
//!
//! Storage notes units where items are read and written, by the rules of `ConsumedCapacity`, while a [`Metering`] lasts.
//! Without one, that costs a look at a flag of the thread.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use super::rules::Throttle;
use crate::{error::ThrottledAccess, key::HashRange};

thread_local! {
    static IS_ON: Cell<bool> = const { Cell::new(false) };
    /// The request that this thread carries out, if it is metered. A request runs on the thread that calls it, from its
    /// gate to its end.
    static CURRENT: RefCell<Option<Metered>> = const { RefCell::new(None) };
}

/// The units that a request consumed of one partition of a table or an index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Usage {
    /// The table's name.
    pub(crate) table: String,
    /// The index's name; `None` is the table itself.
    pub(crate) index: Option<String>,
    /// The partition, by what it owns of the hash line. An entry of a local index lies in a partition of its table.
    pub(crate) partition: HashRange,
    pub(crate) access: ThrottledAccess,
    pub(crate) units: f64,
}

/// A read or a write of an item, or of an entry of a global index, that was throttled within a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ThrottleEvent {
    /// The table's name.
    pub(crate) table: String,
    /// The global index's name; `None` is the table itself.
    pub(crate) index: Option<String>,
    pub(crate) access: ThrottledAccess,
}

#[derive(Debug, Default)]
struct Metered {
    throttle: Option<Arc<Throttle>>,
    now_us: u64,
    /// `None` if nobody asks for it.
    usage: Option<Vec<Usage>>,
    /// What was throttled; empty if nobody asks for the usage.
    throttled: Vec<ThrottleEvent>,
    /// The size of what a write whose condition fails would have stored.
    attempted_bytes: usize,
}

/// As long as this lives, what its thread reads and writes is metered. Due work may carry out requests within a request,
/// so the one before comes back when this is dropped.
#[derive(Debug)]
#[must_use = "it meters as long as it lives"]
pub(crate) struct Metering {
    before: Option<Metered>,
}

impl Metering {
    /// Meters a request that begins now. With `throttle`, it is throttled; with `records`, its [usage](Self::usage) is
    /// kept.
    pub(crate) fn begin(throttle: Option<Arc<Throttle>>, records: bool, now_us: u64) -> Self {
        let usage = records.then(Vec::new);
        Self::set(Some(Metered { throttle, now_us, usage, ..Metered::default() }))
    }

    /// Meters nothing as long as this lives: for what is done during a request, but not by it.
    pub(crate) fn pause() -> Self {
        Self::set(None)
    }

    fn set(metered: Option<Metered>) -> Self {
        IS_ON.set(metered.is_some());
        Self { before: CURRENT.replace(metered) }
    }

    /// What was consumed so far, in the order in which it came up; empty unless it is kept.
    pub(crate) fn usage(&self) -> Vec<Usage> {
        let usage =
            CURRENT.with_borrow_mut(|metered| metered.as_mut().and_then(|metered| metered.usage.take()));
        usage.unwrap_or_default()
    }

    /// What was throttled so far; empty unless the usage is kept.
    pub(crate) fn throttled(&self) -> Vec<ThrottleEvent> {
        let throttled = CURRENT.with_borrow_mut(|metered| {
            metered.as_mut().map(|metered| std::mem::take(&mut metered.throttled))
        });
        throttled.unwrap_or_default()
    }
}

impl Drop for Metering {
    fn drop(&mut self) {
        IS_ON.set(self.before.is_some());
        CURRENT.set(self.before.take());
    }
}

/// Whether this thread's request is metered. One load.
#[inline]
pub(crate) fn is_on() -> bool {
    IS_ON.get()
}

/// What throttles this thread's request, if anything does, and the time of the request in microseconds.
pub(super) fn throttle() -> Option<(Arc<Throttle>, u64)> {
    CURRENT.with_borrow(|metered| {
        let metered = metered.as_ref()?;
        Some((Arc::clone(metered.throttle.as_ref()?), metered.now_us))
    })
}

/// Notes units that this thread's request consumed. Units of the same partition come together.
pub(super) fn note(
    (table, index): (&str, Option<&str>),
    partition: HashRange,
    access: ThrottledAccess,
    units: f64,
) {
    CURRENT.with_borrow_mut(|metered| {
        let Some(noted) = metered.as_mut().and_then(|metered| metered.usage.as_mut()) else { return };
        let is_same = |usage: &&mut Usage| {
            usage.partition == partition
                && usage.access == access
                && usage.table == table
                && usage.index.as_deref() == index
        };
        match noted.iter_mut().rev().find(is_same) {
            Some(usage) => usage.units += units,
            None => noted.push(Usage {
                table: table.to_owned(),
                index: index.map(str::to_owned),
                partition,
                access,
                units,
            }),
        }
    });
}

/// Notes that a part of this thread's request was throttled.
pub(crate) fn note_throttled(table: &str, index: Option<&str>, access: ThrottledAccess) {
    CURRENT.with_borrow_mut(|metered| {
        if let Some(Metered { usage: Some(_), throttled, .. }) = metered {
            throttled.push(ThrottleEvent {
                table: table.to_owned(),
                index: index.map(str::to_owned),
                access,
            });
        }
    });
}

/// Notes the size of what a write will store if its condition holds. If it does not, the write is charged for the larger
/// of that and the current item. (Developer guide: DynamoDB read and write operations, write operation consumption)
#[inline]
pub(crate) fn note_attempt(size_bytes: usize) {
    if is_on() {
        CURRENT.with_borrow_mut(|metered| {
            if let Some(metered) = metered {
                metered.attempted_bytes = size_bytes;
            }
        });
    }
}

/// The size that was noted for the last write.
pub(super) fn take_attempt() -> usize {
    CURRENT.with_borrow_mut(|metered| {
        metered.as_mut().map_or(0, |metered| std::mem::take(&mut metered.attempted_bytes))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> Vec<(Option<String>, f64)> {
        let usage = CURRENT.with_borrow(|metered| metered.as_ref().and_then(|metered| metered.usage.clone()));
        usage.unwrap_or_default().into_iter().map(|usage| (usage.index, usage.units)).collect()
    }

    fn write(index: Option<&str>, units: f64) {
        note(("t", index), HashRange::WHOLE, ThrottledAccess::Write, units);
    }

    #[test]
    fn units_of_the_same_partition_come_together() {
        let metering = Metering::begin(None, true, 0);
        write(None, 1.0);
        write(Some("i"), 2.0);
        write(None, 0.5);
        assert_eq!(units(), [(None, 1.5), (Some("i".to_owned()), 2.0)]);
        assert_eq!(metering.usage().len(), 2);
    }

    #[test]
    fn a_request_within_another_has_its_own_units() {
        let outer = Metering::begin(None, true, 0);
        write(None, 1.0);
        {
            let _inner = Metering::begin(None, true, 0);
            write(None, 5.0);
            let paused = Metering::pause();
            assert!(!is_on());
            write(None, 7.0);
            drop(paused);
            assert_eq!(units(), [(None, 5.0)]);
        }
        assert_eq!(units(), [(None, 1.0)]);
        drop(outer);
        assert!(!is_on());
        write(None, 1.0);
        assert_eq!(units(), []);
    }
}
