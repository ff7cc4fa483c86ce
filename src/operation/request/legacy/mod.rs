//! Legacy parameters: checked with the service's messages, and translated into the same trees as expressions.
//!
//! Attributes are checked in the order of their names, and the first fault is reported.

mod attribute_updates;
pub(crate) mod attributes_to_get;
mod comparison;
mod conditional_operator;
mod expected;
mod filter;
mod key_conditions;

use crate::codec::Member;
use std::collections::BTreeMap;

use super::{
    enums::{AttributeAction, ComparisonOperator},
    values::ValueCheck,
};
use crate::{codec::structure, value::AttributeValue};

pub(crate) use attribute_updates::{attribute_updates, check_attribute_types, check_update_names};
pub(crate) use attributes_to_get::note_attributes_to_get;
pub(crate) use conditional_operator::check_conditional_operator;
pub(crate) use expected::expected_condition;
pub(crate) use filter::filter;
pub(crate) use key_conditions::key_condition;

structure! {
    /// A condition on one attribute, before there were expressions. (API reference: `ExpectedAttributeValue`)
    pub struct ExpectedAttributeValue {
        /// The value that the attribute must have.
        value: Option<AttributeValue> = "Value",
        /// Whether the attribute must exist.
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
        /// The value to set, add or remove.
        value: Option<AttributeValue> = "Value",
        /// What to do with it; [`AttributeAction::Put`] by default.
        action: Option<AttributeAction> = "Action",
    }
}

impl ExpectedAttributeValue {
    /// The values to compare with.
    fn values(&self) -> impl Iterator<Item = &AttributeValue> {
        self.value.iter().chain(self.attribute_value_list.iter().flatten())
    }
}

impl LegacyCondition {
    /// The values to compare with.
    fn values(&self) -> impl Iterator<Item = &AttributeValue> {
        self.attribute_value_list.iter().flatten()
    }
}

/// Checks the values in `Expected` of a request made in Rust.
pub(crate) fn check_expected(
    check: &mut ValueCheck,
    member: Member,
    expected: Option<&BTreeMap<String, ExpectedAttributeValue>>,
) {
    for value in expected.into_iter().flatten().flat_map(|(_, condition)| condition.values()) {
        check.value(member, value);
    }
}

/// Checks the values in `KeyConditions` or a filter of a request made in Rust.
pub(crate) fn check_conditions(
    check: &mut ValueCheck,
    member: Member,
    conditions: Option<&BTreeMap<String, LegacyCondition>>,
) {
    for value in conditions.into_iter().flatten().flat_map(|(_, condition)| condition.values()) {
        check.value(member, value);
    }
}

/// Checks the values in `AttributeUpdates` of a request made in Rust.
pub(crate) fn check_updates(
    check: &mut ValueCheck,
    member: Member,
    updates: Option<&BTreeMap<String, AttributeValueUpdate>>,
) {
    for value in updates.into_iter().flatten().filter_map(|(_, update)| update.value.as_ref()) {
        check.value(member, value);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{found::Found, input::Request, wording::Wording};
    use super::*;
    use crate::codec::json::Json;
    use crate::codec::{FromWire, Reading};

    structure! {
        pub struct Filtered {
            scan_filter: BTreeMap<String, LegacyCondition> = "ScanFilter",
        }
    }

    fn refused(filter: &str) -> String {
        type Filter = BTreeMap<String, LegacyCondition>;
        let mut reading = Reading::default();
        reading.enter(0, Filtered::MEMBERS.scan_filter);
        Filter::from_wire(&mut Json::new(filter), &mut reading).unwrap();
        reading.leave();
        Found::from(reading).check(&[]).unwrap_err().message().into_owned()
    }

    #[test]
    fn a_condition_needs_an_operator_that_there_is() {
        assert_eq!(
            refused(r#"{"Val": {"AttributeValueList": [{"N": "1"}]}}"#),
            "1 validation error detected: Value null at 'scanFilter.Val.member.comparisonOperator' failed to satisfy \
             constraint: Member must not be null"
        );
        assert_eq!(
            refused(r#"{"Val": {"ComparisonOperator": "LIKE"}}"#),
            "1 validation error detected: Value 'LIKE' at 'scanFilter.Val.member.comparisonOperator' failed to satisfy \
             constraint: Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, \
             NE, LE, BEGINS_WITH, GE, CONTAINS]"
        );
    }

    #[test]
    fn values_made_in_rust_are_looked_at_in_every_form() {
        let empty = || AttributeValue::Ss([].into());
        let expected = |value, list| {
            let condition = ExpectedAttributeValue {
                value,
                attribute_value_list: list,
                ..ExpectedAttributeValue::default()
            };
            Some(BTreeMap::from([("a".to_owned(), condition)]))
        };
        let condition =
            LegacyCondition { attribute_value_list: Some(vec![empty()]), ..LegacyCondition::default() };
        let conditions = Some(BTreeMap::from([("a".to_owned(), condition)]));
        let update = AttributeValueUpdate { value: Some(empty()), action: None };
        let updates = Some(BTreeMap::from([("a".to_owned(), update)]));
        let refused = |member: Member, look: &dyn Fn(&mut ValueCheck)| {
            let request = Request::typed((), |(), check| look(check));
            let error = request.found.check_values(Wording::Bare, &[member]).unwrap_err();
            assert_eq!(
                error.message(),
                "One or more parameter values were invalid: An string set  may not be empty",
                "{member}"
            );
        };
        let member = ExpectedAttributeValue::MEMBERS.value;
        let alone = expected(Some(empty()), None);
        refused(member, &|check| check_expected(check, member, alone.as_ref()));
        let listed = expected(None, Some(vec![empty()]));
        refused(member, &|check| check_expected(check, member, listed.as_ref()));
        refused(member, &|check| check_conditions(check, member, conditions.as_ref()));
        refused(member, &|check| check_updates(check, member, updates.as_ref()));
    }
}
