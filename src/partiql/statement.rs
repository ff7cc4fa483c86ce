//! Statements: the part of PartiQL's grammar that DynamoDB accepts.
//!
//! Conditions and values come in two forms, which differ in their parameter `V`: in a [`Statement`] it is
//! [`Value`], in a [`BoundStatement`](super::bind::BoundStatement) a value of the model.

use std::fmt;

use super::error::Place;
use crate::{
    expression::Comparator,
    value::{AttributeName, AttributeType, AttributeValue, Text},
};

/// A statement. It depends on its text alone, so requests can share it.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub(super) body: Body<Value>,
    pub(super) parameters: usize,
}

impl Statement {
    /// Whether the statement only reads: a SELECT or EXISTS.
    pub fn is_read(&self) -> bool {
        matches!(self.body, Body::Select(_) | Body::Exists(_))
    }

    /// Whether the statement is a SELECT.
    pub fn is_select(&self) -> bool {
        matches!(self.body, Body::Select(_))
    }

    /// The table that the statement names.
    pub fn table(&self) -> &str {
        match &self.body {
            Body::Select(select) | Body::Exists(select) => &select.table,
            Body::Insert(insert) => &insert.table,
            Body::Update(update) => &update.table,
            Body::Delete(delete) => &delete.table,
        }
    }
}

/// The kinds of statements.
#[derive(Debug, Clone, PartialEq)]
pub enum Body<V> {
    /// `SELECT`
    Select(Select<V>),
    /// `EXISTS(SELECT ...)`, a condition of a transaction.
    Exists(Select<V>),
    /// `INSERT INTO`
    Insert(Insert<V>),
    /// `UPDATE`, and `FROM ... SET` or `REMOVE`.
    Update(Update<V>),
    /// `DELETE`
    Delete(Delete<V>),
}

impl<V> Body<V> {
    /// What the statement returns by a RETURNING clause, if it has one.
    pub fn returning(&self) -> Option<Returning> {
        match self {
            Self::Update(update) => update.returning,
            Self::Delete(delete) => delete.returning,
            _ => None,
        }
    }
}

/// `SELECT projection FROM "table"."index" WHERE condition ORDER BY keys`
#[derive(Debug, Clone, PartialEq)]
pub struct Select<V> {
    /// The table.
    pub table: Text,
    /// The index, if one is named.
    pub index: Option<Text>,
    /// The paths to return; `None` is `*`.
    pub projection: Option<Vec<Path>>,
    /// The condition.
    pub condition: Option<Predicate<V>>,
    /// The attributes to order by.
    pub order_by: Vec<OrderKey>,
}

/// One attribute of an ORDER BY.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    /// The attribute.
    pub path: Path,
    /// `DESC`
    pub is_descending: bool,
}

/// `INSERT INTO "table" VALUE item`
#[derive(Debug, Clone, PartialEq)]
pub struct Insert<V> {
    /// The table.
    pub table: Text,
    /// The item, a map.
    pub item: V,
}

/// `UPDATE "table" actions WHERE condition RETURNING returning`
#[derive(Debug, Clone, PartialEq)]
pub struct Update<V> {
    /// The table.
    pub table: Text,
    /// What to set and to remove, in the order of the statement.
    pub actions: Vec<Action<V>>,
    /// The condition.
    pub condition: Option<Predicate<V>>,
    /// What to return.
    pub returning: Option<Returning>,
}

/// `DELETE FROM "table" WHERE condition RETURNING ALL OLD *`
#[derive(Debug, Clone, PartialEq)]
pub struct Delete<V> {
    /// The table.
    pub table: Text,
    /// The condition.
    pub condition: Option<Predicate<V>>,
    /// What to return; only [`Returning::AllOld`] is allowed.
    pub returning: Option<Returning>,
}

/// What UPDATE and DELETE return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returning {
    /// `ALL OLD *`
    AllOld,
    /// `MODIFIED OLD *`
    ModifiedOld,
    /// `ALL NEW *`
    AllNew,
    /// `MODIFIED NEW *`
    ModifiedNew,
}

impl fmt::Display for Returning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AllOld => "RETURNING ALL OLD *",
            Self::ModifiedOld => "RETURNING MODIFIED OLD *",
            Self::AllNew => "RETURNING ALL NEW *",
            Self::ModifiedNew => "RETURNING MODIFIED NEW *",
        })
    }
}

/// A document path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The attribute.
    pub name: AttributeName,
    /// The steps into it.
    pub steps: Vec<Step>,
}

impl Path {
    /// Whether this is the whole attribute of this name.
    pub fn is_attribute(&self, name: &str) -> bool {
        self.steps.is_empty() && self.name == *name
    }
}

/// A step into a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A member of a map.
    Member(AttributeName),
    /// An element of a list, counted from 0.
    Element(usize),
}

/// A value as a statement writes it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A literal.
    Constant(AttributeValue),
    /// The n-th parameter, from 0.
    Parameter(usize),
    /// A tuple in which there are parameters.
    Map(Vec<(AttributeName, Value)>),
    /// A list in which there are parameters.
    List(Vec<Value>),
    /// A bag in which there are parameters.
    Set(Vec<Value>),
}

/// A function of a WHERE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `attribute_exists(path)`
    AttributeExists,
    /// `attribute_not_exists(path)`
    AttributeNotExists,
    /// `attribute_type(path, type)`
    AttributeType,
    /// `begins_with(path, prefix)`
    BeginsWith,
    /// `contains(path, part)`
    Contains,
}

/// What `IS` tests for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeTest {
    /// `MISSING`: there is no such attribute.
    Missing,
    /// The value is of one of these types.
    OneOf(&'static [AttributeType]),
}

/// The condition of a WHERE.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate<V> {
    /// Conditions joined by AND.
    All(Vec<Self>),
    /// Conditions joined by OR.
    Any(Vec<Self>),
    /// NOT, and the negated forms of other operators.
    Not(Box<Self>),
    /// A comparison.
    Compare(Comparator, Operand<V>, Operand<V>),
    /// `operand BETWEEN low AND high`
    Between(Operand<V>, Operand<V>, Operand<V>),
    /// `operand IN list`
    In(Operand<V>, Vec<Operand<V>>),
    /// `operand IN ?`, a list in a parameter; only before parameters are bound.
    InValue(Operand<V>, V),
    /// `operand IS type`
    Is(Operand<V>, TypeTest),
    /// A function with any number of arguments.
    Call(Function, Vec<Operand<V>>),
}

impl<V> Predicate<V> {
    /// A comparison. A condition compared with TRUE or FALSE is the condition itself or its negation; `truth_of`
    /// returns the truth of a boolean value.
    pub(super) fn compare(
        comparator: Comparator,
        one: Operand<V>,
        two: Operand<V>,
        truth_of: impl Fn(&V) -> Option<bool>,
    ) -> Self {
        let is_equality = matches!(comparator, Comparator::Equal | Comparator::NotEqual);
        match (one, two) {
            (Operand::Truth(inner), Operand::Value(value))
            | (Operand::Value(value), Operand::Truth(inner))
                if is_equality && truth_of(&value).is_some() =>
            {
                let holds = truth_of(&value) == Some(comparator == Comparator::Equal);
                if holds { *inner } else { Self::Not(inner) }
            }
            (one, two) => Self::Compare(comparator, one, two),
        }
    }
}

/// An operand of a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand<V> {
    /// The item's value at a path.
    Path(Path),
    /// A value.
    Value(V),
    /// `size(...)`, with any number of arguments.
    Size(Vec<Self>),
    /// A condition, which can only be compared with a truth value.
    Truth(Box<Predicate<V>>),
}

/// An action of an UPDATE on one path.
#[derive(Debug, Clone, PartialEq)]
pub enum Action<V> {
    /// `SET path = value`
    Set(Path, SetValue<V>),
    /// `REMOVE path`
    Remove(Path),
    /// `SET path = set_add(path, set)`; errors of the set name the place.
    SetAdd(Path, V, Place),
    /// `SET path = set_delete(path, set)`; errors of the set name the place.
    SetDelete(Path, V, Place),
}

/// The right side of a SET.
#[derive(Debug, Clone, PartialEq)]
pub enum SetValue<V> {
    /// One operand.
    Operand(SetOperand<V>),
    /// A sum.
    Plus(SetOperand<V>, SetOperand<V>),
    /// A difference.
    Minus(SetOperand<V>, SetOperand<V>),
}

/// An operand of a SET.
#[derive(Debug, Clone, PartialEq)]
pub enum SetOperand<V> {
    /// The item's value at a path.
    Path(Path),
    /// A value.
    Value(V),
    /// `if_not_exists(path, operand)`
    IfNotExists(Path, Box<Self>),
    /// `list_append(operand, operand)`
    ListAppend(Box<Self>, Box<Self>),
}
