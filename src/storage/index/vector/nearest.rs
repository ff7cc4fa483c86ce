//! The vectors nearest to one.

use std::{cmp::Ordering, collections::BinaryHeap, sync::Arc};

use super::{
    distance::SearchVector,
    packed::{Packed, Slot},
};
use crate::{key::StoredKey, steps, storage::stored::Stored, value::Item};

/// How many vectors are kept beyond the number requested. Ranks are not exact, so those close to the last one are
/// measured again.
const SPARE: usize = 16;

/// A vector that a search found.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// What the index holds of the item; with its vector if it holds all attributes.
    pub(crate) entry: Stored,
    /// The vector as the index holds it.
    pub(crate) vector: Arc<[f32]>,
    /// How near it is.
    pub(crate) score: f32,
}

/// A vector that may be among the nearest.
struct Candidate<'p> {
    rank: f64,
    vector: &'p [f32],
    slot: &'p Slot,
}

impl Candidate<'_> {
    fn key(&self) -> &StoredKey {
        &self.slot.key
    }
}

// The greatest is the farthest; of equal distances, the one whose key comes last.
impl Ord for Candidate<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.total_cmp(&other.rank).then_with(|| self.key().cmp(other.key()))
    }
}

impl PartialOrd for Candidate<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate<'_> {}

/// The `most` vectors nearest to the search's, of those whose entries it accepts. The nearest come first; those with
/// the same score are in the order of their keys. Every vector is looked at.
pub(super) fn nearest(
    packed: &Packed,
    search: &SearchVector<'_>,
    most: usize,
    takes: impl Fn(&Item) -> bool,
) -> Vec<Hit> {
    let kept = most.saturating_add(SPARE);
    let mut heap: BinaryHeap<Candidate<'_>> = BinaryHeap::with_capacity(kept.min(packed.len()) + 1);
    let mut farthest = f64::INFINITY;
    for (vector, slot) in packed.iter() {
        steps::take(vector.len());
        let rank = search.rank(vector, slot.norm);
        if rank > farthest {
            continue;
        }
        let candidate = Candidate { rank, vector, slot };
        let is_full = heap.len() >= kept;
        if is_full && heap.peek().is_some_and(|last| candidate >= *last) || !takes(slot.entry.item()) {
            continue;
        }
        heap.push(candidate);
        if is_full {
            heap.pop();
        }
        if heap.len() >= kept {
            farthest = heap.peek().map_or(farthest, |last| last.rank);
        }
    }
    let mut found: Vec<(f32, Candidate<'_>)> =
        heap.into_iter().map(|candidate| (search.score(candidate.vector), candidate)).collect();
    found.sort_by(|(one, a), (other, b)| {
        let by_score = if search.is_descending() { other.total_cmp(one) } else { one.total_cmp(other) };
        by_score.then_with(|| a.key().cmp(b.key()))
    });
    found.truncate(most);
    let hit = |(score, candidate): (f32, Candidate<'_>)| Hit {
        entry: candidate.slot.entry.clone(),
        vector: candidate.vector.into(),
        score,
    };
    found.into_iter().map(hit).collect()
}
