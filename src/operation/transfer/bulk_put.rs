//! How a bulk operation puts one item: as PutItem does, with the condition that its record has.

use std::sync::Arc;

use crate::{
    engine::Caches,
    error::Error,
    expression::{ExpressionError, ExpressionKind, Placeholders},
    operation::{
        access::{
            change::{check_condition, checked_put},
            scalar_keys,
        },
        request::{
            enums::ReturnValuesOnConditionCheckFailure,
            expression_lists::{ConditionTrees, conditions_of},
        },
    },
    storage::{Change, Stored, Table, Written},
    transfer::formats::{FormatFault, Record, RecordCondition},
    value::Item,
    work::Work,
};

/// What came of a record.
pub(super) enum Outcome {
    Written(Box<Written>),
    /// The condition did not hold for the existing item, if there is one.
    ConditionFailed {
        item: Arc<Item>,
        existing: Option<Arc<Item>>,
    },
    /// The record is no item that the table takes.
    Invalid {
        item: Option<Arc<Item>>,
        message: String,
    },
}

/// Puts the item of a record.
pub(super) fn put(table: &Table, caches: &Caches, record: Result<Record, FormatFault>) -> Outcome {
    let Record { item, faults, condition, .. } = match record {
        Ok(record) => record,
        Err(fault) => return Outcome::Invalid { item: None, message: fault.to_string() },
    };
    if let Some(faults) = faults {
        return Outcome::Invalid { item: None, message: faults.fault().to_string() };
    }
    let stored = Stored::new(item);
    let item = Arc::clone(stored.item());
    match put_if(table, caches, condition.as_deref(), stored) {
        Ok(written) => Outcome::Written(Box::new(written)),
        Err(Error::ConditionalCheckFailed { item: existing, .. }) => {
            Outcome::ConditionFailed { item, existing }
        }
        Err(error) => Outcome::Invalid { item: Some(item), message: error.message().into_owned() },
    }
}

fn put_if(
    table: &Table,
    caches: &Caches,
    condition: Option<&RecordCondition>,
    stored: Stored,
) -> Result<Written, Error> {
    let key = checked_put(table, &stored)?;
    let Some(RecordCondition { expression, names, values }) = condition else {
        return table.write(key, |_| Ok::<_, Error>(Change::Put(stored)));
    };
    if let Some(faults) = values.as_ref().and_then(|values| values.faults.as_ref()) {
        return Err(Error::validation(faults.fault().to_string()));
    }
    let values = values.as_ref().map(|values| &values.value);
    let refused = |error: ExpressionError| Error::validation(error.as_str());
    if expression.is_none() {
        Placeholders::none_without_expressions(names.as_ref(), values).map_err(refused)?;
    }
    let mut placeholders = Placeholders::new(names.as_ref(), values).map_err(refused)?;
    let parts = conditions_of(expression.clone());
    let trees = ConditionTrees::read(caches, ExpressionKind::Condition, &parts).map_err(refused)?;
    let condition = trees.bind(&mut placeholders).map_err(refused)?;
    placeholders.all_used().map_err(refused)?;
    scalar_keys::check_condition(table, condition.as_ref())?;
    table.write(key, |current| {
        let on_failure = Some(ReturnValuesOnConditionCheckFailure::AllOld);
        check_condition::<Error>(condition.as_ref(), current, on_failure, &mut Work::of_request())?;
        Ok::<_, Error>(Change::Put(stored))
    })
}
