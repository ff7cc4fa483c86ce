//! Values: literals, parameters and collections of them.

use std::fmt;

use crate::{
    partiql::{
        collect,
        error::{PartiqlError, Place},
        statement::Value,
        syntax::{
            number,
            tree::{Expr, ExprKind},
        },
    },
    texts::statement as texts,
    value::{AttributeName, AttributeValue},
};

/// The path of a value inside the one that error texts call `root`.
enum KeyPath<'p> {
    Root,
    Member(&'p Self, &'p str),
    Element(&'p Self, usize),
}

impl fmt::Display for KeyPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("root"),
            Self::Member(parent, name) => write!(f, "{parent}.{name}"),
            Self::Element(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// The item of an INSERT. Messages about one of its values call the value `root`.
pub(super) fn item(expr: Expr) -> Result<Value, PartiqlError> {
    match expr.kind {
        ExprKind::Struct(members) => {
            let mut named = Vec::with_capacity(members.len());
            for (name, member) in members {
                named.push((member_name(name)?, value(member)?));
            }
            Ok(collect::map(named))
        }
        _ => value(expr),
    }
}

/// A value that is not part of another one.
pub(super) fn value(expr: Expr) -> Result<Value, PartiqlError> {
    let value = at(expr, &KeyPath::Root)?;
    if let Value::Constant(constant) = &value {
        collect::check_depth(constant)?;
    }
    Ok(value)
}

/// A value, which messages name by its path from the attribute's value. Recurses on the nesting of literals; each rule
/// has its own function, so that stack frames stay small.
fn at(expr: Expr, path: &KeyPath<'_>) -> Result<Value, PartiqlError> {
    match expr.kind {
        ExprKind::List(members) => list(members, path),
        ExprKind::Bag(members) => bag(members, path),
        ExprKind::Struct(members) => tuple(members, path),
        kind => scalar(kind, expr.place, path),
    }
}

fn list(exprs: Vec<Expr>, path: &KeyPath<'_>) -> Result<Value, PartiqlError> {
    let mut members = Vec::with_capacity(exprs.len());
    for (index, expr) in exprs.into_iter().enumerate() {
        members.push(at(expr, &KeyPath::Element(path, index))?);
    }
    Ok(collect::list(members))
}

fn bag(exprs: Vec<Expr>, path: &KeyPath<'_>) -> Result<Value, PartiqlError> {
    let mut members = Vec::with_capacity(exprs.len());
    for expr in exprs {
        members.push(at(expr, path)?);
    }
    collect::set(members)
}

fn tuple(exprs: Vec<(Expr, Expr)>, path: &KeyPath<'_>) -> Result<Value, PartiqlError> {
    let mut members = Vec::with_capacity(exprs.len());
    for (name, member) in exprs {
        let name = member_name(name)?;
        let member = at(member, &KeyPath::Member(path, &name))?;
        members.push((name, member));
    }
    Ok(collect::map(members))
}

fn scalar(kind: ExprKind, place: Place, path: &KeyPath<'_>) -> Result<Value, PartiqlError> {
    let unsupported =
        |what: &str| Err(PartiqlError::at(texts::unsupported_value(what, &path.to_string()), place));
    Ok(Value::Constant(match kind {
        ExprKind::String(text) => AttributeValue::S(text.into()),
        ExprKind::Number(text) => match number::stored(&text) {
            Ok(number) => AttributeValue::N(number),
            Err(error) => {
                return Err(PartiqlError::new(texts::invalid_number(&error.to_string(), &path.to_string())));
            }
        },
        ExprKind::Boolean(truth) => AttributeValue::Bool(truth),
        ExprKind::Null => AttributeValue::Null,
        ExprKind::Parameter(number) => return Ok(Value::Parameter(number)),
        ExprKind::Call(name, _) => return unsupported(&name),
        ExprKind::Name(name) => return unsupported(&name),
        ExprKind::Missing => return unsupported("MISSING"),
        kind => return unsupported(super::path::operation(&kind)),
    }))
}

/// The name of a tuple's member, a string.
fn member_name(expr: Expr) -> Result<AttributeName, PartiqlError> {
    match expr.kind {
        ExprKind::String(name) => Ok(name.into()),
        _ => Err(PartiqlError::at(texts::TUPLE_KEY, expr.place)),
    }
}
