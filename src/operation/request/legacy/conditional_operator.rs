//! `ConditionalOperator`, which joins the conditions of `Expected`, `QueryFilter` or `ScanFilter`.

use super::super::{enums::ConditionalOperator, found::Found, wording::Wording};
use crate::{
    error::{Error, Result},
    operation::read::query::QueryInput,
};

/// Refuses an operator with fewer than two conditions to join.
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

/// Refuses an unknown operator that has conditions to join: Query tells of it alone, without the envelope that
/// other words outside their enumerations get, and before them.
pub(crate) fn check_query_operator(found: &Found, input: &QueryInput) -> Result<()> {
    if input.query_filter.as_ref().is_none_or(|filter| filter.len() < 2) {
        return Ok(());
    }
    match found.newer_words("conditionalOperator") {
        Some(words) => Err(Error::validation(words)),
        None => Ok(()),
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
