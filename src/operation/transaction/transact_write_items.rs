//! TransactWriteItems: writes up to 100 items of several tables, all or none.

use std::{cell::OnceCell, collections::BTreeMap, sync::Arc};

use super::{
    action::TransactWriteItemsInput,
    action_request::{Kind, TransactionRequest},
    client_request_token::{self, check_token},
    limits::{check_count, check_size},
    preparation::Preparation,
};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    limits::TRANSACTION_ACTIONS,
    operation::{
        access::tables::find_tables,
        answer::{
            collection::{self, ItemCollectionMetrics},
            consumed_capacity::ConsumedCapacity,
        },
        authorization::{
            decision::{Authorizer, meet_faults},
            request::ItemAccess,
        },
        request::{
            enums::ReturnItemCollectionMetrics,
            found::Found,
            input::Request,
            names::{check_table_name, is_table_name},
            operation::Operation,
            values::ValueCheck,
        },
    },
    storage::{Table, Written},
    value::Item,
    work::Work,
};

structure! {
    /// What TransactWriteItems answers.
    #[non_exhaustive]
    pub struct TransactWriteItemsOutput {
        /// The capacity consumed, one entry for each table.
        consumed_capacity: Option<Vec<ConsumedCapacity>> = "ConsumedCapacity",
        /// The item collections' sizes, by table.
        item_collection_metrics: Option<BTreeMap<String, Vec<ItemCollectionMetrics>>> = "ItemCollectionMetrics",
    }
}

impl TransactWriteItemsInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        for (number, item) in (1..).zip(&self.transact_items) {
            item.check_values(number, check);
        }
    }
}

impl From<TransactWriteItemsInput> for TransactionRequest {
    fn from(input: TransactWriteItemsInput) -> Self {
        let count = input.transact_items.len();
        let mut actions = Vec::with_capacity(count);
        let mut malformed = None;
        for (number, item) in (1..).zip(input.transact_items) {
            let before = actions.len();
            item.add_requests(number, &mut actions);
            let added = actions.len() - before;
            if added != 1 {
                malformed = malformed.or(Some((number, added)));
            }
        }
        Self {
            actions,
            count,
            malformed,
            return_consumed_capacity: input.return_consumed_capacity,
            return_item_collection_metrics: input.return_item_collection_metrics,
            client_request_token: input.client_request_token,
        }
    }
}

/// Carries the actions out.
pub(crate) fn run(
    engine: &Engine,
    request: Request<impl Into<TransactionRequest>>,
) -> Result<TransactWriteItemsOutput> {
    let Request { input, mut found } = request;
    let mut input = input.into();
    check_constraints(&mut found, &input);
    found.check(&[
        TransactWriteItemsInput::MEMBERS.client_request_token,
        TransactWriteItemsInput::MEMBERS.return_consumed_capacity,
        TransactWriteItemsInput::MEMBERS.return_item_collection_metrics,
        TransactWriteItemsInput::MEMBERS.transact_items,
    ])?;
    let hash = input.client_request_token.is_some().then(|| input.hash());
    let subjects: Vec<Item> =
        input.actions.iter_mut().map(|action| std::mem::take(&mut action.subject)).collect();
    let sources: Vec<OnceCell<_>> = subjects.iter().map(|_| OnceCell::new()).collect();
    let mut bound = Vec::with_capacity(subjects.len());
    let mut size_bytes = 0;
    for ((action, subject), source) in input.actions.iter().zip(subjects).zip(&sources) {
        if input.malformed.is_some_and(|(malformed, _)| malformed <= action.number) {
            break;
        }
        let action = action.bind(engine, &found, subject, source)?;
        size_bytes += action.put_size();
        bound.push(action);
    }
    if let Some((_, count)) = input.malformed {
        return Err(Error::validation(match count {
            0 => "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request",
            _ => "TransactItems can only contain one of Check, Put, Update or Delete",
        }));
    }
    let authorizer = Authorizer::if_needed(engine);
    if let Some(authorizer) = &authorizer {
        for (action, bound) in input.actions.iter().zip(&bound) {
            let access = ItemAccess {
                enclosing_operation: Some(TransactWriteItemsInput::OPERATION),
                return_consumed_capacity: input.return_consumed_capacity.map(|asked| asked.as_str()),
                ..bound.access()
            };
            authorizer.check_access(&action.table_name, &access)?;
        }
    }
    let faults = meet_faults(authorizer.as_ref())?;
    let tables = find_tables(engine, input.table_names())?;
    debug_assert_eq!(bound.len(), tables.len(), "a table for each action");
    let mut preparation = Preparation::new(bound.len());
    for (action, table) in bound.iter().zip(&tables) {
        preparation.add(table, action.key(table.schema()), || action.check(table))?;
    }
    let prepared = preparation.finish(engine, faults)?;
    check_size(size_bytes)?;

    let token = input.client_request_token.as_deref().zip(hash);
    let mut work = Work::of_request();
    let places = prepared.metered_places();
    let outcome = client_request_token::once(engine, token, &places, |note| {
        let actions = bound.into_iter().zip(&tables);
        prepared.write(actions, |(action, table), current| action.decide(table, current, &mut work), note)
    })?;
    Ok(TransactWriteItemsOutput {
        consumed_capacity: outcome.consumed_capacity(
            input.return_consumed_capacity,
            input.table_names(),
            &tables,
        ),
        item_collection_metrics: metrics(&input, &tables, outcome.written()),
    })
}

fn check_constraints(found: &mut Found, input: &TransactionRequest) {
    let members = TransactWriteItemsInput::MEMBERS;
    check_token(found, members.client_request_token, input.client_request_token.as_deref());
    check_count(found, members.transact_items, input.count);
    // Names are checked only if there are few actions; too many actions are reported first anyway.
    if input.count > TRANSACTION_ACTIONS {
        return;
    }
    let mut sound = None;
    for action in &input.actions {
        let name = action.table_name.as_str();
        if sound == Some(name) {
            continue;
        }
        if is_table_name(name) {
            sound = Some(name);
        } else {
            check_table_name(found, action.place(action.kind.members().table_name), name);
        }
    }
}

/// The sizes of the item collections that the actions changed, by table.
fn metrics(
    input: &TransactionRequest,
    tables: &[Arc<Table>],
    written: &[Written],
) -> Option<BTreeMap<String, Vec<ItemCollectionMetrics>>> {
    let asked = input.return_item_collection_metrics;
    if asked != Some(ReturnItemCollectionMetrics::Size) {
        return None;
    }
    debug_assert!(
        written.is_empty() || written.len() == input.actions.len(),
        "all actions were written, or none"
    );
    let mut metrics: BTreeMap<String, Vec<ItemCollectionMetrics>> = BTreeMap::new();
    for ((action, table), written) in input.actions.iter().zip(tables).zip(written) {
        let changed = written.new_item().or(written.old_item());
        let Some(stored) = changed.filter(|_| action.kind != Kind::ConditionCheck) else { continue };
        if let Some(collection) = collection::metrics(table, stored.item(), asked) {
            metrics.entry(action.table_name.as_str().to_owned()).or_default().push(collection);
        }
    }
    (!metrics.is_empty()).then_some(metrics)
}
