//! A rule in force, with its counts.

use std::sync::Arc;

use super::rule::FaultRule;
use crate::sync::atomic::{AtomicU64, Ordering};

/// A rule in force. Its clones share its counts.
#[derive(Debug, Clone)]
pub(crate) struct Active {
    pub(crate) id: u64,
    pub(crate) rule: Arc<FaultRule>,
    pub(crate) counts: Arc<Counts>,
}

/// How many calls a rule was about, and how many of them it hit. They change under the lock of the rules.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    calls: AtomicU64,
    hits: AtomicU64,
}

impl Active {
    /// The same rule for a copy of the database, which counts on by itself.
    pub(super) fn fork(&self) -> Self {
        let counts = Counts { calls: self.counts.calls().into(), hits: self.counts.hits().into() };
        Self { id: self.id, rule: Arc::clone(&self.rule), counts: Arc::new(counts) }
    }
}

impl Counts {
    /// How many calls the rule was about.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// How many calls the rule hit.
    pub(crate) fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }

    /// Counts a call; whether the rule hits it, but for chance.
    pub(super) fn is_due(&self, rule: &FaultRule) -> bool {
        let number = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        rule.is_due(number, self.hits())
    }

    /// Counts a hit.
    pub(super) fn hit(&self) {
        self.hits.fetch_add(1, Ordering::Relaxed);
    }
}
