//! The rules of an engine.

use super::active::Active;
use crate::{
    engine::{
        features::{Feature, Features},
        ids::Ids,
    },
    sync::Mutex,
};

/// Distinguishes the random numbers of faults from the ids of the same seed.
const SEED: u64 = 0x6661_756C_7473_2121;

/// The rules of an engine. Snapshots do not contain them.
#[derive(Debug, Default)]
pub(in crate::engine) struct Faults {
    pub(super) rules: Mutex<Rules>,
    pub(super) random: Ids,
}

#[derive(Debug, Default)]
pub(super) struct Rules {
    /// In the order in which they were added.
    pub(super) active: Vec<Active>,
    pub(super) next_id: u64,
}

impl Faults {
    /// No rules. Chance is drawn from the seed.
    pub(in crate::engine) fn new(seed: u64) -> Self {
        Self { random: Ids::new(seed ^ SEED), ..Self::default() }
    }

    /// The same rules for a copy of the database, with their counts and the same chances from now on.
    pub(in crate::engine) fn fork(&self) -> Self {
        let rules = self.rules.lock();
        let active = rules.active.iter().map(Active::fork).collect();
        let rules = Rules { active, next_id: rules.next_id };
        Self { rules: Mutex::new(rules), random: self.random.fork() }
    }

    /// Changes the rules, and turns the feature on or off.
    pub(super) fn change<R>(&self, features: &Features, change: impl FnOnce(&mut Rules) -> R) -> R {
        let mut rules = self.rules.lock();
        let result = change(&mut rules);
        features.set(Feature::Faults, !rules.active.is_empty());
        result
    }
}
