//! `Expected`, the forerunner of `ConditionExpression`.

use std::collections::BTreeMap;

use super::{
    super::{
        enums::{ComparisonOperator, ConditionalOperator},
        wording::Wording,
    },
    ExpectedAttributeValue,
    comparison::{Comparison, joined},
};
use crate::{
    error::Result,
    expression::{Comparator, Condition},
    texts,
};

/// The condition that `Expected` is equivalent to.
pub(crate) fn expected_condition<'r>(
    wording: Wording,
    expected: &'r BTreeMap<String, ExpectedAttributeValue>,
    operator: Option<ConditionalOperator>,
) -> Result<Condition<'r>> {
    let mut comparisons = Vec::with_capacity(expected.len());
    for (attribute, condition) in expected {
        let comparison = comparison(attribute, condition).map_err(|sentence| wording.refuse(sentence))?;
        comparisons.push((attribute.as_str(), comparison));
    }
    Ok(joined(comparisons, operator))
}

/// A condition has one of two forms: `Value` or `Exists`, or else `ComparisonOperator` with values.
fn comparison<'r>(attribute: &str, condition: &'r ExpectedAttributeValue) -> Result<Comparison<'r>, String> {
    let refused = |what| Err(texts::legacy::expected(what, attribute));
    let ExpectedAttributeValue { value, exists, comparison_operator, attribute_value_list } = condition;
    if value.is_some() && attribute_value_list.is_some() {
        return refused("Value and AttributeValueList cannot be used together");
    }
    let Some(operator) = comparison_operator else {
        if attribute_value_list.is_some() {
            return refused("AttributeValueList can only be used with a ComparisonOperator");
        }
        return match (exists, value) {
            (None, None) => refused("Value must be provided when Exists is null"),
            (Some(true), None) => refused("Value must be provided when Exists is true"),
            (Some(false), Some(_)) => refused("Value cannot be used when Exists is false"),
            (Some(false), None) => Ok(Comparison::Missing),
            (None | Some(true), Some(value)) => Ok(Comparison::Compare(Comparator::Equal, value)),
        };
    };
    if exists.is_some() {
        return refused("Exists and ComparisonOperator cannot be used together");
    }
    match (value, attribute_value_list) {
        (Some(value), _) => Comparison::new(*operator, std::slice::from_ref(value)),
        (None, Some(values)) => Comparison::new(*operator, values),
        (None, None) if matches!(operator, ComparisonOperator::Null | ComparisonOperator::NotNull) => {
            Comparison::new(*operator, &[])
        }
        (None, None) => Err(texts::legacy::operator_without_value(operator.as_str(), attribute)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{AttributeValue, Item};

    const NOTHING: ExpectedAttributeValue = ExpectedAttributeValue {
        value: None,
        exists: None,
        comparison_operator: None,
        attribute_value_list: None,
    };

    fn condition(expected: &ExpectedAttributeValue) -> Result<Condition<'_>, String> {
        comparison("a", expected).map(|comparison| joined([("a", comparison)], None))
    }

    fn holds(expected: &ExpectedAttributeValue, value: impl Into<AttributeValue>) -> bool {
        condition(expected).unwrap().holds(&Item::from([("a", value.into())]))
    }

    fn refused(expected: ExpectedAttributeValue) -> String {
        let message = condition(&expected).unwrap_err();
        message.strip_prefix("One or more parameter values were invalid: ").unwrap().to_owned()
    }

    #[test]
    fn a_value_must_be_there_and_equal() {
        for exists in [None, Some(true)] {
            let expected = ExpectedAttributeValue { value: Some(1.into()), exists, ..NOTHING };
            assert!(holds(&expected, 1) && !holds(&expected, 2));
            assert!(!condition(&expected).unwrap().holds(&Item::new()));
        }
    }

    #[test]
    fn exists_false_is_an_attribute_that_is_not_there() {
        let expected = ExpectedAttributeValue { exists: Some(false), ..NOTHING };
        assert!(!holds(&expected, 1) && condition(&expected).unwrap().holds(&Item::new()));
    }

    #[test]
    fn an_operator_compares_with_a_value_or_a_list() {
        let operator = Some(ComparisonOperator::Ge);
        let value =
            ExpectedAttributeValue { value: Some(2.into()), comparison_operator: operator, ..NOTHING };
        let list = ExpectedAttributeValue {
            attribute_value_list: Some(vec![2.into()]),
            comparison_operator: operator,
            ..NOTHING
        };
        for expected in [value, list] {
            assert!(holds(&expected, 2) && !holds(&expected, 1));
        }
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        let (value, list, operator) = (Some(1.into()), Some(vec![1.into()]), Some(ComparisonOperator::Eq));
        assert_eq!(refused(NOTHING), "Value must be provided when Exists is null for Attribute: a");
        assert_eq!(
            refused(ExpectedAttributeValue { exists: Some(true), ..NOTHING }),
            "Value must be provided when Exists is true for Attribute: a"
        );
        assert_eq!(
            refused(ExpectedAttributeValue { exists: Some(false), value: value.clone(), ..NOTHING }),
            "Value cannot be used when Exists is false for Attribute: a"
        );
        assert_eq!(
            refused(ExpectedAttributeValue {
                exists: Some(true),
                comparison_operator: operator,
                attribute_value_list: list.clone(),
                ..NOTHING
            }),
            "Exists and ComparisonOperator cannot be used together for Attribute: a"
        );
        assert_eq!(
            refused(ExpectedAttributeValue {
                value,
                comparison_operator: operator,
                attribute_value_list: list.clone(),
                ..NOTHING
            }),
            "Value and AttributeValueList cannot be used together for Attribute: a"
        );
        assert_eq!(
            refused(ExpectedAttributeValue { attribute_value_list: list, ..NOTHING }),
            "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"
        );
        assert_eq!(
            refused(ExpectedAttributeValue { comparison_operator: operator, ..NOTHING }),
            "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a"
        );
    }
}
