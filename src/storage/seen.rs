//! What a thread has seen of a database that is kept on disk: the number of the last change in the contents at which it
//! has looked. An answer waits until that change is durable.

use std::cell::Cell;

thread_local! {
    /// The number of the last change in the contents that this thread has looked at since it entered an operation.
    static SEEN: Cell<u64> = const { Cell::new(0) };
}

/// Notes that this thread looks at contents whose last change has this number, 0 in a database that is not on disk.
#[inline]
pub(super) fn see(number: u64) {
    if number != 0 {
        see_change(number);
    }
}

#[cold]
fn see_change(number: u64) {
    SEEN.set(SEEN.get().max(number));
}

/// Takes the number of the last change that this thread has seen, and forgets it.
pub(crate) fn take_seen() -> u64 {
    SEEN.replace(0)
}
