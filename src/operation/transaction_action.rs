//! The actions of TransactWriteItems: from what a request says to what becomes of an item.

use std::{cell::OnceCell, collections::BTreeMap, sync::Arc};

use super::{
    enums::ReturnValuesOnConditionCheckFailure,
    output::{Object, WriteJson},
    parameters::Parameters,
    put_item::check_item_size,
    table_access::{item_place, key_place},
    transact_write_items::{ConditionCheck, Delete, Put, TransactWriteItem, Update},
    transaction::{
        Current, Fault, check_names, check_put_indexes, check_set_indexes, check_updated_indexes,
        transaction_place, transaction_placeholders,
    },
    update_item::{change, check_charge, check_keys_stay},
    validation::{Found, Wording},
    write_condition::{self, ConditionSource},
};
use crate::{
    error::{Error, Result},
    expression::{Condition, ExpressionError, Update as BoundUpdate, UpdateTree},
    key::{KeySchema, StoredKey},
    storage::{Change, Store, Stored, Table},
    value::Item,
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
    pub(crate) const fn subject(self) -> &'static str {
        match self {
            Self::Put => "item",
            _ => "key",
        }
    }
}

/// What an action says, whatever its kind.
#[derive(Debug)]
pub(crate) struct ActionMembers<'r> {
    pub(crate) kind: Kind,
    pub(crate) table_name: &'r str,
    /// The item to put, or the key.
    pub(crate) subject: &'r Item,
    update: Option<&'r String>,
    condition: Option<&'r String>,
    names: Option<&'r BTreeMap<String, String>>,
    pub(crate) values: Option<&'r Item>,
    on_failure: Option<ReturnValuesOnConditionCheckFailure>,
}

macro_rules! members {
    ($($kind:ident: $subject:ident, |$action:ident| $update:expr, $condition:expr;)*) => {$(
        impl<'r> From<&'r $kind> for ActionMembers<'r> {
            fn from($action: &'r $kind) -> Self {
                Self {
                    kind: Kind::$kind,
                    table_name: &$action.table_name,
                    subject: &$action.$subject,
                    update: $update,
                    condition: $condition,
                    names: $action.expression_attribute_names.as_ref(),
                    values: $action.expression_attribute_values.as_ref(),
                    on_failure: $action.return_values_on_condition_check_failure,
                }
            }
        }
    )*};
}

members! {
    ConditionCheck: key, |action| None, Some(&action.condition_expression);
    Put: item, |action| None, action.condition_expression.as_ref();
    Delete: key, |action| None, action.condition_expression.as_ref();
    Update: key, |action| Some(&action.update_expression), action.condition_expression.as_ref();
}

impl TransactWriteItem {
    /// What the action says; several where several are there, which is wrong.
    pub(crate) fn members(&self) -> impl Iterator<Item = ActionMembers<'_>> {
        let check = self.condition_check.iter().map(ActionMembers::from);
        let put = self.put.iter().map(ActionMembers::from);
        let delete = self.delete.iter().map(ActionMembers::from);
        let update = self.update.iter().map(ActionMembers::from);
        check.chain(put).chain(delete).chain(update)
    }

    /// What the one action says.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub(crate) fn only_member(&self) -> Result<ActionMembers<'_>> {
        let mut members = self.members();
        match (members.next(), members.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(Error::validation("TransactItems can only contain one of Check, Put, Update or Delete")),
        }
    }

    /// Takes the item to put, or the key, out of the action.
    pub(crate) fn take_subject(&mut self) -> Item {
        let Self { condition_check, put, delete, update } = self;
        let subject = match (put, update, delete, condition_check) {
            (Some(put), ..) => &mut put.item,
            (_, Some(update), ..) => &mut update.key,
            (_, _, Some(delete), _) => &mut delete.key,
            (.., Some(check)) => &mut check.key,
            _ => return Item::new(),
        };
        std::mem::take(subject)
    }
}

/// An action's expressions, parsed but not bound.
#[derive(Debug)]
pub(crate) struct Sources<'s> {
    condition: ConditionSource<'s>,
    update: Option<Arc<UpdateTree>>,
}

impl<'s> ActionMembers<'s> {
    /// Where a member of the action stands in the request: `transactItems.1.member.put.item`.
    pub(crate) fn path(&self, number: usize, member: &str) -> String {
        format!("transactItems.{number}.member.{}.{member}", self.kind.name())
    }

    /// Checks what can be checked without the table, in the service's order: parameters, the values of
    /// expressions, the expressions, the item or key. `subject` is the item or key, `sources` a place for what
    /// the bound action borrows from.
    pub(crate) fn bind(
        self,
        store: &Store,
        found: &Found,
        number: usize,
        subject: Item,
        sources: &'s OnceCell<Sources<'s>>,
    ) -> Result<Bound<'s>> {
        let check_fault = |member: &str| match found.faults.is_empty() {
            true => Ok(()),
            false => found.check_value_at(WORDING, &self.path(number, member)),
        };
        let refuse = |error: ExpressionError| WORDING.refuse(error.as_str());
        let parameters = Parameters {
            legacy: &[],
            expressions: &[
                ("UpdateExpression", self.update.is_some()),
                ("ConditionExpression", self.condition.is_some()),
            ],
            names: self.names,
            values: self.values,
        };
        parameters.check(WORDING)?;
        check_fault("expressionAttributeValues")?;
        let mut placeholders = transaction_placeholders(self.names, self.values)?;
        let update = self.update.map(|text| store.expressions.update(text)).transpose().map_err(refuse)?;
        let condition =
            ConditionSource::read(store, WORDING, self.condition.map(String::as_str), None, None)?;
        let sources = sources.get_or_init(|| Sources { condition, update });
        let update = sources.update.as_ref().map(|tree| tree.bind(&mut placeholders)).transpose();
        let update = update.map_err(refuse)?;
        let condition = sources.condition.bind(WORDING, &mut placeholders)?;
        placeholders.all_used().map_err(refuse)?;
        check_names(&subject)?;
        check_fault(self.kind.subject())?;
        let change = match (self.kind, update) {
            (Kind::Put, _) => {
                let stored = Stored::new(subject);
                check_item_size(&stored)?;
                BoundChange::Put(stored)
            }
            (Kind::Delete, _) => BoundChange::Delete(subject),
            (_, Some(update)) => BoundChange::Update(subject, update),
            (_, None) => BoundChange::Check(subject),
        };
        Ok(Bound { table_name: self.table_name, change, condition, on_failure: self.on_failure })
    }
}

impl WriteJson for ActionMembers<'_> {
    fn write_json(&self, out: &mut Vec<u8>) {
        let mut object = Object::new(out);
        object.member("Kind", &self.kind.name());
        object.member("TableName", &self.table_name);
        object.member("Subject", self.subject);
        object.member("UpdateExpression", &self.update);
        object.member("ConditionExpression", &self.condition);
        object.member("ExpressionAttributeNames", &self.names);
        object.member("ExpressionAttributeValues", &self.values);
        object.member("OnFailure", &self.on_failure.map(|word| word.as_str()));
        object.end();
    }
}

/// An action that is sound by itself.
#[derive(Debug)]
pub(crate) struct Bound<'s> {
    pub(crate) table_name: &'s str,
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
            BoundChange::Put(stored) => transaction_place(schema, &stored.item, item_place),
            BoundChange::Update(key, _) | BoundChange::Delete(key) | BoundChange::Check(key) => {
                transaction_place(schema, key, key_place)
            }
        }
    }
}

/// An action on an item of this table.
#[derive(Debug)]
pub(crate) struct Action<'t, 's> {
    pub(crate) table: &'t Table,
    pub(crate) bound: Bound<'s>,
}

impl Action<'_, '_> {
    /// Checks what needs the table, but not the item.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        match &self.bound.change {
            BoundChange::Put(stored) => check_put_indexes(self.table, &stored.item),
            BoundChange::Update(_, update) => {
                check_keys_stay(&self.table.schema, update)?;
                check_set_indexes(self.table, update)?;
                Ok(check_charge(update)?)
            }
            BoundChange::Delete(_) | BoundChange::Check(_) => Ok(()),
        }
    }

    /// What becomes of the item that is there.
    pub(crate) fn decide(self, current: Current<'_>) -> Result<Change, Fault> {
        let Self { table, bound } = self;
        if bound.condition.is_some() {
            write_condition::check(bound.condition.as_ref(), current.item(), bound.on_failure)?;
        }
        match bound.change {
            BoundChange::Put(stored) => Ok(Change::Put(stored)),
            BoundChange::Update(key, update) => {
                change(current.item(), &key, Some(&update), |item| check_updated_indexes(table, item))
            }
            BoundChange::Delete(_) => Ok(Change::Delete),
            BoundChange::Check(_) => Ok(Change::Keep),
        }
    }
}
