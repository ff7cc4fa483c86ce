//! What is wrong in a request, each thing with its place, in the service's order and within bounds.
//!
//! A request of megabytes can have a million faults. The service reports the first one, or all in one message; here the
//! first ones in the order of the report are kept, and the others are only counted.

use std::collections::BTreeMap;

use super::{
    constraint::Constraint,
    dynamodb_json::Faults,
    place::{Place, Way},
};
use crate::steps;

/// Something noticed at a place.
#[derive(Debug)]
pub(crate) enum Noticed {
    /// A constraint that is not satisfied, with the value as it was sent.
    Violation(Option<String>, Constraint),
    /// Values that cannot be stored.
    Faults(Box<Faults>),
}

/// Notes by their places; of several at one place, in the order of their making.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    kept: BTreeMap<(Way, usize), Noticed>,
    /// How many were made.
    made: usize,
    /// How many violations were not kept, and whether one of them was of a missing member.
    uncounted: usize,
    lacks_member: bool,
}

impl Notes {
    /// How many are kept: more than there can be in the largest transaction or batch, whose parts are looked at one by
    /// one.
    pub(crate) const MOST: usize = 1000;

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Notes something at a place.
    pub(super) fn add(&mut self, way: Way, what: Noticed) {
        steps::take(way.len() + 1);
        self.made += 1;
        self.kept.insert((way, self.made), what);
        if self.kept.len() > Self::MOST
            && let Some((_, Noticed::Violation(_, constraint))) = self.kept.pop_last()
        {
            self.uncounted += 1;
            self.lacks_member |= constraint == Constraint::NotNull;
        }
    }

    /// Forgets what is at the end of this way and inside it.
    pub(super) fn forget(&mut self, way: Way) {
        let from = (way, 0);
        let is_behind = |(other, _): &&(Way, usize)| {
            steps::take(from.0.len() + 1);
            other.starts_with(&from.0)
        };
        let keys = self.kept.range(&from..).map(|(key, _)| key).take_while(is_behind);
        for key in keys.cloned().collect::<Vec<_>>() {
            self.kept.remove(&key);
        }
    }

    /// All in their order.
    pub(crate) fn in_order(self) -> impl Iterator<Item = (Place, Noticed)> {
        debug_assert!(self.kept.len() <= Self::MOST, "more notes than are kept");
        self.kept.into_iter().map(|((way, _), what)| (way.into(), what))
    }

    /// How many violations were not kept, and whether one of them was of a missing member.
    pub(crate) const fn not_kept(&self) -> (usize, bool) {
        (self.uncounted, self.lacks_member)
    }
}
