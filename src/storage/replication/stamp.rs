//! The attributes by which the replicas of a global table of version 2017.11.29 tell where and when an item was written.
//! (Developer guide: Global tables version 2017.11.29, How it works)

use crate::{
    limits::ITEM_SIZE_BYTES,
    storage::stored::Stored,
    value::{AttributeValue, Item, Number},
};

const DELETING: &str = "aws:rep:deleting";
const UPDATE_TIME: &str = "aws:rep:updatetime";
const UPDATE_REGION: &str = "aws:rep:updateregion";

/// An item with the attributes of a write, or of a deletion, in this region at this time; `None` if it has no room for
/// them.
pub(super) fn stamped(item: &Item, region: &str, written_ms: u64, is_deleted: bool) -> Option<Stored> {
    let mut item = item.clone();
    item.insert(DELETING, is_deleted);
    item.insert(UPDATE_TIME, AttributeValue::N(update_time(written_ms)?));
    item.insert(UPDATE_REGION, region);
    let stored = Stored::new(item);
    (stored.size() <= ITEM_SIZE_BYTES).then_some(stored)
}

/// Seconds since 1970 in the service's form: a time of milliseconds, and then `001`.
fn update_time(ms: u64) -> Option<Number> {
    let number = format!("{}.{:03}001", ms / 1000, ms % 1000).parse();
    debug_assert!(number.is_ok(), "a time is a number");
    number.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item;

    #[test]
    fn what_was_there_is_replaced_and_all_else_stays() {
        let item = item! { "pk": "a", "aws:rep:updateregion": "mars", "aws:rep:deleting": true };
        let stamped = stamped(&item, "eu-west-1", 1_602_518_560_314, false).unwrap();
        let expected = item! {
            "pk": "a", "aws:rep:deleting": false, "aws:rep:updateregion": "eu-west-1",
            "aws:rep:updatetime": 1602518560.314001,
        };
        assert_eq!(**stamped.item(), expected);
    }

    #[test]
    fn an_item_without_room_is_left_as_it_is() {
        let of_size = |bytes: usize| item! { "pk": "x".repeat(bytes) };
        assert!(stamped(&of_size(ITEM_SIZE_BYTES - 2), "eu-west-1", 0, false).is_none());
        assert!(stamped(&of_size(ITEM_SIZE_BYTES - 200), "eu-west-1", 0, false).is_some());
    }
}
