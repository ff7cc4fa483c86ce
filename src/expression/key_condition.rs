//! `KeyConditionExpression`: what a Query asks of the key.

use crate::AttributeValue;

use super::{
    ConditionTree, ExpressionError, ExpressionKind, Placeholders,
    condition::{Comparator, Operand, Step, Test},
};

/// One condition on one attribute of a key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyClause<'r> {
    /// The attribute's name.
    pub(crate) attribute: &'r str,
    /// What is asked of it.
    pub(crate) test: KeyTest<'r>,
}

/// What is asked of an attribute of a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum KeyTest<'r> {
    /// `=`, `<`, `<=`, `>`, `>=`; never `<>`.
    Compare(Comparator, &'r AttributeValue),
    /// `BETWEEN`, bounds included.
    Between(&'r AttributeValue, &'r AttributeValue),
    /// `begins_with`.
    BeginsWith(&'r AttributeValue),
}

/// A key condition that is bound to a request's names and values, not yet to a table's or index's key:
/// [`resolve`](Self::resolve) does that.
#[derive(Debug, Clone)]
pub struct KeyCondition<'r> {
    pub(super) clauses: Vec<KeyClause<'r>>,
}

impl<'r> KeyCondition<'r> {
    /// A key condition made in code: the legacy `KeyConditions`, PartiQL.
    pub(crate) fn new(clauses: Vec<KeyClause<'r>>) -> Self {
        Self { clauses }
    }

    /// The attributes that conditions are on, in their order.
    pub fn attribute_names(&self) -> impl Iterator<Item = &'r str> {
        self.clauses.iter().map(|clause| clause.attribute)
    }
}

impl ConditionTree {
    /// The key condition with the request's names and values in it. All that can be known without the table is
    /// checked here.
    ///
    /// # Errors
    /// Those of [`bind`](Self::bind); then, in the order of the tree, operators that a key condition may not
    /// have, paths into attributes, and two conditions on one attribute.
    pub fn bind_key<'t, 'r: 't>(
        &'t self,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<KeyCondition<'t>, ExpressionError> {
        let program = self.bind_program(placeholders)?;
        let mut clauses: Vec<KeyClause<'t>> = Vec::with_capacity(2);
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
            Operand::Path(_) => {
                Err(self.kind.invalid("KeyConditionExpressions cannot have conditions on nested attributes"))
            }
            Operand::Size(_) | Operand::SizeOf(_) => {
                Err(self.kind.invalid("KeyConditionExpressions cannot contain nested operations"))
            }
            Operand::Value(_) => Err(ExpressionError::new(
                "Invalid condition in KeyConditionExpression: No key attribute specified",
            )),
        }
    }

    fn value<'r>(&self, operand: &Operand<'r>) -> Result<&'r AttributeValue, ExpressionError> {
        match operand {
            Operand::Value(value) => Ok(value),
            Operand::Path(_) => Err(ExpressionError::new(
                "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
            )),
            Operand::Size(_) | Operand::SizeOf(_) => {
                Err(self.kind.invalid("KeyConditionExpressions cannot contain nested operations"))
            }
        }
    }
}

/// The error of a second condition on an attribute of the key.
pub(crate) fn one_condition_per_key(kind: ExpressionKind) -> ExpressionError {
    kind.invalid("KeyConditionExpressions must only contain one condition per key")
}

fn invalid_operator(name: &str) -> ExpressionError {
    ExpressionError(format!("Invalid operator used in KeyConditionExpression: {name}"))
}
