//! Binding of key conditions: conditions restricted to what a key allows.

use super::placeholders::Placeholders;
use crate::{
    expression::{
        comparator::Comparator,
        error::{ExpressionError, ExpressionKind},
        syntax::condition::ConditionTree,
        tree::{
            condition::{Operand, Step, Test},
            key_condition::{KeyClause, KeyClauses, KeyCondition, KeyTest},
        },
    },
    texts::key_condition as texts,
    value::AttributeValue,
};

impl ConditionTree {
    /// The key condition with the request's names and values. Everything that does not depend on the table is checked
    /// here.
    ///
    /// # Errors
    /// Those of [`bind`](Self::bind); then, in the order of the tree, operators that a key condition may not
    /// have, paths into attributes, and two conditions on one attribute.
    pub fn bind_key<'t, 'r: 't>(
        &'t self,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<KeyCondition<'t>, ExpressionError> {
        let program = self.bind_program(placeholders)?;
        let mut clauses = KeyClauses::new();
        for step in program {
            let clause = match step {
                Step::Test(test) => self.clause(test)?,
                Step::And(_) => continue,
                Step::Or(_) => return Err(invalid_operator("OR")),
                Step::Not => return Err(invalid_operator("NOT")),
                Step::Known(_) => {
                    debug_assert!(false, "only a condition has truths that are known");
                    continue;
                }
            };
            if clauses.iter().any(|other| other.attribute == clause.attribute) {
                return Err(one_condition_per_key(self.kind));
            }
            clauses.push(clause);
        }
        Ok(KeyCondition { clauses })
    }

    fn clause<'r>(&self, test: Test<'r>) -> Result<KeyClause<'r>, ExpressionError> {
        match test {
            Test::Compare(Comparator::NotEqual, ..) => Err(invalid_operator(Comparator::NotEqual.as_str())),
            Test::Compare(
                comparator,
                Operand::Value(value),
                operand @ (Operand::Path(_) | Operand::Size(_)),
            ) => Ok(KeyClause {
                attribute: self.attribute(&operand)?,
                test: KeyTest::Compare(comparator.mirrored(), value),
            }),
            Test::Compare(comparator, operand, value) => {
                let attribute = self.attribute(&operand)?;
                Ok(KeyClause { attribute, test: KeyTest::Compare(comparator, self.value(&value)?) })
            }
            Test::Between(operand, low, high) => {
                let attribute = self.attribute(&operand)?;
                Ok(KeyClause { attribute, test: KeyTest::Between(self.value(&low)?, self.value(&high)?) })
            }
            Test::BeginsWith(operand, prefix) => {
                let attribute = self.attribute(&operand)?;
                Ok(KeyClause { attribute, test: KeyTest::BeginsWith(self.value(&prefix)?) })
            }
            Test::In(..) => Err(invalid_operator("IN")),
            Test::Exists(_) | Test::ItemExists => Err(invalid_operator("attribute_exists")),
            Test::NotExists(_) => Err(invalid_operator("attribute_not_exists")),
            Test::Type(..) => Err(invalid_operator("attribute_type")),
            Test::Contains(..) => Err(invalid_operator("contains")),
        }
    }

    fn attribute<'r>(&self, operand: &Operand<'r>) -> Result<&'r str, ExpressionError> {
        match operand {
            Operand::Path(path) if path.steps().is_empty() => Ok(path.name()),
            Operand::Path(_) => Err(self.kind.invalid(texts::NESTED_ATTRIBUTE)),
            Operand::Size(_) | Operand::SizeOf(_) => Err(self.kind.invalid(texts::NESTED_OPERATION)),
            Operand::Value(_) => Err(ExpressionError::new(texts::NO_ATTRIBUTE)),
        }
    }

    fn value<'r>(&self, operand: &Operand<'r>) -> Result<&'r AttributeValue, ExpressionError> {
        match operand {
            Operand::Value(value) => Ok(value),
            Operand::Path(_) => Err(ExpressionError::new(texts::TWO_ATTRIBUTES)),
            Operand::Size(_) | Operand::SizeOf(_) => Err(self.kind.invalid(texts::NESTED_OPERATION)),
        }
    }
}

/// The error of a second condition on an attribute of the key.
pub(crate) fn one_condition_per_key(kind: ExpressionKind) -> ExpressionError {
    kind.invalid(texts::TWO_CONDITIONS)
}

fn invalid_operator(name: &str) -> ExpressionError {
    ExpressionError(texts::operator(name))
}
