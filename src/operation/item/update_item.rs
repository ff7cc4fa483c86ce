//! UpdateItem: changes attributes of one item, or creates the item.

use std::{collections::BTreeMap, sync::Arc};

use super::write::{check_write_values, condition_members};
use crate::{
    codec::structure,
    error::{Error, Result},
    expression::ExpressionError,
    limits::ITEM_SIZE_BYTES,
    operation::{
        access::{
            change::{check_charge, check_condition, check_keys_stay, edited, updated},
            index_keys::check_updated_index_keys,
            keys::stored_key,
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
            expression_lists::{ConditionPart, UpdatePart, UpdateTrees, conditions_of, parts_of},
            input::Request,
            legacy::{self, AttributeValueUpdate, ExpectedAttributeValue},
            operation::Operation,
            parameters::Parameters,
            values::ValueCheck,
            wording::Wording,
        },
    },
    value::Item,
    work::Work,
};

structure! {
    /// The input of UpdateItem. (API reference: UpdateItem)
    pub struct UpdateItemInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// Legacy: what to change.
        attribute_updates: Option<BTreeMap<String, AttributeValueUpdate>> = "AttributeUpdates",
        /// Legacy: conditions on the current item.
        expected: Option<BTreeMap<String, ExpectedAttributeValue>> = "Expected",
        /// Legacy: how the conditions in `expected` are joined.
        conditional_operator: Option<ConditionalOperator> = "ConditionalOperator",
        /// What to return.
        return_values: Option<ReturnValue> = "ReturnValues",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// Whether to report the item collection's size.
        return_item_collection_metrics: Option<ReturnItemCollectionMetrics> = "ReturnItemCollectionMetrics",
        /// What to change.
        update_expression: Option<String> = "UpdateExpression",
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
    /// What UpdateItem answers.
    #[non_exhaustive]
    pub struct UpdateItemOutput {
        /// The attributes that `return_values` asked for; absent without any.
        attributes: Option<Arc<Item>> = "Attributes",
        /// The capacity consumed.
        consumed_capacity: Option<ConsumedCapacity> = "ConsumedCapacity",
        /// The item collection's size.
        item_collection_metrics: Option<ItemCollectionMetrics> = "ItemCollectionMetrics",
    }
}

impl UpdateItemInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        check_write_values!(self, check, UpdateItemInput::MEMBERS.key => &self.key);
        legacy::check_updates(check, Self::MEMBERS.attribute_updates, self.attribute_updates.as_ref());
    }
}

/// Changes the item.
pub(crate) fn run(tables: Tables<'_>, mut request: Request<UpdateItemInput>) -> Result<UpdateItemOutput> {
    let updates = parts_of(request.input.update_expression.take());
    let conditions = conditions_of(request.input.condition_expression.take());
    update_if(tables, request, &updates, &conditions)
}

/// Changes the item by all of these updates if all of these conditions hold.
pub(crate) fn update_if(
    tables: Tables<'_>,
    request: Request<UpdateItemInput>,
    updates: &[UpdatePart],
    conditions: &[ConditionPart],
) -> Result<UpdateItemOutput> {
    let Request { input, mut found } = request;
    tables.check_name(&mut found, UpdateItemInput::MEMBERS.table_name, &input.table_name);
    // If no member is missing, an unknown ReturnValues is reported alone.
    found.check_first(UpdateItemInput::MEMBERS.return_values)?;
    found.check(&[
        UpdateItemInput::MEMBERS.return_consumed_capacity,
        UpdateItemInput::MEMBERS.table_name,
        UpdateItemInput::MEMBERS.return_values,
        UpdateItemInput::MEMBERS.return_item_collection_metrics,
        UpdateItemInput::MEMBERS.conditional_operator,
        UpdateItemInput::MEMBERS.key,
    ])?;
    let said = condition_members!(input, conditions);
    let parameters = Parameters {
        legacy: &[
            (UpdateItemInput::MEMBERS.attribute_updates, input.attribute_updates.is_some()),
            (UpdateItemInput::MEMBERS.expected, said.expected.is_some()),
            (UpdateItemInput::MEMBERS.conditional_operator, said.conditional_operator.is_some()),
        ],
        expressions: &[
            (UpdateItemInput::MEMBERS.update_expression, !updates.is_empty()),
            (UpdateItemInput::MEMBERS.condition_expression, !conditions.is_empty()),
        ],
        names: said.names,
        values: said.values,
    };
    let wording = found.wording(Wording::Enveloped);
    parameters.check(wording)?;
    wording.check_names(&input.key)?;
    legacy::check_update_names(wording, input.attribute_updates.as_ref())?;
    found.check_values(
        wording,
        &[
            UpdateItemInput::MEMBERS.key,
            UpdateItemInput::MEMBERS.attribute_updates,
            UpdateItemInput::MEMBERS.expected,
            UpdateItemInput::MEMBERS.expression_attribute_values,
        ],
    )?;
    let mut placeholders = parameters.placeholders(wording)?;
    let refuse = |error: ExpressionError| wording.refuse(error.as_str());
    let trees = UpdateTrees::read(tables.engine.caches(), updates).map_err(refuse)?;
    let source = said.source(tables.engine, wording)?;
    let bound = trees.bind(&mut placeholders).map_err(refuse)?;
    let is_expression = bound.is_some();
    let update = match (bound, &input.attribute_updates) {
        (None, Some(updates)) => Some(legacy::attribute_updates(wording, updates)?),
        (bound, _) => bound,
    };
    let condition = source.bind(wording, &mut placeholders)?;
    placeholders.all_used().map_err(refuse)?;
    tables.authorize(&input.table_name, || ItemAccess {
        return_consumed_capacity: input.return_consumed_capacity.map(|asked| asked.as_str()),
        return_values: input.return_values.map(|asked| asked.as_str()),
        ..ItemAccess::new(UpdateItemInput::OPERATION)
            .subject(&input.key)
            .update(update.as_ref())
            .condition(condition.as_ref())
    })?;
    let table = tables.find(&input.table_name)?;
    let key = stored_key(table.schema(), &input.key)?;
    scalar_keys::check_update(&table, update.as_ref())?;
    scalar_keys::check_condition(&table, condition.as_ref())?;
    let mut charge_bytes = 0;
    if let Some(update) = &update {
        check_keys_stay(table.schema(), update)?;
        // Only an expression is charged for its size; for `AttributeUpdates` the size of the updated item counts.
        if is_expression {
            charge_bytes = check_charge(update)?;
        }
    }
    // Only these answers need the old item.
    let needs_old = input.return_consumed_capacity.is_some()
        || matches!(input.return_values, Some(ReturnValue::AllOld | ReturnValue::UpdatedOld));
    let in_place = update.as_ref().filter(|_| is_expression && !needs_old && !table.has_indexes());
    let _strong = begin_write(tables.engine, &table, &key)?;
    let written = table.write(key, |current| {
        let on_failure = input.return_values_on_condition_check_failure;
        check_condition::<Error>(condition.as_ref(), current, on_failure, &mut Work::of_request())?;
        if let (Some(update), Some(stored)) = (in_place, current)
            && update.largest_bytes(stored.size(), charge_bytes) <= ITEM_SIZE_BYTES
        {
            return edited(stored, update);
        }
        if let (Some(updates), Some(stored)) = (&input.attribute_updates, current) {
            legacy::check_attribute_types(updates, stored.item())?;
        }
        updated(current, &input.key, update.as_ref(), |item| check_updated_index_keys(&table, item))
    });
    let written = written.map_err(|error: Error| error.of_item(|| input.key.clone()))?;
    Ok(UpdateItemOutput {
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
        attributes: items::returned(written, update.as_ref(), input.return_values),
    })
}
