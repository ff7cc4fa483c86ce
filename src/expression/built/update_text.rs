//! The text of an update.

use super::spelling::Speller;
use crate::expression::syntax::update::{Clause, Node};

const SECTIONS: [&str; 4] = ["SET", "REMOVE", "ADD", "DELETE"];

/// The text of these changes: a section for each kind of them, with its changes in their order.
pub(super) fn text(clauses: &[Clause], speller: &mut Speller) -> String {
    let sections = SECTIONS.into_iter().enumerate().filter_map(|(place, section)| {
        let of_section = clauses.iter().filter(|clause| section_of(clause) == place);
        let changes: Vec<String> = of_section.map(|clause| change(clause, speller)).collect();
        (!changes.is_empty()).then(|| format!("{section} {}", changes.join(", ")))
    });
    sections.collect::<Vec<_>>().join(" ")
}

/// The position of a change's section.
pub(super) fn section_of(clause: &Clause) -> usize {
    match clause {
        Clause::Set(..) => 0,
        Clause::Remove(_) => 1,
        Clause::Add(..) => 2,
        Clause::Delete(..) => 3,
    }
}

fn change(clause: &Clause, speller: &mut Speller) -> String {
    match clause {
        Clause::Set(path, nodes) => format!("{} = {}", speller.path(path), new_value(nodes, speller)),
        Clause::Remove(path) => speller.path(path),
        Clause::Add(path, value) | Clause::Delete(path, value) => {
            format!("{} {}", speller.path(path), speller.value(value))
        }
    }
}

/// The text of a value that SET stores.
pub(super) fn new_value(nodes: &[Node], speller: &mut Speller) -> String {
    let mut operands: Vec<String> = Vec::new();
    for node in nodes {
        let mut take = |count: usize, between: &str| {
            let start = operands.len().saturating_sub(count);
            operands.drain(start..).collect::<Vec<_>>().join(between)
        };
        let operand = match node {
            Node::Path(path) => speller.path(path),
            Node::Value(value) => speller.value(value),
            Node::Call(function, count) => format!("{}({})", function.name(), take(*count, ", ")),
            Node::Plus => take(2, " + "),
            Node::Minus => take(2, " - "),
        };
        operands.push(operand);
    }
    operands.pop().unwrap_or_default()
}
