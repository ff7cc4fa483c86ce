//! Queries and scans, page after page, held against the reference.

use std::collections::HashSet;

use hashrange::{AttributeValue, Item, PartitionKeyHash};

use crate::{
    driver::{Driver, Page},
    reference::{Reference, View},
    schema::Key,
    steps::{Query, Reading, Scan},
    support,
};

/// Reads page after page, checks where the pages end, and gives back the items of all. Where there is one item at most,
/// the page that has it is the last, limit or not.
fn all_pages(
    limit: Option<usize>,
    one_at_most: bool,
    mut page: impl FnMut(Option<&Item>) -> Page,
) -> (Vec<Item>, usize, Vec<Item>) {
    let (mut items, mut scanned, mut last_keys) = (Vec::new(), 0, Vec::new());
    loop {
        let Page { items: more, count, scanned: looked_at, last } = page(last_keys.last());
        assert_eq!(count, more.len());
        assert!(looked_at >= count);
        items.extend(more);
        scanned += looked_at;
        match (&last, limit) {
            (None, Some(_)) if one_at_most => assert!(scanned <= 1),
            (None, Some(limit)) => assert!(looked_at < limit),
            (Some(_), Some(limit)) => assert_eq!(looked_at, limit),
            (Some(_), None) => panic!("the items fit into one page"),
            (None, None) => {}
        }
        match last {
            Some(last) => last_keys.push(last),
            None => return (items, scanned, last_keys),
        }
    }
}

/// What a reading makes of the items that it looks at.
fn read(reference: &Reference, view: &View, reading: &Reading, looked_at: &[Item]) -> Vec<Item> {
    let mut read = Vec::new();
    for item in looked_at {
        let shown = reference.shown(view, item);
        let wanted = reading.projection.as_deref();
        // A local index brings the whole item where an attribute is wanted that it does not hold.
        let holds_all =
            wanted.is_none_or(|names| names.iter().all(|name| view.holds(&reference.table, name)));
        let entry = if holds_all { shown } else { item.clone() };
        if !reading.filters.iter().all(|filter| filter.holds(&entry)) {
            continue;
        }
        read.push(match wanted {
            None => entry,
            Some(names) => names.iter().filter_map(|name| Some((*name, entry.get(name)?.clone()))).collect(),
        });
    }
    read
}

pub fn check_query(driver: &Driver<'_>, reference: &Reference, query: &Query) {
    let Query { view, partition, equal, range, forward, reading } = query;
    let looked_at: Vec<Item> =
        reference.query(view, partition, equal, range.as_ref(), *forward).into_iter().cloned().collect();
    let one_at_most = view.index.is_none() && view.sort.is_empty();
    let (items, scanned, last_keys) =
        all_pages(reading.limit, one_at_most, |start| driver.query(query, start));
    assert_eq!(items, read(reference, view, reading, &looked_at), "{query:?}");
    assert_eq!(scanned, looked_at.len());
    let ends = reading.limit.filter(|_| !one_at_most).map(|limit| looked_at.chunks_exact(limit));
    let ends = ends.into_iter().flatten();
    let expected: Vec<Item> =
        ends.map(|page| reference.last_key(view, page.last().expect("an item"))).collect();
    assert_eq!(last_keys, expected);
}

pub fn check_scan(driver: &Driver<'_>, reference: &Reference, scan: &Scan) {
    let Scan { view, segments, reading } = scan;
    let mut everything = Vec::new();
    let mut scanned = 0;
    let parts: Vec<_> = match segments {
        None => vec![None],
        Some(total) => (0..*total).map(|segment| Some((segment, *total))).collect(),
    };
    for part in parts {
        let (items, looked_at, _) = all_pages(reading.limit, false, |start| driver.scan(scan, part, start));
        everything.extend(items);
        scanned += looked_at;
    }
    let mut expected: Vec<Item> = reference.all(view).into_iter().cloned().collect();
    assert_eq!(scanned, expected.len());
    if let [(name, _)] = view.partition[..] {
        // Segments are parts of the hash line, one behind the other, so their items are in the order of a whole scan.
        let hash = |item: &Item| PartitionKeyHash::of(item.get(name).expect("a key"));
        expected.sort_by_key(hash);
        assert_eq!(everything, read(reference, view, reading, &expected), "{scan:?}");
    } else {
        let mut expected = read(reference, view, reading, &expected);
        if reading.projection.is_none() {
            check_collections(view, &everything);
        }
        let text = |item: &Item| format!("{item:?}");
        expected.sort_by_key(text);
        everything.sort_by_key(text);
        assert_eq!(everything, expected, "{scan:?}");
    }
}

/// The items of a partition key lie together, ordered by the sort key.
fn check_collections(view: &View, items: &[Item]) {
    let values = |item: &Item, names: &[Key]| -> Vec<AttributeValue> {
        names.iter().map(|(name, _)| item.get(name).expect("a key").clone()).collect()
    };
    let mut seen = HashSet::new();
    for collection in items.chunk_by(|one, two| values(one, &view.partition) == values(two, &view.partition))
    {
        assert!(seen.insert(format!("{:?}", values(&collection[0], &view.partition))));
        assert!(collection.is_sorted_by(|one, two| {
            let (one, two) = (values(one, &view.sort), values(two, &view.sort));
            support::order_all(&one.iter().collect::<Vec<_>>(), &two.iter().collect::<Vec<_>>()).is_le()
        }));
    }
}
