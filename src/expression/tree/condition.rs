//! Bound conditions and their evaluation: `ConditionExpression`, `FilterExpression`.

use std::borrow::Cow;

use super::{compare, path::Path};
use crate::{
    expression::comparator::Comparator,
    value::{AttributeType, AttributeValue, Item},
    work::{BYTES_SEARCHED, WORK_OF_PAGE, Work, WorkExceeded},
};

/// An operand of a test.
#[derive(Debug, Clone)]
pub(crate) enum Operand<'r> {
    /// The item's value at a path.
    Path(Path<'r>),
    /// A value of the request.
    Value(&'r AttributeValue),
    /// The size of the item's value at a path.
    Size(Path<'r>),
    /// The size of a value of the request, whose type has a size.
    SizeOf(&'r AttributeValue),
}

impl<'r> Operand<'r> {
    fn of<'i>(&'i self, item: &'i Item, work: &mut Work) -> compare::Operand<'i> {
        let size = |value: Option<&AttributeValue>, work: &mut Work| {
            let size = compare::size(value?, work)?;
            Some(compare::Operand::Size(size.into()))
        };
        let operand = match self {
            Self::Path(path) => found(path, item, work).map(compare::Operand::Value),
            Self::Value(value) => Some(compare::Operand::Value(value)),
            Self::Size(path) => size(found(path, item, work), work),
            Self::SizeOf(value) => size(Some(value), work),
        };
        operand.unwrap_or(compare::Operand::Missing)
    }

    fn value<'i>(&'i self, item: &'i Item, work: &mut Work) -> Option<&'i AttributeValue> {
        match self {
            Self::Path(path) => found(path, item, work),
            Self::Value(value) => Some(value),
            Self::Size(_) | Self::SizeOf(_) => None,
        }
    }

    /// The operand's type for an item.
    fn type_in(&self, item: &Item, work: &mut Work) -> Option<AttributeType> {
        match self.of(item, work) {
            compare::Operand::Missing => None,
            compare::Operand::Value(value) => Some(value.attribute_type()),
            compare::Operand::Size(_) => Some(AttributeType::N),
        }
    }

    /// The path whose value, or whose size, is the operand.
    pub(crate) fn path(&self) -> Option<&Path<'r>> {
        match self {
            Self::Path(path) | Self::Size(path) => Some(path),
            Self::Value(_) | Self::SizeOf(_) => None,
        }
    }

    /// The type, where it is known without an item.
    pub(crate) fn known_type(&self) -> Option<AttributeType> {
        match self {
            Self::Path(_) => None,
            Self::Value(value) => Some(value.attribute_type()),
            Self::Size(_) | Self::SizeOf(_) => Some(AttributeType::N),
        }
    }
}

/// The cost of a test itself, in units of work.
const UNITS_OF_TEST: usize = 4;
/// The cost of finding an attribute, in units of work.
const UNITS_OF_LOOK_UP: usize = 4;

/// The value that a path leads to. Comparing the names counts as work, because they can be long.
fn found<'i>(path: &Path<'_>, item: &'i Item, work: &mut Work) -> Option<&'i AttributeValue> {
    work.look_at(UNITS_OF_LOOK_UP);
    work.compare(path.name().len());
    for step in path.steps() {
        work.compare(step.name().map_or(0, str::len));
    }
    path.get(item)
}

/// One condition without AND, OR and NOT.
#[derive(Debug, Clone)]
pub(crate) enum Test<'r> {
    /// The operands compare like this. For values of different types only `<>` holds.
    Compare(Comparator, Operand<'r>, Operand<'r>),
    /// The first operand is between the others, or equal to one of them.
    Between(Operand<'r>, Operand<'r>, Operand<'r>),
    /// The operand equals one of the list.
    In(Operand<'r>, Vec<Operand<'r>>),
    /// The path leads to a value.
    Exists(Path<'r>),
    /// The path leads to no value.
    NotExists(Path<'r>),
    /// The operand has this type.
    Type(Operand<'r>, AttributeType),
    /// The first operand begins with the second.
    BeginsWith(Operand<'r>, Operand<'r>),
    /// The first operand contains the second.
    Contains(Operand<'r>, Operand<'r>),
    /// There is an item; every item has at least its key.
    ItemExists,
}

impl<'r> Test<'r> {
    /// Whether the test holds for an item. Once the work is spent, the result means nothing. Nothing is allocated.
    fn holds(&self, item: &Item, work: &mut Work) -> bool {
        fn ordered(
            one: &compare::Operand<'_>,
            two: &compare::Operand<'_>,
            comparator: Comparator,
            work: &mut Work,
        ) -> bool {
            one.order(two, work).is_some_and(|order| comparator.takes(order))
        }
        work.look_at(UNITS_OF_TEST);
        match self {
            Self::Compare(comparator, one, two) => {
                let (one, two) = (one.of(item, work), two.of(item, work));
                match comparator {
                    Comparator::Equal => one.equals(&two, work),
                    Comparator::NotEqual => !one.equals(&two, work),
                    _ => ordered(&one, &two, *comparator, work),
                }
            }
            Self::Between(operand, low, high) => {
                let (operand, low) = (operand.of(item, work), low.of(item, work));
                ordered(&operand, &low, Comparator::GreaterOrEqual, work)
                    && ordered(&operand, &high.of(item, work), Comparator::LessOrEqual, work)
            }
            Self::In(operand, list) => {
                let operand = operand.of(item, work);
                list.iter().any(|choice| {
                    work.look_at(1);
                    work.is_spent() || operand.equals(&choice.of(item, work), work)
                })
            }
            Self::Exists(path) => found(path, item, work).is_some(),
            Self::NotExists(path) => found(path, item, work).is_none(),
            Self::Type(operand, wanted) => operand.type_in(item, work) == Some(*wanted),
            Self::BeginsWith(operand, prefix) => {
                match (operand.value(item, work), prefix.value(item, work)) {
                    (Some(value), Some(prefix)) => compare::begins_with(value, prefix, work),
                    _ => false,
                }
            }
            Self::Contains(operand, part) => match (operand.value(item, work), part.of(item, work)) {
                (Some(value), compare::Operand::Value(part)) => compare::contains(value, part, work),
                (Some(value), compare::Operand::Size(size)) => {
                    compare::contains(value, &AttributeValue::N(size), work)
                }
                _ => false,
            },
            Self::ItemExists => !item.is_empty(),
        }
    }

    /// The work that the test takes even for the smallest item, because of the size of the request's values.
    fn units(&self) -> usize {
        let of_request = match self {
            Self::In(_, list) => list.len(),
            Self::Contains(Operand::Value(value), _) => match value {
                AttributeValue::L(list) => list.len(),
                AttributeValue::S(text) => text.len() / BYTES_SEARCHED,
                AttributeValue::B(bytes) => bytes.len() / BYTES_SEARCHED,
                _ => 0,
            },
            _ => 0,
        };
        UNITS_OF_TEST + UNITS_OF_LOOK_UP + of_request
    }

    /// Whether the test has the same result for every item.
    fn is_constant(&self) -> bool {
        !matches!(self, Self::ItemExists) && self.paths().next().is_none()
    }

    fn paths(&self) -> impl Iterator<Item = &Path<'r>> {
        let (path, operands, list): (_, [Option<&Operand<'r>>; 3], &[Operand<'r>]) = match self {
            Self::Compare(_, one, two) | Self::BeginsWith(one, two) | Self::Contains(one, two) => {
                (None, [Some(one), Some(two), None], &[])
            }
            Self::Between(operand, low, high) => (None, [Some(operand), Some(low), Some(high)], &[]),
            Self::In(operand, list) => (None, [Some(operand), None, None], list),
            Self::Exists(path) | Self::NotExists(path) => (Some(path), [None; 3], &[]),
            Self::Type(operand, _) => (None, [Some(operand), None, None], &[]),
            Self::ItemExists => (None, [None; 3], &[]),
        };
        path.into_iter().chain(operands.into_iter().flatten().chain(list).filter_map(Operand::path))
    }
}

/// A step of a condition's program. Each step computes one truth value.
#[derive(Debug, Clone)]
pub(crate) enum Step<'r> {
    /// The truth is the result of the test.
    Test(Test<'r>),
    /// The same truth value for every item.
    Known(bool),
    /// The truth value is negated.
    Not,
    /// If the truth value is false, evaluation skips to this step with it.
    And(usize),
    /// The same if the truth value is true.
    Or(usize),
}

/// A condition that is bound to a request's names and values: a `ConditionExpression` or a `FilterExpression`.
#[derive(Debug, Clone)]
pub struct Condition<'r> {
    pub(crate) program: Vec<Step<'r>>,
}

impl<'r> Condition<'r> {
    /// The condition prepared for many items. Tests that compare only values of the request are evaluated here, once,
    /// because the values may be large.
    ///
    /// # Errors
    /// Evaluation takes more work than the request has left.
    pub(crate) fn settled(&self, work: &mut Work) -> Result<Cow<'_, Self>, WorkExceeded> {
        let is_constant = |step: &Step<'_>| matches!(step, Step::Test(test) if test.is_constant());
        if !self.program.iter().any(is_constant) {
            return Ok(Cow::Borrowed(self));
        }
        let mut settled = self.clone();
        for step in &mut settled.program {
            if let Step::Test(test) = step
                && test.is_constant()
            {
                *step = Step::Known(test.holds(&Item::new(), work));
                if work.is_spent() {
                    return Err(WorkExceeded);
                }
            }
        }
        Ok(Cow::Owned(settled))
    }

    /// Whether the condition holds for an item; a missing item is an empty one. Nothing is allocated.
    pub fn holds(&self, item: &Item) -> bool {
        self.truth(item, &mut Work::unbounded())
    }

    /// Like [`holds`](Self::holds), for one of the items of a request.
    ///
    /// # Errors
    /// Evaluation takes more work than the request has left.
    pub(crate) fn holds_within(&self, item: &Item, work: &mut Work) -> Result<bool, WorkExceeded> {
        let truth = self.truth(item, work);
        if work.is_spent() { Err(WorkExceeded) } else { Ok(truth) }
    }

    fn truth(&self, item: &Item, work: &mut Work) -> bool {
        let (mut place, mut truth) = (0, true);
        while let Some(step) = self.program.get(place) {
            place += 1;
            match step {
                Step::Test(_) if work.is_spent() => return false,
                Step::Test(test) => truth = test.holds(item, work),
                Step::Known(known) => truth = *known,
                Step::Not => truth = !truth,
                Step::And(end) if !truth => place = *end,
                Step::Or(end) if truth => place = *end,
                Step::And(_) | Step::Or(_) => {}
            }
        }
        truth
    }

    /// The largest number of items that a page may have because of this condition; `None` if the condition sets no
    /// bound. Expressions are limited in length. Conditions of legacy parameters can be as long as a request, as can a
    /// value in which each item's attribute is searched for. Pages of such conditions end early, as a page of the
    /// service may at any time.
    pub(crate) fn page_items(&self) -> Option<usize> {
        const FEW: usize = 1 << 15;
        let units = |step: &Step<'_>| match step {
            Step::Test(test) => test.units(),
            _ => 1,
        };
        let units: usize = self.program.iter().map(units).sum();
        (units > FEW).then(|| WORK_OF_PAGE.div_ceil(units))
    }

    /// The names of the attributes that the condition tests, in its order, with repetitions.
    pub fn attribute_names(&self) -> impl Iterator<Item = &'r str> {
        self.paths().map(Path::name)
    }

    /// The names of the attributes whose values the condition looks into, in its order, with repetitions.
    pub fn names_looked_into(&self) -> impl Iterator<Item = &'r str> {
        self.paths().filter_map(Path::name_looked_into)
    }

    fn paths(&self) -> impl Iterator<Item = &Path<'r>> {
        let tests = self.program.iter().filter_map(|step| match step {
            Step::Test(test) => Some(test),
            _ => None,
        });
        tests.flat_map(Test::paths)
    }
}

/// Builds a [`Condition`] in code, in postfix order: test, `and`, test, `join`.
#[derive(Debug, Default)]
pub(crate) struct ConditionBuilder<'r> {
    program: Vec<Step<'r>>,
}

/// An AND or OR whose second side is not complete.
#[derive(Debug)]
#[must_use]
pub(crate) struct Pending(usize);

impl<'r> ConditionBuilder<'r> {
    /// Appends a test.
    pub(crate) fn test(&mut self, test: Test<'r>) {
        self.program.push(Step::Test(test));
    }

    /// Negates the last test or joined condition.
    pub(crate) fn not(&mut self) {
        self.program.push(Step::Not);
    }

    /// Joins the last test or condition by AND to what follows, up to [`join`](Self::join).
    pub(crate) fn and(&mut self) -> Pending {
        self.program.push(Step::And(0));
        Pending(self.program.len() - 1)
    }

    /// Joins the last test or condition by OR to what follows, up to [`join`](Self::join).
    pub(crate) fn or(&mut self) -> Pending {
        self.program.push(Step::Or(0));
        Pending(self.program.len() - 1)
    }

    /// Ends the second side of an AND or OR.
    pub(crate) fn join(&mut self, pending: Pending) {
        let here = self.program.len();
        if let Some(Step::And(end) | Step::Or(end)) = self.program.get_mut(pending.0) {
            *end = here;
        }
    }

    /// The condition.
    pub(crate) fn build(self) -> Condition<'r> {
        Condition { program: self.program }
    }
}
