//! Bound updates: `UpdateExpression`.

use super::{
    path::{Path, check_apart},
    projection::Projection,
};
use crate::{
    expression::error::{ExpressionError, ExpressionKind},
    value::{AttributeValue, Item},
};

/// An action of an update on one path.
#[derive(Debug)]
pub(crate) struct Action<'r> {
    /// The path.
    pub(crate) path: Path<'r>,
    /// The change at the path.
    pub(crate) change: Change<'r>,
}

/// The change that an action makes at its path.
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

/// The value that `SET` stores.
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
    /// The item's value at a path before the update.
    Path(Path<'r>),
    /// A value of the request.
    Value(&'r AttributeValue),
    /// The item's value at the path, or the operand if there is no value.
    IfNotExists(Box<(Path<'r>, SetOperand<'r>)>),
    /// Two lists, one after the other.
    ListAppend(Box<(SetOperand<'r>, SetOperand<'r>)>),
}

/// An update that is bound to a request's names and values.
#[derive(Debug, Default)]
pub struct Update<'r> {
    pub(crate) actions: Vec<Action<'r>>,
}

impl<'r> Update<'r> {
    /// An update made in code; its paths neither overlap nor conflict, and its values have types that fit their
    /// actions.
    pub(crate) fn new(actions: Vec<Action<'r>>) -> Self {
        Self { actions }
    }

    /// Like [`new`](Self::new), but checks the paths.
    ///
    /// # Errors
    /// Paths that overlap or conflict.
    pub(crate) fn checked(kind: ExpressionKind, actions: Vec<Action<'r>>) -> Result<Self, ExpressionError> {
        check_apart(kind, actions.iter().map(|action| &action.path))?;
        Ok(Self { actions })
    }

    /// The names of the attributes that the update changes, in its order, with repetitions.
    pub fn attribute_names(&self) -> impl Iterator<Item = &'r str> {
        self.actions.iter().map(|action| action.path.name())
    }

    /// The names of the attributes whose values the update looks into, in its order, with repetitions: in paths that it
    /// changes and in operands.
    pub fn names_looked_into(&self) -> Vec<&'r str> {
        let mut names = Vec::new();
        for action in &self.actions {
            names.extend(action.path.name_looked_into());
            if let Change::Set(value) = &action.change {
                value.add_names(&Path::name_looked_into, &mut names);
            }
        }
        names
    }

    /// The names of all attributes that the update changes or reads, with repetitions.
    pub(crate) fn all_attribute_names(&self) -> Vec<&'r str> {
        let mut names: Vec<&str> = self.attribute_names().collect();
        for action in &self.actions {
            if let Change::Set(value) = &action.change {
                value.add_names(&|path| Some(path.name()), &mut names);
            }
        }
        names
    }

    /// Whether the update creates an item where there was none. An update of REMOVE and DELETE actions alone creates
    /// none; an empty update creates one of the key.
    pub(crate) fn makes_item(&self) -> bool {
        self.actions.is_empty() || !self.actions.iter().all(Action::takes_away)
    }

    /// The attributes that the update sets to a value of the request, independent of the item.
    pub(crate) fn values_set(&self) -> impl Iterator<Item = (&'r str, &'r AttributeValue)> {
        self.actions.iter().filter_map(|action| match &action.change {
            Change::Set(SetValue::Operand(SetOperand::Value(value))) if action.path.steps().is_empty() => {
                Some((action.path.name(), *value))
            }
            _ => None,
        })
    }

    /// The parts of an item, before or after the update, that the update names: what `UPDATED_OLD` and `UPDATED_NEW`
    /// return.
    pub fn updated(&self, item: &Item) -> Item {
        Projection::of_paths(self.actions.iter().map(|action| &action.path)).apply(item)
    }
}

impl Update<'_> {
    /// An upper bound of the size of an item of this size after the update, in bytes. `charge_bytes` is what the update
    /// is [charged](Self::charge_bytes) for; it covers the names, values and sums.
    pub(crate) fn largest_bytes(&self, item_bytes: usize, charge_bytes: usize) -> usize {
        // Each copied value may be all of the item.
        let copies: usize = self.actions.iter().map(Action::copies).sum();
        item_bytes.saturating_mul(1 + copies).saturating_add(charge_bytes)
    }
}

impl Action<'_> {
    /// Whether the action does nothing if there is no value at its path.
    pub(crate) fn takes_away(&self) -> bool {
        matches!(self.change, Change::Remove | Change::Delete(_))
    }

    /// How many values the action copies out of the item.
    fn copies(&self) -> usize {
        match &self.change {
            Change::Set(SetValue::Operand(operand)) => operand.copies(),
            // The result of a sum is a new number; nothing is copied.
            Change::Set(_) | Change::Remove | Change::Add(_) | Change::Delete(_) => 0,
        }
    }
}

/// What is told of a path.
type NameOf<'f, 'r> = &'f dyn Fn(&Path<'r>) -> Option<&'r str>;

impl<'r> SetValue<'r> {
    fn add_names(&self, name_of: NameOf<'_, 'r>, names: &mut Vec<&'r str>) {
        match self {
            Self::Operand(operand) => operand.add_names(name_of, names),
            Self::Plus(one, two) | Self::Minus(one, two) => {
                one.add_names(name_of, names);
                two.add_names(name_of, names);
            }
        }
    }
}

impl<'r> SetOperand<'r> {
    /// Recurses as deep as functions nest, at most
    /// [`EXPRESSION_OPERATORS`](crate::limits::EXPRESSION_OPERATORS).
    fn add_names(&self, name_of: NameOf<'_, 'r>, names: &mut Vec<&'r str>) {
        match self {
            Self::Path(path) => names.extend(name_of(path)),
            Self::Value(_) => {}
            Self::IfNotExists(operands) => {
                names.extend(name_of(&operands.0));
                operands.1.add_names(name_of, names);
            }
            Self::ListAppend(operands) => {
                operands.0.add_names(name_of, names);
                operands.1.add_names(name_of, names);
            }
        }
    }

    /// How many values the operand copies out of the item, at most. Recurses as deep as functions nest.
    fn copies(&self) -> usize {
        match self {
            Self::Path(_) => 1,
            Self::Value(_) => 0,
            Self::IfNotExists(operands) => 1 + operands.1.copies(),
            Self::ListAppend(operands) => operands.0.copies() + operands.1.copies(),
        }
    }
}
