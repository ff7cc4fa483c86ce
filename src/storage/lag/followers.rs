//! The followers of a table.

use std::{array, sync::Arc};

use super::{
    follower::{Follower, Follows, IndexCopies, TableCopy},
    queue::{LateChange, Moment},
    seed::LagSeed,
    settings::{Lag, Span},
};
use crate::{
    key::HashRange,
    sync::atomic::{AtomicU64, Ordering},
};

/// How many replicas a partition has. (Developer guide: Partitions and data distribution; each is replicated across
/// multiple Availability Zones, of which a region has three at least)
const REPLICAS: u64 = 3;

/// Followers of one kind.
type Three<C> = [Arc<Follower<C>>; REPLICAS as usize];

/// How late a table is, and from which seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LagSettings {
    pub(super) lag: Lag,
    pub(super) seed: LagSeed,
}

/// The followers of a table.
#[derive(Debug)]
pub(super) struct Followers {
    settings: LagSettings,
    tables: Three<TableCopy>,
    indexes: Three<IndexCopies>,
    /// How many changes there were.
    changes: AtomicU64,
    /// How many reads there were.
    reads: AtomicU64,
}

/// What a seed is for.
#[derive(Clone, Copy)]
#[repr(u64)]
enum Chance {
    Delay,
    Read,
    Reader,
}

impl Followers {
    /// Followers of a table, of which these functions make copies.
    pub(super) fn new(
        settings: LagSettings,
        table: impl Fn() -> TableCopy,
        indexes: impl Fn() -> IndexCopies,
    ) -> Self {
        Self {
            settings,
            tables: array::from_fn(|_| Arc::new(Follower::new(table()))),
            indexes: array::from_fn(|_| Arc::new(Follower::new(indexes()))),
            changes: AtomicU64::new(0),
            reads: AtomicU64::new(0),
        }
    }

    /// Has a change of an item of this partition, which requests saw at `at_us`, arrive later.
    pub(super) fn add(&self, change: LateChange, partition: HashRange, at_us: u64, now_us: u64) {
        let number = self.changes.fetch_add(1, Ordering::Relaxed);
        let change = Arc::new(change);
        let moment = |span: Span, follower: u64| {
            let random = self.seed(Chance::Delay).of(follower).roll(number);
            Moment { number, partition, due_us: at_us.saturating_add(span.pick_us(random)) }
        };
        let lag = &self.settings.lag;
        for (place, follower) in (0..).zip(&self.tables) {
            follower.add(&change, moment(lag.of_table(), place), now_us);
        }
        for (place, follower) in (REPLICAS..).zip(&self.indexes) {
            if !follower.copy().is_empty() {
                follower.add(&change, moment(lag.of_indexes(), place), now_us);
            }
        }
    }

    /// The copy that this reader reads now, with what has arrived there by now.
    pub(super) fn table(&self, reader: u32, now_us: u64) -> Arc<Follower<TableCopy>> {
        self.pick(&self.tables, reader, now_us)
    }

    /// The copies of indexes that this reader reads now, with what has arrived there by now.
    pub(super) fn indexes(&self, reader: u32, now_us: u64) -> Arc<Follower<IndexCopies>> {
        self.pick(&self.indexes, reader, now_us)
    }

    fn pick<C: Follows>(
        &self,
        [first, second, third]: &Three<C>,
        reader: u32,
        now_us: u64,
    ) -> Arc<Follower<C>> {
        let random = if self.settings.lag.is_monotonic() {
            // Readers whose numbers follow each other read different copies.
            self.seed(Chance::Reader).roll(0) % REPLICAS + u64::from(reader)
        } else {
            self.seed(Chance::Read).roll(self.reads.fetch_add(1, Ordering::Relaxed))
        };
        let follower = match random % REPLICAS {
            0 => first,
            1 => second,
            _ => third,
        };
        follower.catch_up(now_us);
        Arc::clone(follower)
    }

    /// Has all changes arrive now.
    pub(super) fn converge(&self) {
        self.tables.iter().for_each(|follower| follower.converge());
        self.indexes.iter().for_each(|follower| follower.converge());
    }

    fn seed(&self, what: Chance) -> LagSeed {
        self.settings.seed.of(what as u64)
    }
}
