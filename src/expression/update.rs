//! Bound updates: `UpdateExpression`.

use crate::{AttributeValue, Item};

use super::{
    ExpressionError, ExpressionKind, Projection,
    path::{Path, Step, check_apart},
};

/// What an update does to one path.
#[derive(Debug)]
pub(crate) struct Action<'r> {
    /// Where.
    pub(crate) path: Path<'r>,
    /// What.
    pub(crate) change: Change<'r>,
}

/// What an update does at a path.
#[derive(Debug)]
pub(crate) enum Change<'r> {
    /// `SET`
    Set(SetValue<'r>),
    /// `REMOVE`
    Remove,
    /// `ADD`, of a number or a set.
    Add(&'r AttributeValue),
    /// `DELETE`, of a set.
    Delete(&'r AttributeValue),
}

/// The value that `SET` gives.
#[derive(Debug)]
pub(crate) enum SetValue<'r> {
    /// An operand as it is.
    Operand(SetOperand<'r>),
    /// The sum of two numbers.
    Plus(SetOperand<'r>, SetOperand<'r>),
    /// Their difference.
    Minus(SetOperand<'r>, SetOperand<'r>),
}

/// An operand of `SET`.
#[derive(Debug)]
pub(crate) enum SetOperand<'r> {
    /// What the item had at a path before the update.
    Path(Path<'r>),
    /// A value of the request.
    Value(&'r AttributeValue),
    /// What the item had at the path; where there was nothing, the operand.
    IfNotExists(Box<(Path<'r>, SetOperand<'r>)>),
    /// Two lists, one after the other.
    ListAppend(Box<(SetOperand<'r>, SetOperand<'r>)>),
}

/// An update that is bound to a request's names and values.
#[derive(Debug, Default)]
pub struct Update<'r> {
    pub(super) actions: Vec<Action<'r>>,
}

impl<'r> Update<'r> {
    /// An update made in code; its paths neither overlap nor conflict, and its values have types that fit their
    /// actions.
    pub(crate) fn new(actions: Vec<Action<'r>>) -> Self {
        Self { actions }
    }

    /// The same, where the paths are still to be looked at.
    ///
    /// # Errors
    /// Paths that overlap or conflict.
    pub(crate) fn checked(kind: ExpressionKind, actions: Vec<Action<'r>>) -> Result<Self, ExpressionError> {
        check_apart(kind, actions.iter().map(|action| &action.path))?;
        Ok(Self { actions })
    }

    /// The names of the attributes that the update changes, in its order, as often as it does.
    pub fn attribute_names(&self) -> impl Iterator<Item = &'r str> {
        self.actions.iter().map(|action| action.path.name())
    }

    /// The attributes that the update sets to a value of the request, whatever the item.
    pub(crate) fn values_set(&self) -> impl Iterator<Item = (&'r str, &'r AttributeValue)> {
        self.actions.iter().filter_map(|action| match &action.change {
            Change::Set(SetValue::Operand(SetOperand::Value(value))) if action.path.steps().is_empty() => {
                Some((action.path.name(), *value))
            }
            _ => None,
        })
    }

    /// Of an item before or after the update, the parts that the update names: what `UPDATED_OLD` and
    /// `UPDATED_NEW` give back.
    pub fn updated(&self, item: &Item) -> Item {
        Projection::of_paths(self.actions.iter().map(|action| &action.path)).apply(item)
    }

    /// What the update counts towards the size limit of an item, whatever the item: `size` is the size of a
    /// value as stored, in bytes. Figures measured on the service.
    pub fn charge_bytes(&self, size: impl Fn(&AttributeValue) -> usize) -> usize {
        const UPDATE_BYTES: usize = 3;
        UPDATE_BYTES + self.actions.iter().map(|action| action.charge_bytes(&size)).sum::<usize>()
    }
}

impl Update<'_> {
    /// What an item of this size can grow to by the update, in bytes, or more. `charge_bytes` is what the update is
    /// [charged](Self::charge_bytes) for: it covers its names, values and sums.
    pub(crate) fn largest_bytes(&self, item_bytes: usize, charge_bytes: usize) -> usize {
        // What is copied may be all of the item.
        let copies: usize = self.actions.iter().map(Action::copies).sum();
        item_bytes.saturating_mul(1 + copies).saturating_add(charge_bytes)
    }
}

impl Action<'_> {
    /// How many values the action copies out of the item.
    fn copies(&self) -> usize {
        match &self.change {
            Change::Set(SetValue::Operand(operand)) => operand.copies(),
            // A sum is a number of its own.
            Change::Set(_) | Change::Remove | Change::Add(_) | Change::Delete(_) => 0,
        }
    }

    fn charge_bytes(&self, size: &impl Fn(&AttributeValue) -> usize) -> usize {
        const SET_BYTES: usize = 19;
        const REMOVE_BYTES: usize = 1;
        let change = match &self.change {
            Change::Set(value) => SET_BYTES + value.charge_bytes(size),
            Change::Remove => REMOVE_BYTES,
            Change::Add(value) | Change::Delete(value) => SET_BYTES + size(value),
        };
        change + path_bytes(&self.path)
    }
}

impl SetValue<'_> {
    fn charge_bytes(&self, size: &impl Fn(&AttributeValue) -> usize) -> usize {
        const PLUS_BYTES: usize = 34;
        const MINUS_BYTES: usize = 37;
        match self {
            Self::Operand(operand) => operand.charge_bytes(size),
            Self::Plus(one, two) => PLUS_BYTES + one.charge_bytes(size) + two.charge_bytes(size),
            Self::Minus(one, two) => MINUS_BYTES + one.charge_bytes(size) + two.charge_bytes(size),
        }
    }
}

impl SetOperand<'_> {
    /// How many values it copies out of the item, at most. Recurses as deep as functions nest.
    fn copies(&self) -> usize {
        match self {
            Self::Path(_) => 1,
            Self::Value(_) => 0,
            Self::IfNotExists(operands) => 1 + operands.1.copies(),
            Self::ListAppend(operands) => operands.0.copies() + operands.1.copies(),
        }
    }

    /// Recurses as deep as functions nest, at most
    /// [`EXPRESSION_OPERATORS`](crate::limits::EXPRESSION_OPERATORS).
    fn charge_bytes(&self, size: &impl Fn(&AttributeValue) -> usize) -> usize {
        const PATH_BYTES: usize = 15;
        const IF_NOT_EXISTS_BYTES: usize = 39;
        const LIST_APPEND_BYTES: usize = 37;
        match self {
            Self::Path(path) => PATH_BYTES + path_bytes(path),
            Self::Value(value) => size(value),
            Self::IfNotExists(operands) => {
                let (path, otherwise) = &**operands;
                IF_NOT_EXISTS_BYTES + PATH_BYTES + path_bytes(path) + otherwise.charge_bytes(size)
            }
            Self::ListAppend(operands) => {
                let (one, two) = &**operands;
                LIST_APPEND_BYTES + one.charge_bytes(size) + two.charge_bytes(size)
            }
        }
    }
}

/// A path's part of the charge: its names and the digits of its positions, and 4 bytes for each step.
fn path_bytes(path: &Path<'_>) -> usize {
    const STEP_BYTES: usize = 4;
    let step = |step: &Step<'_>| match step {
        Step::Member(name) => STEP_BYTES + name.len(),
        Step::Element(index) => STEP_BYTES + index.checked_ilog10().map_or(1, |power| power as usize + 1),
    };
    path.name().len() + path.steps().iter().map(step).sum::<usize>()
}
