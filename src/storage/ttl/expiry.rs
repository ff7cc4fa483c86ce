//! When an item expires by its attribute, and when it is due to be swept.

use crate::{
    key::StoredKey,
    mix::mix,
    value::{AttributeName, AttributeValue, Item},
};

/// Five years. An item whose time is further back than this when it is written never expires. (Developer guide: Using
/// time to live, before you begin)
const TOO_OLD_MS: u64 = 5 * 365 * 24 * 60 * 60 * 1000;

/// How long after their time items are swept: a setting of the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SweepDelay {
    pub(crate) ms: u64,
    /// The seed of random delays, one for each item, up to the longest delay; `None` if all items have that delay.
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
    /// Since when items expire, in milliseconds since 1970.
    since_ms: u64,
}

impl Expiry {
    /// Expiry by this attribute, with this delay of the sweep.
    pub(in crate::storage) fn new(attribute: AttributeName, delay: SweepDelay) -> Self {
        Self { attribute, delay, since_ms: 0 }
    }

    /// The same expiry, which applies since this moment, in milliseconds since 1970.
    pub(in crate::storage) fn since(self, since_ms: u64) -> Self {
        Self { since_ms, ..self }
    }

    /// Since when requests do not see an item that was due at this time.
    pub(super) fn unseen_since_ms(&self, due_ms: u64) -> u64 {
        due_ms.max(self.since_ms)
    }

    /// When an item expires: after the second that its attribute holds. `None` if it holds no number, or a time out of
    /// range.
    fn value_ms(&self, item: &Item) -> Option<u64> {
        let Some(AttributeValue::N(number)) = item.get(&self.attribute) else { return None };
        let ms = match number.to_u64() {
            Some(seconds) => seconds.checked_mul(1000)?,
            None if number.is_negative() => 0,
            None => {
                let ms = number.to_f64() * 1000.0;
                // Beyond this limit, floating point has no fractions of a second.
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

    /// The same for an item that is written now: `None` if its time is too far back for it to expire.
    pub(super) fn due_when_written_ms(&self, key: &StoredKey, item: &Item, now_ms: u64) -> Option<u64> {
        let is_too_old = |value_ms: u64| value_ms.saturating_add(TOO_OLD_MS) < now_ms;
        if self.value_ms(item).is_some_and(is_too_old) { None } else { self.due_ms(key, item) }
    }
}
