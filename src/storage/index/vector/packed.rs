//! Contiguous vectors in pieces of bounded size, which are copy-on-write.

use std::sync::Arc;

use crate::{key::StoredKey, storage::stored::Stored};

/// About how many bytes of vectors a piece has: copying them takes some ten microseconds. Tests have small ones.
const PIECE_BYTES: usize = if cfg!(test) { 64 } else { 256 * 1024 };

/// The data of a vector beside its numbers.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// The key of the item in the table.
    pub(super) key: StoredKey,
    /// What the index holds of the item.
    pub(super) entry: Stored,
    /// The vector's length, if the distance function needs it.
    pub(super) norm: f64,
}

/// Vectors with their slots, without gaps: if one is removed, the last one moves into its position.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    dimensions: usize,
    pieces: Vec<Arc<Piece>>,
    count: usize,
}

/// Some of the vectors. All pieces but the last are full.
#[derive(Debug, Clone, Default)]
struct Piece {
    /// The numbers of the first vector, then those of the second, and so on.
    numbers: Vec<f32>,
    slots: Vec<Slot>,
}

impl Packed {
    /// No vectors, with this many dimensions.
    pub(super) fn new(dimensions: usize) -> Self {
        Self { dimensions: dimensions.max(1), pieces: Vec::new(), count: 0 }
    }

    /// How many vectors there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// How many vectors a piece has.
    fn piece_len(&self) -> usize {
        (PIECE_BYTES / (self.dimensions * size_of::<f32>())).max(1)
    }

    /// All vectors with their slots, in the order of their positions.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[f32], &Slot)> {
        self.pieces.iter().flat_map(|piece| piece.iter(self.dimensions))
    }

    /// Adds a vector, and returns its position.
    pub(super) fn push(&mut self, vector: &[f32], slot: Slot) -> usize {
        debug_assert_eq!(vector.len(), self.dimensions, "vectors of one index have the same dimensions");
        if self.count == self.pieces.len() * self.piece_len() {
            self.pieces.push(Arc::default());
        }
        if let Some(piece) = self.pieces.last_mut() {
            let piece = Arc::make_mut(piece);
            piece.numbers.extend_from_slice(vector);
            piece.slots.push(slot);
        }
        self.count += 1;
        self.count - 1
    }

    /// Replaces the vector at this position.
    pub(super) fn replace(&mut self, position: usize, vector: &[f32], slot: Slot) {
        let (dimensions, piece_len) = (self.dimensions, self.piece_len());
        let Some(piece) = self.pieces.get_mut(position / piece_len).map(Arc::make_mut) else {
            debug_assert!(false, "a position is that of a vector");
            return;
        };
        let place = position % piece_len;
        if let Some(numbers) = piece.numbers.chunks_exact_mut(dimensions).nth(place) {
            numbers.copy_from_slice(vector);
        }
        if let Some(there) = piece.slots.get_mut(place) {
            *there = slot;
        }
    }

    /// Removes the vector at this position. Returns the key of the one that moved into the position, if there is one.
    pub(super) fn remove(&mut self, position: usize) -> Option<StoredKey> {
        let dimensions = self.dimensions;
        let Some(last) = self.pieces.last_mut().map(Arc::make_mut) else {
            debug_assert!(false, "a position is that of a vector");
            return None;
        };
        let vector = last.numbers.split_off(last.numbers.len().saturating_sub(dimensions));
        let slot = last.slots.pop()?;
        if last.slots.is_empty() {
            self.pieces.pop();
        }
        self.count -= 1;
        if position == self.count {
            return None;
        }
        let key = slot.key.clone();
        self.replace(position, &vector, slot);
        Some(key)
    }

    /// The vector at this position, with its slot.
    pub(super) fn get(&self, position: usize) -> Option<(&[f32], &Slot)> {
        let piece = self.pieces.get(position / self.piece_len())?;
        piece.iter(self.dimensions).nth(position % self.piece_len())
    }

    /// The violated invariants: all pieces but the last are full, and each vector has a slot.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let lens: Vec<usize> = self.pieces.iter().map(|piece| piece.slots.len()).collect();
        let full = lens.split_last().is_none_or(|(last, others)| {
            (1..=self.piece_len()).contains(last) && others.iter().all(|len| *len == self.piece_len())
        });
        if !full || lens.iter().sum::<usize>() != self.count {
            faults.push(format!("pieces of {lens:?} vectors for {}", self.count));
        }
        if self.pieces.iter().any(|piece| piece.numbers.len() != piece.slots.len() * self.dimensions) {
            faults.push("a piece has vectors without slots".to_owned());
        }
        faults
    }
}

impl Piece {
    /// The vectors with their slots.
    fn iter(&self, dimensions: usize) -> impl Iterator<Item = (&[f32], &Slot)> {
        self.numbers.chunks_exact(dimensions.max(1)).zip(&self.slots)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{item, key::HashPoint};

    fn slot(id: u32) -> Slot {
        let key = StoredKey::first_at(HashPoint::from(id));
        Slot { key, entry: Stored::new(item! { "id": id }), norm: 1.0 }
    }

    proptest! {
        #[test]
        fn what_is_pushed_and_removed_is_where_it_is_said_to_be(
            steps in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 0..200)
        ) {
            let mut packed = Packed::new(5);
            let mut expected: Vec<u32> = Vec::new();
            for (id, (push, place)) in (0..).zip(steps) {
                let copy = packed.clone();
                let before: Vec<_> = copy.iter().map(|(vector, slot)| (vector.to_vec(), slot.key.clone())).collect();
                if push || expected.is_empty() {
                    prop_assert_eq!(packed.push(&[id as f32; 5], slot(id)), expected.len());
                    expected.push(id);
                } else {
                    let position = place.index(expected.len());
                    let moved = packed.remove(position);
                    expected.swap_remove(position);
                    prop_assert_eq!(moved, expected.get(position).map(|id| slot(*id).key));
                    prop_assert_eq!(packed.get(position).map(|(_, slot)| slot.key.clone()), expected.get(position).map(|id| slot(*id).key));
                }
                prop_assert_eq!(packed.faults(), Vec::<String>::new());
                let held: Vec<_> = packed.iter().map(|(vector, slot)| (vector.to_vec(), slot.key.clone())).collect();
                let wanted: Vec<_> = expected.iter().map(|id| (vec![*id as f32; 5], slot(*id).key)).collect();
                prop_assert_eq!(held, wanted);
                let after: Vec<_> = copy.iter().map(|(vector, slot)| (vector.to_vec(), slot.key.clone())).collect();
                prop_assert_eq!(before, after, "a copy keeps what it had");
            }
        }
    }
}
