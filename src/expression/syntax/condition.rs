//! The syntax of conditions: text -> tree.

use super::{
    cursor::{Cursor, PathOrCall},
    function::Function,
    path::{PathSyntax, ValueSyntax},
    token::Kind,
};
use crate::expression::{
    comparator::Comparator,
    error::{ExpressionError, ExpressionKind},
};

/// A `ConditionExpression`, `FilterExpression` or `KeyConditionExpression` as written, its placeholders not yet
/// replaced.
#[derive(Debug)]
pub struct ConditionTree {
    pub(crate) kind: ExpressionKind,
    pub(crate) nodes: Vec<Node>,
    /// How many operators and functions there are.
    pub(crate) operators: usize,
}

/// A node of a condition. It follows the nodes that it joins.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// An operand.
    Path(PathSyntax),
    /// An operand.
    Value(ValueSyntax),
    /// A call, after its operands.
    Call(Function, usize),
    /// The call before it is a condition, not an operand.
    Test,
    /// Compares the two operands before it.
    Compare(Comparator),
    /// Compares the three operands before it.
    Between,
    /// `IN`: looks for the operand before the last so many among those.
    In(usize),
    /// Negates the condition before it.
    Not,
    /// The condition before it, AND the one that follows up to this step of the bound program.
    And(usize),
    /// The condition before it, OR the one that follows up to this step of the bound program.
    Or(usize),
}

/// A construct that is open at a position in the text.
enum Open {
    /// A parenthesis where either a condition or an operand is allowed.
    Group,
    /// A parenthesis where only an operand is allowed.
    OperandGroup,
    /// A call, with the number of operands so far; `None` for a function that was refused.
    Call(Option<Function>, usize),
    /// `a <`
    Compare(Comparator),
    /// `a BETWEEN`
    Low,
    /// `a BETWEEN b AND`
    High,
    /// `a IN (`, with the number of choices so far.
    In(usize),
    Not,
    /// The index of the node.
    And(usize),
    /// The index of the node.
    Or(usize),
}

/// What has been read up to a position in the text.
enum Read {
    /// Nothing: a condition follows if one is allowed here, otherwise an operand.
    Start { condition: bool },
    /// An operand.
    Operand { call: bool, parentheses: bool },
    /// A condition.
    Condition { parentheses: bool },
}

impl ConditionTree {
    /// Reads a condition of this kind.
    ///
    /// # Errors
    /// The first error of the text itself: empty, too long, a syntax error, a reserved word, an unknown function,
    /// needless parentheses, too many operators.
    pub fn parse(kind: ExpressionKind, text: &str) -> Result<Self, ExpressionError> {
        let mut parser =
            Parser { cursor: Cursor::new(kind, text)?, nodes: Vec::new(), open: Vec::new(), steps: 0 };
        let mut read = Read::Start { condition: true };
        loop {
            read = match read {
                Read::Start { condition } => parser.start(condition)?,
                Read::Operand { call, parentheses } => parser.operand(call, parentheses)?,
                Read::Condition { parentheses } => match parser.condition(parentheses)? {
                    Some(read) => read,
                    None => break,
                },
            };
        }
        let operators = parser.cursor.finish()?;
        Ok(Self { kind, nodes: parser.nodes, operators })
    }
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    nodes: Vec<Node>,
    open: Vec<Open>,
    /// How many nodes will be steps of the bound program: all but operands and calls.
    steps: usize,
}

impl Parser<'_> {
    fn start(&mut self, condition: bool) -> Result<Read, ExpressionError> {
        match self.cursor.peek() {
            Kind::Open => {
                self.cursor.advance();
                self.open.push(if condition { Open::Group } else { Open::OperandGroup });
                Ok(Read::Start { condition })
            }
            Kind::Not if condition => {
                self.cursor.advance();
                self.cursor.count_operator();
                self.open.push(Open::Not);
                Ok(Read::Start { condition: true })
            }
            Kind::Value => {
                let value = self.cursor.value()?;
                self.nodes.push(Node::Value(value));
                Ok(Read::Operand { call: false, parentheses: false })
            }
            _ => match self.cursor.path_or_call()? {
                PathOrCall::Path(path) => {
                    self.nodes.push(Node::Path(path));
                    Ok(Read::Operand { call: false, parentheses: false })
                }
                PathOrCall::Call(function) => {
                    self.open.push(Open::Call(function, 1));
                    Ok(Read::Start { condition: false })
                }
            },
        }
    }

    fn operand(&mut self, call: bool, parentheses: bool) -> Result<Read, ExpressionError> {
        match self.open.pop() {
            Some(Open::Compare(comparator)) => Ok(self.step(Node::Compare(comparator))),
            Some(Open::Low) => {
                self.cursor.expect(Kind::And)?;
                self.open.push(Open::High);
                Ok(Read::Start { condition: false })
            }
            Some(Open::High) => Ok(self.step(Node::Between)),
            Some(Open::In(count)) => {
                if self.cursor.accept(Kind::Comma) {
                    self.open.push(Open::In(count + 1));
                    return Ok(Read::Start { condition: false });
                }
                self.cursor.expect(Kind::Close)?;
                Ok(self.step(Node::In(count)))
            }
            Some(Open::Call(function, count)) => {
                if self.cursor.accept(Kind::Comma) {
                    self.open.push(Open::Call(function, count + 1));
                    return Ok(Read::Start { condition: false });
                }
                self.cursor.expect(Kind::Close)?;
                // A refused function leaves no node, because the tree is never used.
                self.nodes.extend(function.map(|function| Node::Call(function, count)));
                Ok(Read::Operand { call: true, parentheses: false })
            }
            Some(Open::OperandGroup) => {
                self.cursor.expect(Kind::Close)?;
                self.close(parentheses);
                Ok(Read::Operand { call, parentheses: true })
            }
            Some(Open::Group) if self.cursor.accept(Kind::Close) => {
                self.close(parentheses);
                Ok(Read::Operand { call, parentheses: true })
            }
            outer => {
                self.open.extend(outer);
                self.first_operand(call, parentheses)
            }
        }
    }

    /// After an operand where a condition is allowed: the operand is compared, or is a condition itself.
    fn first_operand(&mut self, call: bool, parentheses: bool) -> Result<Read, ExpressionError> {
        let comparator = match self.cursor.peek() {
            Kind::Equal => Comparator::Equal,
            Kind::NotEqual => Comparator::NotEqual,
            Kind::Less => Comparator::Less,
            Kind::LessOrEqual => Comparator::LessOrEqual,
            Kind::Greater => Comparator::Greater,
            Kind::GreaterOrEqual => Comparator::GreaterOrEqual,
            Kind::Between => {
                self.cursor.advance();
                self.cursor.count_operator();
                self.open.push(Open::Low);
                return Ok(Read::Start { condition: false });
            }
            Kind::In => {
                self.cursor.advance();
                self.cursor.count_operator();
                self.cursor.expect(Kind::Open)?;
                self.open.push(Open::In(1));
                return Ok(Read::Start { condition: false });
            }
            _ if call => {
                self.step(Node::Test);
                return Ok(Read::Condition { parentheses });
            }
            _ => return Err(self.cursor.syntax_error()),
        };
        self.cursor.advance();
        self.cursor.count_operator();
        self.open.push(Open::Compare(comparator));
        Ok(Read::Start { condition: false })
    }

    /// After a condition: completes the constructs that it ends, then reads what may follow; `None` at the end of the
    /// text.
    fn condition(&mut self, parentheses: bool) -> Result<Option<Read>, ExpressionError> {
        let next = self.cursor.peek();
        match self.open.pop() {
            Some(Open::Not) => return Ok(Some(self.step(Node::Not))),
            Some(Open::And(place)) => {
                self.join(place);
                return Ok(Some(Read::Condition { parentheses: false }));
            }
            Some(Open::Or(place)) if next != Kind::And => {
                self.join(place);
                return Ok(Some(Read::Condition { parentheses: false }));
            }
            Some(Open::Group) if next == Kind::Close => {
                self.cursor.advance();
                self.close(parentheses);
                return Ok(Some(Read::Condition { parentheses: true }));
            }
            None if next == Kind::End => return Ok(None),
            outer => self.open.extend(outer),
        }
        let place = self.nodes.len();
        let (node, open) = match next {
            Kind::And => (Node::And(0), Open::And(place)),
            Kind::Or => (Node::Or(0), Open::Or(place)),
            _ => return Err(self.cursor.syntax_error()),
        };
        self.cursor.advance();
        self.cursor.count_operator();
        self.step(node);
        self.open.push(open);
        Ok(Some(Read::Start { condition: true }))
    }

    fn step(&mut self, node: Node) -> Read {
        self.nodes.push(node);
        self.steps += 1;
        Read::Condition { parentheses: false }
    }

    /// Completes the second side of an AND or OR.
    fn join(&mut self, place: usize) {
        if let Some(Node::And(end) | Node::Or(end)) = self.nodes.get_mut(place) {
            *end = self.steps;
        }
    }

    fn close(&mut self, parentheses: bool) {
        if parentheses {
            self.cursor.note_redundant_parentheses();
        }
    }
}
