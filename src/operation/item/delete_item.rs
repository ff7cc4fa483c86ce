//! DeleteItem: deletes an item by its key.

use std::{collections::BTreeMap, sync::Arc};

use super::write::{PutOrDelete, check_write_values, condition_members, write_members};
use crate::{
    codec::structure,
    error::{Error, Result},
    operation::{
        access::{
            change::check_condition, keys::stored_key, scalar_keys, strong::begin_write, tables::Tables,
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
    storage::Change,
    value::Item,
    work::Work,
};

structure! {
    /// The input of DeleteItem. (API reference: DeleteItem)
    pub struct DeleteItemInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// Legacy: conditions on the current item.
        expected: Option<BTreeMap<String, ExpectedAttributeValue>> = "Expected",
        /// Legacy: how the conditions in `expected` are joined.
        conditional_operator: Option<ConditionalOperator> = "ConditionalOperator",
        /// `NONE` or `ALL_OLD`.
        return_values: Option<ReturnValue> = "ReturnValues",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// Whether to report the item collection's size.
        return_item_collection_metrics: Option<ReturnItemCollectionMetrics> = "ReturnItemCollectionMetrics",
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
    /// What DeleteItem answers.
    #[non_exhaustive]
    pub struct DeleteItemOutput {
        /// The item that was deleted, if the request asked for it.
        attributes: Option<Arc<Item>> = "Attributes",
        /// The capacity consumed.
        consumed_capacity: Option<ConsumedCapacity> = "ConsumedCapacity",
        /// The item collection's size.
        item_collection_metrics: Option<ItemCollectionMetrics> = "ItemCollectionMetrics",
    }
}

impl DeleteItemInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        check_write_values!(self, check, DeleteItemInput::MEMBERS.key => &self.key);
    }
}

/// Deletes the item.
pub(crate) fn run(tables: Tables<'_>, mut request: Request<DeleteItemInput>) -> Result<DeleteItemOutput> {
    let conditions = conditions_of(request.input.condition_expression.take());
    delete_if(tables, request, &conditions)
}

/// Deletes the item if all of these conditions hold.
pub(crate) fn delete_if(
    tables: Tables<'_>,
    request: Request<DeleteItemInput>,
    conditions: &[ConditionPart],
) -> Result<DeleteItemOutput> {
    let Request { input, mut found } = request;
    tables.check_name(&mut found, DeleteItemInput::MEMBERS.table_name, &input.table_name);
    let mut read = PutOrDelete::read(
        tables.engine,
        &mut found,
        input.return_values,
        &write_members!(DeleteItemInput: key),
        &input.key,
        &condition_members!(input, conditions),
    )?;
    let condition = read.bind()?;
    tables.authorize(&input.table_name, || ItemAccess {
        return_consumed_capacity: input.return_consumed_capacity.map(|asked| asked.as_str()),
        return_values: input.return_values.map(|asked| asked.as_str()),
        ..ItemAccess::new(DeleteItemInput::OPERATION).subject(&input.key).condition(condition.as_ref())
    })?;
    let table = tables.find(&input.table_name)?;
    let key = stored_key(table.schema(), &input.key)?;
    scalar_keys::check_condition(&table, condition.as_ref())?;
    let _strong = begin_write(tables.engine, &table, &key)?;
    let written = table.write(key, |current| {
        let on_failure = input.return_values_on_condition_check_failure;
        check_condition::<Error>(condition.as_ref(), current, on_failure, &mut Work::of_request())?;
        Ok::<_, Error>(Change::Delete)
    });
    let written = written.map_err(|error: Error| error.of_item(|| input.key.clone()))?;
    Ok(DeleteItemOutput {
        consumed_capacity: capacity::report_write(
            &written,
            &table,
            &input.table_name,
            input.return_consumed_capacity,
        ),
        item_collection_metrics: collection::metrics(
            &table,
            &input.key,
            input.return_item_collection_metrics,
        ),
        attributes: items::returned(written, None, input.return_values),
    })
}
