//! `KeyConditions`, the forerunner of `KeyConditionExpression`.

use std::collections::BTreeMap;

use super::{super::wording::Wording, LegacyCondition, comparison::Comparison};
use crate::{
    error::Result,
    expression::{Comparator, KeyClause, KeyClauses, KeyCondition, KeyTest},
};

/// The key condition that `KeyConditions` is equivalent to.
pub(crate) fn key_condition<'r>(
    wording: Wording,
    conditions: &'r BTreeMap<String, LegacyCondition>,
) -> Result<KeyCondition<'r>> {
    if conditions.is_empty() {
        return Err(wording.refuse("Conditions can be of length 1 or 2 only"));
    }
    let mut clauses = KeyClauses::with_capacity(conditions.len());
    for (attribute, condition) in conditions {
        let test = match condition.comparison(wording)? {
            Comparison::Compare(Comparator::NotEqual, _)
            | Comparison::Missing
            | Comparison::Present
            | Comparison::In(_)
            | Comparison::Contains(_)
            | Comparison::NotContains(_) => {
                return Err(wording.refuse("Attempted conditional constraint is not an indexable operation"));
            }
            Comparison::Compare(comparator, value) => KeyTest::Compare(comparator, value),
            Comparison::Between(low, high) => KeyTest::Between(low, high),
            Comparison::BeginsWith(prefix) => KeyTest::BeginsWith(prefix),
        };
        clauses.push(KeyClause { attribute, test });
    }
    Ok(KeyCondition::new(clauses))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        key::{KeyAttribute, KeySchema, ScalarAttributeType},
        operation::request::enums::ComparisonOperator::{self, *},
        value::AttributeValue,
    };

    type Conditions = BTreeMap<String, LegacyCondition>;

    fn conditions(list: &[(&str, ComparisonOperator, &[AttributeValue])]) -> Conditions {
        list.iter()
            .map(|(attribute, operator, values)| {
                let values = Some(values.to_vec());
                let condition =
                    LegacyCondition { comparison_operator: *operator, attribute_value_list: values };
                ((*attribute).to_owned(), condition)
            })
            .collect()
    }

    #[test]
    fn one_partition_and_a_range_of_its_sort_keys() {
        let conditions = conditions(&[("pk", Eq, &["x".into()]), ("sk", Between, &[1.into(), 2.into()])]);
        let condition = key_condition(Wording::Bare, &conditions).unwrap();
        let key = |name: &str, attribute_type| vec![KeyAttribute { name: name.into(), attribute_type }];
        let schema = KeySchema {
            partition_key: key("pk", ScalarAttributeType::S),
            sort_key: key("sk", ScalarAttributeType::N),
        };
        let range = condition.resolve(&schema).unwrap();
        assert_eq!(range.partition.as_slice(), [&AttributeValue::from("x")]);
        assert!(range.equal.is_empty() && range.sort.is_some());
    }

    #[test]
    fn no_conditions_at_all_are_too_few() {
        let refused = key_condition(Wording::Bare, &conditions(&[])).unwrap_err();
        assert_eq!(refused.message(), "Conditions can be of length 1 or 2 only");
    }

    #[test]
    fn what_has_no_order_is_no_key_condition() {
        let one: &[AttributeValue] = &["x".into()];
        for (operator, values) in
            [(Ne, one), (In, one), (Contains, one), (NotContains, one), (Null, &[]), (NotNull, &[])]
        {
            let conditions = conditions(&[("sk", operator, values)]);
            assert_eq!(
                key_condition(Wording::Bare, &conditions).unwrap_err().message().into_owned(),
                "Attempted conditional constraint is not an indexable operation",
                "{operator}"
            );
        }
    }
}
