//! Trees of the grammar to statements: DynamoDB's own restrictions, in its words.

mod condition;
mod update;
mod value;

pub(super) use update::check_set;

use super::{
    PartiqlError,
    statement::{Body, Delete, Insert, OrderKey, Path, Returning, Select, Step, Update, Value},
    syntax::{ChangeSyntax, Expr, ExprKind, InsertSyntax, PathStep, ReturningSyntax, SelectSyntax},
};
use crate::value::Text;

/// The statement of a tree.
pub(super) fn statement(tree: Expr) -> Result<Body<Value>, PartiqlError> {
    match tree.kind {
        ExprKind::Select(syntax) => select(*syntax).map(Body::Select),
        ExprKind::Insert(syntax) => insert(*syntax),
        ExprKind::Change(syntax) => change(*syntax),
        ExprKind::Call(name, mut arguments) if name == "exists" && arguments.len() == 1 => {
            match arguments.pop().map(|argument| argument.kind) {
                Some(ExprKind::Select(syntax)) => select(*syntax).map(Body::Exists),
                _ => Err(PartiqlError::at("Unrecognized function: exists", tree.place)),
            }
        }
        kind => Err(unsupported_operation(&kind)),
    }
}

/// The refusal of an operation that the grammar has and DynamoDB has not, by the name that the service's own
/// trees give it.
fn unsupported_operation(kind: &ExprKind) -> PartiqlError {
    PartiqlError::new(format!("Unsupported operation: {}", operation(kind)))
}

fn operation(kind: &ExprKind) -> &'static str {
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

fn select(syntax: SelectSyntax) -> Result<Select<Value>, PartiqlError> {
    if syntax.has_alias {
        return Err(aliased());
    }
    let (table, index) = source(syntax.source, syntax.is_join)?;
    match syntax.unsupported {
        Some(("AS", _)) => return Err(aliased()),
        Some((clause, place)) => {
            return Err(PartiqlError::at(format_args!("Unsupported clause: {clause}"), place));
        }
        None => {}
    }
    let projection = match syntax.projection {
        Some(items) => Some(items.into_iter().map(path).collect::<Result<_, _>>()?),
        None => None,
    };
    let order_by = syntax
        .order_by
        .into_iter()
        .map(|(key, is_descending)| Ok(OrderKey { path: path(key)?, is_descending }))
        .collect::<Result<_, PartiqlError>>()?;
    let condition = syntax.condition.map(condition::predicate).transpose()?;
    Ok(Select { table, index, projection, condition, order_by })
}

fn insert(syntax: InsertSyntax) -> Result<Body<Value>, PartiqlError> {
    let table = table(syntax.table)?;
    if let Some((clause, place)) = syntax.unsupported {
        return Err(PartiqlError::at(format_args!("Unsupported clause: {clause}"), place));
    }
    if syntax.returning.is_some() {
        return Err(PartiqlError::new("RETURNING clause is not supported in INSERT statements."));
    }
    let is_item = matches!(syntax.value.kind, ExprKind::Struct(_) | ExprKind::Parameter(_));
    if !syntax.is_single || !is_item {
        return Err(PartiqlError::at(
            "Only a single tuple is supported in INSERT statements",
            syntax.value.place,
        ));
    }
    Ok(Body::Insert(Insert { table, item: value::item(syntax.value)? }))
}

fn change(syntax: ChangeSyntax) -> Result<Body<Value>, PartiqlError> {
    if syntax.has_alias {
        return Err(aliased());
    }
    if syntax.is_join {
        return Err(no_single_table());
    }
    let table = table(syntax.table)?;
    let actions = update::actions(syntax.actions)?;
    let condition = syntax.condition.map(condition::predicate).transpose()?;
    let returning = syntax.returning.map(|elements| returning(&elements)).transpose()?;
    if !actions.is_empty() {
        return Ok(Body::Update(Update { table, actions, condition, returning }));
    }
    match returning {
        None | Some(Returning::AllOld) => Ok(Body::Delete(Delete { table, condition, returning })),
        Some(other) => Err(PartiqlError::new(format!(
            "Invalid returning clause: {other}. Only {} is allowed in DELETE statements.",
            Returning::AllOld
        ))),
    }
}

fn returning(elements: &[ReturningSyntax]) -> Result<Returning, PartiqlError> {
    match elements {
        [ReturningSyntax { mapping, is_all: true }] => Ok(match *mapping {
            "all_old" => Returning::AllOld,
            "modified_old" => Returning::ModifiedOld,
            "all_new" => Returning::AllNew,
            _ => Returning::ModifiedNew,
        }),
        _ => Err(PartiqlError::new("RETURNING clause may only contain a single wildcard")),
    }
}

fn aliased() -> PartiqlError {
    PartiqlError::new("Aliasing is not supported")
}

fn no_single_table() -> PartiqlError {
    PartiqlError::grammar("FROM clause may only contain a single table name")
}

/// The table of a statement that writes.
fn table(expr: Expr) -> Result<Text, PartiqlError> {
    match source(expr, false)? {
        (table, None) => Ok(table),
        _ => Err(no_single_table()),
    }
}

/// The table, and the index if there is one.
fn source(expr: Expr, is_join: bool) -> Result<(Text, Option<Text>), PartiqlError> {
    let names = match expr.kind {
        ExprKind::Name(table) => (Text::from(table), None),
        ExprKind::Path(root, steps) => match (root.kind, <[PathStep; 1]>::try_from(steps)) {
            (ExprKind::Name(table), Ok([PathStep::Field(index)])) => {
                (Text::from(table), Some(Text::from(index)))
            }
            _ => return Err(no_single_table()),
        },
        _ => return Err(no_single_table()),
    };
    if is_join {
        return Err(no_single_table());
    }
    if names.0.is_empty() || names.1.as_deref() == Some("") {
        return Err(empty_component());
    }
    Ok(names)
}

fn empty_component() -> PartiqlError {
    PartiqlError::new("Path component cannot be an empty string")
}

/// A document path; anything else is refused with its place.
fn path(expr: Expr) -> Result<Path, PartiqlError> {
    let place = expr.place;
    let unexpected = || PartiqlError::at("Unexpected path component", place);
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
                    Err(_) => return Err(PartiqlError::at("Unexpected path component", index.place)),
                },
                _ => return Err(PartiqlError::at("Unexpected path component", index.place)),
            },
            PathStep::Wildcard(place) => return Err(PartiqlError::at("Unexpected path component", place)),
        });
    }
    let is_empty = |step: &Step| matches!(step, Step::Member(name) if name.is_empty());
    if path.name.is_empty() || path.steps.iter().any(is_empty) { Err(empty_component()) } else { Ok(path) }
}
