//! Records that nobody needs any more, until their memory is freed.

use std::sync::Arc;

use super::{
    record::ChangeRecord,
    records::{Piece, Records},
};
use crate::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

/// How many records are freed at once, and about how many bytes: more than one request adds. It takes some ten
/// microseconds.
const FREED_RECORDS: usize = 128;
const FREED_BYTES: u64 = 256 * 1024;

/// Records to be freed. Requests free some at a time, as the requests before them added some at a time.
///
/// A thread that frees all at once would be no faster for anybody: it holds the allocator's lock, for which those who
/// make new items wait.
#[derive(Debug, Default)]
pub(super) struct Garbage {
    any: AtomicBool,
    rest: Mutex<Rest>,
}

#[derive(Debug, Default)]
struct Rest {
    pieces: Vec<Arc<Piece>>,
    /// The rest of a piece.
    records: Vec<ChangeRecord>,
}

impl Garbage {
    /// Adds records.
    pub(super) fn add(&self, gone: impl IntoIterator<Item = Records>) {
        let mut rest = self.rest.lock();
        rest.pieces.extend(gone.into_iter().flat_map(Records::into_pieces));
        self.any.store(!rest.is_empty(), Ordering::Relaxed);
    }

    /// Whether there are any.
    #[inline]
    pub(super) fn any(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }

    /// Frees some, unless another thread is about to take some. Called under no lock of a partition.
    pub(super) fn free_some(&self) {
        let Some(mut rest) = self.rest.try_lock() else { return };
        let some = rest.take();
        self.any.store(!rest.is_empty(), Ordering::Relaxed);
        drop(rest);
        drop(some);
    }
}

impl Rest {
    fn is_empty(&self) -> bool {
        self.pieces.is_empty() && self.records.is_empty()
    }

    /// Some of the records of one piece.
    fn take(&mut self) -> Vec<ChangeRecord> {
        if self.records.is_empty() {
            // A copy of the table may need the piece.
            self.records =
                self.pieces.pop().and_then(Arc::into_inner).map(Piece::into_records).unwrap_or_default();
        }
        let mut bytes = 0;
        let fits = self.records.iter().rev().take(FREED_RECORDS).take_while(|record| {
            let fits = bytes < FREED_BYTES;
            bytes += record.bytes();
            fits
        });
        let kept = self.records.len() - fits.count();
        self.records.split_off(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        item,
        storage::{
            changes::{
                number::ChangeNumber,
                record::{ChangedBy, Origin},
            },
            stored::Stored,
        },
    };

    fn records(count: u64, bytes: usize) -> (Records, Vec<Stored>) {
        let stored: Vec<Stored> =
            (0..count).map(|n| Stored::new(item! { "n": n, "text": "x".repeat(bytes) })).collect();
        let record = |(n, stored): (u64, &Stored)| {
            let origin = Origin::now(ChangedBy::Request, n);
            ChangeRecord::new(ChangeNumber::new(n), origin, (None, Some(stored.clone())))
        };
        (Records::of((0..count).zip(&stored).map(record).collect(), None).unwrap(), stored)
    }

    fn held(items: &[Stored]) -> usize {
        items.iter().filter(|stored| Arc::strong_count(stored.item()) > 1).count()
    }

    #[test]
    fn a_bounded_number_is_freed_at_once_and_in_the_end_all() {
        for (bytes, at_once) in [(10, FREED_RECORDS), (100_000, 3)] {
            let (records, items) = records(300, bytes);
            let garbage = Garbage::default();
            garbage.add([records]);
            while garbage.any() {
                let before = held(&items);
                garbage.free_some();
                assert!(before - held(&items) <= at_once, "{} of {before}", before - held(&items));
            }
            assert_eq!(held(&items), 0);
        }
    }

    #[test]
    fn what_a_copy_needs_is_not_freed() {
        let (records, items) = records(300, 10);
        let garbage = Garbage::default();
        let copy = records.clone();
        garbage.add([records]);
        while garbage.any() {
            garbage.free_some();
        }
        assert_eq!((held(&items), copy.iter().count()), (300, 300));
    }
}
