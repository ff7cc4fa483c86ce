//! PutItem: an item put in the place of its key, over whatever is there.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    codec::{dynamodb_json::Faults, structure::structure, write::output},
    error::{Error, Result},
    key::StoredKey,
    limits::ITEM_SIZE_BYTES,
    operation::{
        access::{
            scalar_keys,
            tables::{Tables, check_index_keys, item_place},
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
            found::{Found, Request, ValueCheck, Wording},
            legacy::{self, ExpectedAttributeValue},
            parameters::Parameters,
        },
    },
    storage::{Change, Stored, Table},
    value::Item,
    work::Work,
};

structure! {
    /// What PutItem takes. (API reference: PutItem)
    pub struct PutItemInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The item, with its key.
        item: Item = "Item",
        /// Legacy: conditions on the item that is there.
        expected: Option<BTreeMap<String, ExpectedAttributeValue>> = "Expected",
        /// `NONE` or `ALL_OLD`.
        return_values: Option<ReturnValue> = "ReturnValues",
        /// How much of the consumed capacity to tell.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// Whether to tell the item collection's size.
        return_item_collection_metrics: Option<ReturnItemCollectionMetrics> = "ReturnItemCollectionMetrics",
        /// Legacy: how the conditions in `expected` are joined.
        conditional_operator: Option<ConditionalOperator> = "ConditionalOperator",
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
    /// What PutItem answers.
    pub struct PutItemOutput {
        /// The item that was replaced, where it was asked for.
        attributes: Option<Arc<Item>> = "Attributes",
        /// The capacity consumed.
        consumed_capacity: Option<ConsumedCapacity> = "ConsumedCapacity",
        /// The item collection's size.
        item_collection_metrics: Option<ItemCollectionMetrics> = "ItemCollectionMetrics",
    }
}

impl PutItemInput {
    /// Looks at the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        check.member("Item", &self.item);
        legacy::check_expected(check, self.expected.as_ref());
        if let Some(values) = &self.expression_attribute_values {
            check.member("ExpressionAttributeValues", values);
        }
    }
}

/// Puts an item of which nothing else is asked: what a typed put does, in two thirds of the time of [`put_if`], which
/// has the words for values that are not sound and for a table that is gone.
pub(crate) fn put(tables: Tables<'_>, item: Item) -> Result<()> {
    if Faults::of_item(&item).is_none()
        && let Some(table) = tables.known("")
    {
        let stored = Stored::new(item);
        let place = place_of_sound(&table, &stored)?;
        return table.write(place, |_| Ok::<_, Error>(Change::Put(stored))).map(drop);
    }
    let input = PutItemInput { item, ..PutItemInput::default() };
    put_if(tables, Request::typed(input, PutItemInput::check_values), &[]).map(drop)
}

/// Where an item lies whose values are sound, if PutItem would take it.
pub(crate) fn place_of_sound(table: &Table, stored: &Stored) -> Result<StoredKey> {
    Wording::Enveloped.check_names(stored.item())?;
    check_item_size(stored.size())?;
    checked_place(table, stored.item())
}

/// Where an item to be put lies in its table.
fn checked_place(table: &Table, item: &Item) -> Result<StoredKey> {
    let place = item_place(table.schema(), item)?;
    check_index_keys(table, item)?;
    Ok(place)
}

/// Puts the item.
pub(crate) fn run(tables: Tables<'_>, mut request: Request<PutItemInput>) -> Result<PutItemOutput> {
    let conditions = conditions_of(request.input.condition_expression.take());
    put_if(tables, request, &conditions)
}

/// Puts the item where all of these conditions hold.
pub(crate) fn put_if(
    tables: Tables<'_>,
    request: Request<PutItemInput>,
    conditions: &[ConditionPart],
) -> Result<PutItemOutput> {
    let Request { mut input, mut found } = request;
    tables.check_name(&mut found, &input.table_name);
    check_members(&mut found)?;
    let item = std::mem::take(&mut input.item);
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
    wording.check_names(&item)?;
    found.check_values(wording, &["Item", "Expected", "ExpressionAttributeValues"])?;
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
    let stored = Stored::new(item);
    check_item_size(stored.size())?;
    let table = tables.find(&input.table_name)?;
    let place = checked_place(&table, stored.item())?;
    scalar_keys::check_condition(&table, condition.as_ref())?;
    let written = table.write(place, |current| {
        let on_failure = input.return_values_on_condition_check_failure;
        condition::check::<Error>(condition.as_ref(), current, on_failure, &mut Work::of_request())?;
        Ok::<_, Error>(Change::Put(stored))
    })?;
    Ok(PutItemOutput {
        consumed_capacity: input
            .return_consumed_capacity
            .and_then(|how_much| Consumed::write(&written).told(&table, Some(how_much)))
            .map(|told| told.called(&input.table_name)),
        item_collection_metrics: written
            .new
            .as_ref()
            .and_then(|new| collection::metrics(&table, new.item(), input.return_item_collection_metrics)),
        attributes: match input.return_values {
            Some(ReturnValue::AllOld) => written.old.map(|old| old.into_item()),
            _ => None,
        },
    })
}

/// Fails with the violations there are among the members of PutItem or DeleteItem. The two layers have orders of
/// their own; `Item` and `Key` come behind the members here.
pub(crate) fn check_members(found: &mut Found) -> Result<()> {
    let (capacity, table, values) = ("returnConsumedCapacity", "tableName", "returnValues");
    let (metrics, operator) = ("returnItemCollectionMetrics", "conditionalOperator");
    found.check_layered(
        &[capacity, table, values, metrics, operator],
        &[values, capacity, table, metrics, operator],
    )
}

/// Refuses `ReturnValues` that only UpdateItem has.
pub(crate) fn check_return_values(wording: Wording, asked: Option<ReturnValue>) -> Result<()> {
    match asked {
        None | Some(ReturnValue::None | ReturnValue::AllOld) => Ok(()),
        Some(_) => Err(wording.refuse("ReturnValues can only be ALL_OLD or NONE")),
    }
}

/// Refuses an item of more than 400 KB.
pub(crate) fn check_item_size(size_bytes: usize) -> Result<()> {
    if size_bytes > ITEM_SIZE_BYTES {
        return Err(Error::validation("Item size has exceeded the maximum allowed size"));
    }
    Ok(())
}
