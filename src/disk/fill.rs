//! Filling a table with its items, by several threads.

use std::{
    cell::Cell,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
};

use redb::ReadOnlyTable;

use super::{
    changes::Changes,
    commit::checked,
    damages::Damages,
    encoding::Bytes,
    error::StoreError,
    places::{place, places_of},
    progress::OpenProgress,
    verified::{found_entry, is_limited, limited},
};
use crate::{
    error::Error,
    key::StoredKey,
    operation::access::change::checked_restored,
    storage::{Change, Stored, Table},
    sync::{
        mpsc::{Sender, channel},
        thread,
    },
};

/// How many items are read between two reports of progress.
const REPORTED_ITEMS: u64 = 10_000;

/// The most threads that read items.
const MOST_THREADS: usize = 8;

/// With fewer items one thread reads them all.
const SHARED_ITEMS: u64 = if cfg!(test) { 1 } else { 20_000 };

/// A thread reads its items in so many parts. What cannot be read of a part does not hinder the next.
const PARTS: usize = 16;

/// Where items are read from.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) items: &'s ReadOnlyTable<&'static [u8], &'static [u8]>,
    pub(super) changes: &'s Changes,
}

/// Reports progress, not for each item.
pub(super) struct Report<'r> {
    progress: &'r mut dyn FnMut(OpenProgress),
    now: OpenProgress,
}

impl<'r> Report<'r> {
    pub(super) fn new(progress: &'r mut dyn FnMut(OpenProgress), of_items: u64) -> Self {
        Self { progress, now: OpenProgress { items: 0, of_items } }
    }

    fn items(&mut self, count: u64) {
        self.now.items += count;
        (self.progress)(self.now);
    }

    pub(super) fn end(&mut self) {
        (self.progress)(OpenProgress { items: self.now.of_items, ..self.now });
    }
}

thread_local! {
    /// A panic of this thread is caught.
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread becomes an error.
#[cfg(feature = "cli")]
pub(crate) fn is_panic_caught() -> bool {
    IS_CAUGHT.get()
}

/// Runs a step in which redb may panic, because the file is damaged.
pub(super) fn whole<R>(step: impl FnOnce() -> Result<R, StoreError>) -> Result<R, StoreError> {
    let before = IS_CAUGHT.replace(true);
    let done = catch_unwind(AssertUnwindSafe(step));
    IS_CAUGHT.set(before);
    done.unwrap_or_else(|_| Err(StoreError::damaged("the pages of the file do not fit together")))
}

/// Puts the items of a table with this number into it: those of the table of items, and those of the journal in their
/// place.
pub(super) fn fill(
    (number, table): (u64, &Table),
    source: Source<'_>,
    report: &mut Report<'_>,
    damages: &mut Damages,
) -> Result<(), StoreError> {
    // What a vector index finds may depend on the order in which it was filled.
    let is_ordered = !table.settings().vector_indexes.is_empty();
    let is_damaged = is_limited();
    let threads = if is_ordered || is_damaged || report.now.of_items < SHARED_ITEMS { 1 } else { threads() };
    let parts = parts(number, threads * PARTS);
    let (told, counts) = channel();
    thread::scope(|scope| {
        let begun: Vec<_> = parts
            .chunks(PARTS)
            .map(|parts| {
                let (mut told, mut damages) = (Told { count: 0, told: told.clone() }, damages.same());
                scope.spawn(move || {
                    let filled = parts.iter().try_for_each(|part| {
                        let mut fill = || fill_part(table, part, source, &mut told, &mut damages);
                        let filled = whole(|| if is_damaged { limited(fill) } else { fill() });
                        damages.collect(filled.map_err(|error| match error {
                            StoreError::Damaged(what) => StoreError::Damaged(in_table(table, what)),
                            StoreError::Io(error) if is_damaged => {
                                StoreError::Damaged(in_table(table, error.to_string()))
                            }
                            error => error,
                        }))
                    });
                    filled.map(|()| damages)
                })
            })
            .collect();
        drop(told);
        counts.iter().for_each(|count| report.items(count));
        begun.into_iter().try_for_each(|thread| {
            let filled =
                thread.join().unwrap_or_else(|_| Err(StoreError::damaged("an item that cannot be read")));
            filled.map(|more| damages.extend(more))
        })
    })
}

fn threads() -> usize {
    let threads = if cfg!(test) { 3 } else { thread::available_parallelism().map_or(1, usize::from) };
    threads.min(MOST_THREADS)
}

/// The places of a table's items in so many parts. Keys begin with a hash, so the parts have about as many items each.
fn parts(table: u64, count: usize) -> Vec<Range<Vec<u8>>> {
    let Range { start, end } = places_of(table);
    let step = u64::MAX / count as u64;
    let between = (1..count as u64).map(|part| place(table, &(part * step).to_be_bytes()));
    let ends: Vec<_> = between.chain([end]).collect();
    let starts = [start].into_iter().chain(ends.iter().cloned());
    starts.zip(ends.iter().cloned()).map(|(start, end)| start..end).collect()
}

/// Tells how many items were read, not for each one.
struct Told {
    count: u64,
    told: Sender<u64>,
}

impl Told {
    fn item(&mut self) {
        self.count += 1;
        if self.count == REPORTED_ITEMS {
            // Nobody listens any more if another part is damaged.
            let _ = self.told.send(std::mem::take(&mut self.count));
        }
    }
}

fn in_table(table: &Table, what: String) -> String {
    format!("table {}: {what}", table.name())
}

fn fill_part(
    table: &Table,
    part: &Range<Vec<u8>>,
    source: Source<'_>,
    told: &mut Told,
    damages: &mut Damages,
) -> Result<(), StoreError> {
    let in_table = |what: String| in_table(table, what);
    let mut changes = source.changes.items_in(part).peekable();
    let mut before = Vec::new();
    // In the order of keys, which is the order in which a tree takes them in best.
    for entry in source.items.range::<&[u8]>(part.start.as_slice()..part.end.as_slice())? {
        let (place, value) = entry?;
        let place = place.value();
        found_entry();
        if place <= before.as_slice() {
            return Err(StoreError::damaged("pages of items are out of order"));
        }
        before.clear();
        before.extend_from_slice(place);
        while let Some((changed, item)) = changes.next_if(|(changed, _)| changed.as_slice() < place) {
            put_changed(table, changed, item.as_deref()).or_else(|what| damages.found(in_table(what)))?;
            told.item();
        }
        // The journal knows the item's last state.
        if changes.peek().is_none_or(|(changed, _)| changed.as_slice() != place) {
            let item = checked(value.value()).ok_or_else(|| "an item with another checksum".to_owned());
            let put = item.and_then(|item| put_changed(table, place, Some(item)));
            put.or_else(|what| damages.found(in_table(what)))?;
        }
        told.item();
    }
    for (changed, item) in changes {
        put_changed(table, changed, item.as_deref()).or_else(|what| damages.found(in_table(what)))?;
        told.item();
    }
    Ok(())
}

/// Puts an item, if there is one, into a table that does not have it; fails with what is damaged.
fn put_changed(table: &Table, place: &[u8], item: Option<&[u8]>) -> Result<(), String> {
    let Some(item) = item else { return Ok(()) };
    let item = Bytes(item).whole_item().map_err(|_| "an item that cannot be read".to_owned())?;
    let stored = Stored::new(item);
    let key = checked_restored(table, &stored).map_err(|error| format!("an item ({})", error.message()))?;
    let said = place.split_first_chunk::<8>().and_then(|(_, said)| StoredKey::read(said));
    if said.as_ref() != Some(&key) {
        return Err("an item under the key of another".to_owned());
    }
    match table.write(key, |_| Ok::<_, Error>(Change::Put(stored))) {
        Ok(written) if written.old_item().is_none() => Ok(()),
        _ => Err("an item that is there twice".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_a_table_without_overlap() {
        for count in [1, 2, 48, 128] {
            let parts = parts(7, count);
            assert_eq!(parts.len(), count);
            assert!(parts.windows(2).all(|two| two[0].end == two[1].start && two[0].start < two[0].end));
            assert_eq!((&parts[0].start, &parts[count - 1].end), (&places_of(7).start, &places_of(7).end));
        }
    }
}
