//! The actions of TransactWriteItems, each as one flat structure for all kinds.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use smallvec::smallvec;

use super::action::{ConditionCheck, Delete, Put, TransactWriteItem, TransactWriteItemsInput, Update};
use crate::{
    codec::{Member, Object, Place, WriteJson},
    engine::RequestHash,
    operation::request::{
        enums::{ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValuesOnConditionCheckFailure},
        expression_lists::{Conditions, Part, Updates, conditions_of},
        values::ValueCheck,
    },
    value::{Item, Text},
};

/// The kinds of action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    ConditionCheck,
    Put,
    Delete,
    Update,
}

impl Kind {
    /// The place of a member of such an action in the request: `transactItems.1.member.put.item`.
    fn place(self, number: usize, member: Member) -> Place {
        let items = Place::from(TransactWriteItemsInput::MEMBERS.transact_items);
        items.element(number).member(self.members().action).member(member)
    }
}

/// The members of an action for which places are needed.
#[derive(Debug)]
pub(super) struct ActionMembers {
    /// The action's own.
    action: Member,
    pub(super) table_name: Member,
    /// The member with the item or the key.
    pub(super) subject: Member,
    pub(super) values: Member,
}

/// One action of a request, of any kind.
#[derive(Debug, Clone)]
pub(crate) struct ActionRequest {
    /// Its place in the request; the first is 1.
    pub(crate) number: usize,
    pub(crate) kind: Kind,
    pub(crate) table_name: Text,
    /// The item to put, or the key.
    pub(crate) subject: Item,
    pub(crate) updates: Updates,
    pub(crate) conditions: Conditions,
    pub(crate) names: Option<BTreeMap<String, String>>,
    pub(crate) values: Option<Item>,
    pub(crate) on_failure: Option<ReturnValuesOnConditionCheckFailure>,
}

macro_rules! action_requests {
    ($($kind:ident $member:ident: $subject:ident, |$action:ident| $updates:expr, $condition:expr;)*) => {
        impl Kind {
            /// The members of such an action.
            pub(super) const fn members(self) -> ActionMembers {
                match self {
                    $(Self::$kind => ActionMembers {
                        action: TransactWriteItem::MEMBERS.$member,
                        table_name: $kind::MEMBERS.table_name,
                        subject: $kind::MEMBERS.$subject,
                        values: $kind::MEMBERS.expression_attribute_values,
                    },)*
                }
            }
        }

        $(impl $kind {
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
        })*
    };
}

action_requests! {
    ConditionCheck condition_check: key, |action| Updates::new(), Some(action.condition_expression);
    Put put: item, |action| Updates::new(), action.condition_expression;
    Delete delete: key, |action| Updates::new(), action.condition_expression;
    Update update: key, |action| smallvec![Part::Text(action.update_expression)], action.condition_expression;
}

impl TransactWriteItem {
    /// Appends the action; an invalid request may have several in one entry, which are all appended.
    pub(super) fn add_requests(self, number: usize, requests: &mut Vec<ActionRequest>) {
        let Self { condition_check, put, delete, update } = self;
        requests.extend(condition_check.map(|action| action.request(number)));
        requests.extend(put.map(|action| action.request(number)));
        requests.extend(delete.map(|action| action.request(number)));
        requests.extend(update.map(|action| action.request(number)));
    }

    /// Checks the values of an action made in Rust.
    pub(super) fn check_values(&self, number: usize, check: &mut ValueCheck) {
        let Self { condition_check, put, delete, update } = self;
        let check_action = condition_check
            .as_ref()
            .map(|action| (Kind::ConditionCheck, &action.key, &action.expression_attribute_values));
        let put = put.as_ref().map(|action| (Kind::Put, &action.item, &action.expression_attribute_values));
        let delete =
            delete.as_ref().map(|action| (Kind::Delete, &action.key, &action.expression_attribute_values));
        let update =
            update.as_ref().map(|action| (Kind::Update, &action.key, &action.expression_attribute_values));
        for (kind, subject, values) in [check_action, put, delete, update].into_iter().flatten() {
            check_values(check, kind, number, subject, values.as_ref());
        }
    }
}

fn check_values(check: &mut ValueCheck, kind: Kind, number: usize, subject: &Item, values: Option<&Item>) {
    let members = kind.members();
    check.inside(subject, || kind.place(number, members.subject));
    if let Some(values) = values {
        check.inside(values, || kind.place(number, members.values));
    }
}

impl ActionRequest {
    /// An action on this item or key, without further members.
    pub(crate) fn new(number: usize, kind: Kind, table_name: &str, subject: Item) -> Self {
        Self {
            number,
            kind,
            table_name: table_name.into(),
            subject,
            updates: Updates::new(),
            conditions: Conditions::new(),
            names: None,
            values: None,
            on_failure: None,
        }
    }

    /// The place of a member of the action in the request.
    pub(super) fn place(&self, member: Member) -> Place {
        self.kind.place(self.number, member)
    }

    /// Checks the values of an action made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        check_values(check, self.kind, self.number, &self.subject, self.values.as_ref());
    }
}

impl WriteJson for ActionRequest {
    fn write_json(&self, out: &mut Vec<u8>) {
        let mut object = Object::new(out);
        object.member("Kind", self.kind.members().action.name());
        object.member(Update::MEMBERS.table_name.name(), self.table_name.as_str());
        object.member("Subject", &self.subject);
        object.member(Update::MEMBERS.update_expression.name(), self.updates.as_slice());
        object.member(Update::MEMBERS.condition_expression.name(), self.conditions.as_slice());
        object.member(Update::MEMBERS.expression_attribute_names.name(), &self.names);
        object.member(Update::MEMBERS.expression_attribute_values.name(), &self.values);
        object.member("OnFailure", &self.on_failure);
        object.end();
    }
}

/// The actions of a request, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct TransactionRequest {
    pub(super) actions: Vec<ActionRequest>,
    /// How many entries the request's list has.
    pub(super) count: usize,
    /// The number of the first entry that does not have exactly one action, and how many it has.
    pub(super) malformed: Option<(usize, usize)>,
    pub(crate) return_consumed_capacity: Option<ReturnConsumedCapacity>,
    pub(crate) return_item_collection_metrics: Option<ReturnItemCollectionMetrics>,
    pub(crate) client_request_token: Option<String>,
}

impl TransactionRequest {
    /// Appends an action on this item or key.
    pub(crate) fn add(&mut self, kind: Kind, table_name: &str, subject: Item) {
        self.count += 1;
        self.actions.push(ActionRequest::new(self.count, kind, table_name, subject));
    }

    /// The latest action.
    pub(crate) fn latest(&mut self) -> Option<&mut ActionRequest> {
        self.actions.last_mut()
    }

    /// The actions, in order.
    pub(crate) fn actions(&self) -> impl Iterator<Item = &ActionRequest> {
        self.actions.iter()
    }

    /// The tables' names or ARNs as in the actions.
    pub(crate) fn table_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.actions.iter().map(|action| action.table_name.as_str())
    }

    /// The hash of all actions, by which a repeat under the same client request token is recognized.
    pub(super) fn hash(&self) -> RequestHash {
        let mut bytes = Vec::with_capacity(256 * self.actions.len());
        for action in &self.actions {
            action.write_json(&mut bytes);
        }
        Sha256::digest(&bytes).into()
    }

    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        self.actions.iter().for_each(|action| action.check_values(check));
    }
}
