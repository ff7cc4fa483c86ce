//! `ConditionalOperator`, which joins the conditions of `Expected`, `QueryFilter` or `ScanFilter`.

use super::super::{enums::ConditionalOperator, wording::Wording};
use crate::error::Result;

/// Refuses an operator that has fewer than two conditions to join.
pub(crate) fn check_conditional_operator(
    wording: Wording,
    operator: Option<ConditionalOperator>,
    conditions: Option<usize>,
) -> Result<()> {
    match (operator, conditions) {
        (None, _) | (Some(_), Some(2..)) => Ok(()),
        (Some(_), None) => {
            Err(wording.refuse("ConditionalOperator cannot be used without Filter or Expected"))
        }
        (Some(_), Some(_)) => Err(wording
            .refuse("ConditionalOperator can only be used when Filter or Expected has two or more elements")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_joins_two_conditions_or_more() {
        let or = Some(ConditionalOperator::Or);
        let refused = |conditions| {
            check_conditional_operator(Wording::Bare, or, conditions).unwrap_err().message().into_owned()
        };
        assert!(check_conditional_operator(Wording::Bare, or, Some(2)).is_ok());
        assert!(check_conditional_operator(Wording::Bare, None, Some(1)).is_ok());
        assert_eq!(refused(None), "ConditionalOperator cannot be used without Filter or Expected");
        for few in [0, 1] {
            assert_eq!(
                refused(Some(few)),
                "ConditionalOperator can only be used when Filter or Expected has two or more elements"
            );
        }
    }
}
