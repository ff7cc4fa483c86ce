//! The condition of a write: `ConditionExpression`, or its legacy form `Expected`.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    enums::{ConditionalOperator, ReturnValuesOnConditionCheckFailure},
    expression_lists::{ConditionPart, ConditionTrees},
    found::Wording,
    legacy::{self, ExpectedAttributeValue},
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    expression::{Condition, ExpressionKind, Placeholders},
    storage::Stored,
    value::Item,
    work::{Work, WorkExceeded},
};

/// What a request says of its condition, parsed but not bound.
#[derive(Debug)]
pub(crate) enum ConditionSource<'r> {
    /// Expressions, or nothing.
    Expressions(ConditionTrees),
    /// `Expected` with its operator.
    Expected(&'r BTreeMap<String, ExpectedAttributeValue>, Option<ConditionalOperator>),
}

impl<'r> ConditionSource<'r> {
    /// Parses what the request says.
    pub(crate) fn read(
        engine: &Engine,
        wording: Wording,
        conditions: &[ConditionPart],
        expected: Option<&'r BTreeMap<String, ExpectedAttributeValue>>,
        operator: Option<ConditionalOperator>,
    ) -> Result<Self> {
        legacy::check_conditional_operator(wording, operator, expected.map(BTreeMap::len))?;
        match expected {
            Some(expected) if conditions.is_empty() => Ok(Self::Expected(expected, operator)),
            _ => ConditionTrees::read(engine.expressions(), ExpressionKind::Condition, conditions)
                .map(Self::Expressions)
                .map_err(|error| wording.refuse(error.as_str())),
        }
    }

    /// The condition with the request's names and values in it.
    pub(crate) fn bind<'s>(
        &'s self,
        wording: Wording,
        placeholders: &mut Placeholders<'s>,
    ) -> Result<Option<Condition<'s>>> {
        match self {
            Self::Expressions(trees) => {
                trees.bind(placeholders).map_err(|error| wording.refuse(error.as_str()))
            }
            Self::Expected(expected, operator) => {
                legacy::expected_condition(wording, expected, *operator).map(Some)
            }
        }
    }
}

/// Fails where the condition does not hold for the item that is there.
///
/// # Errors
/// A failed condition, or one that takes more than is left of the request's `work`: it refuses the request as a whole.
pub(crate) fn check<E: From<Error> + From<WorkExceeded>>(
    condition: Option<&Condition<'_>>,
    current: Option<&Stored>,
    on_failure: Option<ReturnValuesOnConditionCheckFailure>,
    work: &mut Work,
) -> Result<(), E> {
    let Some(condition) = condition else { return Ok(()) };
    static NOTHING: Item = Item::new();
    if condition.holds_within(current.map_or(&NOTHING, |stored| stored.item()), work)? {
        return Ok(());
    }
    let asked = on_failure == Some(ReturnValuesOnConditionCheckFailure::AllOld);
    Err(Error::condition_failed(current.filter(|_| asked).map(|stored| Arc::clone(stored.item()))).into())
}
