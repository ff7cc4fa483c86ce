//! Syntax trees to statements, within what DynamoDB supports of PartiQL.

use super::{
    condition,
    path::{empty_component, path, unsupported_operation},
    update, value,
};
use crate::{
    partiql::{
        error::PartiqlError,
        statement::{Body, Delete, Insert, OrderKey, Returning, Select, Statement, Update, Value},
        syntax::{
            parser,
            tree::{ChangeSyntax, Expr, ExprKind, InsertSyntax, PathStep, ReturningSyntax, SelectSyntax},
        },
    },
    texts::statement as texts,
    value::Text,
};

impl Statement {
    /// Reads a text as a statement, in time and memory linear in its length.
    ///
    /// # Errors
    /// The first of these: text that is not PartiQL, with the message of the service's parser; PartiQL that DynamoDB
    /// does not support; literals that DynamoDB does not store.
    pub fn parse(text: &str) -> Result<Self, PartiqlError> {
        let (tree, parameters) = parser::parse(text)?;
        Ok(Self { body: statement(tree)?, parameters })
    }
}

/// The statement of a tree.
fn statement(tree: Expr) -> Result<Body<Value>, PartiqlError> {
    match tree.kind {
        ExprKind::Select(syntax) => select(*syntax).map(Body::Select),
        ExprKind::Insert(syntax) => insert(*syntax),
        ExprKind::Change(syntax) => change(*syntax),
        ExprKind::Call(name, mut arguments) if name == "exists" && arguments.len() == 1 => {
            match arguments.pop().map(|argument| argument.kind) {
                Some(ExprKind::Select(syntax)) => select(*syntax).map(Body::Exists),
                _ => Err(PartiqlError::at(texts::unknown_function("exists"), tree.place)),
            }
        }
        kind => Err(unsupported_operation(&kind)),
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
            return Err(PartiqlError::at(texts::unsupported_clause(clause), place));
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
        return Err(PartiqlError::at(texts::unsupported_clause(clause), place));
    }
    if syntax.returning.is_some() {
        return Err(PartiqlError::new("RETURNING clause is not supported in INSERT statements."));
    }
    let is_item = matches!(syntax.value.kind, ExprKind::Struct(_) | ExprKind::Parameter(_));
    if !syntax.is_single || !is_item {
        return Err(PartiqlError::at(texts::NO_SINGLE_TUPLE, syntax.value.place));
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
        Some(other) => Err(PartiqlError::new(texts::delete_returning(
            &other.to_string(),
            &Returning::AllOld.to_string(),
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
