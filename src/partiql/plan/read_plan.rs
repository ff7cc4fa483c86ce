//! How a condition selects the keys of a table or index.
//!
//! If every OR branch of a SELECT's condition fixes the partition key, the SELECT reads ranges of those item
//! collections. Otherwise it reads everything. UPDATE, DELETE and EXISTS need the whole key.

use smallvec::{SmallVec, smallvec};

use super::{
    branch::{self, Branch},
    key_names::{KeyNames, WholeKey, check_type, order},
};
use crate::{
    expression::{Comparator, KeyRange},
    key::KeyValues,
    limits::{PARTITION_KEYS_IN, PARTITION_KEYS_PAGE},
    partiql::{
        bind::BoundValue,
        error::PartiqlError,
        statement::{Operand, Predicate, Select},
    },
    texts,
    value::AttributeValue,
};

/// Which items a SELECT reads. The condition is still tested on each of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Access<'r> {
    /// All items.
    Scan,
    /// These ranges of item collections, one after the other; no item is in two of them.
    Ranges(Vec<KeyRange<'r>>),
}

/// How a SELECT reads its items.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadPlan<'r> {
    /// The items that are read.
    pub access: Access<'r>,
    /// Whether items are read backwards.
    pub is_descending: bool,
    /// Whether the WHERE clause has no OR, so that its key conditions hold for every item. Only then does an index
    /// refuse conditions on attributes that it does not project.
    pub is_keyed: bool,
    /// The largest number of items in a page; set only if the WHERE clause names so many partition keys that pages are
    /// bounded.
    pub page_items: Option<usize>,
}

impl ReadPlan<'_> {
    const SCAN: Self = Self { access: Access::Scan, is_descending: false, is_keyed: false, page_items: None };
}

impl Select<BoundValue<'_>> {
    /// How the items of a table or index with this key are read.
    ///
    /// # Errors
    /// An ORDER BY that the key's order does not provide; key values whose type is not the key's; branches joined by OR
    /// that overlap in the sort key.
    pub fn plan(&self, key: KeyNames<'_>) -> Result<ReadPlan<'_>, PartiqlError> {
        self.check_order(key)?;
        let Some(condition) = &self.condition else {
            return Ok(ReadPlan::SCAN);
        };
        let is_descending = self.descends(|name| key.is_range(name)).unwrap_or(false);
        if let Some(whole) = condition.whole_key(key).filter(|whole| whole.is_alone) {
            let access = Access::Ranges(vec![whole.range(key)?]);
            return Ok(ReadPlan { access, is_descending, is_keyed: true, page_items: None });
        }
        check_partition_keys_in(condition, key)?;
        let branches = branch::branches(condition, key);
        let partitions: Option<Vec<&AttributeValue>> =
            branches.iter().map(|branch| branch.partition).collect();
        let Some(partitions) = partitions else {
            if !self.order_by.is_empty() {
                return Err(PartiqlError::new(
                    "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY \
                     clause.",
                ));
            }
            return Ok(ReadPlan::SCAN);
        };
        let mut distinct: Vec<&AttributeValue> = Vec::new();
        for partition in partitions {
            check_type(partition, key.hash.1)?;
            if !distinct.contains(&partition) {
                distinct.push(partition);
            }
        }
        if let Some(is_descending) = self.descends(|name| key.is_hash(name)) {
            distinct.sort_by(|one, two| order(one, two));
            if is_descending {
                distinct.reverse();
            }
        }
        let page_items = (distinct.len() > PARTITION_KEYS_PAGE).then_some(PARTITION_KEYS_PAGE);
        let mut ranges = Vec::with_capacity(distinct.len());
        for partition in distinct {
            let mut of_partition = ranges_of(partition, &branches, key)?;
            if is_descending {
                of_partition.reverse();
            }
            ranges.append(&mut of_partition);
        }
        let is_keyed = !contains_or(condition);
        Ok(ReadPlan { access: Access::Ranges(ranges), is_descending, is_keyed, page_items })
    }

    /// Whether the first matching attribute of ORDER BY is descending; `None` if no attribute matches.
    fn descends(&self, is_wanted: impl Fn(&str) -> bool) -> Option<bool> {
        self.order_by.iter().find(|order| is_wanted(&order.path.name)).map(|order| order.is_descending)
    }

    fn check_order(&self, key: KeyNames<'_>) -> Result<(), PartiqlError> {
        if self.order_by.is_empty() {
            return Ok(());
        }
        if self.condition.is_none() {
            return Err(PartiqlError::new(
                "Must have WHERE clause in the statement when using ORDER BY clause.",
            ));
        }
        let is_key = |name: &str| key.is_hash(name) || key.is_range(name);
        match self.order_by.iter().find(|order| !order.path.steps.is_empty() || !is_key(&order.path.name)) {
            None => Ok(()),
            Some(order) => Err(PartiqlError::new(texts::statement::order_by(&order.path.name))),
        }
    }
}

impl<'v> Predicate<BoundValue<'v>> {
    /// The key of the one item that the condition names by an equality with a value on each attribute of the key. Only
    /// equalities that AND alone joins to the rest of the condition count.
    pub fn whole_key(&self, key: KeyNames<'_>) -> Option<WholeKey<'_>> {
        let conjuncts = self.conjuncts();
        let value_of = |wanted: &str| {
            conjuncts.iter().find_map(|conjunct| match branch::key_test(conjunct)? {
                (name, Comparator::Equal, value) if name == wanted => Some(value),
                _ => None,
            })
        };
        let partition = value_of(key.hash.0)?;
        let sort = match key.range {
            Some((name, _)) => Some(value_of(name)?),
            None => None,
        };
        let is_alone = conjuncts.len() == 1 + usize::from(sort.is_some());
        Some(WholeKey { partition, sort, is_alone })
    }

    /// The key that UPDATE and DELETE need. Whether its values are valid is checked when they are executed.
    ///
    /// # Errors
    /// A key attribute without an equality.
    pub fn mandatory_key<'p>(
        condition: Option<&'p Self>,
        key: KeyNames<'_>,
    ) -> Result<WholeKey<'p>, PartiqlError> {
        condition
            .and_then(|condition| condition.whole_key(key))
            .ok_or_else(|| PartiqlError::new(texts::statement::NO_WHOLE_KEY))
    }

    /// The conditions that AND joins, at any depth of parentheses.
    fn conjuncts(&self) -> SmallVec<[&Self; 4]> {
        let mut conjuncts = SmallVec::new();
        let mut rest: SmallVec<[&Self; 4]> = smallvec![self];
        while let Some(next) = rest.pop() {
            match next {
                Self::All(members) => rest.extend(members.iter().rev()),
                other => conjuncts.push(other),
            }
        }
        conjuncts
    }

    /// The non-key attributes that the condition tests, each once, in the order of the statement.
    pub fn filter_attributes(&self, key: KeyNames<'_>) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let mut predicates = vec![self];
        while let Some(predicate) = predicates.pop() {
            let mut operands: Vec<&Operand<BoundValue<'v>>> = match predicate {
                Self::All(members) | Self::Any(members) => {
                    predicates.extend(members.iter().rev());
                    continue;
                }
                Self::Not(inner) => {
                    predicates.push(inner);
                    continue;
                }
                Self::Compare(_, one, two) => vec![two, one],
                Self::Between(one, low, high) => vec![high, low, one],
                Self::In(one, list) => list.iter().rev().chain([one]).collect(),
                Self::InValue(one, _) | Self::Is(one, _) => vec![one],
                Self::Call(_, arguments) => arguments.iter().rev().collect(),
            };
            while let Some(operand) = operands.pop() {
                match operand {
                    Operand::Path(path) => {
                        let name = path.name.as_str();
                        if !key.is_hash(name) && !key.is_range(name) && !names.contains(&name) {
                            names.push(name);
                        }
                    }
                    Operand::Size(arguments) => operands.extend(arguments.iter().rev()),
                    Operand::Truth(inner) => predicates.push(inner),
                    Operand::Value(_) => {}
                }
            }
        }
        names
    }
}

/// Refuses an IN that lists too many values for the partition key.
fn check_partition_keys_in(
    condition: &Predicate<BoundValue<'_>>,
    key: KeyNames<'_>,
) -> Result<(), PartiqlError> {
    match condition {
        Predicate::All(members) | Predicate::Any(members) => {
            members.iter().try_for_each(|member| check_partition_keys_in(member, key))
        }
        Predicate::In(Operand::Path(path), list)
            if path.is_attribute(key.hash.0) && list.len() > PARTITION_KEYS_IN =>
        {
            Err(PartiqlError::new(texts::expression::too_many_in_operands(list.len())))
        }
        _ => Ok(()),
    }
}

fn contains_or(condition: &Predicate<BoundValue<'_>>) -> bool {
    condition.conjuncts().iter().any(|conjunct| matches!(conjunct, Predicate::Any(_)))
}

/// The ranges of one partition key's items that its branches select, in sort-key order.
fn ranges_of<'r>(
    partition: &'r AttributeValue,
    branches: &[Branch<'r>],
    key: KeyNames<'_>,
) -> Result<Vec<KeyRange<'r>>, PartiqlError> {
    let whole = || vec![KeyRange { partition: smallvec![partition], equal: KeyValues::new(), sort: None }];
    let with_it: Vec<&Branch<'_>> =
        branches.iter().filter(|branch| branch.partition == Some(partition)).collect();
    if let Some((_, kind)) = key.range {
        for branch in &with_it {
            branch.check_sort_types(kind)?;
        }
    }
    let stretches: Vec<branch::Stretch<'_>> = with_it.iter().map(|branch| branch.stretch()).collect();
    // A negated condition on the sort key is tested on all items of the partition key.
    let is_any_negated = with_it.iter().any(|branch| branch.is_sort_negated);
    if is_any_negated || stretches.iter().all(branch::Stretch::is_all) {
        return Ok(whole());
    }
    let mut ordered: Vec<&branch::Stretch<'_>> = stretches.iter().collect();
    ordered.sort_by(|one, two| one.order(two));
    let overlaps = ordered.windows(2).any(|pair| matches!(pair, [one, two] if !one.ends_before(two)));
    if overlaps {
        return Err(PartiqlError::new(
            "Overlapping conditions with range keys are not supported in where clause",
        ));
    }
    Ok(ordered.into_iter().map(|stretch| stretch.key_range(partition)).collect())
}
