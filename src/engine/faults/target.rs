//! Which parts of a call a rule is about.

use std::cmp::Ordering;

use super::{operations::reads_and_writes, rule::FaultRule};
use crate::{
    expression::{Comparator, KeyClause, KeyTest},
    value::{AttributeValue, Item},
};

/// A part of a call, as the request names it. A call without parts is one itself.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FaultPart<'r> {
    /// The table's name.
    pub(crate) table: &'r str,
    /// The index that is read.
    pub(crate) index: Option<&'r str>,
    /// The items and keys that it names.
    pub(crate) subjects: &'r [&'r Item],
    /// Whether a subject may lack attributes of the key: those of a statement that reads a range.
    pub(crate) is_range: bool,
    /// The key condition of a query.
    pub(crate) key_clauses: &'r [KeyClause<'r>],
}

impl FaultRule {
    /// Whether it is about this part of a call, but for the part's number.
    pub(super) fn is_about(&self, operation: &str, part: &FaultPart<'_>) -> bool {
        let writes_only = reads_and_writes(operation) == (false, true);
        self.table.as_deref().is_none_or(|table| table == part.table)
            && self.index.as_deref().is_none_or(|index| writes_only || part.index == Some(index))
            && self.key.as_ref().is_none_or(|key| part.names(key))
    }
}

impl FaultPart<'_> {
    /// Whether it names this key, or a range of keys that has it.
    fn names(&self, key: &Item) -> bool {
        if self.key_clauses.is_empty() {
            return self.subjects.iter().any(|subject| self.subject_has(subject, key));
        }
        let mut is_equal = false;
        for clause in self.key_clauses {
            let Some(value) = key.get(clause.attribute) else { continue };
            if !admits(&clause.test, value) {
                return false;
            }
            is_equal |= matches!(clause.test, KeyTest::Compare(Comparator::Equal, _));
        }
        is_equal
    }

    fn subject_has(&self, subject: &Item, key: &Item) -> bool {
        let same = |(name, value): (_, &AttributeValue)| match subject.get(name) {
            Some(own) => Some(own == value),
            None if self.is_range => None,
            None => Some(false),
        };
        let same: Vec<Option<bool>> = key.iter().map(|(name, value)| same((name.as_str(), value))).collect();
        same.contains(&Some(true)) && !same.contains(&Some(false))
    }
}

/// Whether a test of a key condition holds for a value.
fn admits(test: &KeyTest<'_>, value: &AttributeValue) -> bool {
    let is = |bound: &AttributeValue, wanted: &[Ordering]| {
        order(value, bound).is_some_and(|order| wanted.contains(&order))
    };
    const UP_TO: [Ordering; 2] = [Ordering::Less, Ordering::Equal];
    const FROM: [Ordering; 2] = [Ordering::Greater, Ordering::Equal];
    match test {
        KeyTest::Compare(comparator, bound) => {
            order(value, bound).is_some_and(|order| comparator.takes(order))
        }
        KeyTest::Between(first, last) => is(first, &FROM) && is(last, &UP_TO),
        KeyTest::BeginsWith(prefix) => match (value, prefix) {
            (AttributeValue::S(value), AttributeValue::S(prefix)) => value.starts_with(prefix.as_str()),
            (AttributeValue::B(value), AttributeValue::B(prefix)) => value.starts_with(prefix),
            _ => false,
        },
    }
}

/// The order of two values of a key.
fn order(one: &AttributeValue, other: &AttributeValue) -> Option<Ordering> {
    match (one, other) {
        (AttributeValue::S(one), AttributeValue::S(other)) => Some(one.as_bytes().cmp(other.as_bytes())),
        (AttributeValue::N(one), AttributeValue::N(other)) => Some(one.cmp(other)),
        (AttributeValue::B(one), AttributeValue::B(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{engine::faults::answer::FaultAnswer, item};

    fn rule(key: Item) -> FaultRule {
        FaultRule { key: Some(key), ..FaultRule::new(FaultAnswer::RequestLost) }
    }

    #[test]
    fn a_key_is_that_of_an_item_or_a_part_of_it() {
        let stored = item! { "pk": "a", "sk": 1, "price": 5 };
        let subjects = [&stored];
        let part = FaultPart { table: "t", subjects: &subjects, ..FaultPart::default() };
        for (key, is) in [
            (item! { "pk": "a" }, true),
            (item! { "pk": "a", "sk": 1 }, true),
            (item! { "pk": "a", "sk": 2 }, false),
            (item! { "id": "a" }, false),
        ] {
            assert_eq!(rule(key.clone()).is_about("PutItem", &part), is, "{key}");
        }
    }

    #[test]
    fn a_range_has_the_keys_in_it() {
        let pk = item! { "pk": "a" };
        let range = FaultPart { subjects: &[&pk], is_range: true, ..FaultPart::default() };
        let whole = rule(item! { "pk": "a", "sk": 1 });
        assert!(whole.is_about("ExecuteStatement", &range));
        assert!(!whole.is_about("ExecuteStatement", &FaultPart { is_range: false, ..range }));
        assert!(!rule(item! { "sk": 1 }).is_about("ExecuteStatement", &range), "of no known partition key");
    }

    #[test]
    fn a_query_is_about_the_keys_that_its_condition_admits() {
        let (a, from, to) = (AttributeValue::from("a"), AttributeValue::from(2), AttributeValue::from(4));
        let clauses = [
            KeyClause { attribute: "pk", test: KeyTest::Compare(Comparator::Equal, &a) },
            KeyClause { attribute: "sk", test: KeyTest::Between(&from, &to) },
        ];
        let query = FaultPart { key_clauses: &clauses, ..FaultPart::default() };
        let about = |key: Item| rule(key).is_about("Query", &query);
        assert!(about(item! { "pk": "a" }));
        assert!(about(item! { "pk": "a", "sk": 4 }));
        assert!(!about(item! { "pk": "a", "sk": 5 }));
        assert!(!about(item! { "pk": "b" }));
        assert!(!about(item! { "sk": 3 }));
        let prefix = AttributeValue::from("2025-");
        let test = KeyTest::BeginsWith(&prefix);
        assert!(
            admits(&test, &"2025-05".into())
                && !admits(&test, &"2024".into())
                && !admits(&test, &2025.into())
        );
    }

    #[test]
    fn an_index_is_read_by_name_and_written_with_its_table() {
        let index = FaultRule { index: Some("i".to_owned()), ..FaultRule::new(FaultAnswer::RequestLost) };
        let read = |index| FaultPart { index, ..FaultPart::default() };
        assert!(index.is_about("Query", &read(Some("i"))) && !index.is_about("Query", &read(None)));
        assert!(!index.is_about("Query", &read(Some("j"))));
        assert!(index.is_about("PutItem", &read(None)));
    }
}
