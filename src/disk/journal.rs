//! Group commit: changes gather in a buffer, and whoever waits first writes what has gathered, for all who wait.
//!
//! The order of the buffer is the order of the changes of each item, because a change is noted under the lock of its
//! item's partition. A group takes its number when it begins and its place in the buffer when it ends; until then the
//! numbers from its own on do not count as durable. In between no one else changes its items: their locks are held.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt, mem,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    commit::Commit,
    counts::Counted,
    error::StoreError,
    record::{number_of, write_definition, write_ids},
    store::Store,
};
use crate::{
    engine::{Engine, Ids},
    snapshot::Lock,
    storage::JournalFailed,
    sync::{
        Condvar, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU64, Ordering},
        thread,
    },
};

/// From one write to the next, of changes that nobody waits for. A step of a checkpoint, writing and syncing take the
/// rest of the promised 100 ms.
const FLUSH_EVERY: Duration = Duration::from_millis(40);

/// So many bytes of changes may wait to be written; then whoever has made one waits too. They are written in less than
/// 100 ms.
const MOST_WAITING_BYTES: usize = 8 << 20;

/// Whoever notes many changes at once has them written from this size on.
const MUCH_BYTES: usize = 4 << 20;

/// When changes are on disk: [`DatabaseBuilder::durability`](crate::DatabaseBuilder::durability).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// Before they are acknowledged. No answer, a read's included, tells of a change that a crash can take back.
    #[default]
    Sync,
    /// Within 100 ms. Answers come from memory; a crash takes back at most what was acknowledged in that time, and with
    /// a change always all later ones.
    Buffered,
    /// When [`Database::sync`](crate::Database::sync) is called. A crash takes back all changes since, or the later ones
    /// of them.
    Manual,
}

thread_local! {
    /// The group of changes that this thread is making.
    static GROUP: RefCell<Option<Group>> = const { RefCell::new(None) };
    /// Where this thread writes a record, before it is copied into the buffer under its lock.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Group {
    number: u64,
    records: Vec<u8>,
    /// The tables whose definitions are part of it, as they are when it ends.
    defined: BTreeSet<u64>,
    /// How many groups are open in it.
    inner: usize,
}

/// The journal of a database. Dropping it writes what waits, but with [`Durability::Manual`].
pub(super) struct DiskJournal {
    pub(super) shared: Arc<Shared>,
    /// Released when all is written.
    _lock: Option<Lock>,
    flusher: Option<thread::JoinHandle<()>>,
}

impl fmt::Debug for DiskJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiskJournal").field("durability", &self.shared.durability).finish_non_exhaustive()
    }
}

pub(super) struct Shared {
    durability: Durability,
    waiting: Mutex<Waiting>,
    /// What waits or has become durable has changed.
    changed: Condvar,
    /// Held by whoever writes. It is taken before the lock of what waits, or without it.
    store: Mutex<Store>,
    /// The number of the last change.
    last: AtomicU64,
    last_definition: AtomicU64,
    /// All changes up to this number are durable.
    durable: AtomicU64,
    has_failed: AtomicBool,
    pub(super) counted: Counted,
}

struct Waiting {
    /// The records that nobody has written yet.
    commit: Commit,
    /// The memory of an earlier commit.
    spare: Commit,
    /// The numbers of groups that have not ended.
    open: Vec<u64>,
    /// Somebody is writing.
    is_writing: bool,
    /// A checkpoint has stopped for what waits, and is behind.
    is_behind: bool,
    is_closing: bool,
    failed: Option<JournalFailed>,
    /// The latest definition of each table.
    definitions: BTreeMap<u64, Vec<u8>>,
    /// The sources of the regions' ids, each with its state as it was noted last.
    ids: Vec<(Ids, u64)>,
}

impl DiskJournal {
    /// The journal of this file. Tables of these sequences are known to be defined so.
    pub(super) fn new(
        store: Store,
        lock: Option<Lock>,
        durability: Durability,
        definitions: BTreeMap<u64, Vec<u8>>,
    ) -> Result<Self, StoreError> {
        let waiting = Waiting {
            commit: Commit::default(),
            spare: Commit::default(),
            open: Vec::new(),
            is_writing: false,
            is_behind: false,
            is_closing: false,
            failed: None,
            definitions,
            ids: Vec::new(),
        };
        let shared = Arc::new(Shared {
            durability,
            waiting: Mutex::new(waiting),
            changed: Condvar::default(),
            store: Mutex::new(store),
            last: AtomicU64::new(0),
            last_definition: AtomicU64::new(0),
            durable: AtomicU64::new(0),
            has_failed: AtomicBool::new(false),
            counted: Counted::default(),
        });
        let flusher = match durability {
            Durability::Buffered => {
                let shared = Arc::clone(&shared);
                let builder = thread::Builder::new().name("disk".to_owned());
                Some(builder.spawn(move || shared.flush_often())?)
            }
            Durability::Sync | Durability::Manual => None,
        };
        Ok(Self { shared, _lock: lock, flusher })
    }

    /// Follows the ids and counts of these regions, whose ids stand as the file knows.
    pub(super) fn follow(&self, engines: &[Arc<Engine>]) {
        let ids = engines.iter().map(|engine| (engine.ids().shared(), engine.ids().state()));
        self.shared.waiting.lock().ids = ids.collect();
        for (region, engine) in (0..).zip(engines) {
            self.shared.counted.follow(region, Arc::clone(engine.shared_catalog()));
        }
    }
}

impl Drop for DiskJournal {
    fn drop(&mut self) {
        self.shared.waiting.lock().is_closing = true;
        self.shared.changed.notify_all();
        // If it panicked, it has said so.
        let _ = self.flusher.take().map(thread::JoinHandle::join);
        if self.shared.durability != Durability::Manual {
            self.shared.note_ids();
            // What failed was not acknowledged, or failed before.
            let _ = self.shared.settle(self.shared.last());
        }
    }
}

impl Waiting {
    /// The number up to which all changes are in the buffer or were taken out of it.
    fn noted(&self, last: u64) -> u64 {
        self.open.iter().min().map_or(last, |open| open - 1)
    }

    fn is_empty(&self) -> bool {
        self.commit.is_empty()
    }

    /// Appends the states of the sources of ids that have given some. All ids in the commit were given before.
    fn add_ids(&mut self) {
        for (region, (ids, noted)) in (0..).zip(&mut self.ids) {
            let state = ids.state();
            if state != *noted {
                *noted = state;
                let mut record = Vec::with_capacity(24);
                write_ids(number_of(region, None), state, &mut record);
                self.commit.add(&record);
            }
        }
    }
}

impl Shared {
    /// Appends records, which have the next number, and tells it. With a failed disk nothing is noted any more: what
    /// the change made is lost with the process.
    pub(super) fn note(&self, records: &[u8]) -> u64 {
        let mut waiting = self.waiting.lock();
        if waiting.failed.is_some() {
            return self.durable.load(Ordering::Relaxed);
        }
        waiting.commit.add(records);
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Writes a record into this thread's group, or into the buffer. Returns its number.
    pub(super) fn note_record(&self, write: impl FnOnce(&mut Vec<u8>)) -> u64 {
        GROUP.with_borrow_mut(|group| match group {
            Some(group) => {
                write(&mut group.records);
                group.number
            }
            None => SCRATCH.with_borrow_mut(|scratch| {
                scratch.clear();
                write(scratch);
                self.note(scratch)
            }),
        })
    }

    /// Notes the definition of the table with this number, unless it is that already.
    pub(super) fn note_definition(&self, table: u64, json: Vec<u8>) {
        let mut waiting = self.waiting.lock();
        if waiting.definitions.get(&table) == Some(&json) {
            return;
        }
        let in_group = GROUP.with_borrow_mut(|group| {
            let group = group.as_mut()?;
            group.defined.insert(table);
            Some(group.number)
        });
        let number = in_group.or_else(|| {
            waiting.failed.is_none().then(|| {
                let mut record = Vec::with_capacity(json.len() + 16);
                write_definition(table, &json, &mut record);
                waiting.commit.add(&record);
                self.last.fetch_add(1, Ordering::Relaxed) + 1
            })
        });
        waiting.definitions.insert(table, json);
        drop(waiting);
        number.into_iter().for_each(|number| self.note_last_definition(number));
    }

    /// Forgets the definition of a table; whether there was one.
    pub(super) fn forget_definition(&self, table: u64) -> bool {
        self.waiting.lock().definitions.remove(&table).is_some()
    }

    pub(super) fn note_last_definition(&self, number: u64) {
        self.last_definition.fetch_max(number, Ordering::Relaxed);
    }

    /// Has the states of the sources of ids written although nothing else is.
    fn note_ids(&self) {
        let mut waiting = self.waiting.lock();
        waiting.add_ids();
        if !waiting.is_empty() {
            self.last.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn begin_group(&self) {
        let is_inner = GROUP.with_borrow_mut(|group| group.as_mut().map(|group| group.inner += 1).is_some());
        if is_inner {
            return;
        }
        let mut waiting = self.waiting.lock();
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        waiting.open.push(number);
        drop(waiting);
        let group = Group { number, records: Vec::new(), defined: BTreeSet::new(), inner: 0 };
        GROUP.set(Some(group));
    }

    pub(super) fn end_group(&self) {
        let is_inner = GROUP.with_borrow_mut(|group| {
            let inner = group.as_mut().map(|group| &mut group.inner).filter(|inner| **inner > 0);
            inner.map(|inner| *inner -= 1).is_some()
        });
        if is_inner {
            return;
        }
        let Some(mut group) = GROUP.take() else {
            debug_assert!(false, "a group that ends has begun");
            return;
        };
        let mut waiting = self.waiting.lock();
        waiting.open.retain(|open| *open != group.number);
        if waiting.failed.is_some() {
            return;
        }
        for table in group.defined {
            // Somebody else may have changed it since.
            if let Some(json) = waiting.definitions.get(&table) {
                write_definition(table, json, &mut group.records);
            }
        }
        waiting.commit.add(&group.records);
        if waiting.is_empty() && !waiting.is_writing {
            self.publish(0, &mut waiting);
        } else {
            self.changed.notify_all();
        }
    }

    pub(super) fn is_noted(&self, number: u64) -> bool {
        !self.waiting.lock().open.contains(&number)
    }

    pub(super) fn failure(&self) -> Option<JournalFailed> {
        if !self.has_failed.load(Ordering::Acquire) {
            return None;
        }
        self.waiting.lock().failed.clone()
    }

    /// Waits as long as the durability says.
    pub(super) fn keep(&self, number: u64) -> Result<(), JournalFailed> {
        match self.durability {
            Durability::Sync => self.settle(number),
            Durability::Buffered | Durability::Manual => {
                let is_full = self.waiting.lock().commit.len() >= MOST_WAITING_BYTES;
                if is_full { self.settle(number) } else { Ok(()) }
            }
        }
    }

    /// Waits, whatever the durability, while half of what may wait does.
    pub(super) fn keep_pace(&self) -> Result<(), JournalFailed> {
        let is_much = self.waiting.lock().commit.len() >= MOST_WAITING_BYTES / 2;
        if is_much { self.settle(self.last()) } else { Ok(()) }
    }

    pub(super) fn last(&self) -> u64 {
        self.last.load(Ordering::Relaxed)
    }

    pub(super) fn last_definition(&self) -> u64 {
        self.last_definition.load(Ordering::Relaxed)
    }

    /// Writes what has gathered if it is much, unless this thread is in a group. Nobody is waited for but whoever writes.
    pub(super) fn relieve(&self) {
        if GROUP.with_borrow(Option::is_some) {
            return;
        }
        let mut waiting = self.waiting.lock();
        while waiting.commit.len() >= MUCH_BYTES && waiting.failed.is_none() {
            waiting = if waiting.is_writing {
                self.changed.wait_while(waiting, |waiting| waiting.is_writing && waiting.failed.is_none())
            } else {
                self.write(waiting)
            };
        }
    }

    /// Waits until all changes up to this number are durable, and writes them if nobody does.
    pub(super) fn settle(&self, number: u64) -> Result<(), JournalFailed> {
        if self.durable.load(Ordering::Acquire) >= number {
            return Ok(());
        }
        let mut waiting = self.waiting.lock();
        loop {
            if self.durable.load(Ordering::Acquire) >= number {
                return Ok(());
            }
            if let Some(failed) = &waiting.failed {
                return Err(failed.clone());
            }
            waiting = if !waiting.is_writing && !waiting.is_empty() {
                self.write(waiting)
            } else {
                let waits = |waiting: &mut Waiting| {
                    self.durable.load(Ordering::Acquire) < number
                        && waiting.failed.is_none()
                        && (waiting.is_writing || waiting.is_empty())
                };
                self.changed.wait_while(waiting, waits)
            };
        }
    }

    /// Writes what has gathered. Meanwhile more gathers.
    fn write<'w>(&'w self, mut waiting: MutexGuard<'w, Waiting>) -> MutexGuard<'w, Waiting> {
        debug_assert!(!waiting.is_writing, "one writes at a time");
        waiting.is_writing = true;
        waiting.add_ids();
        let noted = waiting.noted(self.last.load(Ordering::Relaxed));
        let mut next = mem::take(&mut waiting.spare);
        next.clear();
        let mut commit = mem::replace(&mut waiting.commit, next);
        drop(waiting);
        let mut store = self.store.lock();
        let appended = store.append(&mut commit);
        if let Ok(true) = appended {
            let mut counts = Vec::new();
            self.counted.write(&mut counts);
            self.note(&counts);
        }
        let mut written = appended.map(drop);
        if written.is_ok() && store.owes() {
            // Those who wait for this commit do not wait for the checkpoint, and what is noted meanwhile waits for one
            // step of it.
            self.publish(noted, &mut self.waiting.lock());
            written = store.step();
            while written.is_ok() && (store.owes_much() || store.owes() && self.waiting.lock().is_empty()) {
                written = store.step();
            }
        }
        let is_behind = store.owes();
        drop(store);
        let mut waiting = self.waiting.lock();
        (waiting.is_writing, waiting.is_behind) = (false, is_behind);
        waiting.spare = commit;
        match written {
            Ok(()) => self.publish(noted, &mut waiting),
            Err(error) => {
                let why = format!("a write to the disk failed: {error}");
                waiting.failed = Some(JournalFailed(why.into()));
                self.has_failed.store(true, Ordering::Release);
                self.changed.notify_all();
            }
        }
        waiting
    }

    /// Tells that all changes up to this number are durable. With nothing left to write, all are that were noted.
    fn publish(&self, number: u64, waiting: &mut Waiting) {
        let all = waiting.is_empty().then(|| waiting.noted(self.last.load(Ordering::Relaxed)));
        self.durable.fetch_max(all.unwrap_or(number).max(number), Ordering::Release);
        self.changed.notify_all();
    }

    /// Writes what gathers, until the journal is dropped.
    fn flush_often(&self) {
        let mut next = Instant::now();
        loop {
            let mut waiting = self.waiting.lock();
            // Once: who writes now may find nothing more that waits.
            let left = match mem::take(&mut waiting.is_behind) {
                true => Duration::ZERO,
                false => next.saturating_duration_since(Instant::now()),
            };
            let waiting = self.changed.wait_while_for(waiting, |waiting| !waiting.is_closing, left);
            let is_over = waiting.is_closing || waiting.failed.is_some();
            drop(waiting);
            next = Instant::now() + FLUSH_EVERY;
            if is_over || self.settle(self.last.load(Ordering::Relaxed)).is_err() {
                return;
            }
        }
    }
}
