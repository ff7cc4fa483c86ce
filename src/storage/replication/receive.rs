//! A replica sends what it writes, and carries out what the others wrote.

use std::{convert::Infallible, sync::Arc};

use super::{
    exchange::{Arrival, Receiver},
    replica::Replica,
    stamp::stamped,
    version::Version,
};
use crate::{
    key::StoredKey,
    storage::{
        change::{Change, Written},
        changes::record::{ChangedBy, Origin},
        journal::Group,
        partition_data::PartitionData,
        table::Table,
    },
};

/// How many changes are looked up at once. Tests have small pieces.
const PIECE: usize = if cfg!(test) { 2 } else { 64 };

/// How many changes may wait for a region although they are due, because nobody looks at the table there.
const MOST_UNSEEN: usize = 4096;

impl Table {
    /// Gives the write of the item with this key its version, and sends it to the other replicas. The caller holds the
    /// partition's lock.
    ///
    /// A write that leaves the item as it was is the last one too: without a version, an older one of another region would
    /// win.
    #[cold]
    #[inline(never)]
    pub(in crate::storage) fn send(
        &self,
        data: &mut PartitionData,
        key: StoredKey,
        written: &Written,
        origin: Origin,
    ) {
        if origin.by == ChangedBy::Replication {
            return;
        }
        let Some(replica) = self.replica() else { return };
        let (old, new) = (written.old_item(), written.new_item());
        let Replica { region, exchange, stamps } = &*replica;
        let now_ms = origin.at_ms;
        // The attributes are a change of their own, as in the service, and follow another.
        let is_stamped = *stamps && old != new;
        let stamped = new.filter(|_| is_stamped).and_then(|new| stamped(new.item(), region, now_ms, false));
        if let Some(stamped) = &stamped {
            let put = |_: Option<&_>| Ok::<_, Infallible>(Change::Put(stamped.clone()));
            let Ok(_) = self.change(data, key.clone(), Origin { by: ChangedBy::Replication, ..origin }, put);
        }
        let new = stamped.as_ref().or(new);
        let Some(versions) = data.versions_mut() else { return };
        let version = match origin.by {
            ChangedBy::TimeToLive => exchange.expire(region, &key, versions.get(&key), now_ms),
            _ => exchange.write(region, &key, new, now_ms),
        };
        self.set_version(data, key, version, new.is_none());
        self.forget_deleted(data, exchange.oldest_to(region));
    }

    /// Sets the version of an item that is there or was deleted.
    fn set_version(&self, data: &mut PartitionData, key: StoredKey, version: Version, is_deleted: bool) {
        let number = self.note_version(&key, Some(version));
        if let Some(versions) = data.versions_mut() {
            versions.set(key, version, is_deleted);
        }
        if number != 0 {
            data.set_last_change(number);
        }
    }

    /// Forgets some deleted items, whose versions are less than this one.
    fn forget_deleted(&self, data: &mut PartitionData, oldest_waiting: Version) {
        if let Some(versions) = data.versions_mut() {
            versions.forget_deleted(oldest_waiting, |key| {
                self.note_version(key, None);
            });
        }
    }

    /// Carries out the changes of other regions that are due, in pieces. Regions at which nobody looks carry out this
    /// table's, if there are many.
    pub(in crate::storage) fn receive(&self, now_ms: u64) {
        self.receive_of(None, now_ms);
        let Some(replica) = self.replica() else { return };
        for other in replica.exchange.crowded(&replica.region, now_ms, MOST_UNSEEN) {
            other.receive_from(&replica.region, now_ms);
        }
    }

    fn receive_of(&self, region: Option<&str>, now_ms: u64) {
        let Some(replica) = self.replica() else { return };
        // What others write meanwhile is for the next who looks.
        let mut left = replica.exchange.count_to(&replica.region);
        while left > 0 {
            let due = replica.exchange.due(&replica.region, region, now_ms, left.min(PIECE));
            if due.is_empty() {
                return;
            }
            left -= due.len();
            due.iter().for_each(|arrival| self.receive_one(&replica, arrival));
        }
    }

    /// Carries out all changes of other regions, whether due or not; returns whether there were any.
    pub(crate) fn receive_all(&self) -> bool {
        let are_there = self.is_waiting();
        self.receive_of(None, u64::MAX);
        are_there
    }

    /// Whether changes of other regions are on their way.
    pub(crate) fn is_waiting(&self) -> bool {
        self.replica().is_some_and(|replica| replica.exchange.count_to(&replica.region) > 0)
    }

    fn receive_one(&self, replica: &Replica, arrival: &Arrival) {
        let Replica { region, exchange, stamps } = replica;
        let Arrival { key, waiting, .. } = arrival;
        self.layout().write(key.hash, |data| {
            // The item, its version and the arrival are kept together.
            let _group = self.journal().map(|journal| Group::begin(&**journal));
            // Nobody may have looked here since it was written.
            self.time().look(waiting.last_ms);
            let origin = Origin::now(ChangedBy::Replication, self.time().looked_us());
            // An item that is due goes first: its deletion has an older version.
            if let Some(unseen_ms) = data.unseen_since_ms(key, origin.at_ms) {
                self.expire(data, key.clone(), Origin::expired(unseen_ms, origin.at_us()));
            }
            // Without versions, the table is no replica any more. It may also have become one of another global table
            // meanwhile, whose versions are others.
            let is_of_exchange = self.replica().is_some_and(|now| Arc::ptr_eq(&now.exchange, exchange));
            let versions = data.versions().filter(|_| is_of_exchange);
            let current = versions.map(|versions| versions.get(key));
            if current.is_some_and(|current| current < waiting.version) {
                if *stamps && waiting.item.is_none() {
                    self.stamp_deleted(data, arrival, origin);
                }
                let change = waiting.item.clone().map_or(Change::Delete, Change::Put);
                let change = |_: Option<&_>| Ok::<_, Infallible>(change);
                let Ok(_) = self.change(data, key.clone(), origin, change);
                self.set_version(data, key.clone(), waiting.version, waiting.item.is_none());
            }
            // Under the partition's lock, so that a copy has the change either here or on its way.
            exchange.arrived(region, arrival);
            if is_of_exchange {
                self.forget_deleted(data, exchange.oldest_to(region));
            }
        });
    }

    /// Shows that the item is about to be deleted because it was in another region.
    fn stamp_deleted(&self, data: &mut PartitionData, arrival: &Arrival, origin: Origin) {
        let Arrival { from, key, waiting } = arrival;
        let stored = data.items().get(key);
        let stamped = stored.and_then(|stored| stamped(stored.item(), from, waiting.written_ms, true));
        if let Some(stamped) = stamped {
            let put = |_: Option<&_>| Ok::<_, Infallible>(Change::Put(stamped));
            let Ok(_) = self.change(data, key.clone(), origin, put);
        }
    }
}

impl Receiver for Table {
    fn receive_from(&self, region: &str, now_ms: u64) {
        self.receive_of(Some(region), now_ms);
    }
}
