//! Legacy parameters: checked in the service's words, and translated into the same trees as expressions.
//!
//! Attributes are taken in the order of their names; of several that are at fault, the first is told.

mod attribute_updates;
mod attributes_to_get;
mod comparison;
mod conditional_operator;
mod expected;
mod filter;
mod key_conditions;

use super::{
    enums::{AttributeAction, ComparisonOperator},
    input::structure,
};
use crate::value::AttributeValue;

pub(crate) use attribute_updates::{attribute_updates, check_attribute_types, makes_item};
pub(crate) use attributes_to_get::{check_attributes_to_get, note_attributes_to_get};
pub(crate) use conditional_operator::{check_conditional_operator, check_query_operator};
pub(crate) use expected::expected_condition;
pub(crate) use filter::filter;
pub(crate) use key_conditions::key_condition;

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
        /// What to compare with: as many values as the operator takes.
        attribute_value_list: Option<Vec<AttributeValue>> = "AttributeValueList",
        /// How to compare.
        comparison_operator: ComparisonOperator = "ComparisonOperator",
    }
}

structure! {
    /// A change of one attribute, before there were expressions. (API reference: `AttributeValueUpdate`)
    pub struct AttributeValueUpdate {
        /// The value to set, add or take away.
        value: Option<AttributeValue> = "Value",
        /// What to do with it; [`AttributeAction::Put`] where it is left out.
        action: Option<AttributeAction> = "Action",
    }
}

/// A sentence about a parameter, in the wrapper that most of them have.
fn invalid(what: impl std::fmt::Display) -> String {
    format!("One or more parameter values were invalid: {what}")
}
