//! The differences between trees that share pieces.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashSet},
    iter,
    sync::Arc,
};

use super::{Piece, Tree};
use crate::key::StoredKey;

/// A key with its value in one tree and in the other.
type Difference<'t, V> = (&'t StoredKey, Option<&'t V>, Option<&'t V>);

impl<V> Tree<V> {
    /// The keys whose values are not the `same` in both trees, in order, each with its value in this tree and in the
    /// other. Pieces that both trees share are skipped.
    pub(in crate::storage) fn differences<'t>(
        &'t self,
        other: &'t Self,
        same: impl Fn(&V, &V) -> bool + 't,
    ) -> impl Iterator<Item = Difference<'t, V>> {
        differences(vec![self], vec![other], same)
    }
}

/// The same of trees that follow each other: all keys of one are before those of the next. They may be cut at different
/// keys.
pub(in crate::storage) fn differences<'t, V>(
    one: Vec<&'t Tree<V>>,
    other: Vec<&'t Tree<V>>,
    same: impl Fn(&V, &V) -> bool + 't,
) -> impl Iterator<Item = Difference<'t, V>> {
    let (of_one, of_other) = (places(&one), places(&other));
    let mut ours = entries_not_in(one, of_other).peekable();
    let mut theirs = entries_not_in(other, of_one).peekable();
    let merged = iter::from_fn(move || {
        let order = match (ours.peek(), theirs.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((our, _)), Some((their, _))) => our.cmp(their),
        };
        let our = if order.is_le() { ours.next() } else { None };
        let their = if order.is_ge() { theirs.next() } else { None };
        let (key, _) = our.or(their)?;
        Some((key, our.map(|(_, value)| value), their.map(|(_, value)| value)))
    });
    merged.filter(move |(_, our, their)| !our.zip(*their).is_some_and(|(our, their)| same(our, their)))
}

/// Where the entries of a piece are in memory: the same place in trees that share it.
type Place<V> = *const BTreeMap<StoredKey, V>;

fn place<V>(piece: &Piece<V>) -> Place<V> {
    Arc::as_ptr(&piece.entries)
}

fn places<V>(trees: &[&Tree<V>]) -> HashSet<Place<V>> {
    trees.iter().flat_map(|tree| tree.pieces.iter().map(place)).collect()
}

/// The entries of the pieces that are not at these places.
fn entries_not_in<V>(
    trees: Vec<&Tree<V>>,
    shared: HashSet<Place<V>>,
) -> impl Iterator<Item = (&StoredKey, &V)> {
    let pieces = trees.into_iter().flat_map(|tree| &tree.pieces);
    let own = pieces.filter(move |piece| !shared.contains(&place(piece)));
    own.flat_map(|piece| piece.entries.iter())
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn key(number: u8) -> StoredKey {
        StoredKey::first_at(u64::from(number))
    }

    proptest! {
        #[test]
        fn differences_are_what_turns_one_tree_into_the_other(
            before in vec((any::<u8>(), any::<bool>()), 0..200),
            changes in vec((any::<u8>(), proptest::option::of(0..3_u64)), 0..20),
            cut in any::<u8>(),
        ) {
            let mut tree = Tree::default();
            for (number, value) in before {
                tree.insert(key(number), u64::from(value));
            }
            let base = tree.clone();
            for (number, value) in changes {
                tree.set(key(number), value);
            }
            // A tree whose pieces are cut elsewhere has the same entries.
            let mut cut_base = base.clone();
            let right = cut_base.split_off(&key(cut));
            for (key, value) in right.iter() {
                cut_base.insert(key.clone(), *value);
            }
            for base in [base, cut_base] {
                let found: Vec<_> = tree.differences(&base, |one, other| one == other).collect();
                prop_assert!(found.is_sorted_by(|one, next| one.0 < next.0));
                let mut made = base.clone();
                for (key, new, old) in found {
                    prop_assert_eq!((tree.get(key), base.get(key)), (new, old));
                    prop_assert_ne!(new, old);
                    made.set(key.clone(), new.copied());
                }
                prop_assert!(made.iter().eq(tree.iter()));
            }
        }
    }
}
