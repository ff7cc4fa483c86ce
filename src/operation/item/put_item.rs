//! PutItem: stores an item under its key, and replaces an existing one.

use std::{collections::BTreeMap, sync::Arc};

use super::write::{PutOrDelete, check_write_values, condition_members, write_members};
use crate::{
    codec::{dynamodb_json::Faults, structure},
    error::{Error, Result},
    operation::{
        access::{
            change::{check_condition, check_item_size, checked_put, key_of_put},
            scalar_keys,
            strong::begin_write,
            tables::Tables,
        },
        answer::{
            capacity,
            collection::{self, ItemCollectionMetrics},
            consumed_capacity::ConsumedCapacity,
            items,
        },
        authorization::request::ItemAccess,
        request::{
            enums::{
                ConditionalOperator, ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue,
                ReturnValuesOnConditionCheckFailure,
            },
            expression_lists::{ConditionPart, conditions_of},
            input::Request,
            legacy::ExpectedAttributeValue,
            operation::Operation,
            values::ValueCheck,
        },
    },
    storage::{Change, Stored, throughput::note_attempt},
    value::Item,
    work::Work,
};

structure! {
    /// The input of PutItem. (API reference: PutItem)
    pub struct PutItemInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The item, with its key.
        item: Item = "Item",
        /// Legacy: conditions on the current item.
        expected: Option<BTreeMap<String, ExpectedAttributeValue>> = "Expected",
        /// `NONE` or `ALL_OLD`.
        return_values: Option<ReturnValue> = "ReturnValues",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// Whether to report the item collection's size.
        return_item_collection_metrics: Option<ReturnItemCollectionMetrics> = "ReturnItemCollectionMetrics",
        /// Legacy: how the conditions in `expected` are joined.
        conditional_operator: Option<ConditionalOperator> = "ConditionalOperator",
        /// What must hold for the current item.
        condition_expression: Option<String> = "ConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// Whether a failed condition's error carries the item.
        return_values_on_condition_check_failure: Option<ReturnValuesOnConditionCheckFailure>
            = "ReturnValuesOnConditionCheckFailure",
    }
}

structure! {
    /// What PutItem answers.
    #[non_exhaustive]
    pub struct PutItemOutput {
        /// The item that was replaced, if the request asked for it.
        attributes: Option<Arc<Item>> = "Attributes",
        /// The capacity consumed.
        consumed_capacity: Option<ConsumedCapacity> = "ConsumedCapacity",
        /// The item collection's size.
        item_collection_metrics: Option<ItemCollectionMetrics> = "ItemCollectionMetrics",
    }
}

impl PutItemInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        check_write_values!(self, check, PutItemInput::MEMBERS.item => &self.item);
    }
}

/// Puts an item without conditions or an answer, as a typed put does. It takes two thirds of the time of [`put_if`],
/// which it calls only for the errors of invalid values and of a table that does not exist.
pub(crate) fn put(tables: Tables<'_>, item: Item) -> Result<()> {
    if Faults::of_item(&item).is_none()
        && let Ok(table) = tables.find("")
    {
        let stored = Stored::new(item);
        let key = checked_put(&table, &stored)?;
        let _strong = begin_write(tables.engine, &table, &key)?;
        return table.write(key, |_| Ok::<_, Error>(Change::Put(stored))).map(drop);
    }
    let input = PutItemInput { item, ..PutItemInput::default() };
    put_if(tables, Request::typed(input, PutItemInput::check_values), &[]).map(drop)
}

/// Puts the item.
pub(crate) fn run(tables: Tables<'_>, mut request: Request<PutItemInput>) -> Result<PutItemOutput> {
    let conditions = conditions_of(request.input.condition_expression.take());
    put_if(tables, request, &conditions)
}

/// Puts the item if all of these conditions hold.
pub(crate) fn put_if(
    tables: Tables<'_>,
    request: Request<PutItemInput>,
    conditions: &[ConditionPart],
) -> Result<PutItemOutput> {
    let Request { mut input, mut found } = request;
    tables.check_name(&mut found, PutItemInput::MEMBERS.table_name, &input.table_name);
    let item = std::mem::take(&mut input.item);
    let mut read = PutOrDelete::read(
        tables.engine,
        &mut found,
        input.return_values,
        &write_members!(PutItemInput: item),
        &item,
        &condition_members!(input, conditions),
    )?;
    let condition = read.bind()?;
    let stored = Stored::new(item);
    check_item_size(stored.size())?;
    tables.authorize(&input.table_name, || ItemAccess {
        return_consumed_capacity: input.return_consumed_capacity.map(|asked| asked.as_str()),
        return_values: input.return_values.map(|asked| asked.as_str()),
        ..ItemAccess::new(PutItemInput::OPERATION).subject(stored.item()).condition(condition.as_ref())
    })?;
    let table = tables.find(&input.table_name)?;
    let key = key_of_put(&table, stored.item())?;
    scalar_keys::check_condition(&table, condition.as_ref())?;
    let _strong = begin_write(tables.engine, &table, &key)?;
    let written = table.write(key, |current| {
        let on_failure = input.return_values_on_condition_check_failure;
        note_attempt(stored.size());
        check_condition::<Error>(condition.as_ref(), current, on_failure, &mut Work::of_request())
            .map_err(|error| error.of_item(|| table.schema().of(stored.item())))?;
        Ok::<_, Error>(Change::Put(stored))
    })?;
    Ok(PutItemOutput {
        consumed_capacity: capacity::report_write(
            &written,
            &table,
            &input.table_name,
            input.return_consumed_capacity,
        ),
        item_collection_metrics: written
            .new_item()
            .and_then(|new| collection::metrics(&table, new.item(), input.return_item_collection_metrics)),
        attributes: items::returned(written, None, input.return_values),
    })
}
