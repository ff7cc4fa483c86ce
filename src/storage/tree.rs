//! A sorted map in pieces of bounded size, which are copy-on-write.
//!
//! ```text
//!  copy one            copy two
//!  [ a.. | m.. | t.. ] [ a.. | m.. | t.. ]     first keys, in order
//!     |     |     \     /     |     |
//!     |     |      \   /      |     |
//!   BTreeMap BTreeMap  BTreeMap ..             each at most PIECE_ENTRIES entries
//! ```
//!
//! A copy costs a pointer for each piece. The first write into a shared piece copies that piece and no more, so
//! no lock is held for longer than a piece takes.

use std::{
    collections::{BTreeMap, btree_map},
    ops::Bound,
    sync::Arc,
};

use self::{
    entry::{Entry, OccupiedEntry, VacantEntry},
    totals::{SizeBytes, Sums, Totals},
};
use crate::key::StoredKey;

pub(super) mod differences;
pub(super) mod entry;
pub(super) mod totals;

/// How many entries a piece has at most. Copying one of this size takes about a tenth of a millisecond. Tests
/// and debug builds have many pieces with few entries.
const PIECE_ENTRIES: usize = match (cfg!(test), cfg!(debug_assertions)) {
    (true, _) => 8,
    (false, true) => 64,
    (false, false) => 2_048,
};

/// Values in the order of their keys.
#[derive(Debug, Clone)]
pub(crate) struct Tree<V> {
    /// In the order of `first`. A key belongs to the last piece whose `first` is not greater.
    pieces: Vec<Piece<V>>,
    totals: Totals,
}

#[derive(Debug, Clone)]
struct Piece<V> {
    /// The lower bound of the piece's keys. That of the first piece is the least possible key.
    first: StoredKey,
    entries: Arc<BTreeMap<StoredKey, V>>,
    /// The size of its values.
    size_bytes: u64,
}

impl<V> Default for Tree<V> {
    fn default() -> Self {
        Self { pieces: Vec::new(), totals: Totals::default() }
    }
}

impl<V> Piece<V> {
    fn totals(&self) -> Totals {
        Totals { count: self.entries.len() as u64, size_bytes: self.size_bytes }
    }
}

impl<V: SizeBytes> Piece<V> {
    fn new(first: StoredKey, entries: BTreeMap<StoredKey, V>) -> Self {
        let size_bytes = entries.values().map(V::size_bytes).sum();
        Self { first, entries: Arc::new(entries), size_bytes }
    }
}

impl<V> Tree<V> {
    /// How many entries there are, and the size of their values.
    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }

    /// The value with this key.
    pub(crate) fn get(&self, key: &StoredKey) -> Option<&V> {
        self.pieces.get(self.position(key))?.entries.get(key)
    }

    /// All entries in order.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&StoredKey, &V)> {
        self.pieces.iter().flat_map(|piece| piece.entries.iter())
    }

    /// All values in the order of their keys.
    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The entries between two keys, in order; no entries if the first key is greater than the last.
    pub(crate) fn range<'t>(
        &'t self,
        (low, high): (Bound<&'t StoredKey>, Bound<&'t StoredKey>),
    ) -> impl DoubleEndedIterator<Item = (&'t StoredKey, &'t V)> {
        let bounds = is_range((low, high)).then_some((low, high));
        let piece_of = |bound| match bound {
            Bound::Included(key) | Bound::Excluded(key) => Some(self.position(key)),
            Bound::Unbounded => None,
        };
        let first = piece_of(low).unwrap_or(0);
        let end = piece_of(high).map_or(self.pieces.len(), |last| (last + 1).min(self.pieces.len()));
        let pieces = bounds.and_then(|_| self.pieces.get(first..end)).unwrap_or_default();
        pieces.iter().flat_map(move |piece| piece.entries.range((low, high)))
    }

    /// The position of the piece that a key belongs to, if there are pieces.
    fn position(&self, key: &StoredKey) -> usize {
        self.pieces.partition_point(|piece| piece.first <= *key).saturating_sub(1)
    }
}

impl<V: Clone + SizeBytes> Tree<V> {
    /// The entry of a key, to read and change with one search.
    pub(crate) fn entry(&mut self, key: StoredKey) -> Entry<'_, V> {
        let position = self.room_for(&key);
        if self.pieces.is_empty() {
            self.pieces.push(Piece::new(StoredKey::default(), BTreeMap::new()));
        }
        #[expect(clippy::indexing_slicing, reason = "there is a piece, and `position` is one's")]
        let piece = &mut self.pieces[position];
        debug_assert!(piece.first <= key, "no key of a piece is before its first");
        let sums = Sums::new(&mut piece.size_bytes, &mut self.totals);
        match Arc::make_mut(&mut piece.entries).entry(key) {
            btree_map::Entry::Vacant(entry) => Entry::Vacant(VacantEntry::new(entry, sums)),
            btree_map::Entry::Occupied(entry) => Entry::Occupied(OccupiedEntry::new(entry, sums)),
        }
    }

    /// Inserts a value and returns the old one.
    pub(crate) fn insert(&mut self, key: StoredKey, value: V) -> Option<V> {
        match self.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(value);
                None
            }
            Entry::Occupied(mut entry) => Some(entry.replace(value)),
        }
    }

    /// Inserts a value or, without one, removes it. Returns the old value.
    pub(crate) fn set(&mut self, key: StoredKey, value: Option<V>) -> Option<V> {
        match value {
            Some(value) => self.insert(key, value),
            None => self.remove(&key),
        }
    }

    /// Removes a value.
    pub(crate) fn remove(&mut self, key: &StoredKey) -> Option<V> {
        let position = self.position(key);
        let piece = self.pieces.get_mut(position)?;
        let value = Arc::make_mut(&mut piece.entries).remove(key)?;
        Sums::new(&mut piece.size_bytes, &mut self.totals).took(&value);
        Some(value)
    }

    /// Splits off all entries from this key on. It copies at most one piece.
    pub(crate) fn split_off(&mut self, at: &StoredKey) -> Self {
        let position = self.position(at);
        let mut cut = self.pieces.split_off((position + 1).min(self.pieces.len()));
        if let Some(piece) = self.pieces.last_mut() {
            let right = Arc::make_mut(&mut piece.entries).split_off(at);
            let right = Piece::new(at.clone(), right);
            debug_assert!(piece.size_bytes >= right.size_bytes, "a piece's size is the sum of its values'");
            piece.size_bytes -= right.size_bytes;
            cut.insert(0, right);
        }
        let cut = Self::of(cut);
        debug_assert!(self.totals.count >= cut.totals.count, "a part has no more entries than the whole");
        self.totals.count -= cut.totals.count;
        self.totals.size_bytes -= cut.totals.size_bytes;
        debug_assert!(
            self.iter().next_back().is_none_or(|(last, _)| last < at)
                && cut.iter().next().is_none_or(|(first, _)| first >= at),
            "a tree is cut at a key"
        );
        cut
    }

    fn of(pieces: Vec<Piece<V>>) -> Self {
        let mut totals = Totals::default();
        pieces.iter().for_each(|piece| totals += piece.totals());
        let mut tree = Self { pieces, totals };
        tree.open_first_piece();
        debug_assert!(tree.is_in_order(), "pieces lie in the order of their keys");
        tree
    }

    fn is_in_order(&self) -> bool {
        self.pieces.is_sorted_by(|one, next| one.first < next.first)
    }

    /// Lowers the bound of the first piece to the least possible key.
    fn open_first_piece(&mut self) {
        if let Some(piece) = self.pieces.first_mut() {
            piece.first = StoredKey::default();
        }
    }

    /// The position of the piece that a key belongs to, with room for one more entry.
    fn room_for(&mut self, key: &StoredKey) -> usize {
        let position = self.position(key);
        match self.pieces.get(position) {
            Some(piece) if piece.entries.len() >= PIECE_ENTRIES && !piece.entries.contains_key(key) => {
                self.cut_piece(position, key)
            }
            _ => position,
        }
    }

    /// Cuts a full piece in two, and drops empty pieces: they would accumulate if keys only ascend and old ones are
    /// deleted. Returns the piece that a key belongs to afterwards.
    #[cold]
    #[inline(never)]
    fn cut_piece(&mut self, position: usize, key: &StoredKey) -> usize {
        if let Some(piece) = self.pieces.get_mut(position) {
            let entries = Arc::make_mut(&mut piece.entries);
            // If keys ascend, as times and counters do, the full piece stays full and the new one has room.
            let ascends = entries.last_key_value().is_some_and(|(last, _)| last < key);
            let at = if ascends { Some(key) } else { entries.keys().nth(PIECE_ENTRIES / 2) };
            if let Some(at) = at.cloned() {
                let right = entries.split_off(&at);
                let right = Piece::new(at, right);
                debug_assert!(
                    piece.size_bytes >= right.size_bytes,
                    "a piece's size is the sum of its values'"
                );
                piece.size_bytes -= right.size_bytes;
                self.pieces.insert(position + 1, right);
            }
        }
        let first = self.position(key);
        let mut place = 0;
        self.pieces.retain(|piece| {
            let keep = place == first || !piece.entries.is_empty();
            place += 1;
            keep
        });
        self.open_first_piece();
        debug_assert!(self.is_in_order(), "pieces lie in the order of their keys");
        let position = self.position(key);
        debug_assert!(
            self.pieces.get(position).is_some_and(|piece| piece.entries.len() < PIECE_ENTRIES),
            "a piece that was cut has room"
        );
        position
    }
}

impl<V: SizeBytes> Tree<V> {
    /// Describes what is wrong: pieces out of order or out of their bounds, sums that do not add up.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut totals = Totals::default();
        for (position, piece) in self.pieces.iter().enumerate() {
            totals += piece.totals();
            let size_bytes: u64 = piece.entries.values().map(V::size_bytes).sum();
            if size_bytes != piece.size_bytes {
                faults.push(format!("piece {position} has {size_bytes} bytes and says {}", piece.size_bytes));
            }
            let first = piece.entries.first_key_value().map(|(key, _)| key);
            let last = piece.entries.last_key_value().map(|(key, _)| key);
            let next = self.pieces.get(position + 1).map(|next| &next.first);
            let begins = first.is_none_or(|key| piece.first <= *key)
                && (position > 0 || piece.first == StoredKey::default());
            let ends = next.is_none_or(|next| piece.first < *next && last.is_none_or(|key| key < next));
            if !begins || !ends || piece.entries.len() > PIECE_ENTRIES {
                faults.push(format!("piece {position} is out of its bounds"));
            }
        }
        if totals != self.totals {
            faults.push(format!("{totals:?} counted, {:?} said", self.totals));
        }
        faults
    }
}

/// Whether bounds are a valid range: the lower bound is not above the upper one.
fn is_range((low, high): (Bound<&StoredKey>, Bound<&StoredKey>)) -> bool {
    match (low, high) {
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => true,
        (Bound::Included(low), Bound::Included(high)) => low <= high,
        (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) => {
            low < high
        }
    }
}

#[cfg(test)]
mod tests;
