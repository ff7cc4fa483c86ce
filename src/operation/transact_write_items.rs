//! TransactWriteItems: up to 100 items of several tables written, or none of them.

use std::{cell::OnceCell, collections::BTreeMap, sync::Arc};

use sha2::{Digest, Sha256};

use super::{
    capacity::{ConsumedCapacity, Direction},
    enums::{ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValuesOnConditionCheckFailure},
    input::structure,
    item_collection::{self, ItemCollectionMetrics},
    output::{WriteJson, output},
    table_access::{check_table_name, is_table_name},
    transact_get_items::check_count,
    transaction::{
        Preparation, Prepared, check_size, consumed_capacity, find_tables, read_consumed, write_consumed,
    },
    transaction_action::Action,
    validation::{Constraint, Found, Request, ValueCheck},
};
use crate::{
    error::{Error, Result},
    limits::TRANSACTION_ACTIONS,
    storage::{Answer, RequestHash, Store, Table, Written},
    value::Item,
};

structure! {
    /// What TransactWriteItems takes. (API reference: TransactWriteItems)
    pub struct TransactWriteItemsInput {
        /// What to do, no two actions on one item.
        transact_items: Vec<TransactWriteItem> = "TransactItems",
        /// How much of the consumed capacity to tell.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// Whether to tell the item collections' sizes.
        return_item_collection_metrics: Option<ReturnItemCollectionMetrics> = "ReturnItemCollectionMetrics",
        /// What the request is recognized by if it is sent again within ten minutes.
        client_request_token: Option<String> = "ClientRequestToken",
    }
}

structure! {
    /// One action: exactly one of the members. (API reference: `TransactWriteItem`)
    pub struct TransactWriteItem {
        /// A condition on an item that the transaction does not change.
        condition_check: Option<ConditionCheck> = "ConditionCheck",
        /// An item to put.
        put: Option<Put> = "Put",
        /// An item to delete.
        delete: Option<Delete> = "Delete",
        /// An item to update.
        update: Option<Update> = "Update",
    }
}

structure! {
    /// A condition on an item. (API reference: `ConditionCheck`)
    pub struct ConditionCheck {
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// What must hold for the item that is there.
        condition_expression: String = "ConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// Whether a failed condition's reason carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// An item to put. (API reference: `Put`)
    pub struct Put {
        /// The item, with its key.
        item: Item = "Item",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// What must hold for the item that is there.
        condition_expression: Option<String> = "ConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// Whether a failed condition's reason carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// An item to delete. (API reference: `Delete`)
    pub struct Delete {
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// What must hold for the item that is there.
        condition_expression: Option<String> = "ConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// Whether a failed condition's reason carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// An item to update. (API reference: `Update`)
    pub struct Update {
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// What to change.
        update_expression: String = "UpdateExpression",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// What must hold for the item that is there.
        condition_expression: Option<String> = "ConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// Whether a failed condition's reason carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

output! {
    /// What TransactWriteItems answers.
    pub struct TransactWriteItemsOutput {
        /// The capacity consumed, one entry for each table.
        consumed_capacity: Option<Vec<ConsumedCapacity>> = "ConsumedCapacity",
        /// The item collections' sizes, by table.
        item_collection_metrics: Option<BTreeMap<String, Vec<ItemCollectionMetrics>>> = "ItemCollectionMetrics",
    }
}

/// (API reference: `IdempotentParameterMismatchException`)
pub(crate) const MISMATCH: &str = "DynamoDB rejected the request because you retried a request with a different payload but with \
     an idempotent token that was already used.";
/// The longest client request token, in characters. (API reference: TransactWriteItems)
const TOKEN_CHARACTERS: usize = 36;

impl From<ConditionCheck> for TransactWriteItem {
    fn from(action: ConditionCheck) -> Self {
        Self { condition_check: Some(action), ..Self::default() }
    }
}

impl From<Put> for TransactWriteItem {
    fn from(action: Put) -> Self {
        Self { put: Some(action), ..Self::default() }
    }
}

impl From<Delete> for TransactWriteItem {
    fn from(action: Delete) -> Self {
        Self { delete: Some(action), ..Self::default() }
    }
}

impl From<Update> for TransactWriteItem {
    fn from(action: Update) -> Self {
        Self { update: Some(action), ..Self::default() }
    }
}

impl TransactWriteItemsInput {
    /// Looks at the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        for (number, action) in (1..).zip(&self.transact_items) {
            for members in action.members() {
                let path = |member: &str| members.path(number, member);
                check.inside("TransactItems", members.subject, || path(members.kind.subject()));
                if let Some(values) = members.values {
                    check.inside("TransactItems", values, || path("expressionAttributeValues"));
                }
            }
        }
    }
}

/// Carries the actions out.
pub(crate) fn run(
    store: &Store,
    request: Request<TransactWriteItemsInput>,
) -> Result<TransactWriteItemsOutput> {
    let Request { mut input, mut found } = request;
    check_constraints(&mut found, &input);
    found.check(&[
        "clientRequestToken",
        "returnConsumedCapacity",
        "returnItemCollectionMetrics",
        "transactItems",
    ])?;
    let hash = input.client_request_token.is_some().then(|| request_hash(&input.transact_items));
    let subjects: Vec<Item> = input.transact_items.iter_mut().map(TransactWriteItem::take_subject).collect();
    let sources: Vec<OnceCell<_>> = subjects.iter().map(|_| OnceCell::new()).collect();
    let mut bound = Vec::with_capacity(subjects.len());
    let mut size_bytes = 0;
    for (((number, item), subject), source) in (1..).zip(&input.transact_items).zip(subjects).zip(&sources) {
        let action = item.only_member()?.bind(store, &found, number, subject, source)?;
        size_bytes += action.put_size();
        bound.push(action);
    }
    let tables = find_tables(store, bound.iter().map(|action| action.table_name))?;
    let mut preparation = Preparation::new(bound.len());
    for (action, table) in bound.into_iter().zip(&tables) {
        let place = action.place(&table.schema);
        preparation.add(table, place, Action { table, bound: action }, Action::check)?;
    }
    let prepared = preparation.finish()?;
    check_size(size_bytes)?;

    let (Some(token), Some(hash)) = (&input.client_request_token, hash) else {
        return Ok(output(&input, &tables, &write(prepared)?));
    };
    let mut prepared = Some(prepared);
    let answer = store.client_tokens.once(
        token,
        hash,
        || store.clock.now_ms(),
        || prepared.take().map(write).transpose(),
    )?;
    match answer {
        Answer::First(written) => Ok(output(&input, &tables, &written.unwrap_or_default())),
        Answer::Mismatch => Err(Error::IdempotentParameterMismatch(MISMATCH.to_owned())),
        Answer::Repeated => {
            let read = prepared.take().map(Prepared::read).transpose()?.unwrap_or_default();
            let consumed = read.iter().map(|(_, stored)| read_consumed(stored.as_ref()));
            let asked = input.return_consumed_capacity;
            Ok(TransactWriteItemsOutput {
                consumed_capacity: consumed_capacity(
                    asked,
                    Direction::Read,
                    names(&input),
                    &tables,
                    consumed,
                ),
                ..TransactWriteItemsOutput::default()
            })
        }
    }
}

type PreparedActions<'t, 's> = Prepared<'t, Action<'t, 's>>;

fn write(prepared: PreparedActions<'_, '_>) -> Result<Vec<Written>> {
    prepared.write(Action::decide)
}

fn check_constraints(found: &mut Found, input: &TransactWriteItemsInput) {
    check_token(found, input.client_request_token.as_deref());
    let items = &input.transact_items;
    check_count(found, items.len());
    // Names are only looked at where that cannot take long; too many actions are told before them anyway.
    for (number, item) in (1..).zip(items).take_while(|_| items.len() <= TRANSACTION_ACTIONS) {
        for members in item.members().filter(|members| !is_table_name(members.table_name)) {
            check_table_name(found, &members.path(number, "tableName"), members.table_name);
        }
    }
}

/// Notes that a client request token is too short or too long.
pub(crate) fn check_token(found: &mut Found, token: Option<&str>) {
    if let Some(token) = token {
        let constraint = match token.chars().count() {
            0 => Constraint::MinLength(1),
            length if length > TOKEN_CHARACTERS => Constraint::MaxLength(TOKEN_CHARACTERS),
            _ => return,
        };
        found.violation("clientRequestToken", Some(token.to_owned()), constraint, true);
    }
}

/// What a request is recognized by: all that its actions say, in an order of its own.
fn request_hash(items: &[TransactWriteItem]) -> RequestHash {
    let mut bytes = Vec::with_capacity(256 * items.len());
    for members in items.iter().flat_map(TransactWriteItem::members) {
        members.write_json(&mut bytes);
    }
    Sha256::digest(&bytes).into()
}

/// What the actions, of which each is one of four, call their tables.
fn names(input: &TransactWriteItemsInput) -> impl Iterator<Item = &str> {
    input.transact_items.iter().flat_map(|item| item.members().map(|members| members.table_name))
}

fn output(
    input: &TransactWriteItemsInput,
    tables: &[Arc<Table>],
    written: &[Written],
) -> TransactWriteItemsOutput {
    let consumed = written.iter().map(write_consumed);
    TransactWriteItemsOutput {
        consumed_capacity: consumed_capacity(
            input.return_consumed_capacity,
            Direction::Write,
            names(input),
            tables,
            consumed,
        ),
        item_collection_metrics: metrics(input, tables, written),
    }
}

/// The sizes of the item collections that the actions changed, by table.
fn metrics(
    input: &TransactWriteItemsInput,
    tables: &[Arc<Table>],
    written: &[Written],
) -> Option<BTreeMap<String, Vec<ItemCollectionMetrics>>> {
    let asked = input.return_item_collection_metrics;
    if asked != Some(ReturnItemCollectionMetrics::Size) {
        return None;
    }
    let mut metrics: BTreeMap<String, Vec<ItemCollectionMetrics>> = BTreeMap::new();
    for (((item, name), table), written) in
        input.transact_items.iter().zip(names(input)).zip(tables).zip(written)
    {
        let changed = written.new.as_ref().or(written.old.as_ref());
        let Some(stored) = changed.filter(|_| item.condition_check.is_none()) else { continue };
        if let Some(collection) = item_collection::metrics(table, &stored.item, asked) {
            metrics.entry(name.to_owned()).or_default().push(collection);
        }
    }
    (!metrics.is_empty()).then_some(metrics)
}
