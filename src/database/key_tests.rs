//! What a query asks of the key, as its builder gathers it.

use smallvec::{SmallVec, smallvec};

use crate::{
    error::{Error, Result},
    expression::{
        Comparator, ExpressionKind, KeyClause, KeyCondition, KeyTest, check_bounds, one_condition_per_key,
    },
    key::KeySchema,
    value::AttributeValue,
};

/// What is asked of the key's attributes, in the schema's order. All of it must hold.
#[derive(Debug, Clone)]
pub(super) struct KeyTests {
    /// The values of the partition key.
    pub(super) partition: SmallVec<[AttributeValue; 1]>,
    /// The values of the first attributes of the sort key.
    pub(super) equal: SmallVec<[AttributeValue; 1]>,
    /// What is asked of the next one: one range, as an attribute has one condition.
    pub(super) ranges: SmallVec<[RangeTest; 1]>,
}

/// A range of values of an attribute.
#[derive(Debug, Clone)]
pub(super) enum RangeTest {
    Compare(Comparator, AttributeValue),
    Between(AttributeValue, AttributeValue),
    BeginsWith(AttributeValue),
}

impl KeyTests {
    /// Those of a query for this value of the partition key.
    pub(super) fn of_partition(value: AttributeValue) -> Self {
        Self { partition: smallvec![value], equal: SmallVec::new(), ranges: SmallVec::new() }
    }

    /// The key condition, as clauses on the schema's attributes.
    pub(super) fn condition<'q>(&'q self, schema: &'q KeySchema) -> Result<KeyCondition<'q>> {
        let range = match self.ranges.as_slice() {
            [] => None,
            [one] => Some(one),
            _ => return Err(one_condition_per_key(ExpressionKind::KeyCondition).into()),
        };
        if let Some(RangeTest::Between(low, high)) = range {
            check_bounds(ExpressionKind::KeyCondition, low, high)?;
        }
        let equals = |value| KeyTest::Compare(Comparator::Equal, value);
        let last = range.map(|range| match range {
            RangeTest::Compare(comparator, value) => KeyTest::Compare(*comparator, value),
            RangeTest::Between(low, high) => KeyTest::Between(low, high),
            RangeTest::BeginsWith(prefix) => KeyTest::BeginsWith(prefix),
        });
        let partition = self.partition.iter().map(equals);
        let sort = self.equal.iter().map(equals).chain(last);
        if self.partition.len() > schema.partition_key.len() || sort.clone().count() > schema.sort_key.len() {
            let error = Error::validation("The number of conditions on the keys is invalid");
            return Err(error.with_hint(|| {
                let key: Vec<String> = schema.attributes().map(|key| format!("`{}`", key.name)).collect();
                format!(
                    "the key that is asked for is {}, each of which takes one condition",
                    key.join(" with ")
                )
            }));
        }
        let clauses = schema
            .partition_key
            .iter()
            .zip(partition)
            .chain(schema.sort_key.iter().zip(sort))
            .map(|(attribute, test)| KeyClause { attribute: attribute.name.as_str(), test })
            .collect();
        Ok(KeyCondition::new(clauses))
    }
}
