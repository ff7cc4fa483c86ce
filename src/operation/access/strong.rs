//! Strong consistency over regions. (Developer guide: How DynamoDB global tables work, consistency modes)

use std::sync::Arc;

use crate::{
    engine::Engine,
    error::{Error, Result},
    key::StoredKey,
    storage::{Replica, Table},
    texts,
};

/// A write of an item of a strongly consistent global table. When it is dropped, the item is the same in all regions that
/// can be reached.
#[derive(Debug)]
#[must_use = "the write ends when it is dropped"]
pub(crate) struct StrongWrite {
    replica: Arc<Replica>,
    key: StoredKey,
}

impl Drop for StrongWrite {
    fn drop(&mut self) {
        self.replica.exchange.end_write(&self.replica.region, &self.key);
    }
}

/// Begins a write of an item by a request: the item must not be held, and in a strongly consistent replica nobody else may
/// write it. Otherwise it costs two atomic loads.
///
/// # Errors
/// The item is part of a transaction in progress; it is being written in another region, or most of the regions cannot be
/// reached.
#[inline]
pub(crate) fn begin_write(engine: &Engine, table: &Table, key: &StoredKey) -> Result<Option<StrongWrite>> {
    engine.check_not_held(table, key)?;
    if table.is_strong() { begin(table, key) } else { Ok(None) }
}

#[cold]
#[inline(never)]
fn begin(table: &Table, key: &StoredKey) -> Result<Option<StrongWrite>> {
    let Some(replica) = table.replica() else { return Ok(None) };
    check_majority(&replica)?;
    if !replica.exchange.begin_write(&replica.region, key) {
        return Err(Error::ReplicatedWriteConflict(texts::replica::CONFLICT.to_owned()));
    }
    Ok(Some(StrongWrite { replica, key: key.clone() }))
}

/// Refuses a strongly consistent read of a strongly consistent replica if most of the regions cannot be reached.
#[inline]
pub(crate) fn check_read(table: &Table, consistent: bool) -> Result<()> {
    match consistent && table.is_strong() {
        true => table.replica().map_or(Ok(()), |replica| check_majority(&replica)),
        false => Ok(()),
    }
}

#[cold]
fn check_majority(replica: &Replica) -> Result<()> {
    match replica.exchange.has_majority(&replica.region) {
        true => Ok(()),
        false => Err(Error::InternalServer(texts::replica::NO_MAJORITY.to_owned())),
    }
}

/// Refuses a transaction on a strongly consistent replica.
pub(crate) fn check_transaction(table: &Table) -> Result<()> {
    if table.is_strong() { Err(Error::validation(texts::replica::STRONG_TRANSACTION)) } else { Ok(()) }
}
