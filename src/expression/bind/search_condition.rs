//! Binding of search conditions: equalities of attributes, joined by AND.

use super::placeholders::Placeholders;
use crate::{
    expression::{
        comparator::Comparator,
        error::ExpressionError,
        syntax::condition::ConditionTree,
        tree::condition::{Operand, Step, Test},
    },
    texts::vector as texts,
    value::AttributeValue,
};

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
        let mut clauses = Vec::new();
        for step in self.bind_program(placeholders)? {
            match step {
                Step::And(_) => {}
                Step::Test(Test::Compare(Comparator::Equal, one, other)) => {
                    clauses.push(self.equality(one, other)?)
                }
                Step::Test(Test::Compare(..)) => return Err(self.kind.invalid(texts::COMPARATOR)),
                Step::Test(_) | Step::Or(_) | Step::Not | Step::Known(_) => {
                    return Err(self.kind.invalid(texts::OPERATOR));
                }
            }
        }
        Ok(clauses)
    }

    fn equality<'r>(
        &self,
        one: Operand<'r>,
        other: Operand<'r>,
    ) -> Result<SearchClause<'r>, ExpressionError> {
        match (one, other) {
            (Operand::Path(path), Operand::Value(value)) | (Operand::Value(value), Operand::Path(path)) => {
                match path.steps() {
                    [] => Ok(SearchClause { attribute: path.name(), value }),
                    _ => Err(self.kind.invalid(texts::NESTED_ATTRIBUTE)),
                }
            }
            (Operand::Size(_) | Operand::SizeOf(_), _) | (_, Operand::Size(_) | Operand::SizeOf(_)) => {
                Err(self.kind.invalid(texts::OPERATOR))
            }
            (Operand::Path(_), Operand::Path(_)) | (Operand::Value(_), Operand::Value(_)) => {
                Err(self.kind.invalid(texts::OPERANDS))
            }
        }
    }
}
