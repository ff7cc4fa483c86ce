//! A file whose pages are verified before they are followed.
//!
//! redb verifies its pages, from the roots down, only when it opens a file that was not closed. Pages that are damaged
//! can lead it in a circle, or to a panic. So a file is shown to it as one that was not closed: byte 9 has the bit 4 if
//! the last commit was made in two phases, as closing makes it, and without that bit redb verifies everything.

use std::{cell::Cell, io, sync::Arc};

use redb::{Builder, Database, StorageBackend};

use super::error::StoreError;
use crate::sync::atomic::{AtomicBool, Ordering};

/// Where redb has its flags, behind the bytes by which it knows its files.
const FLAGS_AT: u64 = 9;

/// The flag of a last commit in two phases.
const TWO_PHASES: u8 = 4;

/// Verifying the last commit is this part of a repair; then redb tells that it goes back to the one before.
const VERIFIED: f64 = 0.1;

/// How many pages are read one after the other, without an entry being found, of a file that is damaged.
const MOST_READS: u32 = 1_000;

thread_local! {
    /// How many pages this thread may read before it finds an entry. `None` is as many as it takes.
    static READS_LEFT: Cell<Option<u32>> = const { Cell::new(None) };
}

/// Reads what may be damaged: pages that lead in a circle become an error.
pub(super) fn limited<R>(read: impl FnOnce() -> R) -> R {
    let before = READS_LEFT.replace(Some(MOST_READS));
    let result = read();
    READS_LEFT.set(before);
    result
}

/// Whether this thread reads what may be damaged.
pub(super) fn is_limited() -> bool {
    READS_LEFT.get().is_some()
}

/// Notes that an entry was found.
pub(super) fn found_entry() {
    if is_limited() {
        READS_LEFT.set(Some(MOST_READS));
    }
}

fn count_read() -> io::Result<()> {
    match READS_LEFT.get() {
        None => Ok(()),
        Some(0) => Err(io::Error::other("pages lead in a circle")),
        Some(left) => {
            READS_LEFT.set(Some(left - 1));
            Ok(())
        }
    }
}

/// How the last commit is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// As one to be verified.
    Unclosed,
    /// As one that is sound.
    #[cfg(feature = "cli")]
    Closed,
}

#[derive(Debug)]
struct Flagged<B> {
    below: B,
    shown: Shown,
    /// The flags are those of the file: redb has written them.
    are_written: AtomicBool,
}

impl<B: StorageBackend> Flagged<B> {
    fn new(below: B, shown: Shown) -> Self {
        Self { below, shown, are_written: AtomicBool::new(false) }
    }
}

impl<B: StorageBackend> StorageBackend for Flagged<B> {
    fn len(&self) -> io::Result<u64> {
        self.below.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        count_read()?;
        self.below.read(offset, out)?;
        let place = FLAGS_AT.checked_sub(offset).and_then(|place| usize::try_from(place).ok());
        if let Some(flags) = place.and_then(|place| out.get_mut(place))
            && !self.are_written.load(Ordering::Relaxed)
        {
            match self.shown {
                Shown::Unclosed => *flags &= !TWO_PHASES,
                #[cfg(feature = "cli")]
                Shown::Closed => *flags |= TWO_PHASES,
            }
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.below.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.below.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        if offset <= FLAGS_AT {
            self.are_written.store(true, Ordering::Relaxed);
        }
        self.below.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.below.close()
    }
}

/// The database in storage, all of whose pages are verified; a new one if the storage is empty.
///
/// # Errors
/// A page is not what was written. After a crash that may be one of the last commit, which was not synced then: the
/// database is that of the commit before.
pub(super) fn verified(storage: impl StorageBackend, cache_bytes: usize) -> Result<Database, StoreError> {
    let mut flags = [0];
    if storage.len()? > FLAGS_AT {
        storage.read(FLAGS_AT, &mut flags)?;
    }
    let was_closed = flags[0] & TWO_PHASES != 0;
    let is_damaged = Arc::new(AtomicBool::new(false));
    let found = Arc::clone(&is_damaged);
    let mut builder = Builder::new();
    builder.set_cache_size(cache_bytes).set_repair_callback(move |repair| {
        if was_closed && (VERIFIED..0.5).contains(&repair.progress()) {
            found.store(true, Ordering::Relaxed);
            repair.abort();
        }
    });
    let opened = builder.create_with_backend(Flagged::new(storage, Shown::Unclosed));
    if is_damaged.load(Ordering::Relaxed) {
        return Err(StoreError::damaged("pages of the file are not what was written"));
    }
    Ok(opened?)
}

/// The database in storage that may be damaged, to read what can be read, [within limits](limited). It is written to.
#[cfg(feature = "cli")]
pub(super) fn unverified(storage: impl StorageBackend) -> Result<Database, StoreError> {
    let mut builder = Builder::new();
    // Each page is read from the storage, which counts that.
    Ok(builder.set_cache_size(0).create_with_backend(Flagged::new(storage, Shown::Closed))?)
}
