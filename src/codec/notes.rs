//! The faults of a request, each with its place, in the service's order and bounded in number.
//!
//! A request of megabytes can have a million faults. The service reports the first one, or all in one message. Here the
//! first ones in the order of the report are kept, and the others are only counted.

use std::collections::BTreeMap;

use super::{
    constraint::Constraint,
    dynamodb_json::Faults,
    place::{Place, Way},
};
use crate::steps;

/// A note about a place.
#[derive(Debug)]
pub(crate) enum Noticed {
    /// A constraint that is not satisfied, with the value as sent.
    Violation(Option<String>, Constraint),
    /// Values that cannot be stored.
    Faults(Box<Faults>),
}

/// Notes, ordered by place; several at one place are in the order in which they were made.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    kept: BTreeMap<(Way, usize), Noticed>,
    /// How many notes were made.
    made: usize,
    /// How many violations were not kept, and whether one of them was a missing member.
    uncounted: usize,
    lacks_member: bool,
}

impl Notes {
    /// How many notes are kept: more than the largest transaction or batch can have, whose parts are checked one by
    /// one.
    pub(crate) const MOST: usize = 1000;

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Adds a note at a place.
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

    /// Removes the notes at the end of this path and inside it.
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

    /// All notes in their order.
    pub(crate) fn in_order(self) -> impl Iterator<Item = (Place, Noticed)> {
        debug_assert!(self.kept.len() <= Self::MOST, "more notes than are kept");
        self.kept.into_iter().map(|((way, _), what)| (way.into(), what))
    }

    /// How many violations were not kept, and whether one of them was a missing member.
    pub(crate) const fn not_kept(&self) -> (usize, bool) {
        (self.uncounted, self.lacks_member)
    }
}
