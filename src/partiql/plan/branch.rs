//! The branches of a condition that OR joins, and the conditions of each on the key.

use std::cmp::Ordering;

use smallvec::smallvec;

use super::key_names::{KeyNames, check_type, order};
use crate::{
    expression::{Comparator, KeyRange},
    key::{KeyValues, SortCondition},
    partiql::{
        bind::BoundValue,
        error::PartiqlError,
        statement::{Function, Operand, Predicate},
    },
    steps,
    value::{AttributeType, AttributeValue},
};

/// The largest number of branches that are planned separately. If a condition has more, only the filter tests it.
/// (Developer guide, PartiQL operators: at most 50 partition keys in an IN, 100 other values)
const BRANCHES: usize = 100;

/// The conditions of one branch on the key. Its other conditions are not kept: the whole condition is tested on each
/// item.
#[derive(Debug, Clone, Default)]
pub(super) struct Branch<'r> {
    /// The value that the partition key equals.
    pub(super) partition: Option<&'r AttributeValue>,
    /// Conditions on the sort key, all of which hold.
    sort: Vec<SortTest<'r>>,
    /// There is a negated condition on the sort key.
    pub(super) is_sort_negated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum SortTest<'r> {
    Equal(&'r AttributeValue),
    Other(SortCondition<'r>),
}

/// The branches of a condition.
pub(super) fn branches<'r>(condition: &'r Predicate<BoundValue<'_>>, key: KeyNames<'_>) -> Vec<Branch<'r>> {
    match condition {
        Predicate::All(members) => members.iter().fold(vec![Branch::default()], |found, member| {
            let with = branches(member, key);
            if found.len() * with.len() > BRANCHES {
                return found;
            }
            found.iter().flat_map(|one| with.iter().map(|two| one.and(two))).collect()
        }),
        Predicate::Any(members) => {
            let mut found = Vec::new();
            for member in members {
                found.append(&mut branches(member, key));
                if found.len() > BRANCHES {
                    return vec![Branch::default()];
                }
            }
            found
        }
        Predicate::Not(inner) => {
            vec![Branch { is_sort_negated: is_on_sort(inner, key), ..Branch::default() }]
        }
        Predicate::In(Operand::Path(path), list) if path.steps.is_empty() && list.len() <= BRANCHES => {
            let values: Option<Vec<&AttributeValue>> = list.iter().map(value).collect();
            let found = values.unwrap_or_default().into_iter().filter_map(|value| {
                let mut branch = Branch::default();
                branch.add(&path.name, Comparator::Equal, value, key).then_some(branch)
            });
            let found: Vec<_> = found.collect();
            if found.is_empty() { vec![Branch::default()] } else { found }
        }
        leaf => vec![Branch::of(leaf, key)],
    }
}

impl<'r> Branch<'r> {
    fn of(leaf: &'r Predicate<BoundValue<'_>>, key: KeyNames<'_>) -> Self {
        let mut branch = Self::default();
        let on_sort = |operand: &Operand<BoundValue<'_>>| matches!(attribute(operand), Some(name) if key.is_range(name));
        match leaf {
            Predicate::Between(operand, low, high) if on_sort(operand) => {
                if let (Some(low), Some(high)) = (value(low), value(high)) {
                    branch.sort.push(SortTest::Other(SortCondition::Between(low, high)));
                }
            }
            Predicate::Call(Function::BeginsWith, arguments) => {
                if let [operand, prefix] = arguments.as_slice()
                    && on_sort(operand)
                    && let Some(prefix) = value(prefix)
                {
                    branch.sort.push(SortTest::Other(SortCondition::BeginsWith(prefix)));
                }
            }
            leaf => {
                if let Some((name, comparator, value)) = key_test(leaf) {
                    branch.add(name, comparator, value, key);
                }
            }
        }
        branch
    }

    /// Adds the comparison if it compares a key attribute; returns false otherwise.
    fn add(
        &mut self,
        name: &str,
        comparator: Comparator,
        value: &'r AttributeValue,
        key: KeyNames<'_>,
    ) -> bool {
        if key.is_hash(name) && comparator == Comparator::Equal {
            self.partition.get_or_insert(value);
            return true;
        }
        if !key.is_range(name) {
            return false;
        }
        let test = match comparator {
            Comparator::Equal => SortTest::Equal(value),
            Comparator::Less => SortTest::Other(SortCondition::Less(value)),
            Comparator::LessOrEqual => SortTest::Other(SortCondition::LessOrEqual(value)),
            Comparator::Greater => SortTest::Other(SortCondition::Greater(value)),
            Comparator::GreaterOrEqual => SortTest::Other(SortCondition::GreaterOrEqual(value)),
            Comparator::NotEqual => {
                self.is_sort_negated = true;
                return true;
            }
        };
        self.sort.push(test);
        true
    }

    fn and(&self, other: &Self) -> Self {
        steps::take(self.sort.len() + other.sort.len() + 1);
        Self {
            partition: self.partition.or(other.partition),
            sort: self.sort.iter().chain(&other.sort).copied().collect(),
            is_sort_negated: self.is_sort_negated || other.is_sort_negated,
        }
    }

    /// Refuses values whose type is not that of the sort key.
    pub(super) fn check_sort_types(&self, kind: AttributeType) -> Result<(), PartiqlError> {
        for test in &self.sort {
            match *test {
                SortTest::Equal(value) => check_type(value, kind)?,
                SortTest::Other(condition) => {
                    condition.values().try_for_each(|value| check_type(value, kind))?
                }
            }
        }
        Ok(())
    }

    /// A range that contains every sort key that the branch's conditions allow: from an equality, from two bounds, or
    /// else from the first condition alone.
    pub(super) fn stretch(&self) -> Stretch<'r> {
        let equal = self.sort.iter().find_map(|test| match test {
            SortTest::Equal(value) => Some(*value),
            SortTest::Other(_) => None,
        });
        if let Some(value) = equal {
            return Stretch::Equal(value);
        }
        let mut conditions = self.sort.iter().filter_map(|test| match test {
            SortTest::Other(condition) => Some(*condition),
            SortTest::Equal(_) => None,
        });
        match (conditions.next(), conditions.next()) {
            (Some(SortCondition::GreaterOrEqual(low)), Some(SortCondition::LessOrEqual(high)))
            | (Some(SortCondition::LessOrEqual(high)), Some(SortCondition::GreaterOrEqual(low)))
                if order(low, high).is_le() =>
            {
                Stretch::Range(SortCondition::Between(low, high))
            }
            (Some(first), _) => Stretch::Range(first),
            (None, _) => Stretch::All,
        }
    }
}

/// A range of sort keys.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Stretch<'r> {
    All,
    Equal(&'r AttributeValue),
    Range(SortCondition<'r>),
}

/// The end of a range: none, a value with whether it is included, or after everything that begins with a value.
enum End<'r> {
    Open,
    At(&'r AttributeValue, bool),
    After(&'r AttributeValue),
}

impl<'r> Stretch<'r> {
    pub(super) fn is_all(&self) -> bool {
        *self == Self::All
    }

    pub(super) fn key_range(&self, partition: &'r AttributeValue) -> KeyRange<'r> {
        let (equal, sort) = match *self {
            Self::All => (KeyValues::new(), None),
            Self::Equal(value) => (smallvec![value], None),
            Self::Range(condition) => (KeyValues::new(), Some(condition)),
        };
        KeyRange { partition: smallvec![partition], equal, sort }
    }

    /// The value at its start, with whether it is included.
    fn start(&self) -> Option<(&'r AttributeValue, bool)> {
        match *self {
            Self::All => None,
            Self::Equal(value) => Some((value, true)),
            Self::Range(condition) => match condition {
                SortCondition::Less(_) | SortCondition::LessOrEqual(_) => None,
                SortCondition::Greater(value) => Some((value, false)),
                SortCondition::GreaterOrEqual(value)
                | SortCondition::Between(value, _)
                | SortCondition::BeginsWith(value) => Some((value, true)),
            },
        }
    }

    fn end(&self) -> End<'r> {
        match *self {
            Self::All => End::Open,
            Self::Equal(value) => End::At(value, true),
            Self::Range(condition) => match condition {
                SortCondition::Greater(_) | SortCondition::GreaterOrEqual(_) => End::Open,
                SortCondition::Less(value) => End::At(value, false),
                SortCondition::LessOrEqual(value) | SortCondition::Between(_, value) => End::At(value, true),
                SortCondition::BeginsWith(prefix) => End::After(prefix),
            },
        }
    }

    /// The order of the starts.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        match (self.start(), other.start()) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some((one, one_is_in)), Some((two, two_is_in))) => {
                order(one, two).then(two_is_in.cmp(&one_is_in))
            }
        }
    }

    /// Whether no sort key is in both; the other range starts later or at the same value.
    pub(super) fn ends_before(&self, other: &Self) -> bool {
        let Some((start, start_is_in)) = other.start() else { return false };
        match self.end() {
            End::Open => false,
            End::At(end, end_is_in) => match order(end, start) {
                Ordering::Less => true,
                Ordering::Equal => !(end_is_in && start_is_in),
                Ordering::Greater => false,
            },
            End::After(prefix) => order(prefix, start).is_lt() && !begins_with(start, prefix),
        }
    }
}

fn begins_with(value: &AttributeValue, prefix: &AttributeValue) -> bool {
    match (value, prefix) {
        (AttributeValue::S(value), AttributeValue::S(prefix)) => value.starts_with(prefix.as_str()),
        (AttributeValue::B(value), AttributeValue::B(prefix)) => value.starts_with(prefix),
        _ => false,
    }
}

/// The condition as an attribute compared with a value, in this order.
pub(super) fn key_test<'r>(
    leaf: &'r Predicate<BoundValue<'_>>,
) -> Option<(&'r str, Comparator, &'r AttributeValue)> {
    let Predicate::Compare(comparator, one, two) = leaf else { return None };
    match (attribute(one), value(two)) {
        (Some(name), Some(value)) => Some((name, *comparator, value)),
        _ => Some((attribute(two)?, comparator.mirrored(), value(one)?)),
    }
}

fn attribute<'r>(operand: &'r Operand<BoundValue<'_>>) -> Option<&'r str> {
    match operand {
        Operand::Path(path) if path.steps.is_empty() => Some(path.name.as_str()),
        _ => None,
    }
}

fn value<'r>(operand: &'r Operand<BoundValue<'_>>) -> Option<&'r AttributeValue> {
    match operand {
        Operand::Value(value) => Some(value),
        _ => None,
    }
}

/// Whether a condition looks at the sort key anywhere.
fn is_on_sort(condition: &Predicate<BoundValue<'_>>, key: KeyNames<'_>) -> bool {
    let without_range = KeyNames { hash: key.hash, range: None };
    key.range.is_some_and(|(name, _)| condition.filter_attributes(without_range).contains(&name))
}
