//! DeleteItem: an item taken away by its key.

use std::{collections::BTreeMap, sync::Arc};

use super::put_item::{check_members, check_return_values};
use crate::{
    codec::{structure::structure, write::output},
    error::{Error, Result},
    operation::{
        access::{
            scalar_keys,
            tables::{Tables, key_place},
        },
        answer::{
            capacity::{Consumed, ConsumedCapacity},
            collection::{self, ItemCollectionMetrics},
        },
        request::{
            condition::{self, ConditionSource},
            enums::{
                ConditionalOperator, ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue,
                ReturnValuesOnConditionCheckFailure,
            },
            expression_lists::{ConditionPart, conditions_of},
            found::{Request, ValueCheck, Wording},
            legacy::{self, ExpectedAttributeValue},
            parameters::Parameters,
        },
    },
    storage::Change,
    value::Item,
    work::Work,
};

structure! {
    /// What DeleteItem takes. (API reference: DeleteItem)
    pub struct DeleteItemInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// Legacy: conditions on the item that is there.
        expected: Option<BTreeMap<String, ExpectedAttributeValue>> = "Expected",
        /// Legacy: how the conditions in `expected` are joined.
        conditional_operator: Option<ConditionalOperator> = "ConditionalOperator",
        /// `NONE` or `ALL_OLD`.
        return_values: Option<ReturnValue> = "ReturnValues",
        /// How much of the consumed capacity to tell.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// Whether to tell the item collection's size.
        return_item_collection_metrics: Option<ReturnItemCollectionMetrics> = "ReturnItemCollectionMetrics",
        /// What must hold for the item that is there.
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

output! {
    /// What DeleteItem answers.
    pub struct DeleteItemOutput {
        /// The item that was deleted, where it was asked for.
        attributes: Option<Arc<Item>> = "Attributes",
        /// The capacity consumed.
        consumed_capacity: Option<ConsumedCapacity> = "ConsumedCapacity",
        /// The item collection's size.
        item_collection_metrics: Option<ItemCollectionMetrics> = "ItemCollectionMetrics",
    }
}

impl DeleteItemInput {
    /// Looks at the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        check.member("Key", &self.key);
        legacy::check_expected(check, self.expected.as_ref());
        if let Some(values) = &self.expression_attribute_values {
            check.member("ExpressionAttributeValues", values);
        }
    }
}

/// Deletes the item.
pub(crate) fn run(tables: Tables<'_>, mut request: Request<DeleteItemInput>) -> Result<DeleteItemOutput> {
    let conditions = conditions_of(request.input.condition_expression.take());
    delete_if(tables, request, &conditions)
}

/// Deletes the item where all of these conditions hold.
pub(crate) fn delete_if(
    tables: Tables<'_>,
    request: Request<DeleteItemInput>,
    conditions: &[ConditionPart],
) -> Result<DeleteItemOutput> {
    let Request { input, mut found } = request;
    tables.check_name(&mut found, &input.table_name);
    check_members(&mut found)?;
    let parameters = Parameters {
        legacy: &[
            ("Expected", input.expected.is_some()),
            ("ConditionalOperator", input.conditional_operator.is_some()),
        ],
        expressions: &[("ConditionExpression", !conditions.is_empty())],
        names: input.expression_attribute_names.as_ref(),
        values: input.expression_attribute_values.as_ref(),
    };
    let wording = found.wording(Wording::Enveloped);
    parameters.check(wording)?;
    check_return_values(wording, input.return_values)?;
    wording.check_names(&input.key)?;
    found.check_values(wording, &["Key", "Expected", "ExpressionAttributeValues"])?;
    let mut placeholders = parameters.placeholders(wording)?;
    let source = ConditionSource::read(
        tables.engine,
        wording,
        conditions,
        input.expected.as_ref(),
        input.conditional_operator,
    )?;
    let condition = source.bind(wording, &mut placeholders)?;
    placeholders.all_used().map_err(|error| wording.refuse(error.as_str()))?;
    let table = tables.find(&input.table_name)?;
    let place = key_place(table.schema(), &input.key)?;
    scalar_keys::check_condition(&table, condition.as_ref())?;
    let written = table.write(place, |current| {
        let on_failure = input.return_values_on_condition_check_failure;
        condition::check::<Error>(condition.as_ref(), current, on_failure, &mut Work::of_request())?;
        Ok::<_, Error>(Change::Delete)
    })?;
    Ok(DeleteItemOutput {
        consumed_capacity: input
            .return_consumed_capacity
            .and_then(|how_much| Consumed::write(&written).told(&table, Some(how_much)))
            .map(|told| told.called(&input.table_name)),
        item_collection_metrics: collection::metrics(
            &table,
            &input.key,
            input.return_item_collection_metrics,
        ),
        attributes: match input.return_values {
            Some(ReturnValue::AllOld) => written.old.map(|old| old.into_item()),
            _ => None,
        },
    })
}
