//! Bound conditions and their evaluation: `ConditionExpression`, `FilterExpression`.

use super::{compare, path::Path};
use crate::{
    expression::comparator::Comparator,
    steps,
    value::{AttributeType, AttributeValue, Item},
};

/// What a test looks at.
#[derive(Debug, Clone)]
pub(crate) enum Operand<'r> {
    /// What the item has at a path.
    Path(Path<'r>),
    /// A value of the request.
    Value(&'r AttributeValue),
    /// The size of what the item has at a path.
    Size(Path<'r>),
    /// The size of a value of the request.
    SizeOf(usize),
}

impl<'r> Operand<'r> {
    fn of<'i>(&'i self, item: &'i Item) -> compare::Operand<'i> {
        match self {
            Self::Path(path) => path.get(item).map_or(compare::Operand::Missing, compare::Operand::Value),
            Self::Value(value) => compare::Operand::Value(value),
            Self::Size(path) => path
                .get(item)
                .and_then(compare::size)
                .map_or(compare::Operand::Missing, |size| compare::Operand::Size(size.into())),
            Self::SizeOf(size) => compare::Operand::Size((*size).into()),
        }
    }

    fn value<'i>(&'i self, item: &'i Item) -> Option<&'i AttributeValue> {
        match self {
            Self::Path(path) => path.get(item),
            Self::Value(value) => Some(value),
            Self::Size(_) | Self::SizeOf(_) => None,
        }
    }

    /// The type of what the operand is for an item.
    fn type_in(&self, item: &Item) -> Option<AttributeType> {
        match self.of(item) {
            compare::Operand::Missing => None,
            compare::Operand::Value(value) => Some(value.attribute_type()),
            compare::Operand::Size(_) => Some(AttributeType::N),
        }
    }

    /// The path that is looked at, for itself or for its size.
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

/// One condition without AND, OR and NOT.
#[derive(Debug, Clone)]
pub(crate) enum Test<'r> {
    /// The operands compare so. Values of different types never do, except for `<>`.
    Compare(Comparator, Operand<'r>, Operand<'r>),
    /// The first operand lies between the others, or on one of them.
    Between(Operand<'r>, Operand<'r>, Operand<'r>),
    /// The operand equals one of the list.
    In(Operand<'r>, Vec<Operand<'r>>),
    /// The path leads to a value.
    Exists(Path<'r>),
    /// The path leads nowhere.
    NotExists(Path<'r>),
    /// The operand has this type.
    Type(Operand<'r>, AttributeType),
    /// The first operand begins with the second.
    BeginsWith(Operand<'r>, Operand<'r>),
    /// The first operand contains the second.
    Contains(Operand<'r>, Operand<'r>),
    /// There is an item: it has at least its key.
    ItemExists,
}

impl<'r> Test<'r> {
    /// Whether the test holds for an item. Nothing is allocated.
    pub(crate) fn holds(&self, item: &Item) -> bool {
        let ordered = |one: &compare::Operand<'_>, two: &compare::Operand<'_>, comparator: Comparator| {
            one.order(two).is_some_and(|order| comparator.takes(order))
        };
        match self {
            Self::Compare(Comparator::Equal, one, two) => one.of(item).equals(&two.of(item)),
            Self::Compare(Comparator::NotEqual, one, two) => !one.of(item).equals(&two.of(item)),
            Self::Compare(comparator, one, two) => ordered(&one.of(item), &two.of(item), *comparator),
            Self::Between(operand, low, high) => {
                let operand = operand.of(item);
                ordered(&operand, &low.of(item), Comparator::GreaterOrEqual)
                    && ordered(&operand, &high.of(item), Comparator::LessOrEqual)
            }
            Self::In(operand, list) => {
                let operand = operand.of(item);
                list.iter().any(|choice| operand.equals(&choice.of(item)))
            }
            Self::Exists(path) => path.get(item).is_some(),
            Self::NotExists(path) => path.get(item).is_none(),
            Self::Type(operand, wanted) => operand.type_in(item) == Some(*wanted),
            Self::BeginsWith(operand, prefix) => match (operand.value(item), prefix.value(item)) {
                (Some(value), Some(prefix)) => compare::begins_with(value, prefix),
                _ => false,
            },
            Self::Contains(operand, part) => match (operand.value(item), part.of(item)) {
                (Some(value), compare::Operand::Value(part)) => compare::contains(value, part),
                (Some(value), compare::Operand::Size(size)) => {
                    compare::contains(value, &AttributeValue::N(size))
                }
                _ => false,
            },
            Self::ItemExists => !item.is_empty(),
        }
    }

    /// What an item is looked at for, in parts of a value of the request: all of which each item may be compared with.
    fn operands(&self) -> usize {
        /// Bytes that are searched in the time of one comparison.
        const BYTES: usize = 16;
        match self {
            Self::In(_, list) => list.len(),
            Self::Contains(Operand::Value(value), _) => match value {
                AttributeValue::L(list) => list.len(),
                AttributeValue::S(text) => text.len() / BYTES,
                AttributeValue::B(bytes) => bytes.len() / BYTES,
                _ => 1,
            },
            _ => 1,
        }
    }

    /// Whether the test says the same of every item.
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

/// A step of a condition's program, which computes one truth.
#[derive(Debug, Clone)]
pub(crate) enum Step<'r> {
    /// The truth is what the test says.
    Test(Test<'r>),
    /// The truth is this, whatever the item.
    Known(bool),
    /// The truth is turned round.
    Not,
    /// A false truth is what the program up to this step says: it goes on there.
    And(usize),
    /// A true truth is what the program up to this step says.
    Or(usize),
}

/// A condition that is bound to a request's names and values: what a `ConditionExpression` or a
/// `FilterExpression` asks of an item.
#[derive(Debug, Clone)]
pub struct Condition<'r> {
    pub(crate) program: Vec<Step<'r>>,
}

impl<'r> Condition<'r> {
    /// The condition that these steps are. Values of the request that are held against each other are looked at here,
    /// once and not for each item: they may be large.
    pub(crate) fn of(mut program: Vec<Step<'r>>) -> Self {
        for step in &mut program {
            if let Step::Test(test) = step
                && test.is_constant()
            {
                *step = Step::Known(test.holds(&Item::new()));
            }
        }
        Self { program }
    }

    /// Whether the condition holds for an item; where there is none, for an empty one. Nothing is allocated.
    pub fn holds(&self, item: &Item) -> bool {
        let (mut place, mut truth) = (0, true);
        while let Some(step) = self.program.get(place) {
            place += 1;
            steps::take(1);
            match step {
                Step::Test(test) => truth = test.holds(item),
                Step::Known(known) => truth = *known,
                Step::Not => truth = !truth,
                Step::And(end) if !truth => place = *end,
                Step::Or(end) if truth => place = *end,
                Step::And(_) | Step::Or(_) => {}
            }
        }
        truth
    }

    /// How many items a page may have at most for the condition's sake; none where that is as many as it can hold. An
    /// expression has bounds of its own; but what legacy parameters ask can be as long as a request, as can a value in
    /// which each item's attribute is looked for. Such a page ends early, as the service's may at any time.
    pub(crate) fn page_items(&self) -> Option<usize> {
        const FEW: usize = 4096;
        const OPERANDS_OF_PAGE: usize = 1 << 23;
        let operands = |step: &Step<'_>| match step {
            Step::Test(test) => test.operands(),
            _ => 1,
        };
        let count: usize = self.program.iter().map(operands).sum();
        (count > FEW).then(|| OPERANDS_OF_PAGE.div_ceil(count))
    }

    /// The names of the attributes that the condition looks at, in its order, as often as it does.
    pub fn attribute_names(&self) -> impl Iterator<Item = &'r str> {
        self.paths().map(Path::name)
    }

    /// The names of the attributes whose values the condition looks into, in its order, as often as it does.
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

/// Makes a [`Condition`] in code, in postfix order with the joining word between: test, `and`, test, `join`.
#[derive(Debug, Default)]
pub(crate) struct ConditionBuilder<'r> {
    program: Vec<Step<'r>>,
}

/// An AND or OR whose second side is still to come.
#[derive(Debug)]
#[must_use]
pub(crate) struct Pending(usize);

impl<'r> ConditionBuilder<'r> {
    /// Appends a test.
    pub(crate) fn test(&mut self, test: Test<'r>) {
        self.program.push(Step::Test(test));
    }

    /// Turns what was appended last, a test or what was joined, round.
    pub(crate) fn not(&mut self) {
        self.program.push(Step::Not);
    }

    /// What was appended last AND what follows, up to [`join`](Self::join).
    pub(crate) fn and(&mut self) -> Pending {
        self.program.push(Step::And(0));
        Pending(self.program.len() - 1)
    }

    /// What was appended last OR what follows, up to [`join`](Self::join).
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
        Condition::of(self.program)
    }
}
