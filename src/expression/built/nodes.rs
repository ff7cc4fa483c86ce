//! Nodes of a condition that is being built.

use super::fault::{self, Fault};
use crate::{
    expression::{
        error::{ExpressionError, ExpressionKind},
        syntax::{
            condition::Node,
            path::{PathSyntax, StepSyntax, ValueSyntax},
        },
    },
    limits::EXPRESSION_OPERATORS,
    value::AttributeValue,
};

/// An operand, or a condition: nodes behind their operands.
#[derive(Clone, Default)]
pub(super) struct Nodes {
    nodes: Vec<Node>,
    /// How many nodes are steps of the bound program.
    steps: usize,
    operators: usize,
    fault: Option<Box<Fault>>,
}

impl Nodes {
    /// A path as an operand.
    pub(super) fn of_path(path: Result<PathSyntax, Box<Fault>>) -> Self {
        match path {
            Ok(path) => Self { nodes: vec![Node::Path(path)], ..Self::default() },
            Err(fault) => Self { fault: Some(fault), ..Self::default() },
        }
    }

    /// A value as an operand.
    pub(super) fn of_value(value: AttributeValue) -> Self {
        let fault = Fault::of_value(&value);
        Self { nodes: vec![Node::Value(ValueSyntax::Given(value))], fault, ..Self::default() }
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn operators(&self) -> usize {
        self.operators
    }

    /// The same with a fault, if it has none yet.
    pub(super) fn with_fault(mut self, what: impl Into<String>) -> Self {
        self.fault.get_or_insert_with(|| Box::new(Fault::Expression(what.into())));
        self
    }

    /// Fails if a part of it is not well formed.
    pub(super) fn check(&self, kind: ExpressionKind) -> Result<(), ExpressionError> {
        fault::check(self.fault.as_deref(), kind)
    }

    /// Adds an operand or condition behind these nodes.
    pub(super) fn with(mut self, other: Self) -> Self {
        let start = self.steps;
        self.operators += other.operators;
        self.fault = self.fault.or(other.fault);
        if self.fits() {
            self.steps += other.steps;
            self.nodes.extend(other.nodes.into_iter().map(|node| match node {
                Node::And(end) => Node::And(start + end),
                Node::Or(end) => Node::Or(start + end),
                same => same,
            }));
        }
        self
    }

    /// Adds a function, which is an operand.
    pub(super) fn call(mut self, node: Node) -> Self {
        self.operators += 1;
        if self.fits() {
            self.nodes.push(node);
        }
        self
    }

    /// Adds a step that is an operator.
    pub(super) fn operator(self, node: Node) -> Self {
        self.call(node).counted()
    }

    /// Adds the step that makes a function's result a condition.
    pub(super) fn test(mut self) -> Self {
        if self.fits() {
            self.nodes.push(Node::Test);
        }
        self.counted()
    }

    /// Joins a condition to this one, by AND or OR.
    pub(super) fn joined(self, join: fn(usize) -> Node, other: Self) -> Self {
        let end = self.steps + 1 + other.steps;
        self.operator(join(end)).with(other)
    }

    fn counted(mut self) -> Self {
        self.steps += 1;
        self
    }

    /// Whether an expression may be so large; the nodes of a larger one, which is never used, are not kept.
    fn fits(&mut self) -> bool {
        let fits = self.operators <= EXPRESSION_OPERATORS;
        if !fits {
            self.nodes = Vec::new();
        }
        fits
    }

    /// An upper bound of the bytes of the expression's text.
    pub(super) fn bytes_at_most(&self) -> usize {
        self.nodes.iter().map(node_bytes_at_most).sum()
    }
}

/// More than the longest function's name, and more than a placeholder.
pub(super) const NODE_BYTES: usize = 32;

fn node_bytes_at_most(node: &Node) -> usize {
    match node {
        Node::Path(path) => path_bytes_at_most(path),
        _ => NODE_BYTES,
    }
}

/// An upper bound of the bytes of a path's text.
pub(super) fn path_bytes_at_most(path: &PathSyntax) -> usize {
    let steps = path.steps.iter().map(|step| match step {
        StepSyntax::Member(name) => NODE_BYTES + name.as_str().len(),
        StepSyntax::Element(_) => NODE_BYTES,
    });
    NODE_BYTES + path.name.as_str().len() + steps.sum::<usize>()
}
