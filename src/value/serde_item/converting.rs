//! Marks a thread that is reading from an item.

use std::cell::Cell;

/// While it exists, this thread reads from an item. Values that serde has buffered (for `flatten` and similar
/// attributes) are then plain values, not DynamoDB JSON. The buffers do not record their source.
pub(super) struct Converting;

thread_local! {
    static CONVERSIONS: Cell<usize> = const { Cell::new(0) };
}

impl Converting {
    pub(super) fn begin() -> Self {
        CONVERSIONS.set(CONVERSIONS.get() + 1);
        Self
    }

    pub(super) fn is_on() -> bool {
        CONVERSIONS.get() > 0
    }
}

impl Drop for Converting {
    fn drop(&mut self) {
        CONVERSIONS.set(CONVERSIONS.get().saturating_sub(1));
    }
}
