//! What watches operations or changes what they answer: one word, which is zero while nothing does.

use crate::sync::atomic::{AtomicU32, Ordering};

/// Something that watches operations or changes what they answer. Each has a bit of its own.
///
/// To add one: a variant with the next free bit, set by whoever turns it on and cleared by whoever turns it off. Its code
/// then lies behind [`Features::has`], or behind [`Features::any`] where an operation has a short way for requests that
/// nothing watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Feature {
    /// Somebody records calls.
    Calls = 1 << 0,
    /// Resource policies are enforced.
    Policies = 1 << 1,
    /// There are rules about faults.
    Faults = 1 << 2,
    /// Requests are throttled.
    Throughput = 1 << 3,
    /// Items are held as by a transaction in progress.
    Holds = 1 << 4,
    /// What operations come to is counted.
    Metrics = 1 << 5,
    /// Spans tell the keys that operations name.
    #[cfg(feature = "tracing")]
    TracedValues = 1 << 6,
    /// The database is kept on disk.
    #[cfg(feature = "disk")]
    Disk = 1 << 7,
}

/// The features that are on, as one word: an operation that none concerns finds that out by one load.
#[derive(Debug, Default)]
pub(crate) struct Features(AtomicU32);

impl Features {
    /// Whether any feature is on. One load.
    #[inline]
    pub(crate) fn any(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }

    /// Whether this feature is on. One load.
    #[inline]
    pub(crate) fn has(&self, feature: Feature) -> bool {
        self.0.load(Ordering::Relaxed) & feature as u32 != 0
    }

    /// Turns a feature on or off. Whoever finds it so also finds what was written before.
    pub(crate) fn set(&self, feature: Feature, on: bool) {
        match on {
            true => self.0.fetch_or(feature as u32, Ordering::AcqRel),
            false => self.0.fetch_and(!(feature as u32), Ordering::AcqRel),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_feature_is_turned_on_and_off_by_itself() {
        let features = Features::default();
        assert!(!features.any());
        features.set(Feature::Calls, true);
        features.set(Feature::Policies, true);
        features.set(Feature::Calls, false);
        assert!(features.any() && features.has(Feature::Policies) && !features.has(Feature::Calls));
        features.set(Feature::Policies, false);
        assert!(!features.any());
    }
}
