//! Transactions that are metered and throttled.

use super::meter;
use crate::{
    error::{Error, Result},
    storage::{
        change::Change,
        transaction::{Items, Place, Transaction},
    },
};

impl Place<'_> {
    /// Charges a transaction for reading an item of this size here. The caller holds no lock.
    pub(crate) fn charge_read(&self, bytes: usize) {
        self.table.charge_transactional_read(&self.key, bytes);
    }
}

impl<'t> Transaction<'t> {
    /// Where the transaction is charged if it repeats one that was carried out; nowhere unless it is metered.
    pub(crate) fn metered_places(&self) -> Vec<Place<'t>> {
        if meter::is_on() { self.places().to_vec() } else { Vec::new() }
    }

    /// The items that the transaction may not read because they are throttled, each with its error.
    pub(crate) fn refused_reads(&self) -> Vec<(usize, Error)> {
        if !meter::is_on() {
            return Vec::new();
        }
        let places = self.places().iter().enumerate();
        places
            .filter_map(|(position, place)| Some((position, place.table.admit_read(&place.key).err()?)))
            .collect()
    }
}

impl Items<'_> {
    /// Whether the transaction may write the item at this position.
    ///
    /// # Errors
    /// The write is throttled.
    pub(crate) fn admit_write(&self, position: usize) -> Result<()> {
        match (meter::is_on(), self.place(position), self.partition(position)) {
            (true, Some(place), Some(partition)) => place.table.admit_write(partition, &place.key),
            _ => Ok(()),
        }
    }

    /// Whether the transaction may make this change, which changes entries of global indexes.
    ///
    /// # Errors
    /// The write is throttled.
    pub(crate) fn admit_change(&self, position: usize, change: &Change<'_>) -> Result<()> {
        match (meter::is_on(), self.place(position)) {
            (true, Some(place)) => {
                let indexes = place.table.index_writes(self.get(position), change);
                place.table.admit_index_writes(&place.key, &indexes)
            }
            _ => Ok(()),
        }
    }

    /// Charges a transaction that is cancelled by its conditions for preparing this many items, without carrying anything
    /// out.
    pub(crate) fn charge_prepared(&self, count: usize) {
        if !meter::is_on() {
            return;
        }
        for position in 0..count {
            if let (Some(place), Some(partition)) = (self.place(position), self.partition(position)) {
                place.table.charge_failed(partition, &place.key, self.get(position));
            }
        }
    }
}
