//! UpdateItem: attributes of one item changed, or an item made with them.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    codec::{structure::structure, write::output},
    error::{Error, Result},
    expression::{ExpressionError, Update},
    key::KeySchema,
    limits::ITEM_SIZE_BYTES,
    operation::{
        access::{
            scalar_keys,
            tables::{Tables, check_updated_index_keys, key_place},
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
            expression_lists::{ConditionPart, UpdateTrees, conditions_of},
            found::{Request, ValueCheck, Wording},
            legacy::{self, AttributeValueUpdate, ExpectedAttributeValue},
            parameters::Parameters,
        },
    },
    size::value_size_bytes,
    storage::{Change, Edit, Stored, Written},
    texts,
    value::Item,
    work::Work,
};

structure! {
    /// What UpdateItem takes. (API reference: UpdateItem)
    pub struct UpdateItemInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The item's key, no more and no less.
        key: Item = "Key",
        /// Legacy: what to change.
        attribute_updates: Option<BTreeMap<String, AttributeValueUpdate>> = "AttributeUpdates",
        /// Legacy: conditions on the item that is there.
        expected: Option<BTreeMap<String, ExpectedAttributeValue>> = "Expected",
        /// Legacy: how the conditions in `expected` are joined.
        conditional_operator: Option<ConditionalOperator> = "ConditionalOperator",
        /// What to give back.
        return_values: Option<ReturnValue> = "ReturnValues",
        /// How much of the consumed capacity to tell.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// Whether to tell the item collection's size.
        return_item_collection_metrics: Option<ReturnItemCollectionMetrics> = "ReturnItemCollectionMetrics",
        /// What to change.
        update_expression: Option<String> = "UpdateExpression",
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
    /// What UpdateItem answers.
    pub struct UpdateItemOutput {
        /// The attributes that `return_values` asked for; none where there are none.
        attributes: Option<Arc<Item>> = "Attributes",
        /// The capacity consumed.
        consumed_capacity: Option<ConsumedCapacity> = "ConsumedCapacity",
        /// The item collection's size.
        item_collection_metrics: Option<ItemCollectionMetrics> = "ItemCollectionMetrics",
    }
}

impl UpdateItemInput {
    /// Looks at the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        check.member("Key", &self.key);
        legacy::check_updates(check, self.attribute_updates.as_ref());
        legacy::check_expected(check, self.expected.as_ref());
        if let Some(values) = &self.expression_attribute_values {
            check.member("ExpressionAttributeValues", values);
        }
    }
}

/// Changes the item.
pub(crate) fn run(tables: Tables<'_>, mut request: Request<UpdateItemInput>) -> Result<UpdateItemOutput> {
    let updates = request.input.update_expression.take();
    let conditions = conditions_of(request.input.condition_expression.take());
    update_if(tables, request, updates.as_slice(), &conditions)
}

/// Changes the item by all of these updates where all of these conditions hold.
pub(crate) fn update_if(
    tables: Tables<'_>,
    request: Request<UpdateItemInput>,
    updates: &[String],
    conditions: &[ConditionPart],
) -> Result<UpdateItemOutput> {
    let Request { input, mut found } = request;
    tables.check_name(&mut found, &input.table_name);
    // Where no member is missing, an unknown ReturnValues is told alone.
    found.check_first("returnValues")?;
    found.check(&[
        "returnConsumedCapacity",
        "tableName",
        "returnValues",
        "returnItemCollectionMetrics",
        "conditionalOperator",
        "key",
    ])?;
    let parameters = Parameters {
        legacy: &[
            ("AttributeUpdates", input.attribute_updates.is_some()),
            ("Expected", input.expected.is_some()),
            ("ConditionalOperator", input.conditional_operator.is_some()),
        ],
        expressions: &[
            ("UpdateExpression", !updates.is_empty()),
            ("ConditionExpression", !conditions.is_empty()),
        ],
        names: input.expression_attribute_names.as_ref(),
        values: input.expression_attribute_values.as_ref(),
    };
    let wording = found.wording(Wording::Enveloped);
    parameters.check(wording)?;
    wording.check_names(&input.key)?;
    legacy::check_update_names(wording, input.attribute_updates.as_ref())?;
    found.check_values(wording, &["Key", "AttributeUpdates", "Expected", "ExpressionAttributeValues"])?;
    let mut placeholders = parameters.placeholders(wording)?;
    let refuse = |error: ExpressionError| wording.refuse(error.as_str());
    let trees = UpdateTrees::read(tables.engine.expressions(), updates).map_err(refuse)?;
    let source = ConditionSource::read(
        tables.engine,
        wording,
        conditions,
        input.expected.as_ref(),
        input.conditional_operator,
    )?;
    let bound = trees.bind(&mut placeholders).map_err(refuse)?;
    let is_expression = bound.is_some();
    let update = match (bound, &input.attribute_updates) {
        (None, Some(updates)) => Some(legacy::attribute_updates(wording, updates)?),
        (bound, _) => bound,
    };
    let condition = source.bind(wording, &mut placeholders)?;
    placeholders.all_used().map_err(refuse)?;
    let table = tables.find(&input.table_name)?;
    let place = key_place(table.schema(), &input.key)?;
    scalar_keys::check_update(&table, update.as_ref())?;
    scalar_keys::check_condition(&table, condition.as_ref())?;
    let mut charge_bytes = 0;
    if let Some(update) = &update {
        check_keys_stay(table.schema(), update)?;
        // Only an expression is charged; of `AttributeUpdates` the finished item is what counts.
        if is_expression {
            charge_bytes = check_charge(update)?;
        }
    }
    // What the item was before is needed for these answers alone.
    let needs_old = input.return_consumed_capacity.is_some()
        || matches!(input.return_values, Some(ReturnValue::AllOld | ReturnValue::UpdatedOld));
    let in_place = update.as_ref().filter(|_| is_expression && !needs_old && !table.has_indexes());
    let written = table.write(place, |current| {
        let on_failure = input.return_values_on_condition_check_failure;
        condition::check::<Error>(condition.as_ref(), current, on_failure, &mut Work::of_request())?;
        if let (Some(update), Some(stored)) = (in_place, current)
            && update.largest_bytes(stored.size(), charge_bytes) <= ITEM_SIZE_BYTES
        {
            return edit(stored, update);
        }
        if let (Some(updates), Some(stored)) = (&input.attribute_updates, current) {
            legacy::check_attribute_types(updates, stored.item())?;
        }
        change(current, &input.key, update.as_ref(), |item| check_updated_index_keys(&table, item))
    })?;
    Ok(UpdateItemOutput {
        consumed_capacity: input
            .return_consumed_capacity
            .and_then(|how_much| Consumed::write(&written).told(&table, Some(how_much)))
            .map(|told| told.called(&input.table_name)),
        item_collection_metrics: collection::metrics(
            &table,
            &input.key,
            input.return_item_collection_metrics,
        ),
        attributes: returned(written, update.as_ref(), input.return_values),
    })
}

/// An update in place: most change one attribute of several, and so copy none.
fn edit<'u>(stored: &Stored, update: &'u Update<'_>) -> Result<Change<'u>> {
    let prepared = update.prepare(stored.item()).map_err(|error| Error::validation(error.as_str()))?;
    Ok(Change::Edit(Edit::new(move |item| prepared.carry_out(item))))
}

/// Refuses an update of the key's attributes.
pub(crate) fn check_keys_stay(schema: &KeySchema, update: &Update<'_>) -> Result<()> {
    match update.attribute_names().find(|name| schema.contains(name)) {
        None => Ok(()),
        Some(name) => Err(Error::validation(format!(
            "One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of \
             the key"
        ))),
    }
}

/// Refuses an update that carries too much, whatever becomes of the item; tells what it is charged for, in bytes.
pub(crate) fn check_charge(update: &Update<'_>) -> Result<usize> {
    let charge_bytes = update.charge_bytes(value_size_bytes);
    if charge_bytes > ITEM_SIZE_BYTES { Err(too_large()) } else { Ok(charge_bytes) }
}

/// What an update makes of the item that is there, or of its key alone where there is none. What it makes must
/// pass `check_item`.
pub(crate) fn change<E: From<Error>>(
    current: Option<&Stored>,
    key: &Item,
    update: Option<&Update<'_>>,
    check_item: impl FnOnce(&Item) -> Result<(), E>,
) -> Result<Change<'static>, E> {
    let refuse = |error: ExpressionError| Error::validation(error.as_str());
    let new = match (update, current) {
        (Some(update), Some(stored)) => update.apply(stored.item()).map_err(refuse)?,
        (Some(update), None) => match update.make(key).map_err(refuse)? {
            Some(made) => made,
            None => return Ok(Change::Keep),
        },
        (None, Some(_)) => return Ok(Change::Keep),
        (None, None) => key.clone(),
    };
    check_item(&new)?;
    let stored = Stored::new(new);
    if stored.size() > ITEM_SIZE_BYTES {
        return Err(too_large().into());
    }
    Ok(Change::Put(stored))
}

fn too_large() -> Error {
    Error::validation(texts::item::UPDATE_TOO_LARGE)
}

/// The attributes that `ReturnValues` asks for; none where there are none.
pub(crate) fn returned(
    written: Written,
    update: Option<&Update<'_>>,
    asked: Option<ReturnValue>,
) -> Option<Arc<Item>> {
    let touched = |stored: Option<Stored>| {
        let parts = update?.updated(stored?.item());
        (!parts.is_empty()).then(|| Arc::new(parts))
    };
    match asked? {
        ReturnValue::None => None,
        ReturnValue::AllOld => written.old.map(|old| old.into_item()),
        ReturnValue::AllNew => written.new.map(|new| new.into_item()),
        ReturnValue::UpdatedOld => touched(written.old),
        ReturnValue::UpdatedNew => touched(written.new),
    }
}
