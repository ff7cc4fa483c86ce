//! INSERT: adds a new item.

use std::borrow::Cow;

use super::clauses::{OneItem, named_table, refused};
use crate::{
    codec::dynamodb_json::Faults,
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::{change::check_item_size, keys::stored_key_of_item},
        request::wording::Wording,
        transaction::{
            fault::Fault,
            keys::{check_put_indexes, transaction_key},
        },
    },
    partiql::{BoundValue, Insert, KeyNames, parameter_refusal},
    storage::{Change, Stored},
    texts,
    value::AttributeValue,
};

/// The write that the statement asks for.
pub(super) fn plan(engine: &Engine, insert: &mut Insert<BoundValue<'_>>) -> Result<OneItem<Stored>, Fault> {
    let item = std::mem::replace(&mut insert.item, Cow::Owned(AttributeValue::Null));
    let AttributeValue::M(item) = item.into_owned() else {
        return Err(refused(texts::statement::NO_SINGLE_TUPLE));
    };
    Wording::Bare.check_names(&item).map_err(Fault::Refuse)?;
    if let Some(faults) = Faults::of_item(&item) {
        return Err(parameter_refusal(&faults).into());
    }
    let table = named_table(engine, &insert.table)?;
    KeyNames::of(table.schema())?;
    let key = transaction_key(table.schema(), &item, stored_key_of_item)?;
    check_put_indexes(&table, &item)?;
    let stored = Stored::new(item);
    check_item_size(stored.size()).map_err(Fault::Refuse)?;
    Ok(OneItem { table, key, action: stored })
}

/// Fails if there already is an item with the key.
pub(super) fn decide(stored: &Stored, current: Option<&Stored>) -> Result<Change<'static>> {
    match current {
        Some(_) => Err(Error::DuplicateItem(texts::statement::DUPLICATE_KEY.to_owned())),
        None => Ok(Change::Put(stored.clone())),
    }
}
