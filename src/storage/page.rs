//! Reading a page of items in key order.

use std::{ops::Bound, sync::Arc};

use smallvec::SmallVec;

use super::{
    lag::reading::LateCopy, partition_data::PartitionData, read_target::ReadTarget, stored::Stored,
    table::Table, throughput::meter,
};
use crate::{
    error::Result,
    key::{Bounds, HashRange, StoredKey, table_key},
    limits::PAGE_SIZE_BYTES,
    steps,
    value::Item,
};

/// How many entries a page reserves memory for at most, before the first is read.
const USUAL_ENTRIES: usize = 100;

type BoundsRef<'b> = (Bound<&'b StoredKey>, Bound<&'b StoredKey>);

/// What to read. Any combination of its fields is a request.
#[derive(Debug)]
pub(crate) struct PageRequest<'t> {
    pub(crate) target: &'t ReadTarget,
    pub(crate) bounds: Bounds,
    /// The parts of the hash line that are walked.
    pub(crate) hashes: HashRange,
    pub(crate) forward: bool,
    /// The key behind which the read starts.
    pub(crate) start: Option<StoredKey>,
    /// How many items to look at, at most.
    pub(crate) limit: Option<usize>,
    /// Whether the whole item is fetched from the table for each entry of a local index.
    pub(crate) fetch: bool,
    /// Whether the read must see all writes before it. Otherwise it may be late.
    pub(crate) consistent: bool,
}

/// One item of a page.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The item of the table, or the entry of the index, that was read.
    stored: Stored,
    /// The whole item, fetched from the table for a local index's entry.
    fetched: Option<Stored>,
}

impl Entry {
    /// The item of the table, or the entry of the index, that was read.
    pub(crate) fn stored(&self) -> &Stored {
        &self.stored
    }

    /// The whole item, if it was fetched from the table for a local index's entry.
    pub(crate) fn fetched(&self) -> Option<&Stored> {
        self.fetched.as_ref()
    }

    /// The item for the answer: the fetched one, if there is one.
    pub(crate) fn into_item(self) -> Arc<Item> {
        self.fetched.unwrap_or(self.stored).into_item()
    }
}

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Page {
    entries: Vec<Entry>,
    partition_sizes: SmallVec<[usize; 1]>,
    /// The size of all that was read; for a local index, the size of its entries.
    read_bytes: usize,
    /// The size of the items that were fetched from the table for a local index's entries.
    fetched_bytes: usize,
    has_more: bool,
}

impl Page {
    /// The items, in the order of the read.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The items, in the order of the read.
    pub(crate) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// The size of what was read in each partition that was asked; of a local index, that of its entries.
    pub(crate) fn partition_sizes(&self) -> &[usize] {
        &self.partition_sizes
    }

    /// Whether the page ended before its range, because of its limit or its size.
    pub(crate) fn has_more(&self) -> bool {
        self.has_more
    }

    /// The same page, known to be the last of its range.
    pub(crate) fn ended(self) -> Self {
        Self { has_more: false, ..self }
    }

    /// Ends the page before its range, after an item.
    pub(super) fn end_early(&mut self) {
        debug_assert!(!self.entries.is_empty(), "a page that ends early has a last item");
        self.has_more = true;
    }

    /// Adds an item that was read; `false` if the page ends with it.
    fn add(&mut self, entry: Entry, limit: usize) -> bool {
        self.read_bytes += entry.stored.size();
        self.fetched_bytes += entry.fetched.as_ref().map_or(0, Stored::size);
        self.entries.push(entry);
        self.has_more =
            self.entries.len() >= limit || self.read_bytes + self.fetched_bytes >= PAGE_SIZE_BYTES;
        !self.has_more
    }
}

impl Table {
    /// Reads a page.
    ///
    /// # Errors
    /// The read is throttled.
    pub(crate) fn read_page(&self, request: &PageRequest<'_>) -> Result<Page> {
        let mut page = Page::default();
        self.read_more(request, &mut page)?;
        Ok(page)
    }

    /// Reads another range into a page that may have items already; limits are those of the whole page.
    ///
    /// # Errors
    /// The read is throttled.
    pub(crate) fn read_more(&self, request: &PageRequest<'_>, page: &mut Page) -> Result<()> {
        if meter::is_on() {
            return self.read_page_metered(request, page);
        }
        self.read_range(request, request.hashes, page);
        Ok(())
    }

    /// Reads what lies in these places on the hash line, whether or not the request is metered.
    pub(super) fn read_range(&self, request: &PageRequest<'_>, mut hashes: HashRange, page: &mut Page) {
        self.sweep_due();
        debug_assert!(!page.has_more, "a page that has ended is not read on");
        page.entries.reserve(request.limit.unwrap_or(0).min(USUAL_ENTRIES));
        let bounds = resumed(request);
        if let Some(start) = &request.start {
            hashes.first = hashes.first.max(start.hash);
        }
        let (layout, contributors, schema) = match request.target {
            ReadTarget::Global(index) => (index.layout(), index.contributors(), index.definition().schema()),
            _ => (self.layout(), self.contributors(), self.schema()),
        };
        let late = self.late_copy(request.target, request.consistent);
        let before = page.entries.len();
        late.as_ref().map_or(layout, LateCopy::layout).read_each(hashes, |first, data| {
            if late.is_some() {
                layout.count_read(first);
            }
            let before = page.read_bytes;
            let go_on = self.read_partition(request, data, bounds, page);
            page.partition_sizes.push(page.read_bytes - before);
            go_on
        });
        if contributors.is_on() {
            contributors.count_items(schema, page.entries.iter().skip(before).map(Entry::stored));
        }
    }

    fn read_partition(
        &self,
        request: &PageRequest<'_>,
        data: &PartitionData,
        bounds: BoundsRef<'_>,
        page: &mut Page,
    ) -> bool {
        let tree = match request.target {
            ReadTarget::Local(place, _) => match data.local_indexes().get(*place) {
                Some(tree) => tree,
                None => {
                    debug_assert!(false, "each local index has its tree");
                    return true;
                }
            },
            _ => data.items(),
        };
        let limit = request.limit.unwrap_or(usize::MAX);
        let mut take = |stored: &Stored| {
            let fetched = request
                .fetch
                .then(|| data.items().get(&table_key(self.schema(), stored.item())).cloned())
                .flatten();
            debug_assert!(!request.fetch || fetched.is_some(), "an index entry has its item");
            steps::take(1);
            page.add(Entry { stored: stored.clone(), fetched }, limit)
        };
        // A single key needs one search of the tree, not one for each bound.
        if let (Bound::Included(low), Bound::Included(high)) = bounds
            && low == high
        {
            return tree.get(low).is_none_or(take);
        }
        let mut range = tree.range(bounds);
        if request.forward {
            range.all(|(_, stored)| take(stored))
        } else {
            range.rev().all(|(_, stored)| take(stored))
        }
    }
}

/// The bounds of the request, without the keys up to its start.
fn resumed<'r>(request: &'r PageRequest<'_>) -> BoundsRef<'r> {
    let (low, high) = (request.bounds.0.as_ref(), request.bounds.1.as_ref());
    match &request.start {
        None => (low, high),
        Some(start) if request.forward => (Bound::Excluded(start), high),
        Some(start) => (low, Bound::Excluded(start)),
    }
}

/// The first key of a tree and the last: the whole of it.
pub(crate) const WHOLE_TREE: Bounds = (Bound::Unbounded, Bound::Unbounded);
