//! What changed in a table between two moments.

use std::{
    collections::{BTreeMap, btree_map},
    sync::Arc,
    vec,
};

use super::{record::ChangeRecord, shard::Shard};
use crate::{
    key::{HashRange, KeySchema, StoredKey, table_key},
    storage::stored::Stored,
};

/// An item that is not the same at two moments.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChangedItem {
    pub(crate) key: StoredKey,
    /// When it was changed last between the two, in milliseconds since 1970.
    pub(crate) at_ms: u64,
    /// The item at the first moment; `None` if there was none.
    pub(crate) old: Option<Stored>,
    /// The item at the second moment; `None` if there was none.
    pub(crate) new: Option<Stored>,
}

/// The items that differ between two moments, in the order of their keys, without locks: the shards are as they were
/// when it was made.
///
/// It has in memory the keys of the changes of one partition at a time, beside the records themselves.
#[derive(Debug)]
pub(crate) struct ChangedItems {
    schema: KeySchema,
    /// In the order in which they were opened: parents before their children.
    shards: Vec<Arc<Shard>>,
    from_ms: u64,
    to_ms: u64,
    /// The parts of the hash line that are left.
    ranges: vec::IntoIter<HashRange>,
    /// The rest of the current part.
    part: btree_map::IntoIter<StoredKey, Seen>,
}

/// What was seen of an item's records so far.
#[derive(Debug)]
struct Seen {
    at_ms: u64,
    old: Option<Stored>,
    new: Option<Stored>,
    /// There was a record behind the second moment, so `new` is known.
    is_settled: bool,
}

impl ChangedItems {
    /// What the records of these shards changed behind the first moment and up to the second.
    pub(super) fn new(
        schema: KeySchema,
        shards: Vec<Arc<Shard>>,
        ranges: Vec<HashRange>,
        (from_ms, to_ms): (u64, u64),
    ) -> Self {
        debug_assert!(shards.is_sorted_by_key(|shard| shard.info.id), "parents come before their children");
        Self { schema, shards, from_ms, to_ms, ranges: ranges.into_iter(), part: BTreeMap::new().into_iter() }
    }

    /// What changed in a part of the hash line.
    fn part(&self, range: HashRange) -> BTreeMap<StoredKey, Seen> {
        let mut part = BTreeMap::new();
        let shards = self.shards.iter().filter(|shard| shard.info.range.overlaps(range));
        for record in shards.flat_map(|shard| shard.records.behind(|record| record.at_ms <= self.from_ms)) {
            let Some(image) = record.new.as_ref().or(record.old.as_ref()) else { continue };
            let key = table_key(&self.schema, image.item());
            if range.contains_point(key.hash) {
                self.see(part.entry(key), record);
            }
        }
        part
    }

    fn see(&self, seen: btree_map::Entry<'_, StoredKey, Seen>, record: &ChangeRecord) {
        let is_behind = record.at_ms > self.to_ms;
        let seen = match seen {
            btree_map::Entry::Occupied(seen) => seen.into_mut(),
            btree_map::Entry::Vacant(place) => {
                let old = record.before(self.from_ms).cloned();
                place.insert(Seen { at_ms: self.from_ms, new: old.clone(), old, is_settled: false })
            }
        };
        if seen.is_settled {
            return;
        }
        seen.is_settled = is_behind;
        let new = if is_behind { record.before(self.to_ms) } else { record.new.as_ref() };
        if seen.new.as_ref() != new {
            seen.new = new.cloned();
            seen.at_ms = record.origin().visible_ms();
        }
    }
}

impl Iterator for ChangedItems {
    type Item = ChangedItem;

    fn next(&mut self) -> Option<ChangedItem> {
        loop {
            for (key, Seen { at_ms, old, new, .. }) in self.part.by_ref() {
                if old != new {
                    return Some(ChangedItem { key, at_ms, old, new });
                }
            }
            let range = self.ranges.next()?;
            self.part = self.part(range).into_iter();
        }
    }
}
