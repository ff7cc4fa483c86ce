//! An action of TransactWriteItems with its expressions bound, and the change that it makes to its item.

use std::cell::OnceCell;

use super::{
    action_request::{ActionRequest, Kind},
    fault::Fault,
    keys::{check_put_indexes, check_set_indexes, check_updated_indexes, transaction_key},
    preparation::Current,
};
use crate::{
    codec::Member,
    engine::Engine,
    error::Result,
    expression::{Condition, ExpressionError, Update as BoundUpdate},
    key::{KeySchema, StoredKey},
    operation::{
        access::{
            change::{check_charge, check_condition, check_item_size, check_keys_stay, updated},
            keys::{stored_key, stored_key_of_item},
            scalar_keys,
        },
        authorization::request::ItemAccess,
        request::{
            condition::ConditionSource, enums::ReturnValuesOnConditionCheckFailure,
            expression_lists::UpdateTrees, found::Found, parameters::transaction_placeholders,
            wording::Wording,
        },
    },
    storage::{Change, Stored, Table},
    value::Item,
    work::Work,
};

const WORDING: Wording = Wording::Bare;

/// An action's expressions, parsed but not bound.
#[derive(Debug)]
pub(super) struct Sources<'s> {
    condition: ConditionSource<'s>,
    updates: UpdateTrees<'s>,
}

impl ActionRequest {
    /// Checks what can be checked without the table, in the service's order: parameters, the values of expressions, the
    /// expressions, the item or key. `subject` is the item or key, moved out of the action; `sources` holds what the
    /// bound action borrows from.
    pub(super) fn bind<'s, 'r: 's>(
        &'r self,
        engine: &Engine,
        found: &Found,
        subject: Item,
        sources: &'s OnceCell<Sources<'r>>,
    ) -> Result<Bound<'s>> {
        let members = self.kind.members();
        let check_fault = |member: Member| match found.faults().is_empty() {
            true => Ok(()),
            false => found.check_value_at(WORDING, &self.place(member)),
        };
        let refuse = |error: ExpressionError| WORDING.refuse(error.as_str());
        let has_expression = !self.updates.is_empty() || !self.conditions.is_empty();
        if has_expression {
            check_fault(members.values)?;
        }
        let mut placeholders =
            transaction_placeholders(has_expression, self.names.as_ref(), self.values.as_ref())?;
        let updates = UpdateTrees::read(engine.caches(), &self.updates).map_err(refuse)?;
        let condition = ConditionSource::read(engine, WORDING, &self.conditions, None, None)?;
        let sources = sources.get_or_init(|| Sources { condition, updates });
        let update = sources.updates.bind(&mut placeholders).map_err(refuse)?;
        let condition = sources.condition.bind(WORDING, &mut placeholders)?;
        placeholders.all_used().map_err(refuse)?;
        WORDING.check_names(&subject)?;
        check_fault(members.subject)?;
        let change = match (self.kind, update) {
            (Kind::Put, _) => {
                let stored = Stored::new(subject);
                check_item_size(stored.size())?;
                BoundChange::Put(stored)
            }
            (Kind::Delete, _) => BoundChange::Delete(subject),
            (kind, Some(update)) => {
                debug_assert_eq!(kind, Kind::Update, "no other action has an update expression");
                check_charge(&update)?;
                BoundChange::Update(subject, update)
            }
            (kind, None) => {
                debug_assert_eq!(kind, Kind::ConditionCheck, "an update has an update expression");
                BoundChange::Check(subject)
            }
        };
        Ok(Bound { change, condition, on_failure: self.on_failure })
    }
}

/// An action that passed all checks that need no table.
#[derive(Debug)]
pub(super) struct Bound<'s> {
    change: BoundChange<'s>,
    condition: Option<Condition<'s>>,
    on_failure: Option<ReturnValuesOnConditionCheckFailure>,
}

/// What an action does if its condition holds, with its item or key.
#[derive(Debug)]
enum BoundChange<'s> {
    Put(Stored),
    Update(Item, BoundUpdate<'s>),
    Delete(Item),
    Check(Item),
}

impl Bound<'_> {
    /// The access that the action needs, each kind by an action of its own.
    pub(super) fn access(&self) -> ItemAccess<'_> {
        let access = match &self.change {
            BoundChange::Put(stored) => ItemAccess::new("PutItem").subject(stored.item()),
            BoundChange::Update(key, update) => {
                ItemAccess::new("UpdateItem").subject(key).update(Some(update))
            }
            BoundChange::Delete(key) => ItemAccess::new("DeleteItem").subject(key),
            BoundChange::Check(key) => ItemAccess::new("ConditionCheckItem").subject(key),
        };
        access.condition(self.condition.as_ref())
    }

    /// The size of an item to put; 0 for other actions, whose sizes depend on the current item.
    pub(super) fn put_size(&self) -> usize {
        match &self.change {
            BoundChange::Put(stored) => stored.size(),
            _ => 0,
        }
    }

    /// The stored key of its item.
    pub(super) fn key(&self, schema: &KeySchema) -> Result<StoredKey, Fault> {
        match &self.change {
            BoundChange::Put(stored) => transaction_key(schema, stored.item(), stored_key_of_item),
            BoundChange::Update(key, _) | BoundChange::Delete(key) | BoundChange::Check(key) => {
                transaction_key(schema, key, stored_key)
            }
        }
    }

    /// Checks what needs the table, but not the item.
    pub(super) fn check(&self, table: &Table) -> Result<(), Fault> {
        scalar_keys::check_condition(table, self.condition.as_ref())?;
        match &self.change {
            BoundChange::Put(stored) => check_put_indexes(table, stored.item()),
            BoundChange::Update(_, update) => {
                scalar_keys::check_update(table, Some(update))?;
                check_keys_stay(table.schema(), update)?;
                check_set_indexes(table, update)
            }
            BoundChange::Delete(_) | BoundChange::Check(_) => Ok(()),
        }
    }

    /// The change of the current item.
    pub(super) fn decide(
        self,
        table: &Table,
        current: Current<'_>,
        work: &mut Work,
    ) -> Result<Change<'static>, Fault> {
        if self.condition.is_some() {
            check_condition::<Fault>(self.condition.as_ref(), current.item(), self.on_failure, work)?;
        }
        match self.change {
            BoundChange::Put(stored) => Ok(Change::Put(stored)),
            BoundChange::Update(key, update) => {
                updated(current.item(), &key, Some(&update), |item| check_updated_indexes(table, item))
            }
            BoundChange::Delete(_) => Ok(Change::Delete),
            BoundChange::Check(_) => Ok(Change::Check),
        }
    }
}
