//! The condition of a write: `ConditionExpression`, or its legacy form `Expected`.

use std::collections::BTreeMap;

use super::{
    enums::ConditionalOperator,
    expression_lists::{ConditionPart, ConditionTrees},
    legacy::{self, ExpectedAttributeValue},
    wording::Wording,
};
use crate::{
    engine::Engine,
    error::Result,
    expression::{Condition, ExpressionKind, Placeholders},
};

/// A request's condition, parsed but not bound.
#[derive(Debug)]
pub(crate) enum ConditionSource<'r> {
    /// Expressions, or nothing.
    Expressions(ConditionTrees<'r>),
    /// `Expected` with its operator.
    Expected(&'r BTreeMap<String, ExpectedAttributeValue>, Option<ConditionalOperator>),
}

impl<'r> ConditionSource<'r> {
    /// Parses the condition.
    pub(crate) fn read(
        engine: &Engine,
        wording: Wording,
        conditions: &'r [ConditionPart],
        expected: Option<&'r BTreeMap<String, ExpectedAttributeValue>>,
        operator: Option<ConditionalOperator>,
    ) -> Result<Self> {
        legacy::check_conditional_operator(wording, operator, expected.map(BTreeMap::len))?;
        match expected {
            Some(expected) if conditions.is_empty() => Ok(Self::Expected(expected, operator)),
            _ => ConditionTrees::read(engine.caches(), ExpressionKind::Condition, conditions)
                .map(Self::Expressions)
                .map_err(|error| wording.refuse(error.as_str())),
        }
    }

    /// The condition with the request's names and values bound.
    pub(crate) fn bind<'t, 'p: 't>(
        &'t self,
        wording: Wording,
        placeholders: &mut Placeholders<'p>,
    ) -> Result<Option<Condition<'t>>> {
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
