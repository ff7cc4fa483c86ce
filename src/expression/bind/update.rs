//! Binding of updates: tree and placeholders -> [`Update`].

use super::placeholders::Placeholders;
use crate::{
    expression::{
        error::{ExpressionError, ExpressionKind, broken},
        syntax::{
            function::Function,
            update::{Clause, Node, UpdateTree},
        },
        tree::update::{Action, Change, SetOperand, SetValue, Update},
    },
    texts::expression as texts,
    value::{AttributeType, AttributeValue},
};

const KIND: ExpressionKind = ExpressionKind::Update;

impl UpdateTree {
    /// The update with the request's names and values.
    ///
    /// # Errors
    /// The first of these, in the order of the text (operands before their operator): an undefined placeholder; too few
    /// or too many operands; an operand of a kind or type that the operator does not accept; then paths that overlap or
    /// conflict.
    pub fn bind<'t, 'r: 't>(
        &'t self,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Update<'t>, ExpressionError> {
        Self::bind_all([self], placeholders)
    }

    /// Appends the update's actions.
    pub(crate) fn bind_actions<'t, 'r: 't>(
        &'t self,
        placeholders: &mut Placeholders<'r>,
        actions: &mut Vec<Action<'t>>,
    ) -> Result<(), ExpressionError> {
        actions.reserve_exact(self.clauses.len());
        for clause in &self.clauses {
            actions.push(match clause {
                Clause::Set(path, nodes) => {
                    let path = path.bind(KIND, placeholders)?;
                    Action { path, change: Change::Set(set_value(nodes, placeholders)?) }
                }
                Clause::Remove(path) => {
                    Action { path: path.bind(KIND, placeholders)?, change: Change::Remove }
                }
                Clause::Add(path, value) => {
                    use AttributeType::{Bs, N, Ns, Ss};
                    let path = path.bind(KIND, placeholders)?;
                    let value = value.bind(KIND, placeholders)?;
                    check_operand("ADD", value, &[N, Ss, Ns, Bs])?;
                    Action { path, change: Change::Add(value) }
                }
                Clause::Delete(path, value) => {
                    use AttributeType::{Bs, Ns, Ss};
                    let path = path.bind(KIND, placeholders)?;
                    let value = value.bind(KIND, placeholders)?;
                    check_operand("DELETE", value, &[Ss, Ns, Bs])?;
                    Action { path, change: Change::Delete(value) }
                }
            });
        }
        Ok(())
    }
}

fn set_value<'t, 'r: 't>(
    nodes: &'t [Node],
    placeholders: &mut Placeholders<'r>,
) -> Result<SetValue<'t>, ExpressionError> {
    let mut operand = |node: &'t Node| match node {
        Node::Path(path) => path.bind(KIND, placeholders).map(SetOperand::Path),
        Node::Value(value) => value.bind(KIND, placeholders).map(SetOperand::Value),
        Node::Call(..) | Node::Plus | Node::Minus => Err(broken()),
    };
    // The usual cases need no stack.
    match nodes {
        [one] => return operand(one).map(SetValue::Operand),
        [one @ (Node::Path(_) | Node::Value(_)), two @ (Node::Path(_) | Node::Value(_)), sum] => {
            if let Node::Plus | Node::Minus = sum {
                let (one, two) = (operand(one)?, operand(two)?);
                return SetValue::sum(KIND, matches!(sum, Node::Plus), one, two);
            }
        }
        _ => {}
    }
    let mut operands = Vec::new();
    for node in nodes {
        let bound = match node {
            Node::Path(_) | Node::Value(_) => operand(node)?,
            Node::Call(function, count) => call(*function, *count, &mut operands)?,
            Node::Plus | Node::Minus => {
                let (Some(two), Some(one)) = (operands.pop(), operands.pop()) else {
                    return Err(broken());
                };
                return SetValue::sum(KIND, matches!(node, Node::Plus), one, two);
            }
        };
        operands.push(bound);
    }
    operands.pop().map(SetValue::Operand).ok_or_else(broken)
}

impl<'r> SetValue<'r> {
    /// The sum of two operands, or their difference.
    ///
    /// # Errors
    /// An operand that is known not to be a number.
    pub(crate) fn sum(
        kind: ExpressionKind,
        is_plus: bool,
        one: SetOperand<'r>,
        two: SetOperand<'r>,
    ) -> Result<Self, ExpressionError> {
        let name = if is_plus { "+" } else { "-" };
        check_type(kind, name, &one, AttributeType::N)?;
        check_type(kind, name, &two, AttributeType::N)?;
        Ok(if is_plus { Self::Plus(one, two) } else { Self::Minus(one, two) })
    }
}

impl<'r> SetOperand<'r> {
    /// `list_append(one, two)`
    ///
    /// # Errors
    /// An operand that is `list_append` itself, or is known not to be a list.
    pub(crate) fn list_append(kind: ExpressionKind, one: Self, two: Self) -> Result<Self, ExpressionError> {
        let name = Function::ListAppend.name();
        if [&one, &two].iter().any(|operand| matches!(operand, Self::ListAppend(_))) {
            return Err(kind.misused(Function::ListAppend));
        }
        check_type(kind, name, &one, AttributeType::L)?;
        check_type(kind, name, &two, AttributeType::L)?;
        Ok(Self::ListAppend(Box::new((one, two))))
    }
}

fn call<'r>(
    function: Function,
    count: usize,
    operands: &mut Vec<SetOperand<'r>>,
) -> Result<SetOperand<'r>, ExpressionError> {
    let name = function.name();
    if count != function.operands() {
        return Err(KIND.invalid(texts::operand_count(name, count)));
    }
    let (Some(two), Some(one)) = (operands.pop(), operands.pop()) else {
        return Err(broken());
    };
    match (function, one) {
        (Function::IfNotExists, SetOperand::Path(path)) => Ok(SetOperand::IfNotExists(Box::new((path, two)))),
        (Function::IfNotExists, _) => Err(KIND.invalid(texts::no_path(name))),
        (_, one) => SetOperand::list_append(KIND, one, two),
    }
}

/// Checks that an operand has this type, if the type is known without an item.
fn check_type(
    kind: ExpressionKind,
    name: &str,
    operand: &SetOperand<'_>,
    wanted: AttributeType,
) -> Result<(), ExpressionError> {
    let known = match operand {
        SetOperand::Value(value) => value.attribute_type(),
        SetOperand::ListAppend(_) => AttributeType::L,
        SetOperand::Path(_) | SetOperand::IfNotExists(_) => wanted,
    };
    if known == wanted {
        return Ok(());
    }
    Err(kind.invalid(texts::operand_type(name, known.as_str())))
}

fn check_operand(
    name: &str,
    value: &AttributeValue,
    allowed: &[AttributeType],
) -> Result<(), ExpressionError> {
    let value_type = value.attribute_type();
    if allowed.contains(&value_type) {
        return Ok(());
    }
    Err(KIND.invalid(texts::section_operand_type(name, long_name(value_type))))
}

/// A type as the messages of `ADD` and `DELETE` name it.
pub(crate) const fn long_name(value_type: AttributeType) -> &'static str {
    match value_type {
        AttributeType::S => "STRING",
        AttributeType::N => "NUMBER",
        AttributeType::B => "BINARY",
        AttributeType::Bool => "BOOLEAN",
        AttributeType::Null => "NULL",
        AttributeType::M => "MAP",
        AttributeType::L => "LIST",
        AttributeType::Ss => "STRING_SET",
        AttributeType::Ns => "NUMBER_SET",
        AttributeType::Bs => "BINARY_SET",
    }
}
