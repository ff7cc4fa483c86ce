//! The condition of a WHERE.

use super::{
    path::{path, unsupported_operation},
    value,
};
use crate::{
    expression::Comparator,
    partiql::{
        error::{PartiqlError, Place},
        statement::{Function, Operand, Predicate, TypeTest, Value},
        syntax::tree::{Expr, ExprKind},
    },
    texts::statement as texts,
    value::AttributeType,
};

/// Converts an expression to a condition.
///
/// Recurses on the depth of the tree. Each rule has its own function and returns a box, so that its locals are not on
/// the stack during deeper calls.
pub(super) fn predicate(expr: Expr) -> Result<Predicate<Value>, PartiqlError> {
    boxed(expr).map(|predicate| *predicate)
}

fn boxed(expr: Expr) -> Result<Box<Predicate<Value>>, PartiqlError> {
    match expr.kind {
        ExprKind::And(members) => joined(members, Predicate::All),
        ExprKind::Or(members) => joined(members, Predicate::Any),
        ExprKind::Unary("not", inner) => boxed(*inner).map(|inner| Box::new(Predicate::Not(inner))),
        kind => test(kind, expr.place),
    }
}

fn joined(
    members: Vec<Expr>,
    join: fn(Vec<Predicate<Value>>) -> Predicate<Value>,
) -> Result<Box<Predicate<Value>>, PartiqlError> {
    let mut predicates = Vec::with_capacity(members.len());
    for member in members {
        predicates.push(*boxed(member)?);
    }
    Ok(Box::new(join(predicates)))
}

fn test(kind: ExprKind, place: Place) -> Result<Box<Predicate<Value>>, PartiqlError> {
    match kind {
        ExprKind::Binary(operator, one, two) => compare(operator, one, two),
        ExprKind::Between(one, low, high) => between(*one, *low, *high),
        ExprKind::In(one, list) => among(*one, *list),
        ExprKind::Is(one, name) => is(*one, name),
        ExprKind::Call(name, arguments) => call(&name, arguments, place),
        kind => Err(unsupported_operation(&kind)),
    }
}

fn compare(
    operator: &'static str,
    one: Box<Expr>,
    two: Box<Expr>,
) -> Result<Box<Predicate<Value>>, PartiqlError> {
    let Some(comparator) = comparator(operator) else {
        return Err(unsupported_operation(&ExprKind::Binary(operator, one, two)));
    };
    let one = operand(*one)?;
    operand(*two).map(|two| comparison(comparator, one, two))
}

fn comparison(comparator: Comparator, one: Operand<Value>, two: Operand<Value>) -> Box<Predicate<Value>> {
    Box::new(Predicate::compare(comparator, one, two, truth_of))
}

fn between(one: Expr, low: Expr, high: Expr) -> Result<Box<Predicate<Value>>, PartiqlError> {
    let one = operand(one)?;
    let low = operand(low)?;
    operand(high).map(|high| Box::new(Predicate::Between(one, low, high)))
}

fn among(one: Expr, list: Expr) -> Result<Box<Predicate<Value>>, PartiqlError> {
    let one = operand(one)?;
    Ok(Box::new(match list.kind {
        ExprKind::List(members) | ExprKind::Bag(members) => Predicate::In(one, operands(members)?),
        ExprKind::Parameter(number) => Predicate::InValue(one, Value::Parameter(number)),
        kind => return Err(unsupported_operation(&kind)),
    }))
}

fn is(one: Expr, name: &str) -> Result<Box<Predicate<Value>>, PartiqlError> {
    let Some(test) = type_test(name) else {
        return Err(PartiqlError::new(texts::unsupported_type(name)));
    };
    Ok(Box::new(Predicate::Is(operand(one)?, test)))
}

fn comparator(operator: &str) -> Option<Comparator> {
    Some(match operator {
        "=" => Comparator::Equal,
        "<>" => Comparator::NotEqual,
        "<" => Comparator::Less,
        "<=" => Comparator::LessOrEqual,
        ">" => Comparator::Greater,
        ">=" => Comparator::GreaterOrEqual,
        _ => return None,
    })
}

/// The truth value of a literal TRUE or FALSE.
fn truth_of(value: &Value) -> Option<bool> {
    match value {
        Value::Constant(constant) => constant.as_bool(),
        _ => None,
    }
}

fn operand(expr: Expr) -> Result<Operand<Value>, PartiqlError> {
    match expr.kind {
        ExprKind::Name(_) | ExprKind::Path(..) => path(expr).map(Operand::Path),
        ExprKind::Call(name, arguments) if name == "size" => operands(arguments).map(Operand::Size),
        ExprKind::Call(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::Between(..)
        | ExprKind::In(..)
        | ExprKind::Is(..) => boxed(expr).map(Operand::Truth),
        _ => value::value(expr).map(Operand::Value),
    }
}

fn operands(exprs: Vec<Expr>) -> Result<Vec<Operand<Value>>, PartiqlError> {
    let mut operands = Vec::with_capacity(exprs.len());
    for expr in exprs {
        operands.push(operand(expr)?);
    }
    Ok(operands)
}

fn call(name: &str, arguments: Vec<Expr>, place: Place) -> Result<Box<Predicate<Value>>, PartiqlError> {
    let function = match name {
        "attribute_exists" => Function::AttributeExists,
        "attribute_not_exists" => Function::AttributeNotExists,
        "attribute_type" => Function::AttributeType,
        "begins_with" => Function::BeginsWith,
        "contains" => Function::Contains,
        _ => return Err(PartiqlError::at(texts::unknown_function(name), place)),
    };
    Ok(Box::new(Predicate::Call(function, operands(arguments)?)))
}

/// The type test of `IS name`. The names are those of PartiQL's types; several of them are one type here.
fn type_test(name: &str) -> Option<TypeTest> {
    Some(match name {
        "missing" => TypeTest::Missing,
        "null" => TypeTest::OneOf(&[AttributeType::Null]),
        "bool" | "boolean" => TypeTest::OneOf(&[AttributeType::Bool]),
        "string" | "symbol" | "char" | "character" | "varchar" | "character_varying" => {
            TypeTest::OneOf(&[AttributeType::S])
        }
        "smallint" | "int2" | "integer2" | "int4" | "integer4" | "int8" | "integer8" | "bigint" | "int"
        | "integer" | "float" | "real" | "double_precision" | "decimal" | "dec" | "numeric" => {
            TypeTest::OneOf(&[AttributeType::N])
        }
        "blob" | "clob" => TypeTest::OneOf(&[AttributeType::B]),
        "struct" | "tuple" => TypeTest::OneOf(&[AttributeType::M]),
        "list" => TypeTest::OneOf(&[AttributeType::L]),
        "bag" => TypeTest::OneOf(&[AttributeType::Ss, AttributeType::Ns, AttributeType::Bs]),
        _ => return None,
    })
}
