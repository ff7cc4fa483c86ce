//! GetItem: one item by its key.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    codec::structure,
    error::Result,
    operation::{
        access::{keys::stored_key, scalar_keys, strong::check_read, tables::Tables},
        answer::{capacity, consumed_capacity::ConsumedCapacity},
        authorization::request::ItemAccess,
        request::{
            enums::ReturnConsumedCapacity,
            expression_lists::{ProjectionPart, parts_of},
            input::Request,
            legacy,
            operation::Operation,
            parameters::Parameters,
            projection::ProjectionSource,
            values::ValueCheck,
            wording::Wording,
        },
    },
    value::Item,
};

structure! {
    /// The input of GetItem. (API reference: GetItem)
    pub struct GetItemInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// Legacy: the attributes wanted.
        attributes_to_get: Option<Vec<String>> = "AttributesToGet",
        /// Whether the read must see all writes before it; costs twice as much.
        consistent_read: Option<bool> = "ConsistentRead",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// The paths wanted.
        projection_expression: Option<String> = "ProjectionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
    }
}

structure! {
    /// What GetItem answers.
    #[non_exhaustive]
    pub struct GetItemOutput {
        /// The item; absent if there is none with this key.
        item: Option<Arc<Item>> = "Item",
        /// The capacity consumed.
        consumed_capacity: Option<ConsumedCapacity> = "ConsumedCapacity",
    }
}

const WORDING: Wording = Wording::Bare;

impl GetItemInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        check.member(GetItemInput::MEMBERS.key, &self.key);
    }
}

/// Reads the item.
pub(crate) fn run(tables: Tables<'_>, mut request: Request<GetItemInput>) -> Result<GetItemOutput> {
    let projections = parts_of(request.input.projection_expression.take());
    get_parts(tables, request, &projections)
}

/// Reads what these projections ask of the item.
pub(crate) fn get_parts(
    tables: Tables<'_>,
    request: Request<GetItemInput>,
    projections: &[ProjectionPart],
) -> Result<GetItemOutput> {
    let Request { input, mut found } = request;
    tables.check_name(&mut found, GetItemInput::MEMBERS.table_name, &input.table_name);
    legacy::note_attributes_to_get(
        &mut found,
        GetItemInput::MEMBERS.attributes_to_get,
        input.attributes_to_get.as_deref(),
    );
    found.check(&[
        GetItemInput::MEMBERS.table_name,
        GetItemInput::MEMBERS.key,
        GetItemInput::MEMBERS.return_consumed_capacity,
    ])?;
    let parameters = Parameters {
        legacy: &[(GetItemInput::MEMBERS.attributes_to_get, input.attributes_to_get.is_some())],
        expressions: &[(GetItemInput::MEMBERS.projection_expression, !projections.is_empty())],
        names: input.expression_attribute_names.as_ref(),
        values: None,
    };
    parameters.check(WORDING)?;
    WORDING.check_names(&input.key)?;
    found.check_values(WORDING, &[GetItemInput::MEMBERS.key])?;
    let mut placeholders = parameters.placeholders(WORDING)?;
    let source =
        ProjectionSource::read(tables.engine, WORDING, projections, input.attributes_to_get.as_deref())?;
    let projection = source.bind(WORDING, &mut placeholders)?;
    placeholders.all_used().map_err(|error| WORDING.refuse(error.as_str()))?;
    tables.authorize(&input.table_name, || ItemAccess {
        return_consumed_capacity: input.return_consumed_capacity.map(|asked| asked.as_str()),
        ..ItemAccess::new(GetItemInput::OPERATION)
            .subject(&input.key)
            .projection(projection.as_ref())
            .selected(None, projection.is_some(), None)
    })?;
    let table = tables.find(&input.table_name)?;
    let key = stored_key(table.schema(), &input.key)?;
    scalar_keys::check_projection(&table, projection.as_ref())?;
    let consistent = input.consistent_read.unwrap_or(false);
    check_read(&table, consistent)?;
    let stored = table.read_item(&key, consistent)?;
    let asked = input.return_consumed_capacity;
    let consumed_capacity =
        capacity::report_read(stored.as_ref(), consistent, &table, &input.table_name, asked);
    let item = stored.map(|stored| match &projection {
        Some(projection) => Arc::new(projection.apply(stored.item())),
        None => stored.into_item(),
    });
    Ok(GetItemOutput { item, consumed_capacity })
}
