//! Applying an update to an item.

use std::collections::BTreeSet;

use super::{
    made::{Made, Room},
    path::{Path, Step, get_mut},
    removal::remove_all,
    update::{Action, Change, SetOperand, SetValue, Update},
};
use crate::{
    expression::error::ExpressionError,
    steps, texts,
    value::{AttributeValue, Item, NumberError},
};

impl Update<'_> {
    /// The item after the update. `old` is the item before it; if there was no item, use [`make`](Self::make).
    ///
    /// All operands are read, and all list positions are determined, before the update changes anything.
    ///
    /// # Errors
    /// An operand that does not exist or has the wrong type; a sum out of range; a path whose parent does not exist; a
    /// value that would be nested too deep; then values that are together larger than an item may be.
    pub fn apply(&self, old: &Item) -> Result<Item, ExpressionError> {
        let mut item = old.clone();
        self.prepare(old)?.carry_out(&mut item);
        Ok(item)
    }

    /// The effect of the update on an item; applying it cannot fail.
    ///
    /// # Errors
    /// Those of [`apply`](Self::apply).
    pub(crate) fn prepare(&self, item: &Item) -> Result<Prepared<'_>, ExpressionError> {
        Prepared::new(self.actions.iter(), item)
    }

    /// The item that the update creates if no item has this key; `None` if it has only REMOVE and DELETE actions, which
    /// create none. Those actions are skipped, so their paths need not exist.
    ///
    /// # Errors
    /// Those of [`apply`](Self::apply).
    pub fn make(&self, key: &Item) -> Result<Option<Item>, ExpressionError> {
        if !self.makes_item() {
            return Ok(None);
        }
        let mut item = key.clone();
        Prepared::new(self.actions.iter().filter(|action| !action.takes_away()), key)?.carry_out(&mut item);
        Ok(Some(item))
    }
}

/// The actions of an update with their operands read. Applying them cannot fail.
pub(crate) struct Prepared<'u> {
    /// Each action with its effect.
    effects: Vec<(&'u Action<'u>, Effect<'u>)>,
}

impl<'u> Prepared<'u> {
    fn new(actions: impl Iterator<Item = &'u Action<'u>>, item: &Item) -> Result<Self, ExpressionError> {
        let mut room = Room::of_item();
        let mut effects = Vec::with_capacity(actions.size_hint().1.unwrap_or(0));
        for action in actions {
            effects.push((action, action.effect(item, &mut room)?));
        }
        room.check()?;
        Ok(Self { effects })
    }

    /// Changes the item that the update was prepared for, or a copy of it.
    pub(crate) fn carry_out(self, item: &mut Item) {
        let mut later = Later::default();
        for (action, effect) in self.effects {
            later.carry_out(action, effect, item);
        }
        later.finish(item);
    }
}

/// The effect of an action on an item.
enum Effect<'a> {
    Nothing,
    Put(AttributeValue),
    Remove,
    /// Members for a set.
    Extend(&'a AttributeValue),
    /// Members to remove from a set.
    Subtract(&'a AttributeValue),
}

impl<'r> Action<'r> {
    /// The effect of the action; the item is only read. Values that the item has no room for are not made. The update
    /// fails at its end, because the faults of its other actions are reported first.
    fn effect(&self, item: &Item, room: &mut Room) -> Result<Effect<'r>, ExpressionError> {
        steps::take(1);
        let put = |made: Made<'_>, room: &mut Room| {
            check_parent(&self.path, item)?;
            if !room.take(&made) {
                return Ok(Effect::Nothing);
            }
            made.check_nesting(self.path.steps().len())?;
            Ok(Effect::Put(made.into_value()))
        };
        let effect = match &self.change {
            Change::Set(value) => return put(value.evaluate(item)?, room),
            Change::Remove if self.path.get(item).is_some() => Effect::Remove,
            Change::Remove => Effect::Nothing,
            Change::Add(value) => match (self.path.get(item), *value) {
                (None, value) => return put(Made::Value(value), room),
                (Some(AttributeValue::N(old)), AttributeValue::N(number)) => {
                    return put(Made::Number(old.checked_add(number).map_err(sum_error)?), room);
                }
                (Some(old), value) if is_set(value) && same_type(old, value) => {
                    // The set will have all of these members.
                    room.take(&Made::Value(value));
                    Effect::Extend(value)
                }
                _ => return Err(incorrect_type()),
            },
            Change::Delete(value) => match self.path.get(item) {
                None => Effect::Nothing,
                Some(old) if is_set(value) && same_type(old, value) => Effect::Subtract(value),
                Some(_) => return Err(incorrect_type()),
            },
        };
        check_parent(&self.path, item)?;
        Ok(effect)
    }
}

impl SetValue<'_> {
    fn evaluate<'i>(&'i self, item: &'i Item) -> Result<Made<'i>, ExpressionError> {
        let sum = match self {
            Self::Operand(operand) => return operand.evaluate(item),
            Self::Plus(one, two) => one.number(item)?.checked_add(two.number(item)?),
            Self::Minus(one, two) => one.number(item)?.checked_sub(two.number(item)?),
        };
        sum.map(Made::Number).map_err(sum_error)
    }
}

impl SetOperand<'_> {
    /// Recurses as deep as functions nest, at most
    /// [`EXPRESSION_OPERATORS`](crate::limits::EXPRESSION_OPERATORS).
    fn evaluate<'i>(&'i self, item: &'i Item) -> Result<Made<'i>, ExpressionError> {
        steps::take(1);
        match self {
            Self::Path(path) => path
                .get(item)
                .map(Made::Value)
                .ok_or_else(|| ExpressionError::new(texts::expression::NO_OPERAND)),
            Self::Value(value) => Ok(Made::Value(value)),
            Self::IfNotExists(operands) => {
                let (path, otherwise) = &**operands;
                path.get(item).map_or_else(|| otherwise.evaluate(item), |value| Ok(Made::Value(value)))
            }
            Self::ListAppend(operands) => {
                let (one, two) = &**operands;
                let (one, two) = (one.evaluate(item)?, two.evaluate(item)?);
                match (one.into_parts(), two.into_parts()) {
                    (Some(mut parts), Some(more)) => {
                        parts.extend(more);
                        Ok(Made::List(parts))
                    }
                    _ => Err(incorrect_type()),
                }
            }
        }
    }

    fn number<'i>(&'i self, item: &'i Item) -> Result<&'i crate::value::Number, ExpressionError> {
        match self.evaluate(item)? {
            Made::Value(AttributeValue::N(number)) => Ok(number),
            _ => Err(incorrect_type()),
        }
    }
}

/// The error for a sum that is out of a number's range. A sum with too many digits gets the text for one that is too
/// large.
fn sum_error(error: NumberError) -> ExpressionError {
    let told = match error {
        NumberError::TooManyDigits => NumberError::Overflow,
        other => other,
    };
    ExpressionError(told.to_string())
}

fn incorrect_type() -> ExpressionError {
    ExpressionError::new(texts::expression::OPERAND_OF_OTHER_TYPE)
}

fn is_set(value: &AttributeValue) -> bool {
    matches!(value, AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_))
}

fn same_type(one: &AttributeValue, two: &AttributeValue) -> bool {
    one.attribute_type() == two.attribute_type()
}

/// A step is only possible into a map or list that exists before the update.
fn check_parent(path: &Path<'_>, item: &Item) -> Result<(), ExpressionError> {
    let Some((last, steps)) = path.steps().split_last() else {
        return Ok(());
    };
    let start = item.get(path.name());
    let parent = steps.iter().fold(start, |value, step| step.get(value?));
    match (parent, last) {
        (Some(AttributeValue::M(_)), Step::Member(_)) | (Some(AttributeValue::L(_)), Step::Element(_)) => {
            Ok(())
        }
        _ => Err(ExpressionError::new(texts::expression::NO_PARENT)),
    }
}

/// Changes that move list elements, which wait until all other changes are done.
#[derive(Default)]
struct Later<'a> {
    /// Values for positions past the ends of lists.
    appended: Vec<(&'a Path<'a>, AttributeValue)>,
    removed: Vec<&'a Path<'a>>,
}

impl<'a> Later<'a> {
    fn carry_out(&mut self, action: &'a Action<'a>, effect: Effect<'_>, item: &mut Item) {
        let path = &action.path;
        match effect {
            Effect::Nothing => {}
            Effect::Remove => self.removed.push(path),
            Effect::Put(value) => match get_mut(path.name(), path.steps(), item) {
                Some(place) => *place = value,
                None => match path.steps().split_last() {
                    Some((Step::Element(_), _)) => self.appended.push((path, value)),
                    Some((Step::Member(name), steps)) => {
                        if let Some(AttributeValue::M(map)) = get_mut(path.name(), steps, item) {
                            map.insert(*name, value);
                        }
                    }
                    None => {
                        item.insert(path.name(), value);
                    }
                },
            },
            Effect::Extend(more) => match (get_mut(path.name(), path.steps(), item), more) {
                (Some(AttributeValue::Ss(set)), AttributeValue::Ss(more)) => set.extend(more.iter().cloned()),
                (Some(AttributeValue::Ns(set)), AttributeValue::Ns(more)) => set.extend(more.iter().cloned()),
                (Some(AttributeValue::Bs(set)), AttributeValue::Bs(more)) => set.extend(more.iter().cloned()),
                _ => {}
            },
            Effect::Subtract(less) => {
                let emptied = match (get_mut(path.name(), path.steps(), item), less) {
                    (Some(AttributeValue::Ss(set)), AttributeValue::Ss(less)) => subtract(set, less),
                    (Some(AttributeValue::Ns(set)), AttributeValue::Ns(less)) => subtract(set, less),
                    (Some(AttributeValue::Bs(set)), AttributeValue::Bs(less)) => subtract(set, less),
                    _ => false,
                };
                // An empty set is removed, because DynamoDB has no empty sets.
                if emptied {
                    self.removed.push(path);
                }
            }
        }
    }

    /// Appends in the order of the positions, then removes.
    fn finish(mut self, item: &mut Item) {
        self.appended.sort_by(|(one, _), (two, _)| one.order().cmp(&two.order()));
        for (path, value) in self.appended {
            if let Some((_, steps)) = path.steps().split_last()
                && let Some(AttributeValue::L(list)) = get_mut(path.name(), steps, item)
            {
                list.push(value);
            }
        }
        remove_all(self.removed, item);
    }
}

/// Removes members from a set; returns whether none is left. Iterates over the smaller of the two: the request's set
/// can be much larger than the item's.
fn subtract<T: Ord>(set: &mut BTreeSet<T>, less: &BTreeSet<T>) -> bool {
    steps::take(set.len().min(less.len()));
    if less.len() > set.len() {
        set.retain(|member| !less.contains(member));
    } else {
        for member in less {
            set.remove(member);
        }
    }
    set.is_empty()
}
