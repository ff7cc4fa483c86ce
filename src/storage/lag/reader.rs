//! Who reads: where readers stay at one replica, each has his own.

use std::cell::Cell;

thread_local! {
    /// Who calls the operation that this thread carries out.
    static READER: Cell<u32> = const { Cell::new(0) };
}

/// Until this is dropped, the thread reads as somebody.
#[derive(Debug)]
#[must_use = "the reader is known until this is dropped"]
pub(crate) struct Reader {
    before: u32,
}

/// Reads on this thread are those of the reader with this number.
pub(crate) fn reading_as(number: u32) -> Reader {
    Reader { before: READER.replace(number) }
}

impl Drop for Reader {
    fn drop(&mut self) {
        READER.set(self.before);
    }
}

/// The number of the reader.
pub(super) fn reader() -> u32 {
    READER.get()
}
