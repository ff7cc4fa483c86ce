//! What the transactions have in common: which faults refuse a request and which cancel it, the reasons of a
//! cancellation, sizes, capacity.
//!
//! What can be seen without the tables refuses a request as a whole, as do tables that are not there, empty key
//! values, and two actions on one item. What is seen beside the items (other faults of keys, conditions, what an
//! update makes of its item) cancels the transaction. Of actions that cannot be carried out (`ValidationError`) the
//! first ends it and is told alone; otherwise each failed condition is told in its action's place.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    engine::Engine,
    error::{CancellationReason, Error, Result},
    expression::{Placeholders, Update},
    key::{KeyFault, KeySchema, StoredKey, key_item},
    limits::TRANSACTION_SIZE_BYTES,
    operation::{
        access::{
            index_keys::{check_index_keys, check_updated_index_keys, index_key_fault},
            tables::find_table,
        },
        request::{names::bare_table_name, wording::Wording},
    },
    partiql::PartiqlError,
    storage::{Change, CollectionTooLarge, Items, Place, Stored, Table, Transaction, Written},
    value::{AttributeName, Item},
    work::WorkExceeded,
};

/// What keeps a transaction from being carried out.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The request is refused with this error.
    Refuse(Error),
    /// The transaction is cancelled; the error is the action's reason.
    Cancel(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Cancel(error)
    }
}

impl From<PartiqlError> for Fault {
    fn from(error: PartiqlError) -> Self {
        Self::Refuse(error.into())
    }
}

impl From<WorkExceeded> for Fault {
    fn from(exceeded: WorkExceeded) -> Self {
        Self::Refuse(exceeded.into())
    }
}

impl From<Fault> for Error {
    /// Outside a transaction there is nothing to cancel.
    fn from(fault: Fault) -> Self {
        let (Fault::Refuse(error) | Fault::Cancel(error)) = fault;
        error
    }
}

/// Actions that are ready to be carried out.
pub(crate) struct Prepared<'t> {
    transaction: Transaction<'t>,
    /// How many actions there are.
    count: usize,
    /// The first action of which is seen that something is wrong before its item is.
    fault: Option<Failure>,
}

/// An action that cannot be carried out.
struct Failure {
    /// Its place in the request, from 0.
    position: usize,
    table: Option<String>,
    key: Option<Item>,
    error: Error,
}

impl Failure {
    fn at(position: usize, place: Option<&Place<'_>>, error: Error) -> Self {
        let table = place.map(|place| place.table.name().to_owned());
        let key = place.and_then(|place| key_item(place.table.schema(), &place.key));
        Self { position, table, key, error }
    }
}

/// Collects the actions' places, in the order of the request.
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

    /// Adds an action. A fault of its place, or of what `check` finds, cancels the transaction later, if it is the
    /// first.
    ///
    /// # Errors
    /// The fault refuses the request.
    pub(crate) fn add(
        &mut self,
        table: &'t Table,
        place: Result<StoredKey, Fault>,
        check: impl FnOnce() -> Result<(), Fault>,
    ) -> Result<()> {
        match place {
            Ok(key) => {
                self.places.push(Place { table, key });
                match check() {
                    Ok(()) => self.count += 1,
                    Err(fault) => {
                        let failure = Failure::at(self.count, self.places.last(), cancelling(fault)?);
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
                    error: cancelling(fault)?,
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

    /// The whole transaction.
    ///
    /// # Errors
    /// Two actions have the same place.
    pub(crate) fn finish(self) -> Result<Prepared<'t>> {
        let Self { places, count, fault } = self;
        let transaction = Transaction::new(places).ok_or_else(|| {
            Error::validation("Transaction request cannot include multiple operations on one item")
        })?;
        Ok(Prepared { transaction, count, fault })
    }
}

fn cancelling(fault: Fault) -> Result<Error> {
    match fault {
        Fault::Refuse(error) => Err(error),
        Fault::Cancel(error) => Ok(error),
    }
}

/// The item that an action finds, looked up where the action asks for it.
pub(crate) struct Current<'i> {
    items: &'i Items<'i>,
    place: usize,
}

impl<'i> Current<'i> {
    /// The item; none where there is none.
    pub(crate) fn item(&self) -> Option<&'i Stored> {
        self.items.get(self.place)
    }
}

impl Prepared<'_> {
    /// The items, as they stood at one moment, in the order of the actions.
    ///
    /// # Errors
    /// An action had a fault.
    pub(crate) fn read(self) -> Result<Vec<Option<Stored>>> {
        match self.fault {
            None => Ok(self.transaction.read()),
            Some(fault) => Err(cancelled(self.count, [fault])),
        }
    }

    /// Lets `decide` say what becomes of each action's item, and makes it so if nothing stands against any. Failed
    /// conditions are told together; the first action that cannot be carried out at all is told alone.
    ///
    /// # Errors
    /// One of `decide`, or a cancellation.
    pub(crate) fn write<A>(
        self,
        actions: impl IntoIterator<Item = A>,
        mut decide: impl FnMut(A, Current<'_>) -> Result<Change<'static>, Fault>,
    ) -> Result<Vec<Written>> {
        let Self { transaction, count, fault } = self;
        if let Some(fault) = fault {
            return Err(cancelled(count, [fault]));
        }
        let written = transaction.write(|items| {
            let mut changes = Vec::with_capacity(count);
            let mut failures = Vec::new();
            let mut size_bytes = 0;
            for (place, action) in actions.into_iter().enumerate() {
                match decide(action, Current { items, place }) {
                    Ok(change) => {
                        if let Change::Put(stored) = &change {
                            size_bytes += stored.size();
                        }
                        changes.push(change);
                    }
                    Err(fault) => {
                        let failure = Failure::at(place, items.place(place), cancelling(fault)?);
                        if matches!(failure.error, Error::Validation(_)) {
                            return Err(Refused::Whole(cancelled(count, [failure])));
                        }
                        failures.push(failure);
                    }
                }
            }
            if !failures.is_empty() {
                return Err(Refused::Whole(cancelled(count, failures)));
            }
            check_size(size_bytes)?;
            Ok(changes)
        });
        written.map_err(|refused| match refused {
            Refused::Whole(error) => error,
            Refused::Collection(too_large) => {
                let CollectionTooLarge { position, table, key } = too_large.clone();
                cancelled(count, [Failure { position, table: Some(table), key, error: too_large.into() }])
            }
        })
    }
}

/// Why a transaction changed nothing.
enum Refused {
    Whole(Error),
    /// One of its actions would make an item collection too large.
    Collection(CollectionTooLarge),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Whole(error)
    }
}

impl From<CollectionTooLarge> for Refused {
    fn from(too_large: CollectionTooLarge) -> Self {
        Self::Collection(too_large)
    }
}

/// A cancellation with these reasons, by the actions' positions; nothing stood against the others.
fn cancelled(count: usize, failures: impl IntoIterator<Item = Failure>) -> Error {
    let mut reasons: Vec<CancellationReason> =
        std::iter::repeat_with(CancellationReason::none).take(count).collect();
    for Failure { position, table, key, error } in failures {
        if let Some(reason) = reasons.get_mut(position) {
            *reason = CancellationReason::of(error, table, key);
        }
    }
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code.as_str()).collect();
    Error::TransactionCanceled {
        message: format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        ),
        reasons,
    }
}

/// The place of a key or an item, by `place`. An empty key value refuses the request, all else cancels it.
pub(crate) fn transaction_place(
    schema: &KeySchema,
    item: &Item,
    place: impl FnOnce(&KeySchema, &Item) -> Result<StoredKey>,
) -> Result<StoredKey, Fault> {
    place(schema, item).map_err(|error| match schema.check(item) {
        Err(KeyFault::Empty { .. }) => Fault::Refuse(error),
        _ => Fault::Cancel(error),
    })
}

/// Checks that the values of an item to put fit the indexes that they are keys of.
pub(crate) fn check_put_indexes(table: &Table, item: &Item) -> Result<(), Fault> {
    check_indexes(table, item, check_index_keys)
}

/// The same for what an update made of an item.
pub(crate) fn check_updated_indexes(table: &Table, item: &Item) -> Result<(), Fault> {
    check_indexes(table, item, check_updated_index_keys)
}

/// The same for the values that an update sets, which can be seen without the item.
pub(crate) fn check_set_indexes(table: &Table, update: &Update<'_>) -> Result<(), Fault> {
    if !table.has_indexes() {
        return Ok(());
    }
    let set = update.values_set().map(|(name, value)| (AttributeName::from(name), value.clone()));
    check_updated_indexes(table, &set.collect())
}

/// An empty value of an index's key refuses the request, in the words of `refuse`; all else cancels it, in the
/// words of a put.
fn check_indexes(table: &Table, item: &Item, refuse: fn(&Table, &Item) -> Result<()>) -> Result<(), Fault> {
    match index_key_fault(table, item) {
        None => Ok(()),
        Some((_, _, KeyFault::Empty { .. })) => refuse(table, item).map_err(Fault::Refuse),
        Some(_) => check_index_keys(table, item).map_err(Fault::Cancel),
    }
}

/// The placeholders of one action. Without an expression they are not looked at, while single operations refuse them.
pub(crate) fn transaction_placeholders<'r>(
    has_expression: bool,
    names: Option<&'r BTreeMap<String, String>>,
    values: Option<&'r Item>,
) -> Result<Placeholders<'r>> {
    if !has_expression {
        return Ok(Placeholders::default());
    }
    Placeholders::new(names, values).map_err(|error| Error::validation(error.as_str()))
}

/// The tables of these names or ARNs.
pub(crate) fn find_tables<'n>(
    engine: &Engine,
    names: impl ExactSizeIterator<Item = &'n str>,
) -> Result<Vec<Arc<Table>>> {
    let mut tables: Vec<Arc<Table>> = Vec::with_capacity(names.len());
    for name in names {
        let table = match tables.last() {
            Some(last) if last.name() == bare_table_name(name) => Arc::clone(last),
            _ => find_table(engine, name)?,
        };
        tables.push(table);
    }
    Ok(tables)
}

/// Refuses more than 4 MB of items.
pub(crate) fn check_size(size_bytes: usize) -> Result<()> {
    if size_bytes <= TRANSACTION_SIZE_BYTES {
        return Ok(());
    }
    Err(Error::validation("The aggregate size of the items in the transaction cannot exceed 4 MB"))
}

/// Refuses an attribute without a name, which is told before other faults of an item.
pub(crate) fn check_names(item: &Item) -> Result<()> {
    Wording::Bare.check_names(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancellation_has_a_reason_for_each_action_in_their_order() {
        let item = Arc::new(crate::item! { "pk": "a" });
        let failures = [
            Failure::at(1, None, Error::condition_failed(Some(Arc::clone(&item)))),
            Failure::at(3, None, Error::validation("no")),
        ];
        let Error::TransactionCanceled { message, reasons } = cancelled(4, failures) else {
            panic!("not a cancellation")
        };
        assert_eq!(
            message,
            "Transaction cancelled, please refer cancellation reasons for specific reasons \
             [None, ConditionalCheckFailed, None, ValidationError]"
        );
        let reason = |error| CancellationReason::of(error, None, None);
        let failed = reason(Error::condition_failed(Some(item)));
        let fine = CancellationReason::none();
        assert_eq!(reasons, [fine.clone(), failed, fine, reason(Error::validation("no"))]);
    }

    #[test]
    fn a_transaction_may_hold_four_megabytes() {
        assert_eq!(check_size(TRANSACTION_SIZE_BYTES), Ok(()));
        assert!(check_size(TRANSACTION_SIZE_BYTES + 1).is_err());
    }
}
