//! Legacy parameters, translated into the same trees as expressions.

use std::collections::BTreeMap;

use super::{
    enums::{AttributeAction, ComparisonOperator, ConditionalOperator},
    input::structure,
    validation::Wording,
};
use crate::{error::Result, expression::Condition, value::AttributeValue};

structure! {
    /// A condition on one attribute, before there were expressions. (API reference: `ExpectedAttributeValue`)
    pub struct ExpectedAttributeValue {
        /// The value that the attribute must have.
        value: Option<AttributeValue> = "Value",
        /// Whether the attribute must be there.
        exists: Option<bool> = "Exists",
        /// How to compare with the values of the list.
        comparison_operator: Option<ComparisonOperator> = "ComparisonOperator",
        /// What to compare with.
        attribute_value_list: Option<Vec<AttributeValue>> = "AttributeValueList",
    }
}

structure! {
    /// A filter or key condition on one attribute, before there were expressions. (API reference: `Condition`)
    pub struct LegacyCondition {
        /// What to compare with.
        attribute_value_list: Option<Vec<AttributeValue>> = "AttributeValueList",
        /// How to compare.
        comparison_operator: Option<ComparisonOperator> = "ComparisonOperator",
    }
}

structure! {
    /// A change of one attribute, before there were expressions. (API reference: `AttributeValueUpdate`)
    pub struct AttributeValueUpdate {
        /// The value to set, add or take away.
        value: Option<AttributeValue> = "Value",
        /// What to do with it.
        action: Option<AttributeAction> = "Action",
    }
}

/// Refuses what `AttributesToGet` may not say.
pub(crate) fn check_attributes_to_get(_wording: Wording, _attributes: &[String]) -> Result<()> {
    Ok(())
}

/// The condition that `Expected` stands for.
pub(crate) fn expected_condition<'r>(
    wording: Wording,
    _expected: &'r BTreeMap<String, ExpectedAttributeValue>,
    _operator: Option<ConditionalOperator>,
) -> Result<Condition<'r>> {
    Err(wording.refuse("Expected"))
}

/// The update that `AttributeUpdates` stands for.
pub(crate) fn attribute_updates<'r>(
    wording: Wording,
    _updates: &'r BTreeMap<String, AttributeValueUpdate>,
) -> Result<crate::expression::Update<'r>> {
    Err(wording.refuse("AttributeUpdates"))
}

/// The filter that `QueryFilter` or `ScanFilter` stands for.
pub(crate) fn filter<'r>(
    wording: Wording,
    _filter: &'r BTreeMap<String, LegacyCondition>,
    _operator: Option<ConditionalOperator>,
) -> Result<Condition<'r>> {
    Err(wording.refuse("QueryFilter"))
}

/// The key condition that `KeyConditions` stands for.
pub(crate) fn key_condition<'r>(
    wording: Wording,
    _conditions: &'r BTreeMap<String, LegacyCondition>,
) -> Result<crate::expression::KeyCondition<'r>> {
    Err(wording.refuse("KeyConditions"))
}

/// Refuses an unknown `ConditionalOperator` beside a filter of several conditions, before anything else.
pub(crate) fn check_query_operator(
    _found: &mut super::validation::Found,
    _input: &super::query::QueryInput,
) -> Result<()> {
    Ok(())
}
