//! The state of reading an expression: its last part, and the constructs that wait for their next part.

use super::cursor::Parser;
use crate::partiql::{
    error::Place,
    syntax::tree::{Expr, PathStep},
};

/// How much of an expression has been read.
pub(crate) enum State {
    /// An operand must follow.
    Operand,
    /// A term, which steps of a path may follow.
    Term(Expr),
    /// An operand with all that belongs to it, which an operator may follow.
    Value(Expr),
}

/// A construct that is open.
pub(crate) enum Pending {
    /// NOT or a sign, with how strongly it binds its operand.
    Prefix(&'static str, u8, Place),
    /// An infix operator and its left side.
    Infix { left: Expr, operator: &'static str, binds: u8, place: Place },
    /// `left BETWEEN low AND`
    Between { left: Expr, low: Expr, operator: &'static str, binds: u8, place: Place },
    /// `test ESCAPE`, the test being a LIKE.
    Escape { test: Expr, binds: u8 },
    /// `left IN (`
    In { left: Expr, operator: &'static str, members: Vec<Expr>, opens: Place, place: Place },
    /// `left IS type(`
    Type {
        left: Expr,
        operator: &'static str,
        name: &'static str,
        most: usize,
        parameters: usize,
        place: Place,
    },
    /// Parentheses, a list or a bag.
    List { opens: &'static str, members: Vec<Expr>, place: Place },
    /// The name of a struct's member.
    Name { members: Vec<(Expr, Expr)>, place: Place },
    /// The value of a struct's member.
    Member { members: Vec<(Expr, Expr)>, name: Expr, place: Place },
    /// The arguments of a function.
    Call { name: String, is_aggregate: bool, arguments: Vec<Expr>, place: Place },
    /// `root.steps[`
    Index { root: Expr, steps: Vec<PathStep> },
}

impl Pending {
    /// Only operators that bind more strongly than this belong to the part that follows.
    pub(crate) fn precedence(&self) -> u8 {
        match self {
            Self::Prefix(_, binds, _)
            | Self::Infix { binds, .. }
            | Self::Between { binds, .. }
            | Self::Escape { binds, .. } => *binds,
            _ => 0,
        }
    }

    /// Whether such constructs can nest to any depth. Infix operators cannot: each open one binds more strongly than
    /// the one around it.
    pub(crate) fn nests(&self) -> bool {
        !matches!(self, Self::Infix { .. } | Self::Between { .. } | Self::Escape { .. })
    }
}

impl Parser<'_, '_> {
    /// Opens a construct, whose first part must follow.
    pub(crate) fn open(&mut self, construct: Pending, pending: &mut Vec<Pending>) -> State {
        self.depth += usize::from(construct.nests());
        pending.push(construct);
        State::Operand
    }
}
