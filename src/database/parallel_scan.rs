//! A parallel scan: each segment on a thread, the items in one iterator.

use std::{collections::VecDeque, fmt, sync::Arc};

use super::{
    pages::{Items, PageReader, Pages},
    scan::ScanBuilder,
    table::Table,
};
use crate::{
    error::{Error, Result},
    sync::{Condvar, Mutex, thread},
    value::Item,
};

/// The most threads of one scan; further segments are read when others are done.
const MOST_THREADS: usize = 64;

impl ScanBuilder {
    /// Reads all items on several threads: as many segments, of which up to 64 are read at a time.
    ///
    /// The items of one segment come in their order; those of several are mixed in any order. Each thread reads at most
    /// one page ahead and then waits, so no more than two pages for each thread are kept, whatever the size of the table.
    /// The threads begin with the first item that is asked for. They end with the iterator: dropping it waits for the
    /// pages that are being read. An error ends it.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": format!("u{hour}"), "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// use hashrange::attr;
    ///
    /// let mut hours = Vec::new();
    /// for like in likes.scan().filter(attr("hour").less_than(15)).parallel(4) {
    ///     hours.push(like?.n("hour").unwrap().to_i64());
    /// }
    /// hours.sort();
    /// assert_eq!(hours, [10, 11, 12, 13, 14].map(Some));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn parallel(self, segments: usize) -> Items {
        let take = self.take;
        let segments = segments.max(1);
        Items::of(ParallelScan { scan: self, segments, shared: Arc::default(), threads: None }, take)
    }
}

/// The pages that threads have read and nobody has taken, and who reads.
#[derive(Default)]
struct State {
    pages: VecDeque<Result<Vec<Arc<Item>>>>,
    /// The next segment that nobody reads yet.
    next_segment: usize,
    /// Threads that read.
    reading: usize,
    /// Whether no more pages are wanted.
    is_closed: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// A page was read, or a thread has ended.
    filled: Condvar,
    /// A page was taken, or no more are wanted.
    taken: Condvar,
}

struct ParallelScan {
    scan: ScanBuilder,
    segments: usize,
    shared: Arc<Shared>,
    /// `None` before the first page.
    threads: Option<Vec<thread::JoinHandle<()>>>,
}

impl ParallelScan {
    fn begin(&self) -> Vec<thread::JoinHandle<()>> {
        let count = self.segments.min(MOST_THREADS);
        self.shared.state.lock().reading = count;
        let readers = (0..count).map(|_| Reader {
            scan: self.scan.clone(),
            segments: self.segments,
            most_pages: count,
            shared: Arc::clone(&self.shared),
        });
        let spawn = |reader: Reader| {
            // Where no thread can be had, the closure is dropped, and with it the reader.
            thread::Builder::new().name("scan".to_owned()).spawn(move || reader.read())
        };
        let (threads, refused): (Vec<_>, Vec<_>) = readers.map(spawn).partition(std::result::Result::is_ok);
        if threads.is_empty()
            && let Some(Err(error)) = refused.into_iter().next()
        {
            let message = format!("No thread could be started for a parallel scan: {error}");
            self.shared.state.lock().pages.push_back(Err(Error::InternalServer(message)));
        }
        threads.into_iter().flatten().collect()
    }
}

/// One of the threads. It counts as reading until it is dropped.
struct Reader {
    scan: ScanBuilder,
    segments: usize,
    most_pages: usize,
    shared: Arc<Shared>,
}

impl Reader {
    fn read(&self) {
        while let Some(segment) = next_segment(&self.shared, self.segments) {
            let mut start = None;
            loop {
                let page = Pages::page(&self.scan.segment_of(segment, self.segments), start.take(), None);
                let (page, next) = match page {
                    Ok((items, next)) => (Ok(items), next),
                    Err(error) => (Err(error), None),
                };
                if !self.give(page) {
                    return;
                }
                match next {
                    None => break,
                    next => start = next,
                }
            }
        }
    }

    /// Gives a page to the iterator, when there is room; false if none is wanted any more.
    fn give(&self, page: Result<Vec<Arc<Item>>>) -> bool {
        let state = self.shared.state.lock();
        let has_room = |state: &mut State| state.is_closed || state.pages.len() < self.most_pages;
        let mut state = self.shared.taken.wait_while(state, |state| !has_room(state));
        if state.is_closed {
            return false;
        }
        state.is_closed = page.is_err();
        let is_wanted = !state.is_closed;
        state.pages.push_back(page);
        drop(state);
        self.shared.filled.notify_one();
        if !is_wanted {
            self.shared.taken.notify_all();
        }
        is_wanted
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.shared.state.lock().reading -= 1;
        self.shared.filled.notify_one();
    }
}

fn next_segment(shared: &Shared, segments: usize) -> Option<usize> {
    let mut state = shared.state.lock();
    if state.is_closed || state.next_segment >= segments {
        return None;
    }
    state.next_segment += 1;
    Some(state.next_segment - 1)
}

impl PageReader for ParallelScan {
    fn next_page(&mut self) -> Option<Result<Vec<Arc<Item>>>> {
        if self.threads.is_none() {
            self.threads = Some(self.begin());
        }
        let state = self.shared.state.lock();
        let waits = |state: &mut State| state.pages.is_empty() && state.reading > 0;
        let mut state = self.shared.filled.wait_while(state, waits);
        let page = state.pages.pop_front();
        drop(state);
        self.shared.taken.notify_one();
        page
    }

    fn table(&self) -> Option<&Table> {
        Some(&self.scan.table)
    }
}

impl Drop for ParallelScan {
    fn drop(&mut self) {
        self.shared.state.lock().is_closed = true;
        self.shared.taken.notify_all();
        for thread in self.threads.take().unwrap_or_default() {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for ParallelScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParallelScan").field("segments", &self.segments).finish_non_exhaustive()
    }
}
