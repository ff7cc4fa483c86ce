//! Reading or changing items of several partitions and tables as one.

use std::sync::Arc;

use parking_lot::{RwLockReadGuard, RwLockWriteGuard};

use super::{
    layout::owner,
    partition::{Partition, PartitionData, Stored},
    table::Table,
    write::{Change, Written},
};
use crate::key::StoredKey;

/// The place of one item.
#[derive(Debug)]
pub(crate) struct Place<'t> {
    pub(crate) table: &'t Table,
    pub(crate) key: StoredKey,
}

/// The places that one transaction reads or changes, no two the same.
///
/// All their partitions are locked before anything is looked at, and let go when all is done, so no other
/// operation sees or changes anything in between. They are locked in order of table and hash range, as everybody
/// does who takes several: nothing waits in a circle.
#[derive(Debug)]
pub(crate) struct Transaction<'t> {
    /// In the order of the request.
    places: Vec<Place<'t>>,
    /// Positions in `places`, in order of table and key.
    sorted: Vec<usize>,
}

/// The partitions that own the places, in locking order, and for each place of the request the position of its
/// own.
struct Owners {
    partitions: Vec<Arc<Partition>>,
    of_places: Vec<usize>,
}

impl<'t> Transaction<'t> {
    /// A transaction on these places; `None` where one comes twice.
    pub(crate) fn new(places: Vec<Place<'t>>) -> Option<Self> {
        let mut sorted: Vec<usize> = (0..places.len()).collect();
        let order = |place: &usize| places.get(*place).map(|place| (place.table.sequence, &place.key));
        sorted.sort_unstable_by(|one, other| order(one).cmp(&order(other)));
        let unique = sorted.is_sorted_by(|one, other| order(one) < order(other));
        unique.then_some(Self { places, sorted })
    }

    /// The items, in the order of the places, as they stood at one moment.
    pub(crate) fn read(&self) -> Vec<Option<Stored>> {
        loop {
            let Some(owners) = self.owners() else { continue };
            let guards: Vec<RwLockReadGuard<'_, PartitionData>> =
                owners.partitions.iter().map(|partition| partition.data.read()).collect();
            if guards.iter().any(|data| data.retired) {
                continue;
            }
            let item = |(place, owner): (&Place<'_>, &usize)| {
                owners.partitions.get(*owner)?.count_read();
                guards.get(*owner)?.items.get(&place.key).cloned()
            };
            return self.places.iter().zip(&owners.of_places).map(item).collect();
        }
    }

    /// Shows all items to `decide`, in the order of the places, and carries out the changes that it answers, one
    /// for each. Where it fails, nothing is changed.
    pub(crate) fn write<E>(
        mut self,
        decide: impl FnOnce(&[Option<&Stored>]) -> Result<Vec<Change>, E>,
    ) -> Result<Vec<Written>, E> {
        loop {
            let Some(owners) = self.owners() else { continue };
            let mut guards: Vec<RwLockWriteGuard<'_, PartitionData>> =
                owners.partitions.iter().map(|partition| partition.data.write()).collect();
            if guards.iter().any(|data| data.retired) {
                continue;
            }
            let items: Vec<Option<&Stored>> = self
                .places
                .iter()
                .zip(&owners.of_places)
                .map(|(place, owner)| guards.get(*owner)?.items.get(&place.key))
                .collect();
            let changes = decide(&items)?;
            let mut written = Vec::with_capacity(changes.len());
            for ((place, owner), change) in self.places.iter_mut().zip(&owners.of_places).zip(changes) {
                let (Some(partition), Some(data)) = (owners.partitions.get(*owner), guards.get_mut(*owner))
                else {
                    continue;
                };
                partition.count_write();
                written.push(place.table.apply(data, std::mem::take(&mut place.key), change));
            }
            return Ok(written);
        }
    }

    /// Which partitions own the places right now. They may be split before they are locked.
    fn owners(&self) -> Option<Owners> {
        let mut owners = Owners {
            partitions: Vec::with_capacity(self.places.len().min(8)),
            of_places: vec![0; self.places.len()],
        };
        let mut current: Option<(u64, Arc<Vec<Arc<Partition>>>)> = None;
        for position in &self.sorted {
            let place = self.places.get(*position)?;
            let sequence = place.table.sequence;
            let same_table = current.as_ref().is_some_and(|(table, _)| *table == sequence);
            if same_table
                && owners.partitions.last().is_some_and(|last| last.range.contains_point(place.key.hash))
            {
                *owners.of_places.get_mut(*position)? = owners.partitions.len() - 1;
                continue;
            }
            if !same_table {
                current = Some((sequence, place.table.layout.all()));
            }
            let (_, layout) = current.as_ref()?;
            owners.partitions.push(Arc::clone(owner(layout, place.key.hash)?));
            *owners.of_places.get_mut(*position)? = owners.partitions.len() - 1;
        }
        Some(owners)
    }
}
