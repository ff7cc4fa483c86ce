//! An item as it is stored.

use std::sync::Arc;

use super::tree::totals::SizeBytes;
use crate::value::Item;

/// An item with its size, which is read far more often than it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Four bytes are enough: no stored item is larger than 400 KB. It is the first field, so that two items of
    /// different sizes are told apart without a look at their attributes.
    size_bytes: u32,
    item: Arc<Item>,
}

impl Stored {
    /// An item ready to be stored.
    pub(crate) fn new(mut item: Item) -> Self {
        item.shrink_to_fit();
        Self { size_bytes: measured(&item), item: Arc::new(item) }
    }

    /// The item, to be changed in place; `None` if there is another reference to it. After the change the caller calls
    /// [`measure`](Self::measure).
    pub(super) fn own_item(&mut self) -> Option<&mut Item> {
        Arc::get_mut(&mut self.item)
    }

    /// Sets the size of an item that was changed in place.
    pub(super) fn measure(&mut self) {
        self.size_bytes = measured(&self.item);
    }

    /// The item.
    pub(crate) fn item(&self) -> &Arc<Item> {
        &self.item
    }

    /// The item alone.
    pub(crate) fn into_item(self) -> Arc<Item> {
        self.item
    }

    /// The size in bytes.
    pub(crate) fn size(&self) -> usize {
        self.size_bytes as usize
    }
}

impl SizeBytes for Stored {
    fn size_bytes(&self) -> u64 {
        u64::from(self.size_bytes)
    }
}

fn measured(item: &Item) -> u32 {
    let size_bytes = u32::try_from(crate::size::item_size_bytes(item));
    debug_assert!(size_bytes.is_ok(), "four bytes hold the size of whatever a request can make");
    size_bytes.unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::item;

    proptest! {
        #[test]
        fn items_that_are_equal_are_stored_equal(one in "[ab]{0,2}", other in "[ab]{0,2}", digits in 0..3_usize) {
            let zeros = "0".repeat(digits);
            let number = |text: String| text.parse::<crate::value::Number>().expect("a number");
            let items = [item! { "a": one, "n": 1 }, item! { "n": number(format!("1.{zeros}0")), "a": other }];
            let stored = items.clone().map(Stored::new);
            prop_assert_eq!(items[0] == items[1], stored[0] == stored[1]);
        }
    }
}
