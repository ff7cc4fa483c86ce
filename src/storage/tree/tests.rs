use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*};

use super::*;

fn key(number: u8) -> StoredKey {
    StoredKey { hash: u64::from(number / 16), bytes: [number].as_slice().into() }
}

/// What can be done to one of two copies.
#[derive(Debug, Clone)]
enum Step {
    Insert(u8, u64),
    Remove(u8),
    Change(u8, u64),
    RemoveEntry(u8),
    /// Removes all entries between two keys, which empties pieces.
    RemoveAll(u8, u8),
    /// One becomes a copy of the other.
    Copy,
    SplitOff(u8),
}

fn steps() -> impl Strategy<Value = Vec<(bool, Step)>> {
    let step = prop_oneof![
        8 => (any::<u8>(), 0..100_u64).prop_map(|(key, value)| Step::Insert(key, value)),
        3 => any::<u8>().prop_map(Step::Remove),
        3 => (any::<u8>(), 0..100_u64).prop_map(|(key, value)| Step::Change(key, value)),
        2 => any::<u8>().prop_map(Step::RemoveEntry),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(low, high)| Step::RemoveAll(low, high)),
        1 => Just(Step::Copy),
        1 => any::<u8>().prop_map(Step::SplitOff),
    ];
    vec((any::<bool>(), step), 0..300)
}

fn step(tree: &mut Tree<u64>, model: &mut BTreeMap<StoredKey, u64>, step: &Step) {
    match *step {
        Step::Insert(number, value) => {
            assert_eq!(tree.insert(key(number), value), model.insert(key(number), value));
        }
        Step::Remove(number) => assert_eq!(tree.remove(&key(number)), model.remove(&key(number))),
        Step::Change(number, value) => match tree.entry(key(number)) {
            Entry::Vacant(_) => assert_eq!(model.get(&key(number)), None),
            Entry::Occupied(mut entry) => {
                assert_eq!(Some(entry.get()), model.get(&key(number)));
                entry.change(|place| *place = value);
                model.insert(key(number), value);
            }
        },
        Step::RemoveEntry(number) => match tree.entry(key(number)) {
            Entry::Vacant(_) => assert_eq!(model.get(&key(number)), None),
            Entry::Occupied(entry) => assert_eq!(Some(entry.remove()), model.remove(&key(number))),
        },
        Step::RemoveAll(low, high) => {
            for number in low..high {
                assert_eq!(tree.remove(&key(number)), model.remove(&key(number)));
            }
        }
        Step::SplitOff(number) => {
            let (right, expected) = (tree.split_off(&key(number)), model.split_off(&key(number)));
            same(&right, &expected);
        }
        Step::Copy => unreachable!("it takes both copies"),
    }
}

fn same(tree: &Tree<u64>, model: &BTreeMap<StoredKey, u64>) {
    assert_eq!(tree.faults(), Vec::<String>::new());
    assert!(tree.iter().eq(model));
    assert!(tree.iter().rev().eq(model.iter().rev()));
    assert_eq!(tree.totals(), Totals { count: model.len() as u64, size_bytes: model.values().sum() });
}

proptest! {
    #[test]
    fn two_copies_are_two_sorted_maps(steps in steps()) {
        let mut copies = [Tree::default(), Tree::default()];
        let mut models = [BTreeMap::new(), BTreeMap::new()];
        for (which, next) in &steps {
            let which = usize::from(*which);
            if let Step::Copy = next {
                copies[1 - which] = copies[which].clone();
                models[1 - which] = models[which].clone();
            } else {
                step(&mut copies[which], &mut models[which], next);
            }
            copies.iter().zip(&models).for_each(|(tree, model)| same(tree, model));
        }
    }

    #[test]
    fn a_range_is_that_of_a_sorted_map(
        keys in vec(any::<u8>(), 0..200),
        low in (0..3_u8, any::<u8>()),
        high in (0..3_u8, any::<u8>()),
    ) {
        let mut tree = Tree::default();
        let mut model = BTreeMap::new();
        for number in keys {
            tree.insert(key(number), u64::from(number));
            model.insert(key(number), u64::from(number));
        }
        let keys = [key(low.1), key(high.1)];
        let bound = |kind: u8, key| match kind {
            0 => Bound::Unbounded,
            1 => Bound::Included(key),
            _ => Bound::Excluded(key),
        };
        let bounds = (bound(low.0, &keys[0]), bound(high.0, &keys[1]));
        let expected: Vec<_> = model.iter().filter(|(key, _)| bounds_contain(bounds, key)).collect();
        prop_assert!(tree.range(bounds).eq(expected.iter().copied()));
        prop_assert!(tree.range(bounds).rev().eq(expected.iter().copied().rev()));
    }
}

fn bounds_contain((low, high): (Bound<&StoredKey>, Bound<&StoredKey>), key: &StoredKey) -> bool {
    let behind_low = match low {
        Bound::Unbounded => true,
        Bound::Included(low) => low <= key,
        Bound::Excluded(low) => low < key,
    };
    let before_high = match high {
        Bound::Unbounded => true,
        Bound::Included(high) => key <= high,
        Bound::Excluded(high) => key < high,
    };
    behind_low && before_high
}

#[test]
fn ascending_keys_leave_full_pieces_and_emptied_ones_go() {
    let mut tree = Tree::default();
    let ascending = |number: u32| StoredKey { hash: 0, bytes: number.to_be_bytes().as_slice().into() };
    for number in 0..1_000 {
        tree.insert(ascending(number), 1_u64);
        if number >= 16 {
            tree.remove(&ascending(number - 16));
        }
    }
    assert_eq!(tree.totals().count, 16);
    assert!(tree.pieces.len() <= 4, "{} pieces for 16 entries", tree.pieces.len());
    assert_eq!(tree.faults(), Vec::<String>::new());
}

#[test]
fn keys_before_all_others_find_room_when_the_first_piece_was_emptied() {
    let mut tree = Tree::default();
    let mut model = BTreeMap::new();
    for number in (100..200).chain(20..40).rev() {
        step(&mut tree, &mut model, &Step::Insert(number, 1));
    }
    step(&mut tree, &mut model, &Step::RemoveAll(0, 100));
    // A cut drops empty pieces, the first one too.
    for number in (200..=u8::MAX).chain(0..100) {
        step(&mut tree, &mut model, &Step::Insert(number, 1));
        same(&tree, &model);
    }
}

#[test]
fn a_write_copies_no_more_than_its_piece() {
    let mut tree = Tree::default();
    for number in 0..=u8::MAX {
        tree.insert(key(number), 1_u64);
    }
    let copy = tree.clone();
    tree.insert(key(100), 2);
    let shared =
        |piece: &Piece<u64>| copy.pieces.iter().any(|other| Arc::ptr_eq(&piece.entries, &other.entries));
    assert_eq!(tree.pieces.iter().filter(|piece| !shared(piece)).count(), 1);
    assert_eq!(copy.get(&key(100)), Some(&1));
}
