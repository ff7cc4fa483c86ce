//! The condition of a WHERE.

use super::{path, unsupported_operation, value};
use crate::{
    expression::Comparator,
    partiql::{
        PartiqlError,
        statement::{Function, Operand, Predicate, TypeTest, Value},
        syntax::{Expr, ExprKind},
        token::Place,
    },
    value::AttributeType,
};

/// The condition that an expression is.
pub(super) fn predicate(expr: Expr) -> Result<Predicate<Value>, PartiqlError> {
    let place = expr.place;
    Ok(match expr.kind {
        ExprKind::And(members) => {
            Predicate::All(members.into_iter().map(predicate).collect::<Result<_, _>>()?)
        }
        ExprKind::Or(members) => {
            Predicate::Any(members.into_iter().map(predicate).collect::<Result<_, _>>()?)
        }
        ExprKind::Unary("not", inner) => Predicate::Not(Box::new(predicate(*inner)?)),
        ExprKind::Binary(operator, one, two) => match comparator(operator) {
            Some(comparator) => Predicate::compare(comparator, operand(*one)?, operand(*two)?, truth_of),
            None => return Err(unsupported_operation(&ExprKind::Binary(operator, one, two))),
        },
        ExprKind::Between(one, low, high) => {
            Predicate::Between(operand(*one)?, operand(*low)?, operand(*high)?)
        }
        ExprKind::In(one, list) => {
            let one = operand(*one)?;
            match list.kind {
                ExprKind::List(members) | ExprKind::Bag(members) => {
                    Predicate::In(one, members.into_iter().map(operand).collect::<Result<_, _>>()?)
                }
                ExprKind::Parameter(number) => Predicate::InValue(one, Value::Parameter(number)),
                kind => return Err(unsupported_operation(&kind)),
            }
        }
        ExprKind::Is(one, name) => {
            let Some(test) = type_test(name) else {
                return Err(PartiqlError::new(format!("Unsupported data type: {name}")));
            };
            Predicate::Is(operand(*one)?, test)
        }
        ExprKind::Call(name, arguments) => call(&name, arguments, place)?,
        kind => return Err(unsupported_operation(&kind)),
    })
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

/// The truth of a literal TRUE or FALSE.
fn truth_of(value: &Value) -> Option<bool> {
    match value {
        Value::Constant(constant) => constant.as_bool(),
        _ => None,
    }
}

fn operand(expr: Expr) -> Result<Operand<Value>, PartiqlError> {
    match expr.kind {
        ExprKind::Name(_) | ExprKind::Path(..) => path(expr).map(Operand::Path),
        ExprKind::Call(name, arguments) if name == "size" => {
            Ok(Operand::Size(arguments.into_iter().map(operand).collect::<Result<_, _>>()?))
        }
        ExprKind::Call(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::Between(..)
        | ExprKind::In(..)
        | ExprKind::Is(..) => Ok(Operand::Truth(Box::new(predicate(expr)?))),
        _ => value::value(expr).map(Operand::Value),
    }
}

fn call(name: &str, arguments: Vec<Expr>, place: Place) -> Result<Predicate<Value>, PartiqlError> {
    let function = match name {
        "attribute_exists" => Function::AttributeExists,
        "attribute_not_exists" => Function::AttributeNotExists,
        "attribute_type" => Function::AttributeType,
        "begins_with" => Function::BeginsWith,
        "contains" => Function::Contains,
        _ => return Err(PartiqlError::at(format_args!("Unrecognized function: {name}"), place)),
    };
    let arguments = arguments.into_iter().map(operand).collect::<Result<_, _>>()?;
    Ok(Predicate::Call(function, arguments))
}

/// What `IS name` tests for. The names are those of PartiQL's types, of which several are one type here.
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
