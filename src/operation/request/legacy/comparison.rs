//! One legacy comparison of an attribute with values, which `Expected`, the filters and `KeyConditions` share.

use super::{super::enums::ConditionalOperator, ComparisonOperator};
use crate::{
    expression::{Comparator, Condition, ConditionBuilder, Operand, Path, Test},
    texts,
    value::{AttributeType, AttributeValue},
};

/// A comparison of an attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Comparison<'r> {
    /// `NULL`: it does not exist.
    Missing,
    /// `NOT_NULL`: it exists, even with the value NULL.
    Present,
    /// `EQ`, `NE`, `LT`, `LE`, `GT`, `GE`; `NE` also holds if it does not exist.
    Compare(Comparator, &'r AttributeValue),
    /// `BETWEEN`, both bounds included.
    Between(&'r AttributeValue, &'r AttributeValue),
    /// `IN`.
    In(&'r [AttributeValue]),
    /// `BEGINS_WITH`.
    BeginsWith(&'r AttributeValue),
    /// `CONTAINS`.
    Contains(&'r AttributeValue),
    /// `NOT_CONTAINS`: it exists, and does not contain the value.
    NotContains(&'r AttributeValue),
}

impl<'r> Comparison<'r> {
    /// The comparison that a request asks for.
    ///
    /// # Errors
    /// In this order: a wrong number of values for the operator; the first value of a type that it does not accept;
    /// values of different types; bounds in the wrong order.
    pub(super) fn new(operator: ComparisonOperator, values: &'r [AttributeValue]) -> Result<Self, String> {
        use ComparisonOperator as Operator;
        let comparison = match (operator, values) {
            (Operator::Null, []) => Self::Missing,
            (Operator::NotNull, []) => Self::Present,
            (Operator::Eq, [value]) => Self::Compare(Comparator::Equal, value),
            (Operator::Ne, [value]) => Self::Compare(Comparator::NotEqual, value),
            (Operator::Lt, [value]) => Self::Compare(Comparator::Less, value),
            (Operator::Le, [value]) => Self::Compare(Comparator::LessOrEqual, value),
            (Operator::Gt, [value]) => Self::Compare(Comparator::Greater, value),
            (Operator::Ge, [value]) => Self::Compare(Comparator::GreaterOrEqual, value),
            (Operator::Between, [low, high]) => Self::Between(low, high),
            (Operator::In, [_, ..]) => Self::In(values),
            (Operator::BeginsWith, [value]) => Self::BeginsWith(value),
            (Operator::Contains, [value]) => Self::Contains(value),
            (Operator::NotContains, [value]) => Self::NotContains(value),
            _ => {
                return Err(texts::legacy::value_count(operator.as_str()));
            }
        };
        let mut types = values.iter().map(AttributeValue::attribute_type);
        if let Some(other) = types.clone().find(|value_type| !takes(operator, *value_type)) {
            return Err(texts::legacy::value_type(operator.as_str(), other.as_str()));
        }
        let first = types.next();
        if types.any(|other| Some(other) != first) {
            return Err(texts::request::invalid_values(
                "AttributeValues inside AttributeValueList must be of same type",
            ));
        }
        match comparison {
            Self::Between(low, high) if is_above(low, high) => Err(
                "The BETWEEN condition was provided a range where the lower bound is greater than the upper \
                     bound"
                    .to_owned(),
            ),
            comparison => Ok(comparison),
        }
    }

    /// Appends the comparison of an attribute.
    fn append(self, attribute: &'r str, builder: &mut ConditionBuilder<'r>) {
        let path = || Path::attribute(attribute);
        let operand = || Operand::Path(path());
        builder.test(match self {
            Self::Missing => Test::NotExists(path()),
            Self::Present => Test::Exists(path()),
            Self::Compare(comparator, value) => Test::Compare(comparator, operand(), Operand::Value(value)),
            Self::Between(low, high) => Test::Between(operand(), Operand::Value(low), Operand::Value(high)),
            Self::In(values) => Test::In(operand(), values.iter().map(Operand::Value).collect()),
            Self::BeginsWith(value) => Test::BeginsWith(operand(), Operand::Value(value)),
            Self::Contains(value) => Test::Contains(operand(), Operand::Value(value)),
            Self::NotContains(value) => {
                builder.test(Test::Exists(path()));
                let contains_not = builder.and();
                builder.test(Test::Contains(operand(), Operand::Value(value)));
                builder.not();
                return builder.join(contains_not);
            }
        });
    }
}

/// All of the comparisons, or with `OR` any of them; without comparisons, true.
pub(super) fn joined<'r>(
    comparisons: impl IntoIterator<Item = (&'r str, Comparison<'r>)>,
    operator: Option<ConditionalOperator>,
) -> Condition<'r> {
    let mut builder = ConditionBuilder::default();
    for (place, (attribute, comparison)) in comparisons.into_iter().enumerate() {
        let pending = (place > 0).then(|| match operator {
            Some(ConditionalOperator::Or) => builder.or(),
            Some(ConditionalOperator::And) | None => builder.and(),
        });
        comparison.append(attribute, &mut builder);
        if let Some(pending) = pending {
            builder.join(pending);
        }
    }
    builder.build()
}

/// Whether an operator accepts values of a type. (API reference: `Condition`, the descriptions of the operators)
fn takes(operator: ComparisonOperator, value_type: AttributeType) -> bool {
    use AttributeType::{B, Bs, L, M, N, Ns, S, Ss};
    match operator {
        ComparisonOperator::Null
        | ComparisonOperator::NotNull
        | ComparisonOperator::Eq
        | ComparisonOperator::Ne => true,
        ComparisonOperator::Contains | ComparisonOperator::NotContains => {
            !matches!(value_type, Ss | Ns | Bs | M | L)
        }
        ComparisonOperator::BeginsWith => matches!(value_type, S | B),
        ComparisonOperator::In
        | ComparisonOperator::Between
        | ComparisonOperator::Lt
        | ComparisonOperator::Le
        | ComparisonOperator::Gt
        | ComparisonOperator::Ge => matches!(value_type, S | N | B),
    }
}

fn is_above(low: &AttributeValue, high: &AttributeValue) -> bool {
    use AttributeValue::{B, N, S};
    match (low, high) {
        (S(low), S(high)) => low > high,
        (N(low), N(high)) => low > high,
        (B(low), B(high)) => low > high,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Item;

    fn values(values: impl IntoIterator<Item = AttributeValue>) -> Vec<AttributeValue> {
        values.into_iter().collect()
    }

    fn strings<const COUNT: usize>(members: [&str; COUNT]) -> AttributeValue {
        AttributeValue::Ss(members.map(str::to_owned).into())
    }

    fn refused(operator: ComparisonOperator, list: &[AttributeValue]) -> String {
        Comparison::new(operator, list).unwrap_err()
    }

    /// Whether a comparison holds for an item without the attribute, and for items with each of the values.
    fn holds(
        operator: ComparisonOperator,
        list: &[AttributeValue],
        attribute: &[AttributeValue],
    ) -> Vec<bool> {
        let condition = joined([("a", Comparison::new(operator, list).unwrap())], None);
        std::iter::once(condition.holds(&Item::new()))
            .chain(attribute.iter().map(|value| condition.holds(&Item::from([("a", value.clone())]))))
            .collect()
    }

    #[test]
    fn each_operator_takes_its_number_of_values() {
        use ComparisonOperator::*;
        let three = values([1.into(), 2.into(), 3.into()]);
        for (operator, least, most) in [
            (Eq, 1, 1),
            (Ne, 1, 1),
            (Le, 1, 1),
            (Lt, 1, 1),
            (Ge, 1, 1),
            (Gt, 1, 1),
            (Contains, 1, 1),
            (NotContains, 1, 1),
            (Null, 0, 0),
            (NotNull, 0, 0),
            (Between, 2, 2),
            (In, 1, 3),
        ] {
            for count in 0..=3 {
                let made = Comparison::new(operator, &three[..count]);
                assert_eq!(made.is_ok(), (least..=most).contains(&count), "{operator} with {count}");
            }
        }
        assert_eq!(
            refused(BeginsWith, &[]),
            "One or more parameter values were invalid: Invalid number of argument(s) for the BEGINS_WITH \
             ComparisonOperator"
        );
    }

    #[test]
    fn each_operator_takes_its_types() {
        use ComparisonOperator::*;
        let of_types = values([
            "x".into(),
            1.into(),
            AttributeValue::B(vec![1]),
            true.into(),
            AttributeValue::Null,
            AttributeValue::M(Item::new()),
            AttributeValue::L(Vec::new()),
            strings(["x"]),
        ]);
        for (operator, types) in [
            (Eq, "S N B BOOL NULL M L SS"),
            (Ne, "S N B BOOL NULL M L SS"),
            (Lt, "S N B"),
            (Ge, "S N B"),
            (In, "S N B"),
            (BeginsWith, "S B"),
            (Contains, "S N B BOOL NULL"),
            (NotContains, "S N B BOOL NULL"),
        ] {
            let taken: Vec<&str> = of_types
                .iter()
                .filter(|value| Comparison::new(operator, std::slice::from_ref(*value)).is_ok())
                .map(|value| value.attribute_type().as_str())
                .collect();
            assert_eq!(taken.join(" "), types, "{operator}");
        }
        assert_eq!(
            refused(Ge, &[AttributeValue::L(Vec::new())]),
            "One or more parameter values were invalid: ComparisonOperator GE is not valid for L AttributeValue type"
        );
    }

    #[test]
    fn the_values_go_together() {
        let different = "One or more parameter values were invalid: AttributeValues inside AttributeValueList must be \
                         of same type";
        assert_eq!(refused(ComparisonOperator::In, &[1.into(), "x".into()]), different);
        assert_eq!(refused(ComparisonOperator::Between, &["x".into(), 1.into()]), different);
        assert_eq!(
            refused(ComparisonOperator::Between, &[9.into(), 1.into()]),
            "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"
        );
        assert!(Comparison::new(ComparisonOperator::Between, &[1.into(), 1.into()]).is_ok());
    }

    #[test]
    fn presence_is_asked_of_the_attribute_and_not_of_its_value() {
        assert_eq!(holds(ComparisonOperator::Null, &[], &[AttributeValue::Null]), [true, false]);
        assert_eq!(holds(ComparisonOperator::NotNull, &[], &[AttributeValue::Null]), [false, true]);
    }

    #[test]
    fn a_missing_attribute_is_unequal_to_everything_and_otherwise_never_matches() {
        use ComparisonOperator::*;
        let (one, text) = (&[1.into()][..], &["x".into()][..]);
        assert_eq!(holds(Ne, one, &[1.into(), 2.into(), "1".into()]), [true, false, true, true]);
        assert_eq!(holds(Eq, one, &[1.into(), "1".into()]), [false, true, false]);
        assert_eq!(holds(Lt, one, &[0.into(), "0".into()]), [false, true, false]);
        assert_eq!(holds(In, one, &[1.into(), 2.into()]), [false, true, false]);
        assert_eq!(
            holds(Contains, text, &["axb".into(), strings(["x"]), 1.into()]),
            [false, true, true, false]
        );
        assert_eq!(
            holds(NotContains, text, &["axb".into(), strings(["y"]), 1.into()]),
            [false, false, true, true]
        );
    }

    #[test]
    fn comparisons_are_joined_by_and_unless_by_or() {
        let (one, text) = (1.into(), "x".into());
        let comparisons = || {
            [
                ("a", Comparison::Compare(Comparator::Equal, &one)),
                ("b", Comparison::NotContains(&text)),
                ("c", Comparison::Missing),
            ]
        };
        let all = joined(comparisons(), None);
        let any = joined(comparisons(), Some(ConditionalOperator::Or));
        let item = |a: i32, b: &str| Item::from([("a", AttributeValue::from(a)), ("b", b.into())]);
        assert!(all.holds(&item(1, "y")) && any.holds(&item(1, "y")));
        assert!(!all.holds(&item(1, "x")) && any.holds(&item(1, "x")));
        let mut none = item(2, "x");
        none.insert("c", 1);
        assert!(!any.holds(&none));
        assert!(joined([], Some(ConditionalOperator::Or)).holds(&Item::new()));
    }
}
