//! How much an update itself counts towards the size limit of an item, independent of the item.
//!
//! The service writes an update as one document, whose size it computes as for any other: a map or list is 3 bytes,
//! each element 1 byte and its name. The attributes, members and elements that the update names are nested maps, in
//! which paths share their common parts. Elements have the digits of their positions as names. A path ends in nothing
//! for `REMOVE`, and otherwise in the action's name beside its value. A sum or function is its name beside a list of
//! its operands; a path as an operand is a list of its parts. All figures are measured except those of `DELETE`, shared
//! parts and parts of operands, which follow from the others.

use super::{
    path::{Path, Step},
    update::{Action, Change, SetOperand, SetValue, Update},
};
use crate::{expression::syntax::function::Function, value::AttributeValue};

/// A map or list, without its elements.
const DOCUMENT_BYTES: usize = 3;
/// An element, without its name and value.
const ELEMENT_BYTES: usize = 1;
/// An action, without its name and value: a map of both, whose names have ten bytes together.
const ACTION_BYTES: usize = DOCUMENT_BYTES + 2 * ELEMENT_BYTES + 10;
/// A sum or function, without its name and operands: a map of the name and a list of two operands, whose names have 16
/// bytes together.
const FUNCTION_BYTES: usize = 2 * DOCUMENT_BYTES + 4 * ELEMENT_BYTES + 16;
/// A path as an operand, without its parts: a map of a list, with a name of 7 bytes.
const OPERAND_PATH_BYTES: usize = 2 * DOCUMENT_BYTES + ELEMENT_BYTES + 7;

impl Update<'_> {
    /// How much the update itself counts towards the size limit of an item, independent of the item. `size` returns the
    /// size of a value as stored, in bytes.
    pub fn charge_bytes(&self, size: impl Fn(&AttributeValue) -> usize) -> usize {
        let actions: usize = self.actions.iter().map(|action| action.charge_bytes(&size)).sum();
        DOCUMENT_BYTES + actions - shared_bytes(&self.actions)
    }
}

impl Action<'_> {
    fn charge_bytes(&self, size: &impl Fn(&AttributeValue) -> usize) -> usize {
        let steps = self.path.steps().iter();
        let path: usize = element_bytes(self.path.name())
            + steps.map(|step| DOCUMENT_BYTES + step.charge_bytes()).sum::<usize>();
        let change = match &self.change {
            Change::Set(value) => ACTION_BYTES + "SET".len() + value.charge_bytes(size),
            Change::Remove => 0,
            Change::Add(value) => ACTION_BYTES + "ADD".len() + size(value),
            Change::Delete(value) => ACTION_BYTES + "DELETE".len() + size(value),
        };
        path + change
    }
}

impl SetValue<'_> {
    fn charge_bytes(&self, size: &impl Fn(&AttributeValue) -> usize) -> usize {
        let (name, one, two) = match self {
            Self::Operand(operand) => return operand.charge_bytes(size),
            Self::Plus(one, two) => ("addition", one, two),
            Self::Minus(one, two) => ("subtraction", one, two),
        };
        FUNCTION_BYTES + name.len() + one.charge_bytes(size) + two.charge_bytes(size)
    }
}

impl SetOperand<'_> {
    /// Recurses as deep as functions nest, at most
    /// [`EXPRESSION_OPERATORS`](crate::limits::EXPRESSION_OPERATORS).
    fn charge_bytes(&self, size: &impl Fn(&AttributeValue) -> usize) -> usize {
        let (function, operands) = match self {
            Self::Path(path) => return operand_path_bytes(path),
            Self::Value(value) => return size(value),
            Self::IfNotExists(operands) => {
                let (path, otherwise) = &**operands;
                (Function::IfNotExists, operand_path_bytes(path) + otherwise.charge_bytes(size))
            }
            Self::ListAppend(operands) => {
                let (one, two) = &**operands;
                (Function::ListAppend, one.charge_bytes(size) + two.charge_bytes(size))
            }
        };
        FUNCTION_BYTES + function.name().len() + operands
    }
}

impl Step<'_> {
    fn charge_bytes(self) -> usize {
        match self {
            Self::Member(name) => element_bytes(name),
            Self::Element(index) => {
                ELEMENT_BYTES + index.checked_ilog10().map_or(1, |power| power as usize + 1)
            }
        }
    }
}

fn element_bytes(name: &str) -> usize {
    ELEMENT_BYTES + name.len()
}

fn operand_path_bytes(path: &Path<'_>) -> usize {
    let steps = path.steps().iter().map(|step| step.charge_bytes());
    OPERAND_PATH_BYTES + element_bytes(path.name()) + steps.sum::<usize>()
}

/// The size of the parts that paths share, without the first occurrence of each.
fn shared_bytes(actions: &[Action<'_>]) -> usize {
    if actions.len() < 2 {
        return 0;
    }
    // Whole attributes share nothing with other paths.
    let paths = actions.iter().map(|action| &action.path).filter(|path| !path.steps().is_empty());
    let mut paths: Vec<_> = paths.collect();
    // In sorted order, each path shares as much with its neighbour as with any other path before it.
    paths.sort_unstable_by(|one, two| one.order().cmp(&two.order()));
    let neighbours = paths.iter().zip(paths.iter().skip(1));
    neighbours.map(|(one, two)| common_bytes(one, two)).sum()
}

fn common_bytes(one: &Path<'_>, two: &Path<'_>) -> usize {
    if one.name() != two.name() {
        return 0;
    }
    let steps = one.steps().iter().zip(two.steps()).take_while(|(one, two)| one == two);
    let below = steps.map(|(step, _)| step.charge_bytes() + DOCUMENT_BYTES);
    element_bytes(one.name()) + DOCUMENT_BYTES + below.sum::<usize>()
}
