//! Connections between regions that a test has cut.

use std::collections::BTreeSet;

use crate::sync::{
    RwLock,
    atomic::{AtomicBool, Ordering},
};

/// The connections between regions that are cut.
#[derive(Debug, Default)]
pub(crate) struct Cuts {
    any: AtomicBool,
    /// Each pair in order.
    pairs: RwLock<BTreeSet<(String, String)>>,
}

impl Cuts {
    /// Cuts the connection of two regions, or heals it.
    pub(crate) fn set(&self, one: &str, other: &str, is_cut: bool) {
        let mut pairs = self.pairs.write();
        if is_cut && one != other {
            pairs.insert(pair(one, other));
        } else {
            pairs.remove(&pair(one, other));
        }
        self.any.store(!pairs.is_empty(), Ordering::Relaxed);
    }

    /// Heals all connections.
    pub(crate) fn heal_all(&self) {
        self.pairs.write().clear();
        self.any.store(false, Ordering::Relaxed);
    }

    /// Whether the connection of these regions is cut.
    pub(crate) fn is_cut(&self, one: &str, other: &str) -> bool {
        self.any.load(Ordering::Relaxed) && self.pairs.read().contains(&pair(one, other))
    }

    /// An independent copy.
    pub(crate) fn fork(&self) -> Self {
        let pairs = self.pairs.read().clone();
        Self { any: AtomicBool::new(!pairs.is_empty()), pairs: RwLock::new(pairs) }
    }
}

fn pair(one: &str, other: &str) -> (String, String) {
    (one.min(other).to_owned(), one.max(other).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_has_two_sides_and_a_copy_of_its_own() {
        let cuts = Cuts::default();
        cuts.set("b", "a", true);
        cuts.set("a", "a", true);
        let copy = cuts.fork();
        cuts.set("a", "b", false);
        assert!(!cuts.is_cut("b", "a") && copy.is_cut("a", "b") && copy.is_cut("b", "a"));
        assert!(!copy.is_cut("a", "a") && !copy.is_cut("a", "c"));
        copy.heal_all();
        assert!(!copy.is_cut("a", "b"));
    }
}
