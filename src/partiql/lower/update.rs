//! The SET and REMOVE of an UPDATE.

use super::{
    path::{path, unsupported_operation},
    value,
};
use crate::{
    partiql::{
        collect::no_set,
        error::{PartiqlError, Place},
        statement::{Action, Path, SetOperand, SetValue, Value},
        syntax::tree::{ActionSyntax, Expr, ExprKind},
    },
    texts,
};

/// The actions, in the order of the statement.
pub(super) fn actions(syntax: Vec<ActionSyntax>) -> Result<Vec<Action<Value>>, PartiqlError> {
    syntax
        .into_iter()
        .map(|action| match action {
            ActionSyntax::Set(target, right) => set(target, right),
            ActionSyntax::Remove(target) => path(target).map(Action::Remove),
            ActionSyntax::Insert(_) => {
                Err(PartiqlError::new(texts::statement::unsupported_operation("Insert")))
            }
        })
        .collect()
}

fn set(target: Expr, right: Expr) -> Result<Action<Value>, PartiqlError> {
    let target = path(target)?;
    let value = match right.kind {
        ExprKind::Call(name, arguments) if matches!(name.as_str(), "set_add" | "set_delete") => {
            let (set, place) = set_argument(&target, &name, arguments, right.place)?;
            return Ok(match name.as_str() {
                "set_add" => Action::SetAdd(target, set, place),
                _ => Action::SetDelete(target, set, place),
            });
        }
        ExprKind::Binary("+", one, two) => SetValue::Plus(operand(*one)?, operand(*two)?),
        ExprKind::Binary("-", one, two) => SetValue::Minus(operand(*one)?, operand(*two)?),
        _ => SetValue::Operand(operand(right)?),
    };
    Ok(Action::Set(target, value))
}

/// The second argument of `set_add` or `set_delete`, and the place that its errors name. The first argument must be the
/// path that is set.
fn set_argument(
    target: &Path,
    function: &str,
    arguments: Vec<Expr>,
    place: Place,
) -> Result<(Value, Place), PartiqlError> {
    let function = function.to_uppercase();
    let Ok([first, second]) = <[Expr; 2]>::try_from(arguments) else {
        return Err(PartiqlError::at(texts::statement::two_arguments(&function), place));
    };
    let first_place = first.place;
    if path(first).ok().as_ref() != Some(target) {
        return Err(PartiqlError::at(texts::statement::first_argument(&function), place));
    }
    let is_set = matches!(second.kind, ExprKind::Bag(_) | ExprKind::Parameter(_));
    if !is_set {
        return Err(no_set(&function, first_place));
    }
    Ok((value::value(second)?, first_place))
}

/// Recurses on the nesting of functions. Each rule has its own function, so that stack frames stay small.
fn operand(expr: Expr) -> Result<SetOperand<Value>, PartiqlError> {
    match expr.kind {
        ExprKind::Name(_) | ExprKind::Path(..) => path(expr).map(SetOperand::Path),
        ExprKind::Call(name, arguments) => call(&name, arguments, expr.place),
        ExprKind::Binary(..)
        | ExprKind::Unary(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Between(..)
        | ExprKind::In(..)
        | ExprKind::Is(..) => Err(unsupported_operation(&expr.kind)),
        _ => value::value(expr).map(SetOperand::Value),
    }
}

fn call(name: &str, arguments: Vec<Expr>, place: Place) -> Result<SetOperand<Value>, PartiqlError> {
    let function = match name {
        "list_append" => list_append,
        "if_not_exists" => if_not_exists,
        _ => return Err(PartiqlError::at(texts::statement::unknown_function(name), place)),
    };
    match <[Expr; 2]>::try_from(arguments) {
        Ok(operands) => function(operands),
        Err(arguments) => Err(PartiqlError::new(texts::expression::operand_count(name, arguments.len()))),
    }
}

fn list_append([first, second]: [Expr; 2]) -> Result<SetOperand<Value>, PartiqlError> {
    let first = Box::new(operand(first)?);
    Ok(SetOperand::ListAppend(first, Box::new(operand(second)?)))
}

fn if_not_exists([first, second]: [Expr; 2]) -> Result<SetOperand<Value>, PartiqlError> {
    match operand(first)? {
        SetOperand::Path(path) => Ok(SetOperand::IfNotExists(path, Box::new(operand(second)?))),
        _ => Err(PartiqlError::new(texts::expression::no_path("if_not_exists"))),
    }
}
