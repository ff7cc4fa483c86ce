//! The syntax of updates: text -> tree.

use super::{
    cursor::{Cursor, PathOrCall},
    function::Function,
    path::{PathSyntax, ValueSyntax},
    token::Kind,
};
use crate::{
    expression::error::{ExpressionError, ExpressionKind},
    texts,
};

/// An `UpdateExpression` as written, its placeholders not yet replaced.
#[derive(Debug, Clone, Default)]
pub struct UpdateTree {
    pub(crate) clauses: Vec<Clause>,
    /// How many operators and functions there are.
    pub(crate) operators: usize,
}

/// The change of one path.
#[derive(Debug, Clone)]
pub(crate) enum Clause {
    /// `path = value`; the value's nodes, operands before their operator.
    Set(PathSyntax, Vec<Node>),
    Remove(PathSyntax),
    Add(PathSyntax, ValueSyntax),
    Delete(PathSyntax, ValueSyntax),
}

/// A node of a value that `SET` stores.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Path(PathSyntax),
    Value(ValueSyntax),
    /// A call, after its operands.
    Call(Function, usize),
    /// The sum of the two operands before it.
    Plus,
    /// Their difference.
    Minus,
}

impl UpdateTree {
    /// Reads an update.
    ///
    /// # Errors
    /// The first error of the text itself: empty, too long, a syntax error, a section that occurs twice, a reserved
    /// word, a function that updates do not have, needless parentheses, too many operators.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let mut cursor = Cursor::new(ExpressionKind::Update, text)?;
        let mut clauses = Vec::new();
        let mut seen = [Kind::End; 4];
        loop {
            let section = cursor.peek();
            let (place, name) = match section {
                Kind::Set => (0, "SET"),
                Kind::Remove => (1, "REMOVE"),
                Kind::Add => (2, "ADD"),
                Kind::Delete => (3, "DELETE"),
                _ => return Err(cursor.syntax_error()),
            };
            if seen.contains(&section) {
                cursor.note(|| texts::expression::section_twice(name));
            }
            if let Some(seen) = seen.get_mut(place) {
                *seen = section;
            }
            cursor.advance();
            loop {
                let path = cursor.path()?;
                clauses.push(match section {
                    Kind::Set => {
                        cursor.expect(Kind::Equal)?;
                        Clause::Set(path, set_value(&mut cursor)?)
                    }
                    Kind::Remove => Clause::Remove(path),
                    Kind::Add => Clause::Add(path, cursor.value()?),
                    _ => Clause::Delete(path, cursor.value()?),
                });
                if !cursor.accept(Kind::Comma) {
                    break;
                }
            }
            if cursor.peek() == Kind::End {
                let operators = cursor.finish()?;
                return Ok(Self { clauses, operators });
            }
        }
    }
}

/// A construct that is open at a position in a value.
enum Open {
    /// A parenthesis where a sum is allowed.
    Group,
    /// A parenthesis where only an operand is allowed.
    OperandGroup,
    /// A call, with the number of operands so far; `None` for a function that was refused.
    Call(Option<Function>, usize),
    /// `a +` or `a -`
    Sum(Node),
}

/// What has been read up to a position in a value.
enum Read {
    Nothing,
    Operand { parentheses: bool },
    Sum { parentheses: bool },
}

/// An operand, or one sum or difference of two, in parentheses or not.
fn set_value(cursor: &mut Cursor<'_>) -> Result<Vec<Node>, ExpressionError> {
    let mut nodes = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut read = Read::Nothing;
    loop {
        read = match (read, open.pop()) {
            (Read::Nothing, outer) => {
                let sums = matches!(outer, None | Some(Open::Group));
                open.extend(outer);
                operand(cursor, sums, &mut nodes, &mut open)?
            }
            (Read::Operand { .. }, Some(Open::Sum(node))) => {
                nodes.push(node);
                Read::Sum { parentheses: false }
            }
            (Read::Operand { .. }, Some(Open::Call(function, count))) => {
                if cursor.accept(Kind::Comma) {
                    open.push(Open::Call(function, count + 1));
                    Read::Nothing
                } else {
                    cursor.expect(Kind::Close)?;
                    nodes.extend(function.map(|function| Node::Call(function, count)));
                    Read::Operand { parentheses: false }
                }
            }
            (Read::Operand { parentheses }, Some(Open::OperandGroup)) => {
                close(cursor, parentheses)?;
                Read::Operand { parentheses: true }
            }
            (Read::Operand { parentheses }, outer @ (None | Some(Open::Group))) => {
                let node = match cursor.peek() {
                    Kind::Plus => Node::Plus,
                    Kind::Minus => Node::Minus,
                    _ if outer.is_none() => return Ok(nodes),
                    _ => {
                        close(cursor, parentheses)?;
                        read = Read::Operand { parentheses: true };
                        continue;
                    }
                };
                cursor.advance();
                cursor.count_operator();
                open.extend(outer);
                open.push(Open::Sum(node));
                Read::Nothing
            }
            (Read::Sum { .. }, None) => return Ok(nodes),
            (Read::Sum { parentheses }, Some(_)) => {
                close(cursor, parentheses)?;
                Read::Sum { parentheses: true }
            }
        };
    }
}

fn operand(
    cursor: &mut Cursor<'_>,
    sums: bool,
    nodes: &mut Vec<Node>,
    open: &mut Vec<Open>,
) -> Result<Read, ExpressionError> {
    match cursor.peek() {
        Kind::Open => {
            cursor.advance();
            open.push(if sums { Open::Group } else { Open::OperandGroup });
            return Ok(Read::Nothing);
        }
        Kind::Value => nodes.push(Node::Value(cursor.value()?)),
        _ => match cursor.path_or_call()? {
            PathOrCall::Path(path) => nodes.push(Node::Path(path)),
            PathOrCall::Call(function) => {
                open.push(Open::Call(function, 1));
                return Ok(Read::Nothing);
            }
        },
    }
    Ok(Read::Operand { parentheses: false })
}

fn close(cursor: &mut Cursor<'_>, parentheses: bool) -> Result<(), ExpressionError> {
    cursor.expect(Kind::Close)?;
    if parentheses {
        cursor.note_redundant_parentheses();
    }
    Ok(())
}
