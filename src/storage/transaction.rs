//! Reading or changing items of several partitions and tables as one.

use std::{convert::Infallible, sync::Arc};

use super::{
    change::{Change, Written},
    changes::record::{ChangedBy, Origin},
    collection::limit::{CollectionTooLarge, check_collections},
    journal::Group,
    layout::owner,
    partition::{Partition, PartitionState},
    partition_data::PartitionData,
    stored::Stored,
    table::{Table, TableOrder},
    throughput::meter,
    time::{TableTime, US_OF_MS},
};
use crate::{
    error::Error,
    key::StoredKey,
    sync::{RwLockReadGuard, RwLockWriteGuard},
    units::TRANSACTION_FACTOR,
};

/// The place of one item: any key of any table.
#[derive(Debug, Clone)]
pub(crate) struct Place<'t> {
    pub(crate) table: &'t Table,
    pub(crate) key: StoredKey,
}

/// The places that one transaction reads or changes, no two the same.
///
/// All their partitions are locked before the first item is read and unlocked after the last change, so no other
/// operation sees or changes anything in between. Like every operation that locks several partitions, it locks them in
/// the order of table and hash range, so there is no deadlock.
#[derive(Debug)]
pub(crate) struct Transaction<'t> {
    /// In the order of the request.
    places: Vec<Place<'t>>,
    /// Positions in `places`, in order of table and key.
    sorted: Vec<usize>,
}

/// What notes more that is kept with the changes of a transaction.
pub(crate) type Noting<'n> = &'n dyn Fn(&[Written]);

/// The items at a transaction's places. Each is looked up on demand: an unconditional put needs no lookup.
pub(crate) struct Items<'a> {
    places: &'a [Place<'a>],
    owners: &'a [usize],
    partitions: &'a [Arc<Partition>],
    data: &'a [&'a mut PartitionData],
    now_ms: u64,
}

impl<'a> Items<'a> {
    /// The partition of the item at this position.
    pub(super) fn partition(&self, position: usize) -> Option<&'a Partition> {
        self.partitions.get(*self.owners.get(position)?).map(Arc::as_ref)
    }

    /// The place that has this position in the request.
    pub(crate) fn place(&self, position: usize) -> Option<&'a Place<'a>> {
        self.places.get(position)
    }

    /// The item at the place that has this position in the request.
    pub(crate) fn get(&self, position: usize) -> Option<&'a Stored> {
        let place = self.places.get(position);
        let data = self.owners.get(position).and_then(|owner| self.data.get(*owner));
        debug_assert!(place.is_some() && data.is_some(), "a position is that of a place, which has an owner");
        let place = place?;
        data?.current(&place.key, self.now_ms)
    }
}

/// The partitions that own the places, in locking order, and for each place the position of its partition.
struct Owners {
    partitions: Vec<Arc<Partition>>,
    of_places: Vec<usize>,
}

impl<'t> Transaction<'t> {
    /// The places of its items.
    pub(crate) fn places(&self) -> &[Place<'t>] {
        &self.places
    }

    /// A transaction on these places; `None` if one occurs twice.
    pub(crate) fn new(places: Vec<Place<'t>>) -> Option<Self> {
        let mut sorted: Vec<usize> = (0..places.len()).collect();
        let order = |place: &usize| places.get(*place).map(|place| (place.table.order(), &place.key));
        sorted.sort_unstable_by(|one, other| order(one).cmp(&order(other)));
        let unique = sorted.is_sorted_by(|one, other| order(one) < order(other));
        unique.then_some(Self { places, sorted })
    }

    /// The place that has this position in the request.
    pub(crate) fn place(&self, position: usize) -> Option<&Place<'t>> {
        self.places.get(position)
    }

    /// The items, in the order of the places, as of one moment.
    pub(crate) fn read(&self) -> Vec<Option<Stored>> {
        loop {
            let owners = self.owners();
            let states: Vec<RwLockReadGuard<'_, PartitionState>> =
                owners.partitions.iter().map(|partition| partition.read()).collect();
            let Some(data) = states.iter().map(|state| state.data()).collect::<Option<Vec<_>>>() else {
                continue;
            };
            let now_us = self.look();
            let now_ms = now_us / US_OF_MS;
            let item = |(place, owner): (&Place<'_>, &usize)| {
                place.table.count_access(&place.key);
                owners.partitions.get(*owner)?.count_read();
                data.get(*owner)?.current(&place.key, now_ms).cloned()
            };
            let items: Vec<_> = self.places.iter().zip(&owners.of_places).map(item).collect();
            drop(states);
            if meter::is_on() {
                for (place, stored) in self.places.iter().zip(&items) {
                    place.charge_read(stored.as_ref().map_or(0, Stored::size));
                }
            }
            return items;
        }
    }

    /// Passes the items to `decide` and carries out the changes that it returns, one for each place, in their order. If
    /// `decide` fails, nothing is changed.
    ///
    /// # Errors
    /// Those of `decide`, an item collection that would be too large, or a disk that has failed.
    #[cfg(test)]
    pub(crate) fn write<'c, E: From<CollectionTooLarge> + From<Error>>(
        self,
        decide: impl FnOnce(&Items<'_>) -> Result<Vec<Change<'c>>, E>,
    ) -> Result<Vec<Written>, E> {
        self.write_noting(decide, &|_| ())
    }

    /// Passes the items to `decide` and carries out the changes that it returns, one for each place, in their order. If
    /// `decide` fails, nothing is changed. In a database that is kept on disk, what `note` notes is kept with them.
    ///
    /// # Errors
    /// Those of `decide`, an item collection that would be too large, or a disk that has failed.
    pub(crate) fn write_noting<'c, E: From<CollectionTooLarge> + From<Error>>(
        mut self,
        decide: impl FnOnce(&Items<'_>) -> Result<Vec<Change<'c>>, E>,
        note: Noting<'_>,
    ) -> Result<Vec<Written>, E> {
        // All tables of a database have the same journal.
        let journal = self.places.first().and_then(|place| place.table.journal());
        journal.and_then(|journal| journal.failure()).map_or(Ok(()), |failed| Err(Error::from(failed)))?;
        loop {
            let owners = self.owners();
            let mut states: Vec<RwLockWriteGuard<'_, PartitionState>> =
                owners.partitions.iter().map(|partition| partition.write()).collect();
            let data = states.iter_mut().map(|state| state.data_mut()).collect::<Option<Vec<_>>>();
            let Some(mut data) = data else { continue };
            let now_us = self.look();
            let now_ms = now_us / US_OF_MS;
            self.places.iter().for_each(|place| place.table.count_access(&place.key));
            let items = Items {
                places: &self.places,
                owners: &owners.of_places,
                partitions: &owners.partitions,
                data: &data,
                now_ms,
            };
            let mut changes = decide(&items)?;
            debug_assert_eq!(changes.len(), self.places.len(), "each place has a change");
            for (position, (place, change)) in self.places.iter().zip(&mut changes).enumerate() {
                if !place.table.local_indexes().is_empty() {
                    let settled = std::mem::replace(change, Change::Check).without_edit(items.get(position));
                    *change = settled;
                }
            }
            let places = self.places.iter().zip(&owners.of_places).zip(&changes);
            check_collections(places.filter_map(|((place, owner), change)| {
                Some((place.table, &**data.get(*owner)?, &place.key, change))
            }))?;
            let is_metered = meter::is_on();
            let index_writes = |(position, change): (usize, &Change<'_>)| {
                let place = items.place(position);
                place.map_or_else(Vec::new, |place| place.table.index_writes(items.get(position), change))
            };
            let indexes: Vec<_> =
                changes.iter().enumerate().take_while(|_| is_metered).map(index_writes).collect();
            let group = journal.map(|journal| Group::begin(&**journal));
            let mut written = Vec::with_capacity(changes.len());
            for ((place, owner), change) in self.places.iter_mut().zip(&owners.of_places).zip(changes) {
                let (Some(partition), Some(data)) = (owners.partitions.get(*owner), data.get_mut(*owner))
                else {
                    debug_assert!(false, "each place has an owner");
                    continue;
                };
                partition.count_write();
                let key = std::mem::take(&mut place.key);
                let origin = Origin::now(ChangedBy::Request, now_us);
                let charged = is_metered.then(|| key.clone());
                let Ok(one) = place.table.commit(data, key, origin, |_| Ok::<_, Infallible>(change));
                if let (Some(key), Some(indexes)) = (charged, indexes.get(written.len())) {
                    place.table.charge_write(partition, &key, &one, indexes, TRANSACTION_FACTOR);
                }
                written.push(one);
            }
            debug_assert_eq!(written.len(), self.places.len(), "each change was made");
            // A database that was put back has dropped its tables, and knows nothing of what still ends with them.
            if group.is_some() && self.places.iter().all(|place| !place.table.is_dropped()) {
                note(&written);
            }
            // It has its place in the journal before anybody else changes these items.
            drop(group);
            drop(states);
            if is_metered {
                self.places.iter().for_each(|place| place.table.relieve());
            }
            return Ok(written);
        }
    }

    /// The time of the transaction: the latest of all tables, which then have it too. Called under the locks of all
    /// partitions.
    fn look(&self) -> u64 {
        let tables = || self.places.iter().map(|place| place.table.time());
        let now_us = tables().map(TableTime::looked_us).max().unwrap_or(0);
        tables().filter(|time| time.looked_us() < now_us).for_each(|time| {
            time.look_us(now_us);
        });
        now_us
    }

    /// The partitions that own the places now. They may be split before they are locked.
    fn owners(&self) -> Owners {
        let mut owners = Owners {
            partitions: Vec::with_capacity(self.places.len().min(8)),
            of_places: vec![0; self.places.len()],
        };
        let mut current: Option<(TableOrder, Arc<Vec<Arc<Partition>>>)> = None;
        for position in &self.sorted {
            let (Some(place), Some(of_place)) =
                (self.places.get(*position), owners.of_places.get_mut(*position))
            else {
                debug_assert!(false, "each position is that of a place");
                continue;
            };
            let order = place.table.order();
            let same_table = current.as_ref().is_some_and(|(table, _)| *table == order);
            let last = owners.partitions.last().filter(|_| same_table);
            if last.is_none_or(|last| !last.range().contains_point(place.key.hash)) {
                let (_, layout) = match current.take() {
                    Some(same) if same_table => current.insert(same),
                    before => {
                        debug_assert!(
                            before.is_none_or(|(table, _)| table < order),
                            "tables are locked in the order in which they were made"
                        );
                        current.insert((order, place.table.layout().all()))
                    }
                };
                let owner = owner(layout, place.key.hash);
                debug_assert!(
                    last.is_none_or(|last| last.range().last < owner.range().first),
                    "partitions of a table are locked in the order of their ranges"
                );
                owners.partitions.push(Arc::clone(owner));
            }
            *of_place = owners.partitions.len() - 1;
        }
        owners
    }
}

#[cfg(test)]
mod tests;
