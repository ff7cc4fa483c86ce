//! Binding of search conditions: equalities of attributes, joined by AND.

use super::placeholders::Placeholders;
use crate::{
    expression::{
        built::condition::ConditionExpression,
        comparator::Comparator,
        error::{ExpressionError, ExpressionKind},
        syntax::condition::ConditionTree,
        tree::condition::{Operand, Step, Test},
    },
    texts::vector as texts,
    value::AttributeValue,
};

const KIND: ExpressionKind = ExpressionKind::SearchCondition;

/// An equality that a search requires of an attribute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SearchClause<'r> {
    pub(crate) attribute: &'r str,
    pub(crate) value: &'r AttributeValue,
}

impl ConditionTree {
    /// The clauses of a search condition with the request's names and values.
    ///
    /// # Errors
    /// Those of [`bind`](Self::bind); then, in the order of the tree, a condition that is not an equality of an
    /// attribute with a value, or that is joined otherwise than by AND.
    pub(crate) fn bind_search<'t, 'r: 't>(
        &'t self,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Vec<SearchClause<'t>>, ExpressionError> {
        clauses(self.bind_program(placeholders)?)
    }
}

impl ConditionExpression {
    /// As [`ConditionTree::bind_search`].
    pub(crate) fn bind_search<'t, 'r: 't>(
        &'t self,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Vec<SearchClause<'t>>, ExpressionError> {
        clauses(self.bind_program(KIND, placeholders)?)
    }
}

fn clauses(program: Vec<Step<'_>>) -> Result<Vec<SearchClause<'_>>, ExpressionError> {
    let mut clauses = Vec::new();
    for step in program {
        match step {
            Step::And(_) => {}
            Step::Test(Test::Compare(Comparator::Equal, one, other)) => clauses.push(equality(one, other)?),
            Step::Test(Test::Compare(..)) => return Err(KIND.invalid(texts::COMPARATOR)),
            Step::Test(_) | Step::Or(_) | Step::Not | Step::Known(_) => {
                return Err(KIND.invalid(texts::OPERATOR));
            }
        }
    }
    Ok(clauses)
}

fn equality<'r>(one: Operand<'r>, other: Operand<'r>) -> Result<SearchClause<'r>, ExpressionError> {
    match (one, other) {
        (Operand::Path(path), Operand::Value(value)) | (Operand::Value(value), Operand::Path(path)) => {
            match path.steps() {
                [] => Ok(SearchClause { attribute: path.name(), value }),
                _ => Err(KIND.invalid(texts::NESTED_ATTRIBUTE)),
            }
        }
        (Operand::Size(_) | Operand::SizeOf(_), _) | (_, Operand::Size(_) | Operand::SizeOf(_)) => {
            Err(KIND.invalid(texts::OPERATOR))
        }
        (Operand::Path(_), Operand::Path(_)) | (Operand::Value(_), Operand::Value(_)) => {
            Err(KIND.invalid(texts::OPERANDS))
        }
    }
}
