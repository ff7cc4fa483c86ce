//! What the replicas of a global table have yet to tell each other.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, Weak},
};

use super::{
    cuts::Cuts,
    noted::Noted,
    strong::Strong,
    version::Version,
    way::{Waiting, Way},
};
use crate::{
    key::StoredKey,
    mix::mix,
    storage::stored::Stored,
    sync::{Mutex, RwLock},
};

/// How long a change is on its way to another region.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ReplicationLag {
    pub(crate) ms: u64,
    /// With a seed, `ms` is the longest lag, and each change has its own.
    pub(crate) seed: Option<u64>,
}

impl ReplicationLag {
    /// The lag of the change with this number.
    fn of(self, number: u64) -> u64 {
        match self.seed {
            None => self.ms,
            Some(seed) => mix(seed ^ number) % self.ms.saturating_add(1).max(1),
        }
    }
}

/// A replica that carries out changes of others.
pub(crate) trait Receiver: Send + Sync + fmt::Debug {
    /// Carries out the changes of one region that are due at this time, in milliseconds since 1970.
    fn receive_from(&self, region: &str, now_ms: u64);
}

/// What the replicas of one global table have yet to tell each other. Its lock is taken under those of partitions, and no
/// other is taken under it.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    /// Those of the database.
    cuts: RwLock<Arc<Cuts>>,
    lag: ReplicationLag,
    strong: Option<Strong>,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Default)]
struct State {
    /// The number of the last write.
    last: u64,
    /// When it was made, in milliseconds since 1970: what arrives at once arrives although the clock has gone back.
    last_ms: u64,
    regions: BTreeSet<Arc<str>>,
    /// By the regions from which and to which they lead.
    ways: BTreeMap<(Arc<str>, Arc<str>), Way>,
    /// In a strongly consistent global table, the items that are being written: in which region, and by how many
    /// requests.
    writing: BTreeMap<StoredKey, (Arc<str>, usize)>,
    /// The replicas.
    tables: BTreeMap<Arc<str>, Weak<dyn Receiver>>,
    /// In a database that is kept on disk, where what is on its way to a region is noted.
    noted: BTreeMap<Arc<str>, Noted>,
}

impl Exchange {
    /// An exchange without replicas.
    pub(crate) fn new(lag: ReplicationLag) -> Self {
        Self { lag, ..Self::default() }
    }

    /// An exchange of a strongly consistent global table, without replicas.
    pub(crate) fn strong(witness: Option<String>) -> Self {
        Self { strong: Some(Strong { witness }), ..Self::default() }
    }

    /// Adds a replica that has what the replica in `source` has; `None` for the first. From now on it is told whatever
    /// the others write.
    pub(crate) fn add(&self, region: &str, source: Option<&str>) {
        let region: Arc<str> = region.into();
        let mut state = self.state.lock();
        let others: Vec<Arc<str>> = state.regions.iter().cloned().collect();
        debug_assert!(!others.contains(&region), "a region has one replica");
        for other in others {
            // What the source has not been told yet, the copy has not been told either.
            let on_its_way = source.and_then(|source| state.ways.get(&(Arc::clone(&other), source.into())));
            let to = on_its_way.cloned().unwrap_or_default();
            state.ways.insert((Arc::clone(&other), Arc::clone(&region)), to);
            state.ways.insert((Arc::clone(&region), other), Way::default());
        }
        state.regions.insert(region);
    }

    /// Removes a replica, with all that is on its way to and from it.
    pub(crate) fn remove(&self, region: &str) {
        let mut state = self.state.lock();
        state.regions.retain(|other| **other != *region);
        state.noted.remove(region);
        state.noted.values().for_each(|noted| noted.note_nothing(region));
        state.ways.retain(|(from, to), _| **from != *region && **to != *region);
    }

    /// Sends a write of this region to the others, and returns its version.
    pub(super) fn write(&self, from: &str, key: &StoredKey, item: Option<&Stored>, now_ms: u64) -> Version {
        let mut state = self.state.lock();
        state.last += 1;
        let version = Version::of_write(state.last);
        self.send(&mut state, from, key, item, (version, now_ms));
        version
    }

    /// Sends the deletion of an item that expired and had this version.
    pub(super) fn expire(&self, from: &str, key: &StoredKey, of: Version, now_ms: u64) -> Version {
        let version = of.expired();
        self.send(&mut self.state.lock(), from, key, None, (version, now_ms));
        version
    }

    fn send(
        &self,
        state: &mut State,
        from: &str,
        key: &StoredKey,
        item: Option<&Stored>,
        (version, now_ms): (Version, u64),
    ) {
        let due_ms = now_ms.saturating_add(self.lag.of(version.number()));
        state.last_ms = state.last_ms.max(now_ms);
        let State { ways, noted, .. } = state;
        for ((_, to), way) in ways.iter_mut().filter(|((of, _), _)| **of == *from) {
            way.add(key.clone(), version, item.cloned(), (now_ms, due_ms));
            if let (Some(noted), Some(waiting)) = (noted.get(to), way.get_mut(key)) {
                waiting.number = noted.note(from, key, Some(waiting));
            }
        }
    }

    /// Has what is on its way to a region noted here from now on, with all that is on its way already, and calls `then`
    /// before more comes.
    pub(super) fn note_in(&self, region: &Arc<str>, noted: Noted, then: impl FnOnce()) {
        let mut state = self.state.lock();
        for ((from, _), way) in state.ways.iter_mut().filter(|((_, to), _)| to == region) {
            way.iter_mut().for_each(|(key, waiting)| waiting.number = noted.note(from, key, Some(waiting)));
        }
        state.noted.insert(Arc::clone(region), noted);
        then();
    }

    /// Puts a change that was kept on disk on its way again, unless the replica that it comes from is gone.
    #[cfg(feature = "disk")]
    pub(super) fn restore(&self, from: &str, to: &Arc<str>, key: StoredKey, waiting: Waiting) {
        let mut state = self.state.lock();
        state.last = state.last.max(waiting.version.number());
        state.last_ms = state.last_ms.max(waiting.last_ms);
        let State { ways, noted, .. } = &mut *state;
        match ways.get_mut(&(Arc::from(from), Arc::clone(to))) {
            Some(way) => way.restore(key, waiting),
            None => noted.get(to).into_iter().for_each(|noted| noted.note_nothing(from)),
        }
    }

    /// Writes get versions behind this one.
    #[cfg(feature = "disk")]
    pub(super) fn goes_on_after(&self, version: Version) {
        let mut state = self.state.lock();
        state.last = state.last.max(version.number());
    }

    /// The first changes that are due in this region and can reach it, at most this many; those of all regions, or of one.
    pub(super) fn due(&self, to: &str, of: Option<&str>, now_ms: u64, at_most: usize) -> Vec<Arrival> {
        let state = self.state.lock();
        let cuts = self.cuts.read();
        let now_ms = now_ms.max(state.last_ms);
        let mut due = Vec::new();
        for ((from, _), way) in state.ways.iter().filter(|((_, at), _)| **at == *to) {
            if of.is_some_and(|of| of != &**from) || !self.reaches(&state, &cuts, from, to) {
                continue;
            }
            let arrival = |(key, waiting): (&StoredKey, &Waiting)| Arrival {
                from: Arc::clone(from),
                key: key.clone(),
                waiting: waiting.clone(),
            };
            let noted = state.noted.get(to);
            let is_noted = |waiting: &Waiting| noted.is_none_or(|noted| noted.is_noted(waiting.number));
            let arrived = way.due(now_ms).filter(|(_, waiting)| is_noted(waiting));
            due.extend(arrived.take(at_most - due.len()).map(arrival));
            if due.len() >= at_most {
                break;
            }
        }
        due
    }

    /// Notes that a change has been carried out, or was too old.
    pub(super) fn arrived(&self, to: &str, arrival: &Arrival) {
        let mut state = self.state.lock();
        let State { ways, noted, .. } = &mut *state;
        let way = ways.iter_mut().find(|((from, at), _)| *from == arrival.from && **at == *to);
        if let Some((_, way)) = way
            && way.remove(&arrival.key, arrival.waiting.version)
            && let Some(noted) = noted.get(to)
        {
            noted.note(&arrival.from, &arrival.key, None);
        }
    }

    /// All changes on their way to this region are of this version or a greater one, and so are all writes from now on.
    pub(super) fn oldest_to(&self, to: &str) -> Version {
        let state = self.state.lock();
        let ways = state.ways.iter().filter(|((_, at), _)| **at == *to);
        let oldest = ways.filter_map(|(_, way)| way.oldest_version()).min();
        oldest.unwrap_or_else(|| Version::of_write(state.last + 1))
    }

    /// What is on its way between each two regions.
    pub(crate) fn pending(&self) -> Vec<Pending> {
        let state = self.state.lock();
        let pending = |((from, to), way): (&(Arc<str>, Arc<str>), &Way)| Pending {
            from: from.to_string(),
            to: to.to_string(),
            changes: way.len(),
            oldest_ms: way.oldest_ms(),
        };
        state.ways.iter().map(pending).collect()
    }

    /// How many changes are on their way to a region, whether due or not.
    pub(super) fn count_to(&self, to: &str) -> usize {
        let state = self.state.lock();
        state.ways.iter().filter(|((_, at), _)| **at == *to).map(|(_, way)| way.len()).sum()
    }

    /// The replicas for which more than this many changes of a region wait, the first of which is due.
    pub(super) fn crowded(&self, from: &str, now_ms: u64, most: usize) -> Vec<Arc<dyn Receiver>> {
        let state = self.state.lock();
        let cuts = self.cuts.read();
        let now_ms = now_ms.max(state.last_ms);
        let is_crowded = |way: &Way| way.len() > most && way.due(now_ms).next().is_some();
        let ways = state.ways.iter().filter(|((of, _), way)| **of == *from && is_crowded(way));
        let reached = ways.filter(|((_, to), _)| self.reaches(&state, &cuts, from, to));
        reached.filter_map(|((_, to), _)| state.tables.get(to)?.upgrade()).collect()
    }

    /// Sets which connections between regions are cut.
    pub(crate) fn follow_cuts(&self, cuts: &Arc<Cuts>) {
        *self.cuts.write() = Arc::clone(cuts);
    }

    /// A copy, with connections of its own, none of which is cut.
    pub(in crate::storage) fn fork(&self) -> Self {
        let state = self.state.lock().clone();
        // The copies of the tables are added when they are in a catalog, and have no requests.
        let state =
            State { writing: BTreeMap::new(), tables: BTreeMap::new(), noted: BTreeMap::new(), ..state };
        Self { cuts: RwLock::default(), lag: self.lag, strong: self.strong.clone(), state: Mutex::new(state) }
    }

    /// Whether changes of one region come to another. Those of a strongly consistent global table also come there over
    /// other regions.
    fn reaches(&self, state: &State, cuts: &Cuts, from: &str, to: &str) -> bool {
        match &self.strong {
            None => !cuts.is_cut(from, to),
            Some(strong) => strong.reached(&state.regions, cuts, from).contains(to),
        }
    }

    /// Whether it is that of a strongly consistent global table.
    pub(crate) fn is_strong(&self) -> bool {
        self.strong.is_some()
    }

    /// Notes the table of a replica.
    pub(crate) fn set_table(&self, region: &str, table: Weak<dyn Receiver>) {
        self.state.lock().tables.insert(region.into(), table);
    }

    /// Whether this region reaches most of the regions.
    pub(crate) fn has_majority(&self, region: &str) -> bool {
        let Some(strong) = &self.strong else { return true };
        let (state, cuts) = (self.state.lock(), self.cuts.read());
        strong.has_majority(&state.regions, &cuts, region)
    }

    /// Notes that an item is being written in a region, unless it is in another.
    pub(crate) fn begin_write(&self, region: &Arc<str>, key: &StoredKey) -> bool {
        let mut state = self.state.lock();
        let (of, count) = state.writing.entry(key.clone()).or_insert_with(|| (Arc::clone(region), 0));
        let is_own = *of == *region;
        *count += usize::from(is_own);
        is_own
    }

    /// Carries a write out in the other regions that can be reached, and notes that it is done.
    pub(crate) fn end_write(&self, region: &Arc<str>, key: &StoredKey) {
        let state = self.state.lock();
        let others = state.tables.iter().filter(|(other, _)| *other != region);
        let others: Vec<_> = others.filter_map(|(_, table)| table.upgrade()).collect();
        drop(state);
        others.iter().for_each(|table| table.receive_from(region, u64::MAX));
        let mut state = self.state.lock();
        if let Some((_, count)) = state.writing.get_mut(key) {
            *count -= 1;
            if *count == 0 {
                state.writing.remove(key);
            }
        }
    }
}

/// A change that has arrived in a region.
#[derive(Debug)]
pub(super) struct Arrival {
    pub(super) from: Arc<str>,
    pub(super) key: StoredKey,
    pub(super) waiting: Waiting,
}

/// What is on its way from one replica to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) from: String,
    pub(crate) to: String,
    /// How many items have changes on their way.
    pub(crate) changes: usize,
    /// When the oldest of them was written first, in milliseconds since 1970.
    pub(crate) oldest_ms: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrives_at_once_arrives_although_the_clock_has_gone_back() {
        let key = StoredKey::first_at(1);
        let exchange = Exchange::default();
        exchange.add("a", None);
        exchange.add("b", Some("a"));
        exchange.write("a", &key, None, 2000);
        assert_eq!(exchange.due("b", None, 1000, 9).len(), 1);
        let later = Exchange::new(ReplicationLag { ms: 1, seed: None });
        later.add("a", None);
        later.add("b", Some("a"));
        later.write("a", &key, None, 2000);
        assert_eq!([2000, 2001].map(|now_ms| later.due("b", None, now_ms, 9).len()), [0, 1]);
    }
}
