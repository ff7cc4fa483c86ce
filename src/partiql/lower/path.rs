//! Document paths, and the errors for other expressions where a path or a value is expected.

use crate::{
    partiql::{
        error::PartiqlError,
        statement::{Path, Step},
        syntax::tree::{Expr, ExprKind, PathStep},
    },
    texts::statement as texts,
};

pub(super) fn empty_component() -> PartiqlError {
    PartiqlError::new("Path component cannot be an empty string")
}

/// A document path; any other expression fails with its place.
pub(super) fn path(expr: Expr) -> Result<Path, PartiqlError> {
    let place = expr.place;
    let unexpected = || PartiqlError::at(texts::PATH_COMPONENT, place);
    let (root, steps) = match expr.kind {
        ExprKind::Path(root, steps) => (root.kind, steps),
        kind => (kind, Vec::new()),
    };
    let ExprKind::Name(name) = root else { return Err(unexpected()) };
    let mut path = Path { name: name.into(), steps: Vec::with_capacity(steps.len()) };
    for step in steps {
        path.steps.push(match step {
            PathStep::Field(name) => Step::Member(name.into()),
            PathStep::Index(index) => match index.kind {
                ExprKind::String(name) => Step::Member(name.into()),
                ExprKind::Number(text) => match text.parse() {
                    Ok(index) => Step::Element(index),
                    Err(_) => return Err(PartiqlError::at(texts::PATH_COMPONENT, index.place)),
                },
                _ => return Err(PartiqlError::at(texts::PATH_COMPONENT, index.place)),
            },
            PathStep::Wildcard(place) => return Err(PartiqlError::at(texts::PATH_COMPONENT, place)),
        });
    }
    let is_empty = |step: &Step| matches!(step, Step::Member(name) if name.is_empty());
    if path.name.is_empty() || path.steps.iter().any(is_empty) { Err(empty_component()) } else { Ok(path) }
}

/// The error for an operation that the grammar has and DynamoDB does not support. It has the operation's name in the
/// service's syntax tree.
pub(super) fn unsupported_operation(kind: &ExprKind) -> PartiqlError {
    PartiqlError::new(texts::unsupported_operation(operation(kind)))
}

pub(super) fn operation(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Boolean(_) | ExprKind::Null | ExprKind::Ion => {
            "Lit"
        }
        ExprKind::Missing => "Missing",
        ExprKind::Parameter(_) => "Parameter",
        ExprKind::Name(_) => "Id",
        ExprKind::Path(..) => "Path",
        ExprKind::Call(..) => "Call",
        ExprKind::Aggregate => "CallAgg",
        ExprKind::Unary("not", _) => "Not",
        ExprKind::Unary("-", _) => "Neg",
        ExprKind::Unary(..) => "Pos",
        ExprKind::Binary(operator, ..) => match *operator {
            "=" => "Eq",
            "<>" => "Ne",
            "<" => "Lt",
            "<=" => "Lte",
            ">" => "Gt",
            ">=" => "Gte",
            "+" => "Plus",
            "-" => "Minus",
            "*" => "Times",
            "/" => "Divide",
            "%" => "Modulo",
            "||" => "Concat",
            "like" => "Like",
            _ => "BagOp",
        },
        ExprKind::And(_) => "And",
        ExprKind::Or(_) => "Or",
        ExprKind::Between(..) => "Between",
        ExprKind::In(..) => "InCollection",
        ExprKind::Is(..) => "IsType",
        ExprKind::List(_) => "List",
        ExprKind::Bag(_) => "Bag",
        ExprKind::Struct(_) => "Struct",
        ExprKind::Select(_) => "Select",
        ExprKind::Insert(_) | ExprKind::Change(_) => "Dml",
    }
}
