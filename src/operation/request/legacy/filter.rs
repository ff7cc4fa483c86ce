//! `QueryFilter` and `ScanFilter`, the forerunners of `FilterExpression`.

use std::collections::BTreeMap;

use super::{
    super::{enums::ConditionalOperator, wording::Wording},
    LegacyCondition,
    comparison::{Comparison, joined},
};
use crate::{error::Result, expression::Condition};

/// The filter that `QueryFilter` or `ScanFilter` is equivalent to.
pub(crate) fn filter<'r>(
    wording: Wording,
    filter: &'r BTreeMap<String, LegacyCondition>,
    operator: Option<ConditionalOperator>,
) -> Result<Condition<'r>> {
    let mut comparisons = Vec::with_capacity(filter.len());
    for (attribute, condition) in filter {
        comparisons.push((attribute.as_str(), condition.comparison(wording)?));
    }
    Ok(joined(comparisons, operator))
}

impl LegacyCondition {
    /// The comparison of the condition.
    pub(super) fn comparison(&self, wording: Wording) -> Result<Comparison<'_>> {
        let values = self.attribute_value_list.as_deref().unwrap_or_default();
        Comparison::new(self.comparison_operator, values).map_err(|sentence| wording.refuse(sentence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        operation::request::enums::ComparisonOperator,
        value::{AttributeValue, Item},
    };

    #[test]
    fn conditions_on_several_attributes_are_joined() {
        let condition = |operator, value: AttributeValue| LegacyCondition {
            comparison_operator: operator,
            attribute_value_list: Some(vec![value]),
        };
        let conditions = BTreeMap::from([
            ("name".to_owned(), condition(ComparisonOperator::BeginsWith, "oak".into())),
            ("val".to_owned(), condition(ComparisonOperator::Gt, 20.into())),
        ]);
        let item = Item::from([("name", AttributeValue::from("oak-one")), ("val", 10.into())]);
        let holds = |operator| filter(Wording::Bare, &conditions, operator).unwrap().holds(&item);
        assert!(
            !holds(None) && !holds(Some(ConditionalOperator::And)) && holds(Some(ConditionalOperator::Or))
        );
    }

    #[test]
    fn no_list_is_an_empty_list() {
        let conditions = BTreeMap::from([(
            "a".to_owned(),
            LegacyCondition { comparison_operator: ComparisonOperator::Eq, attribute_value_list: None },
        )]);
        assert_eq!(
            filter(Wording::Bare, &conditions, None).unwrap_err().message().into_owned(),
            "One or more parameter values were invalid: Invalid number of argument(s) for the EQ ComparisonOperator"
        );
    }
}
