//! Statements with their parameters put in.

use std::borrow::Cow;

use super::{
    PartiqlError, Statement, collect,
    lower::check_set,
    statement::{
        Action, Body, Delete, Insert, Operand, Predicate, Select, SetOperand, SetValue, Update, Value,
    },
};
use crate::value::{AttributeValue, Item};

/// A value of a bound statement: shared with the statement or the parameters, except where it was put together
/// from both.
pub type BoundValue<'r> = Cow<'r, AttributeValue>;

/// A statement whose parameters have their values.
pub type BoundStatement<'r> = Body<BoundValue<'r>>;

impl Statement {
    /// Puts the parameters in, in the order of the question marks.
    ///
    /// # Errors
    /// Another number of parameters than question marks; values put together from parameters that nest too
    /// deep or make no set; `set_add` and `set_delete` of what is no set.
    pub fn bind<'r>(&'r self, parameters: &'r [AttributeValue]) -> Result<BoundStatement<'r>, PartiqlError> {
        if parameters.len() != self.parameters {
            return Err(PartiqlError::new("Number of parameters in request and statement don't match."));
        }
        let binder = Binder { parameters };
        Ok(match &self.body {
            Body::Select(body) => Body::Select(binder.select(body)?),
            Body::Exists(body) => Body::Exists(binder.select(body)?),
            Body::Insert(body) => {
                Body::Insert(Insert { table: body.table.clone(), item: binder.item(&body.item)? })
            }
            Body::Update(body) => Body::Update(Update {
                table: body.table.clone(),
                actions: body.actions.iter().map(|action| binder.action(action)).collect::<Result<_, _>>()?,
                condition: binder.condition(body.condition.as_ref())?,
                returning: body.returning,
            }),
            Body::Delete(body) => Body::Delete(Delete {
                table: body.table.clone(),
                condition: binder.condition(body.condition.as_ref())?,
                returning: body.returning,
            }),
        })
    }
}

struct Binder<'r> {
    parameters: &'r [AttributeValue],
}

impl<'r> Binder<'r> {
    fn parameter(&self, number: usize) -> Result<&'r AttributeValue, PartiqlError> {
        self.parameters
            .get(number)
            .ok_or_else(|| PartiqlError::new("Number of parameters in request and statement don't match."))
    }

    fn value(&self, value: &'r Value) -> Result<BoundValue<'r>, PartiqlError> {
        match value {
            Value::Constant(constant) => Ok(Cow::Borrowed(constant)),
            Value::Parameter(number) => self.parameter(*number).map(Cow::Borrowed),
            composed => {
                let value = self.composed(composed)?;
                collect::check_depth(&value)?;
                Ok(Cow::Owned(value))
            }
        }
    }

    /// Recurses on the nesting of the statement's literals, which the parser bounds.
    fn composed(&self, value: &'r Value) -> Result<AttributeValue, PartiqlError> {
        let all = |members: &'r [Value]| {
            members.iter().map(|member| self.composed(member)).collect::<Result<Vec<_>, _>>()
        };
        Ok(match value {
            Value::Constant(constant) => constant.clone(),
            Value::Parameter(number) => self.parameter(*number)?.clone(),
            Value::List(members) => AttributeValue::L(all(members)?),
            Value::Set(members) => collect::set_of(all(members)?)?,
            Value::Map(members) => {
                let mut map = Vec::with_capacity(members.len());
                for (name, member) in members {
                    map.push((name.clone(), self.composed(member)?));
                }
                AttributeValue::M(map.into_iter().collect::<Item>())
            }
        })
    }

    /// The item of an INSERT, whose values each may have all levels of nesting.
    fn item(&self, value: &'r Value) -> Result<BoundValue<'r>, PartiqlError> {
        let Value::Map(members) = value else {
            let item = self.value(value)?;
            return match *item {
                AttributeValue::M(_) => Ok(item),
                _ => Err(PartiqlError::new("Only a single tuple is supported in INSERT statements")),
            };
        };
        let mut map = Vec::with_capacity(members.len());
        for (name, member) in members {
            map.push((name.clone(), self.value(member)?.into_owned()));
        }
        Ok(Cow::Owned(AttributeValue::M(map.into_iter().collect::<Item>())))
    }

    fn select(&self, select: &'r Select<Value>) -> Result<Select<BoundValue<'r>>, PartiqlError> {
        Ok(Select {
            table: select.table.clone(),
            index: select.index.clone(),
            projection: select.projection.clone(),
            condition: self.condition(select.condition.as_ref())?,
            order_by: select.order_by.clone(),
        })
    }

    fn condition(
        &self,
        condition: Option<&'r Predicate<Value>>,
    ) -> Result<Option<Predicate<BoundValue<'r>>>, PartiqlError> {
        condition.map(|condition| self.predicate(condition)).transpose()
    }

    fn predicate(&self, predicate: &'r Predicate<Value>) -> Result<Predicate<BoundValue<'r>>, PartiqlError> {
        let all = |members: &'r [Predicate<Value>]| {
            members.iter().map(|member| self.predicate(member)).collect::<Result<Vec<_>, _>>()
        };
        Ok(match predicate {
            Predicate::All(members) => Predicate::All(all(members)?),
            Predicate::Any(members) => Predicate::Any(all(members)?),
            Predicate::Not(inner) => Predicate::Not(Box::new(self.predicate(inner)?)),
            Predicate::Compare(comparator, one, two) => {
                let truth_of = |value: &BoundValue<'_>| value.as_bool();
                Predicate::compare(*comparator, self.operand(one)?, self.operand(two)?, truth_of)
            }
            Predicate::Between(one, low, high) => {
                Predicate::Between(self.operand(one)?, self.operand(low)?, self.operand(high)?)
            }
            Predicate::In(one, list) => Predicate::In(self.operand(one)?, self.operands(list)?),
            Predicate::InValue(one, list) => {
                let one = self.operand(one)?;
                let members = match self.value(list)? {
                    Cow::Borrowed(AttributeValue::L(members)) => {
                        members.iter().map(|member| Operand::Value(Cow::Borrowed(member))).collect()
                    }
                    other => vec![Operand::Value(other)],
                };
                Predicate::In(one, members)
            }
            Predicate::Is(one, test) => Predicate::Is(self.operand(one)?, *test),
            Predicate::Call(function, arguments) => Predicate::Call(*function, self.operands(arguments)?),
        })
    }

    fn operands(&self, operands: &'r [Operand<Value>]) -> Result<Vec<Operand<BoundValue<'r>>>, PartiqlError> {
        operands.iter().map(|operand| self.operand(operand)).collect()
    }

    fn operand(&self, operand: &'r Operand<Value>) -> Result<Operand<BoundValue<'r>>, PartiqlError> {
        Ok(match operand {
            Operand::Path(path) => Operand::Path(path.clone()),
            Operand::Value(value) => Operand::Value(self.value(value)?),
            Operand::Size(arguments) => Operand::Size(self.operands(arguments)?),
            Operand::Truth(inner) => Operand::Truth(Box::new(self.predicate(inner)?)),
        })
    }

    fn action(&self, action: &'r Action<Value>) -> Result<Action<BoundValue<'r>>, PartiqlError> {
        Ok(match action {
            Action::Set(path, value) => Action::Set(
                path.clone(),
                match value {
                    SetValue::Operand(one) => SetValue::Operand(self.set_operand(one)?),
                    SetValue::Plus(one, two) => {
                        SetValue::Plus(self.set_operand(one)?, self.set_operand(two)?)
                    }
                    SetValue::Minus(one, two) => {
                        SetValue::Minus(self.set_operand(one)?, self.set_operand(two)?)
                    }
                },
            ),
            Action::Remove(path) => Action::Remove(path.clone()),
            Action::SetAdd(path, value, place) => {
                let value = self.value(value)?;
                check_set(&value, "SET_ADD", *place)?;
                Action::SetAdd(path.clone(), value, *place)
            }
            Action::SetDelete(path, value, place) => {
                let value = self.value(value)?;
                check_set(&value, "SET_DELETE", *place)?;
                Action::SetDelete(path.clone(), value, *place)
            }
        })
    }

    fn set_operand(
        &self,
        operand: &'r SetOperand<Value>,
    ) -> Result<SetOperand<BoundValue<'r>>, PartiqlError> {
        Ok(match operand {
            SetOperand::Path(path) => SetOperand::Path(path.clone()),
            SetOperand::Value(value) => SetOperand::Value(self.value(value)?),
            SetOperand::IfNotExists(path, otherwise) => {
                SetOperand::IfNotExists(path.clone(), Box::new(self.set_operand(otherwise)?))
            }
            SetOperand::ListAppend(one, two) => {
                SetOperand::ListAppend(Box::new(self.set_operand(one)?), Box::new(self.set_operand(two)?))
            }
        })
    }
}
