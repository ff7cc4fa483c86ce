//! The text of a condition.

use std::fmt;

use super::{nodes::Nodes, spelling::Speller};
use crate::expression::{error::ExpressionKind, syntax::condition::Node};

/// How tightly a condition's outermost operator binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Or,
    And,
    Not,
    Test,
}

/// A part of the text.
struct Piece {
    text: String,
    rank: Rank,
}

impl Piece {
    fn test(text: String) -> Self {
        Self { text, rank: Rank::Test }
    }

    /// The text where an operator of this rank, or a tighter one, is needed.
    fn at_least(self, rank: Rank) -> String {
        if self.rank < rank { format!("({})", self.text) } else { self.text }
    }
}

impl fmt::Debug for Nodes {
    /// The text in one line, with its values, or what is wrong.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.check(ExpressionKind::Condition) {
            Ok(()) if self.nodes().is_empty() => write!(f, "{} operators", self.operators()),
            Ok(()) => f.write_str(&text(self.nodes(), &mut Speller::inline())),
            Err(error) => write!(f, "{error}"),
        }
    }
}

/// The text of these nodes. It has parentheses only where the tree is not what the text says without them.
pub(super) fn text(nodes: &[Node], speller: &mut Speller) -> String {
    let mut pieces = Pieces(Vec::new());
    // AND and OR whose second sides end at a step.
    let mut open: Vec<(usize, Rank)> = Vec::new();
    let mut steps = 0;
    for node in nodes {
        match node {
            Node::Path(path) => {
                pieces.push(speller.path(path));
                continue;
            }
            Node::Value(value) => {
                pieces.push(speller.value(value));
                continue;
            }
            Node::Call(function, count) => {
                let operands = pieces.take(*count).join(", ");
                pieces.push(format!("{}({operands})", function.name()));
                continue;
            }
            Node::Test => {}
            Node::Compare(comparator) => {
                let operands = pieces.take(2).join(&format!(" {} ", comparator.as_str()));
                pieces.push(operands);
            }
            Node::Between => {
                let (high, low, operand) = (pieces.pop().text, pieces.pop().text, pieces.pop().text);
                pieces.push(format!("{operand} BETWEEN {low} AND {high}"));
            }
            Node::In(count) => {
                let list = pieces.take(*count).join(", ");
                let operand = pieces.pop().text;
                pieces.push(format!("{operand} IN ({list})"));
            }
            Node::Not => {
                let negated = pieces.pop().at_least(Rank::Not);
                pieces.0.push(Piece { text: format!("NOT {negated}"), rank: Rank::Not });
            }
            Node::And(end) => open.push((*end, Rank::And)),
            Node::Or(end) => open.push((*end, Rank::Or)),
        }
        steps += 1;
        while let Some((_, rank)) = open.pop_if(|(end, _)| *end == steps) {
            pieces.join(rank);
        }
    }
    pieces.pop().text
}

struct Pieces(Vec<Piece>);

impl Pieces {
    fn push(&mut self, text: String) {
        self.0.push(Piece::test(text));
    }

    fn pop(&mut self) -> Piece {
        debug_assert!(!self.0.is_empty(), "an operator has its operands before it");
        self.0.pop().unwrap_or_else(|| Piece::test(String::new()))
    }

    fn take(&mut self, count: usize) -> Vec<String> {
        let start = self.0.len().saturating_sub(count);
        self.0.drain(start..).map(|piece| piece.text).collect()
    }

    /// Joins the last two conditions.
    fn join(&mut self, rank: Rank) {
        let (two, one) = (self.pop(), self.pop());
        // The text joins from the left, and AND before OR.
        let (word, tighter) = match rank {
            Rank::And => ("AND", Rank::Not),
            _ => ("OR", Rank::And),
        };
        let mut text = one.at_least(rank);
        let two = two.at_least(tighter);
        text.reserve(two.len() + 5);
        text.extend([" ", word, " ", &two]);
        self.0.push(Piece { text, rank });
    }
}
