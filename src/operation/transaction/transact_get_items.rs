//! TransactGetItems: reads up to 100 items of several tables as of one moment.

use std::{cell::OnceCell, collections::BTreeMap, sync::Arc};

use super::{
    keys::transaction_key,
    limits::{check_count, check_size},
    preparation::Preparation,
};
use crate::{
    codec::{Place, structure},
    engine::Engine,
    error::Result,
    expression::Projection,
    limits::TRANSACTION_ACTIONS,
    operation::{
        access::{keys::stored_key, scalar_keys, tables::find_tables},
        answer::{
            capacity::{Consumed, report_transaction},
            consumed_capacity::{ConsumedCapacity, Direction},
            items::ItemResponse,
        },
        authorization::{
            decision::{Authorizer, meet_faults},
            request::ItemAccess,
        },
        request::{
            enums::ReturnConsumedCapacity,
            expression_lists::{ProjectionPart, Projections, parts_of},
            found::Found,
            input::Request,
            names::{check_table_name, is_table_name},
            operation::Operation,
            parameters::transaction_placeholders,
            projection::ProjectionSource,
            values::ValueCheck,
            wording::Wording,
        },
    },
    storage::Stored,
    value::Item,
};

structure! {
    /// The input of TransactGetItems. (API reference: TransactGetItems)
    pub struct TransactGetItemsInput {
        /// What to read, without duplicates.
        transact_items: Vec<TransactGetItem> = "TransactItems",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
    }
}

structure! {
    /// One item to read. (API reference: `TransactGetItem`)
    pub struct TransactGetItem at most Model(TRANSACTION_ACTIONS) {
        /// The read.
        get: Get = "Get",
    }
}

structure! {
    /// A read of one item. (API reference: `Get`)
    pub struct Get {
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The paths wanted.
        projection_expression: Option<String> = "ProjectionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
    }
}

structure! {
    /// What TransactGetItems answers.
    #[non_exhaustive]
    pub struct TransactGetItemsOutput {
        /// The capacity consumed, one entry for each table.
        consumed_capacity: Option<Vec<ConsumedCapacity>> = "ConsumedCapacity",
        /// One response for each read, in their order.
        responses: Vec<ItemResponse> = "Responses",
    }
}

const WORDING: Wording = Wording::Bare;

impl TransactGetItem {
    /// Reads the item with this key.
    pub fn new(table_name: impl Into<String>, key: Item) -> Self {
        Self { get: Get { table_name: table_name.into(), key, ..Get::default() } }
    }
}

impl TransactGetItemsOutput {
    /// The items, `None` for each that there is not.
    pub(crate) fn items(self) -> Vec<Option<Arc<Item>>> {
        self.responses.into_iter().map(|response| response.item).collect()
    }
}

impl TransactGetItemsInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        for (number, item) in (1..).zip(&self.transact_items) {
            check.inside(&item.get.key, || key_place(number));
        }
    }
}

/// Reads the items.
pub(crate) fn run(
    engine: &Engine,
    mut request: Request<TransactGetItemsInput>,
) -> Result<TransactGetItemsOutput> {
    let items = request.input.transact_items.iter_mut();
    let projections: Vec<Projections> =
        items.map(|item| parts_of(item.get.projection_expression.take())).collect();
    read_parts(engine, request, &projections)
}

/// Reads the projected attributes of each item; each has a list of projections.
pub(crate) fn read_parts(
    engine: &Engine,
    request: Request<TransactGetItemsInput>,
    projections: &[Projections],
) -> Result<TransactGetItemsOutput> {
    let Request { input, mut found } = request;
    check_constraints(&mut found, &input.transact_items);
    found.check(&[
        TransactGetItemsInput::MEMBERS.return_consumed_capacity,
        TransactGetItemsInput::MEMBERS.transact_items,
    ])?;
    let sources: Vec<OnceCell<ProjectionSource<'_>>> =
        input.transact_items.iter().map(|_| OnceCell::new()).collect();
    let mut bound = Vec::with_capacity(sources.len());
    let reads = input.transact_items.iter().zip(projections);
    for ((number, (item, projections)), source) in (1..).zip(reads).zip(&sources) {
        bound.push(projection(engine, &item.get, projections, source)?);
        WORDING.check_names(&item.get.key)?;
        if !found.faults().is_empty() {
            found.check_value_at(WORDING, &key_place(number))?;
        }
    }
    let authorizer = Authorizer::if_needed(engine);
    if let Some(authorizer) = &authorizer {
        for (item, projection) in input.transact_items.iter().zip(&bound) {
            let access = ItemAccess {
                enclosing_operation: Some(TransactGetItemsInput::OPERATION),
                return_consumed_capacity: input.return_consumed_capacity.map(|asked| asked.as_str()),
                ..ItemAccess::new("GetItem").subject(&item.get.key).projection(projection.as_ref()).selected(
                    None,
                    projection.is_some(),
                    None,
                )
            };
            authorizer.check_access(&item.get.table_name, &access)?;
        }
    }
    let faults = meet_faults(authorizer.as_ref())?;
    let names = || input.transact_items.iter().map(|item| item.get.table_name.as_str());
    let tables = find_tables(engine, names())?;
    let mut preparation = Preparation::new(sources.len());
    for ((item, table), projection) in input.transact_items.iter().zip(&tables).zip(&bound) {
        let key = transaction_key(table.schema(), &item.get.key, stored_key);
        preparation.add(table, key, || Ok(scalar_keys::check_projection(table, projection.as_ref())?))?;
    }
    let read = preparation.finish(engine, faults)?.read()?;
    check_size(read.iter().flatten().map(Stored::size).sum())?;
    let consumed =
        read.iter().map(|stored| Consumed::transactional_read(stored.as_ref().map_or(0, Stored::size)));
    let consumed_capacity =
        report_transaction(input.return_consumed_capacity, Direction::Read, names(), &tables, consumed);
    let responses = bound.iter().zip(read);
    let responses = responses.map(|(projection, stored)| response(projection.as_ref(), stored));
    Ok(TransactGetItemsOutput { consumed_capacity, responses: responses.collect() })
}

fn check_constraints(found: &mut Found, items: &[TransactGetItem]) {
    check_count(found, TransactGetItemsInput::MEMBERS.transact_items, items.len());
    // Names are checked only if there are few actions; too many actions are reported first anyway.
    for (number, item) in (1..).zip(items).take_while(|_| items.len() <= TRANSACTION_ACTIONS) {
        if !is_table_name(&item.get.table_name) {
            let get = get_place(number);
            // A missing read is noted already.
            if !found.has_violation_at(&get) {
                check_table_name(found, get.member(Get::MEMBERS.table_name), &item.get.table_name);
            }
        }
    }
}

fn projection<'s, 'r: 's>(
    engine: &Engine,
    get: &'r Get,
    projections: &'r [ProjectionPart],
    source: &'s OnceCell<ProjectionSource<'r>>,
) -> Result<Option<Projection<'s>>> {
    let names = get.expression_attribute_names.as_ref();
    let mut placeholders = transaction_placeholders(!projections.is_empty(), names, None)?;
    let parsed = ProjectionSource::read(engine, WORDING, projections, None)?;
    let projection = source.get_or_init(|| parsed).bind(WORDING, &mut placeholders)?;
    placeholders.all_used().map_err(|error| WORDING.refuse(error.as_str()))?;
    Ok(projection)
}

fn response(projection: Option<&Projection<'_>>, stored: Option<Stored>) -> ItemResponse {
    let item = match (projection, stored) {
        (Some(projection), Some(stored)) => {
            let part = projection.apply(stored.item());
            (!part.is_empty()).then(|| Arc::new(part))
        }
        (_, stored) => stored.map(|stored| stored.into_item()),
    };
    ItemResponse { item }
}

fn get_place(number: usize) -> Place {
    let items = Place::from(TransactGetItemsInput::MEMBERS.transact_items);
    items.element(number).member(TransactGetItem::MEMBERS.get)
}

fn key_place(number: usize) -> Place {
    get_place(number).member(Get::MEMBERS.key)
}
