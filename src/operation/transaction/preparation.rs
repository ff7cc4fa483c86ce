//! The two steps of a transaction: its actions are collected and checked, then read or written as one.
//!
//! Faults that need no table refuse the request as a whole, and so do missing tables, empty key values and two actions
//! on one item. Faults that need the item (other faults of keys, conditions, the item that an update makes) cancel the
//! transaction. The first action with a `ValidationError` ends it and is its only reason; without one, each failed
//! condition is a reason.

use super::{
    fault::{Failure, Fault, cancelled},
    limits::check_size,
};
use crate::{
    engine::{Engine, PartFaults},
    error::{Error, Result},
    key::StoredKey,
    operation::access::strong::check_transaction,
    storage::{Change, CollectionTooLarge, Items, Noting, Place, Stored, Table, Transaction, Written},
    texts,
};

/// Actions that are ready to be carried out.
pub(crate) struct Prepared<'t> {
    transaction: Transaction<'t>,
    /// How many actions there are.
    count: usize,
    /// The first action with a fault that was found without its item.
    fault: Option<Failure>,
    /// The actions that another transaction in progress or a fault of the service stands against.
    obstacles: PartFaults,
}

/// The actions' places in their tables, collected in the order of the request.
pub(crate) struct Preparation<'t> {
    places: Vec<Place<'t>>,
    count: usize,
    fault: Option<Failure>,
}

impl<'t> Preparation<'t> {
    /// Room for this many actions.
    pub(crate) fn new(count: usize) -> Self {
        Self { places: Vec::with_capacity(count), count: 0, fault: None }
    }

    /// Adds an action. A fault of its key, or of what `check` finds, cancels the transaction later, if it is the
    /// first.
    ///
    /// # Errors
    /// The fault refuses the request.
    pub(crate) fn add(
        &mut self,
        table: &'t Table,
        key: Result<StoredKey, Fault>,
        check: impl FnOnce() -> Result<(), Fault>,
    ) -> Result<()> {
        match key {
            Ok(key) => {
                self.places.push(Place { table, key });
                match check() {
                    Ok(()) => self.count += 1,
                    Err(fault) => {
                        let failure = Failure::at(self.count, self.places.last(), fault.into_reason()?);
                        self.add_failure(failure);
                    }
                }
            }
            Err(fault) => {
                let table = Some(table.name().to_owned());
                self.add_failure(Failure {
                    position: self.count,
                    table,
                    key: None,
                    error: fault.into_reason()?,
                });
            }
        }
        Ok(())
    }

    /// Adds an action with this fault; it cancels the transaction later, if it is the first.
    pub(crate) fn add_failed(&mut self, error: Error) {
        self.add_failure(Failure::at(self.count, None, error));
    }

    fn add_failure(&mut self, failure: Failure) {
        self.fault.get_or_insert(failure);
        self.count += 1;
    }

    /// The whole transaction. `obstacles` are faults of the service that its actions meet.
    ///
    /// # Errors
    /// Two actions have the same place.
    pub(crate) fn finish(self, engine: &Engine, mut obstacles: PartFaults) -> Result<Prepared<'t>> {
        let Self { places, count, fault } = self;
        for (position, place) in places.iter().enumerate() {
            if let Err(held) = engine.check_not_held(place.table, &place.key) {
                obstacles.entry(position).or_insert(held);
            }
        }
        places.iter().try_for_each(|place| check_transaction(place.table))?;
        let transaction =
            Transaction::new(places).ok_or_else(|| Error::validation(texts::transaction::ONE_ITEM_TWICE))?;
        Ok(Prepared { transaction, count, fault, obstacles })
    }
}

/// The current item of an action, looked up on demand.
pub(crate) struct Current<'i> {
    items: &'i Items<'i>,
    position: usize,
}

impl<'i> Current<'i> {
    /// The item; absent if there is none.
    pub(crate) fn item(&self) -> Option<&'i Stored> {
        self.items.get(self.position)
    }
}

impl<'t> Prepared<'t> {
    /// Where the transaction is charged if it repeats one that was carried out; nowhere unless it is metered.
    pub(crate) fn metered_places(&self) -> Vec<Place<'t>> {
        self.transaction.metered_places()
    }

    /// Cancels a transaction whose actions cannot be carried out, whatever their items are.
    fn check(&mut self) -> Result<()> {
        if let Some(fault) = self.fault.take() {
            return Err(cancelled(self.count, [fault]));
        }
        if self.obstacles.is_empty() {
            return Ok(());
        }
        let obstacles = std::mem::take(&mut self.obstacles).into_iter();
        let failures =
            obstacles.map(|(position, error)| Failure::at(position, self.transaction.place(position), error));
        Err(cancelled(self.count, failures))
    }

    /// The items as of one moment, in the order of the actions.
    ///
    /// # Errors
    /// An action had a fault.
    pub(crate) fn read(mut self) -> Result<Vec<Option<Stored>>> {
        self.check()?;
        let refused = self.transaction.refused_reads();
        if !refused.is_empty() {
            let failures = refused
                .into_iter()
                .map(|(position, error)| Failure::at(position, self.transaction.place(position), error));
            return Err(cancelled(self.count, failures));
        }
        let items = self.transaction.read();
        debug_assert_eq!(items.len(), self.count, "an item or none for each action");
        Ok(items)
    }

    /// Asks `decide` for the change of each action's item, and carries all changes out if there is one for each. In a
    /// database that is kept on disk, what `note` notes is kept with them.
    ///
    /// # Errors
    /// One of `decide`, or a cancellation.
    pub(crate) fn write<A>(
        mut self,
        actions: impl IntoIterator<Item = A>,
        mut decide: impl FnMut(A, Current<'_>) -> Result<Change<'static>, Fault>,
        note: Noting<'_>,
    ) -> Result<Vec<Written>> {
        self.check()?;
        let Self { transaction, count, .. } = self;
        let decided = |items: &Items<'_>| -> Result<Vec<Change<'static>>, Refused> {
            let mut changes = Vec::with_capacity(count);
            let refused = |(position, admitted): (usize, Result<()>)| {
                Some(Failure::at(position, items.place(position), admitted.err()?))
            };
            let admitted = (0..count).map(|position| (position, items.admit_write(position)));
            let mut failures: Vec<Failure> = admitted.filter_map(refused).collect();
            if !failures.is_empty() {
                return Err(Refused::Whole(cancelled(count, failures)));
            }
            let mut size_bytes = 0;
            for (position, action) in actions.into_iter().enumerate() {
                match decide(action, Current { items, position }) {
                    Ok(change) => {
                        if let Change::Put(stored) = &change {
                            size_bytes += stored.size();
                        }
                        changes.push(change);
                    }
                    Err(fault) => {
                        let failure = Failure::at(position, items.place(position), fault.into_reason()?);
                        if matches!(failure.error, Error::Validation(_)) {
                            return Err(Refused::Whole(cancelled(count, [failure])));
                        }
                        failures.push(failure);
                    }
                }
            }
            if !failures.is_empty() {
                items.charge_prepared(count);
                return Err(Refused::Whole(cancelled(count, failures)));
            }
            let admitted = changes.iter().enumerate();
            let admitted =
                admitted.map(|(position, change)| (position, items.admit_change(position, change)));
            failures.extend(admitted.filter_map(refused));
            if !failures.is_empty() {
                return Err(Refused::Whole(cancelled(count, failures)));
            }
            debug_assert_eq!(changes.len(), count, "a change for each action");
            check_size(size_bytes)?;
            Ok(changes)
        };
        transaction.write_noting(decided, note).map_err(|refused| match refused {
            Refused::Whole(error) => error,
            Refused::Collection(too_large) => {
                let CollectionTooLarge { position, table, key } = too_large.clone();
                cancelled(count, [Failure { position, table: Some(table), key, error: too_large.into() }])
            }
        })
    }
}

/// Why a transaction changed nothing.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Whole(#[from] Error),
    /// One of its actions would make an item collection too large.
    #[error(transparent)]
    Collection(#[from] CollectionTooLarge),
}
