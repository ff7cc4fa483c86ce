//! Statements with their parameters bound.

use std::borrow::Cow;

use super::{
    collect::{self, check_set},
    error::PartiqlError,
    statement::{
        Action, Body, Delete, Function, Insert, Operand, Path, Predicate, Select, SetOperand, SetValue,
        Statement, TypeTest, Update, Value,
    },
};
use crate::{
    expression::Comparator,
    texts::statement as texts,
    value::{AttributeValue, Item},
};

/// A value of a bound statement: borrowed from the statement or the parameters, or owned if it was built from both.
pub type BoundValue<'r> = Cow<'r, AttributeValue>;

/// A statement whose parameters have their values.
pub type BoundStatement<'r> = Body<BoundValue<'r>>;

impl Statement {
    /// Replaces the question marks by the parameters, in order.
    ///
    /// # Errors
    /// A different number of parameters and question marks; values built from parameters that nest too deep or make no
    /// set; `set_add` and `set_delete` of a value that is not a set.
    pub fn bind<'r>(&'r self, parameters: &'r [AttributeValue]) -> Result<BoundStatement<'r>, PartiqlError> {
        if parameters.len() != self.parameters {
            return Err(PartiqlError::new(texts::PARAMETER_COUNT));
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
        self.parameters.get(number).ok_or_else(|| PartiqlError::new(texts::PARAMETER_COUNT))
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

    /// The item of an INSERT. Each of its values may use all levels of nesting.
    fn item(&self, value: &'r Value) -> Result<BoundValue<'r>, PartiqlError> {
        let Value::Map(members) = value else {
            let item = self.value(value)?;
            return match *item {
                AttributeValue::M(_) => Ok(item),
                _ => Err(PartiqlError::new(texts::NO_SINGLE_TUPLE)),
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
        condition.map(|condition| self.predicate(condition).map(|bound| *bound)).transpose()
    }

    /// Recurses on the depth of the parsed tree. Each rule has its own function, so that stack frames stay small.
    fn predicate(
        &self,
        predicate: &'r Predicate<Value>,
    ) -> Result<Box<Predicate<BoundValue<'r>>>, PartiqlError> {
        match predicate {
            Predicate::All(members) => self.joined(members, Predicate::All),
            Predicate::Any(members) => self.joined(members, Predicate::Any),
            Predicate::Not(inner) => self.predicate(inner).map(|inner| Box::new(Predicate::Not(inner))),
            Predicate::Compare(comparator, one, two) => self.compare(*comparator, one, two),
            Predicate::Between(one, low, high) => self.between(one, low, high),
            Predicate::In(one, list) => self.among(one, list),
            Predicate::InValue(one, list) => self.among_value(one, list),
            Predicate::Is(one, test) => self.is(one, *test),
            Predicate::Call(function, arguments) => self.call(*function, arguments),
        }
    }

    fn joined(
        &self,
        members: &'r [Predicate<Value>],
        join: fn(Vec<Predicate<BoundValue<'r>>>) -> Predicate<BoundValue<'r>>,
    ) -> Result<Box<Predicate<BoundValue<'r>>>, PartiqlError> {
        let mut predicates = Vec::with_capacity(members.len());
        for member in members {
            predicates.push(*self.predicate(member)?);
        }
        Ok(Box::new(join(predicates)))
    }

    fn compare(
        &self,
        comparator: Comparator,
        one: &'r Operand<Value>,
        two: &'r Operand<Value>,
    ) -> Result<Box<Predicate<BoundValue<'r>>>, PartiqlError> {
        let one = self.operand(one)?;
        let two = self.operand(two)?;
        Ok(Box::new(Predicate::compare(comparator, one, two, |value| value.as_bool())))
    }

    fn between(
        &self,
        one: &'r Operand<Value>,
        low: &'r Operand<Value>,
        high: &'r Operand<Value>,
    ) -> Result<Box<Predicate<BoundValue<'r>>>, PartiqlError> {
        let one = self.operand(one)?;
        let low = self.operand(low)?;
        Ok(Box::new(Predicate::Between(one, low, self.operand(high)?)))
    }

    fn among(
        &self,
        one: &'r Operand<Value>,
        list: &'r [Operand<Value>],
    ) -> Result<Box<Predicate<BoundValue<'r>>>, PartiqlError> {
        let one = self.operand(one)?;
        Ok(Box::new(Predicate::In(one, self.operands(list)?)))
    }

    fn is(
        &self,
        one: &'r Operand<Value>,
        test: TypeTest,
    ) -> Result<Box<Predicate<BoundValue<'r>>>, PartiqlError> {
        Ok(Box::new(Predicate::Is(self.operand(one)?, test)))
    }

    fn call(
        &self,
        function: Function,
        arguments: &'r [Operand<Value>],
    ) -> Result<Box<Predicate<BoundValue<'r>>>, PartiqlError> {
        Ok(Box::new(Predicate::Call(function, self.operands(arguments)?)))
    }

    /// An IN whose list is a parameter.
    fn among_value(
        &self,
        one: &'r Operand<Value>,
        list: &'r Value,
    ) -> Result<Box<Predicate<BoundValue<'r>>>, PartiqlError> {
        let one = self.operand(one)?;
        let members = match self.value(list)? {
            Cow::Borrowed(AttributeValue::L(members)) => {
                members.iter().map(|member| Operand::Value(Cow::Borrowed(member))).collect()
            }
            other => vec![Operand::Value(other)],
        };
        Ok(Box::new(Predicate::In(one, members)))
    }

    fn operands(&self, operands: &'r [Operand<Value>]) -> Result<Vec<Operand<BoundValue<'r>>>, PartiqlError> {
        let mut bound = Vec::with_capacity(operands.len());
        for operand in operands {
            bound.push(self.operand(operand)?);
        }
        Ok(bound)
    }

    fn operand(&self, operand: &'r Operand<Value>) -> Result<Operand<BoundValue<'r>>, PartiqlError> {
        match operand {
            Operand::Path(path) => Ok(Operand::Path(path.clone())),
            Operand::Value(value) => self.value(value).map(Operand::Value),
            Operand::Size(arguments) => self.operands(arguments).map(Operand::Size),
            Operand::Truth(inner) => self.predicate(inner).map(Operand::Truth),
        }
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

    /// Recurses on the nesting of functions, as the conditions do.
    fn set_operand(
        &self,
        operand: &'r SetOperand<Value>,
    ) -> Result<SetOperand<BoundValue<'r>>, PartiqlError> {
        match operand {
            SetOperand::Path(path) => Ok(SetOperand::Path(path.clone())),
            SetOperand::Value(value) => self.value(value).map(SetOperand::Value),
            SetOperand::IfNotExists(path, otherwise) => self.if_not_exists(path, otherwise),
            SetOperand::ListAppend(one, two) => self.list_append(one, two),
        }
    }

    fn if_not_exists(
        &self,
        path: &Path,
        otherwise: &'r SetOperand<Value>,
    ) -> Result<SetOperand<BoundValue<'r>>, PartiqlError> {
        let otherwise = Box::new(self.set_operand(otherwise)?);
        Ok(SetOperand::IfNotExists(path.clone(), otherwise))
    }

    fn list_append(
        &self,
        one: &'r SetOperand<Value>,
        two: &'r SetOperand<Value>,
    ) -> Result<SetOperand<BoundValue<'r>>, PartiqlError> {
        let one = Box::new(self.set_operand(one)?);
        Ok(SetOperand::ListAppend(one, Box::new(self.set_operand(two)?)))
    }
}
