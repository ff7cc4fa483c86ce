//! When an item expires by its attribute, and when it is due to be swept.

use crate::{
    key::StoredKey,
    mix::mix,
    value::{AttributeName, AttributeValue, Item},
};

/// An item whose time is further back than this when it is written never expires: five years. (Developer guide: Using
/// time to live, before you begin)
const TOO_OLD_MS: u64 = 5 * 365 * 24 * 60 * 60 * 1000;

/// How long after their time items are swept. A setting of the database, which anybody may make.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SweepDelay {
    pub(crate) ms: u64,
    /// Where it is the longest delay: what each item's own, between none and that, is made from.
    pub(crate) seed: Option<u64>,
}

impl SweepDelay {
    /// The delay of an item that expires at this time.
    pub(super) fn of(self, key: &StoredKey, value_ms: u64) -> u64 {
        let Some(seed) = self.seed else { return self.ms };
        let bits = mix(seed ^ key.hash.rotate_left(32) ^ value_ms);
        self.ms.checked_add(1).map_or(bits, |choices| bits % choices)
    }
}

/// By which attribute items expire, and how long after their time they are swept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expiry {
    attribute: AttributeName,
    delay: SweepDelay,
}

impl Expiry {
    /// Items expire by this attribute, and are swept so long after their time.
    pub(in crate::storage) fn new(attribute: AttributeName, delay: SweepDelay) -> Self {
        Self { attribute, delay }
    }

    /// When an item expires: behind the second that its attribute holds. None where it holds no number, or a time that
    /// never comes.
    fn value_ms(&self, item: &Item) -> Option<u64> {
        let Some(AttributeValue::N(number)) = item.get(&self.attribute) else { return None };
        let ms = match number.to_u64() {
            Some(seconds) => seconds.checked_mul(1000)?,
            None if number.is_negative() => 0,
            None => {
                let ms = number.to_f64() * 1000.0;
                // Beyond that no integer stands for a fraction of a second.
                (ms < 9e15).then_some(ms as u64)?
            }
        };
        ms.checked_add(1)
    }

    /// When an item is due to be swept.
    pub(super) fn due_ms(&self, key: &StoredKey, item: &Item) -> Option<u64> {
        let value_ms = self.value_ms(item)?;
        value_ms.checked_add(self.delay.of(key, value_ms))
    }

    /// The same for an item that is written now: none where its time is so far back that it never expires.
    pub(super) fn due_when_written_ms(&self, key: &StoredKey, item: &Item, now_ms: u64) -> Option<u64> {
        let is_too_old = |value_ms: u64| value_ms.saturating_add(TOO_OLD_MS) < now_ms;
        if self.value_ms(item).is_some_and(is_too_old) { None } else { self.due_ms(key, item) }
    }
}
