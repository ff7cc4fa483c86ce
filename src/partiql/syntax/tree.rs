//! The parser's output: PartiQL's grammar, before DynamoDB's own restrictions.

use crate::partiql::error::{PartiqlError, Place};

/// How deep a tree may be, and how many constructs may be open while it is read. This bounds the call stack of code
/// that recurses on trees. The service limits the length of statements and the nesting of values, so real statements
/// stay far below it.
pub(crate) const DEPTH: usize = 96;

/// An expression, which in PartiQL includes whole statements.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) place: Place,
    depth: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprKind {
    String(String),
    /// The text of a number, its sign folded into it.
    Number(String),
    Boolean(bool),
    Null,
    Missing,
    Ion,
    Parameter(usize),
    Name(String),
    Path(Box<Expr>, Vec<PathStep>),
    /// A call of a function, its name in lower case.
    Call(String, Vec<Expr>),
    /// `count`, `sum` and similar functions, whose arguments are never read.
    Aggregate,
    Unary(&'static str, Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Box<Expr>),
    Is(Box<Expr>, &'static str),
    List(Vec<Expr>),
    Bag(Vec<Expr>),
    Struct(Vec<(Expr, Expr)>),
    Select(Box<SelectSyntax>),
    Insert(Box<InsertSyntax>),
    Change(Box<ChangeSyntax>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PathStep {
    /// `.name`
    Field(String),
    /// `[expression]`
    Index(Expr),
    /// `.*` or `[*]`
    Wildcard(Place),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SelectSyntax {
    /// `None` is `*`.
    pub(crate) projection: Option<Vec<Expr>>,
    pub(crate) source: Expr,
    pub(crate) has_alias: bool,
    /// There is more than one source.
    pub(crate) is_join: bool,
    /// The first clause that DynamoDB does not have, with its name.
    pub(crate) unsupported: Option<(&'static str, Place)>,
    pub(crate) condition: Option<Expr>,
    /// The keys with whether they are descending.
    pub(crate) order_by: Vec<(Expr, bool)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct InsertSyntax {
    pub(crate) table: Expr,
    pub(crate) value: Expr,
    /// `VALUE tuple`, not a list of rows.
    pub(crate) is_single: bool,
    pub(crate) unsupported: Option<(&'static str, Place)>,
    pub(crate) returning: Option<Vec<ReturningSyntax>>,
}

/// UPDATE, DELETE, and the forms that begin with FROM.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChangeSyntax {
    pub(crate) table: Expr,
    pub(crate) has_alias: bool,
    pub(crate) is_join: bool,
    /// Empty for a DELETE.
    pub(crate) actions: Vec<ActionSyntax>,
    pub(crate) condition: Option<Expr>,
    pub(crate) returning: Option<Vec<ReturningSyntax>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ActionSyntax {
    Set(Expr, Expr),
    Remove(Expr),
    Insert(Place),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReturningSyntax {
    /// `all_old`, `modified_new`, ...
    pub(crate) mapping: &'static str,
    /// `*`, not a column.
    pub(crate) is_all: bool,
}

impl Expr {
    /// An expression; fails if it makes the tree too deep.
    pub(crate) fn new(kind: ExprKind, place: Place) -> Result<Self, PartiqlError> {
        let depth = 1 + kind.depth();
        if depth > DEPTH { Err(too_deep()) } else { Ok(Self { kind, place, depth }) }
    }

    /// An AND or OR with one more member, in constant time.
    pub(crate) fn extended(mut self, member: Self) -> Result<Self, PartiqlError> {
        self.depth = self.depth.max(1 + member.depth);
        if self.depth > DEPTH {
            return Err(too_deep());
        }
        if let ExprKind::And(members) | ExprKind::Or(members) = &mut self.kind {
            members.push(member);
        }
        Ok(self)
    }
}

/// The error for nesting deeper than [`DEPTH`].
pub(crate) fn too_deep() -> PartiqlError {
    PartiqlError::grammar("")
}

impl ExprKind {
    fn depth(&self) -> usize {
        match self {
            Self::Path(root, steps) => {
                let of_step = |step: &PathStep| match step {
                    PathStep::Index(index) => index.depth,
                    PathStep::Field(_) | PathStep::Wildcard(_) => 0,
                };
                steps.iter().map(of_step).fold(root.depth, usize::max)
            }
            Self::Call(_, list) | Self::And(list) | Self::Or(list) | Self::List(list) | Self::Bag(list) => {
                deepest(list)
            }
            Self::Unary(_, one) | Self::Is(one, _) => one.depth,
            Self::Binary(_, one, two) | Self::In(one, two) => one.depth.max(two.depth),
            Self::Between(one, two, three) => one.depth.max(two.depth).max(three.depth),
            Self::Struct(members) => {
                members.iter().map(|(name, value)| name.depth.max(value.depth)).max().unwrap_or_default()
            }
            Self::Select(select) => {
                let list = select.projection.as_deref().map(deepest).unwrap_or_default();
                let order = select.order_by.iter().map(|(key, _)| key.depth).max().unwrap_or_default();
                let condition = select.condition.as_ref().map_or(0, |condition| condition.depth);
                list.max(order).max(condition).max(select.source.depth)
            }
            Self::Insert(insert) => insert.table.depth.max(insert.value.depth),
            Self::Change(change) => {
                let of_action = |action: &ActionSyntax| match action {
                    ActionSyntax::Set(path, value) => path.depth.max(value.depth),
                    ActionSyntax::Remove(path) => path.depth,
                    ActionSyntax::Insert(_) => 0,
                };
                let condition = change.condition.as_ref().map_or(0, |condition| condition.depth);
                change.actions.iter().map(of_action).fold(condition.max(change.table.depth), usize::max)
            }
            _ => 0,
        }
    }
}

fn deepest(list: &[Expr]) -> usize {
    list.iter().map(|expr| expr.depth).max().unwrap_or_default()
}
