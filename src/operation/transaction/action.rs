//! The actions of TransactWriteItems: from what a request says to what becomes of an item.

use std::{cell::OnceCell, collections::BTreeMap};

use smallvec::smallvec;

use super::{
    preparation::{
        Current, Fault, check_names, check_put_indexes, check_set_indexes, check_updated_indexes,
        transaction_place, transaction_placeholders,
    },
    transact_write_items::{ConditionCheck, Delete, Put, TransactWriteItem, Update},
};
use crate::{
    codec::{Object, WriteJson},
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
        request::{
            condition::ConditionSource,
            enums::ReturnValuesOnConditionCheckFailure,
            expression_lists::{Conditions, Texts, UpdateTrees, conditions_of},
            found::Found,
            values::ValueCheck,
            wording::Wording,
        },
    },
    storage::{Change, Stored, Table},
    value::{Item, Text},
    work::Work,
};

const WORDING: Wording = Wording::Bare;

/// The kinds of action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    ConditionCheck,
    Put,
    Delete,
    Update,
}

impl Kind {
    /// The action's member, as the service writes places.
    const fn name(self) -> &'static str {
        match self {
            Self::ConditionCheck => "conditionCheck",
            Self::Put => "put",
            Self::Delete => "delete",
            Self::Update => "update",
        }
    }

    /// The member that says which item it is about, as the service writes places.
    const fn subject(self) -> &'static str {
        match self {
            Self::Put => "item",
            _ => "key",
        }
    }

    /// Where a member of such an action stands in the request: `transactItems.1.member.put.item`.
    fn path(self, number: usize, member: &str) -> String {
        format!("transactItems.{number}.member.{}.{member}", self.name())
    }
}

/// One action as a request says it, whatever its kind.
#[derive(Debug, Clone)]
pub(crate) struct ActionRequest {
    /// Its place in the request; the first is 1.
    pub(crate) number: usize,
    pub(crate) kind: Kind,
    pub(crate) table_name: Text,
    /// The item to put, or the key.
    pub(crate) subject: Item,
    pub(crate) updates: Texts,
    pub(crate) conditions: Conditions,
    pub(crate) names: Option<BTreeMap<String, String>>,
    pub(crate) values: Option<Item>,
    pub(crate) on_failure: Option<ReturnValuesOnConditionCheckFailure>,
}

macro_rules! action_requests {
    ($($kind:ident: $subject:ident, |$action:ident| $updates:expr, $condition:expr;)*) => {$(
        impl $kind {
            fn request(self, number: usize) -> ActionRequest {
                let $action = self;
                ActionRequest {
                    number,
                    kind: Kind::$kind,
                    updates: $updates,
                    conditions: conditions_of($condition),
                    table_name: $action.table_name.into(),
                    subject: $action.$subject,
                    names: $action.expression_attribute_names,
                    values: $action.expression_attribute_values,
                    on_failure: $action.return_values_on_condition_check_failure,
                }
            }

            fn check_values(&self, number: usize, check: &mut ValueCheck) {
                let values = self.expression_attribute_values.as_ref();
                check_values(check, Kind::$kind, number, &self.$subject, values);
            }
        }
    )*};
}

action_requests! {
    ConditionCheck: key, |action| Texts::new(), Some(action.condition_expression);
    Put: item, |action| Texts::new(), action.condition_expression;
    Delete: key, |action| Texts::new(), action.condition_expression;
    Update: key, |action| smallvec![action.update_expression], action.condition_expression;
}

impl TransactWriteItem {
    /// Appends what the action says; several where several are there, which is wrong.
    pub(crate) fn add_requests(self, number: usize, requests: &mut Vec<ActionRequest>) {
        let Self { condition_check, put, delete, update } = self;
        requests.extend(condition_check.map(|action| action.request(number)));
        requests.extend(put.map(|action| action.request(number)));
        requests.extend(delete.map(|action| action.request(number)));
        requests.extend(update.map(|action| action.request(number)));
    }

    /// Looks at the values of an action made in Rust.
    pub(crate) fn check_values(&self, number: usize, check: &mut ValueCheck) {
        let Self { condition_check, put, delete, update } = self;
        condition_check.iter().for_each(|action| action.check_values(number, check));
        put.iter().for_each(|action| action.check_values(number, check));
        delete.iter().for_each(|action| action.check_values(number, check));
        update.iter().for_each(|action| action.check_values(number, check));
    }
}

fn check_values(check: &mut ValueCheck, kind: Kind, number: usize, subject: &Item, values: Option<&Item>) {
    check.inside("TransactItems", subject, || kind.path(number, kind.subject()));
    if let Some(values) = values {
        check.inside("TransactItems", values, || kind.path(number, "expressionAttributeValues"));
    }
}

/// An action's expressions, parsed but not bound.
#[derive(Debug)]
pub(crate) struct Sources<'s> {
    condition: ConditionSource<'s>,
    updates: UpdateTrees,
}

impl ActionRequest {
    /// An action on this item or key, of which nothing else is said.
    pub(crate) fn new(number: usize, kind: Kind, table_name: &str, subject: Item) -> Self {
        Self {
            number,
            kind,
            table_name: table_name.into(),
            subject,
            updates: Texts::new(),
            conditions: Conditions::new(),
            names: None,
            values: None,
            on_failure: None,
        }
    }

    /// Where a member of the action stands in the request.
    pub(crate) fn path(&self, member: &str) -> String {
        self.kind.path(self.number, member)
    }

    /// Looks at the values of an action made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        check_values(check, self.kind, self.number, &self.subject, self.values.as_ref());
    }

    /// Checks what can be checked without the table, in the service's order: parameters, the values of
    /// expressions, the expressions, the item or key. `subject` is the item or key, taken out of the action;
    /// `sources` a place for what the bound action borrows from.
    pub(crate) fn bind<'s>(
        &'s self,
        engine: &Engine,
        found: &Found,
        subject: Item,
        sources: &'s OnceCell<Sources<'s>>,
    ) -> Result<Bound<'s>> {
        let check_fault = |member: &str| match found.faults().is_empty() {
            true => Ok(()),
            false => found.check_value_at(WORDING, &self.path(member)),
        };
        let refuse = |error: ExpressionError| WORDING.refuse(error.as_str());
        let has_expression = !self.updates.is_empty() || !self.conditions.is_empty();
        if has_expression {
            check_fault("expressionAttributeValues")?;
        }
        let mut placeholders =
            transaction_placeholders(has_expression, self.names.as_ref(), self.values.as_ref())?;
        let updates = UpdateTrees::read(engine.caches(), &self.updates).map_err(refuse)?;
        let condition = ConditionSource::read(engine, WORDING, &self.conditions, None, None)?;
        let sources = sources.get_or_init(|| Sources { condition, updates });
        let update = sources.updates.bind(&mut placeholders).map_err(refuse)?;
        let condition = sources.condition.bind(WORDING, &mut placeholders)?;
        placeholders.all_used().map_err(refuse)?;
        check_names(&subject)?;
        check_fault(self.kind.subject())?;
        let change = match (self.kind, update) {
            (Kind::Put, _) => {
                let stored = Stored::new(subject);
                check_item_size(stored.size())?;
                BoundChange::Put(stored)
            }
            (Kind::Delete, _) => BoundChange::Delete(subject),
            (_, Some(update)) => {
                check_charge(&update)?;
                BoundChange::Update(subject, update)
            }
            (_, None) => BoundChange::Check(subject),
        };
        Ok(Bound { change, condition, on_failure: self.on_failure })
    }
}

impl WriteJson for ActionRequest {
    fn write_json(&self, out: &mut Vec<u8>) {
        let mut object = Object::new(out);
        object.member("Kind", &self.kind.name());
        object.member("TableName", &self.table_name.as_str());
        object.member("Subject", &self.subject);
        object.member("UpdateExpression", &self.updates.as_slice());
        object.member("ConditionExpression", &self.conditions.as_slice());
        object.member("ExpressionAttributeNames", &self.names);
        object.member("ExpressionAttributeValues", &self.values);
        object.member("OnFailure", &self.on_failure.map(|word| word.as_str()));
        object.end();
    }
}

/// An action that is sound by itself.
#[derive(Debug)]
pub(crate) struct Bound<'s> {
    change: BoundChange<'s>,
    condition: Option<Condition<'s>>,
    on_failure: Option<ReturnValuesOnConditionCheckFailure>,
}

/// What an action does where its condition holds, with the item or its key.
#[derive(Debug)]
enum BoundChange<'s> {
    Put(Stored),
    Update(Item, BoundUpdate<'s>),
    Delete(Item),
    Check(Item),
}

impl Bound<'_> {
    /// The size of an item to put; of no other action is it known before the item is seen.
    pub(crate) fn put_size(&self) -> usize {
        match &self.change {
            BoundChange::Put(stored) => stored.size(),
            _ => 0,
        }
    }

    /// Where the item lies.
    pub(crate) fn place(&self, schema: &KeySchema) -> Result<StoredKey, Fault> {
        match &self.change {
            BoundChange::Put(stored) => transaction_place(schema, stored.item(), stored_key_of_item),
            BoundChange::Update(key, _) | BoundChange::Delete(key) | BoundChange::Check(key) => {
                transaction_place(schema, key, stored_key)
            }
        }
    }

    /// Checks what needs the table, but not the item.
    pub(crate) fn check(&self, table: &Table) -> Result<(), Fault> {
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

    /// What becomes of the table's item that is there.
    pub(crate) fn decide(
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
            BoundChange::Check(_) => Ok(Change::Keep),
        }
    }
}
