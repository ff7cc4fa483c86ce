//! SELECT of a single item by its whole key, in a batch or a transaction.

use std::sync::Arc;

use super::clauses::{refused, selected};
use crate::{
    engine::Engine,
    error::Result,
    expression::Projection,
    key::StoredKey,
    operation::{
        access::{keys::stored_key, scalar_keys, strong::check_read},
        answer::capacity::Consumed,
        transaction::{fault::Fault, keys::transaction_key},
    },
    partiql::{BoundValue, KeyNames, Select},
    storage::{Stored, Table},
    texts,
    value::Item,
};

/// The operation that a SELECT of one item is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Within {
    /// Its name.
    pub(super) operation: &'static str,
    /// Whether it is a transaction, which reads no index.
    pub(super) is_transaction: bool,
}

/// A SELECT of a single item by its whole key.
#[derive(Debug)]
pub(super) struct ItemRead<'s> {
    pub(super) table: Arc<Table>,
    pub(super) key: StoredKey,
    projection: Option<Projection<'s>>,
}

impl<'s> ItemRead<'s> {
    /// The read that a statement asks for.
    pub(super) fn of(
        engine: &Engine,
        select: &'s Select<BoundValue<'_>>,
        within: Within,
    ) -> Result<Self, Fault> {
        let (table, _) = selected(engine, select)?;
        if select.index.is_some() && within.is_transaction {
            return Err(refused("Reads on indices are not supported within transactions."));
        }
        let names = KeyNames::of(table.schema())?;
        let whole = select.condition.as_ref().and_then(|condition| condition.whole_key(names));
        let (Some(key), None) = (whole.filter(|key| key.is_alone), &select.index) else {
            return Err(refused(texts::transaction::select_without_key(within.operation)));
        };
        // Refuses values of another type than the key's, and an ORDER BY that does not fit.
        select.plan(names)?;
        let key = transaction_key(table.schema(), &names.item(&key), stored_key)?;
        let projection = select.to_projection();
        // The condition consists of the key's equalities, which have no paths.
        scalar_keys::check_projection(&table, projection.as_ref())?;
        Ok(Self { table, key, projection })
    }

    /// Reads the item. The second part is what the read consumed.
    ///
    /// # Errors
    /// Those of [`check_read`], or the read is throttled.
    pub(super) fn run(&self, consistent: bool) -> Result<(Option<Arc<Item>>, Consumed)> {
        check_read(&self.table, consistent)?;
        let stored = self.table.read_item(&self.key, consistent)?;
        let consumed = Consumed::read(stored.as_ref().map_or(0, Stored::size), consistent);
        Ok((stored.map(|stored| self.shown(stored.into_item())), consumed))
    }

    /// The projected attributes of the item.
    pub(super) fn shown(&self, item: Arc<Item>) -> Arc<Item> {
        match &self.projection {
            Some(projection) => Arc::new(projection.apply(&item)),
            None => item,
        }
    }
}
