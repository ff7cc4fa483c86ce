//! The key conditions of a query builder.

use smallvec::{SmallVec, smallvec};

use crate::{
    error::{Error, Result},
    expression::{
        Comparator, ExpressionKind, KeyClause, KeyCondition, KeyTest, check_bounds, one_condition_per_key,
    },
    key::KeySchema,
    operation::Spelled,
    value::AttributeValue,
};

/// The values and ranges that the key's attributes must have, in the order of the schema.
#[derive(Debug, Clone)]
pub(super) struct QueryKey {
    /// The values of the partition key's attributes.
    pub(super) partition: SmallVec<[AttributeValue; 1]>,
    /// The values that the first attributes of the sort key must have.
    pub(super) sort_equals: SmallVec<[AttributeValue; 1]>,
    /// The range of the sort key's next attribute. There can be one; further ones are kept, and running the query fails.
    pub(super) sort_ranges: SmallVec<[SortRange; 1]>,
}

/// A range of values of a sort-key attribute.
#[derive(Debug, Clone)]
pub(super) enum SortRange {
    Compare(Comparator, AttributeValue),
    Between(AttributeValue, AttributeValue),
    BeginsWith(AttributeValue),
}

impl QueryKey {
    /// The items with this value of the partition key, whatever their sort keys.
    pub(super) fn of_partition(value: AttributeValue) -> Self {
        Self { partition: smallvec![value], sort_equals: SmallVec::new(), sort_ranges: SmallVec::new() }
    }

    /// The key condition as a text, for an endpoint.
    pub(super) fn text(&self, schema: &KeySchema, spelled: &mut Spelled) -> Result<String> {
        let condition = self.condition(schema)?;
        let clauses = condition.clauses.iter().map(|KeyClause { attribute, test }| {
            let name = spelled.name(attribute);
            match test {
                KeyTest::Compare(comparator, value) => {
                    format!("{name} {} {}", comparator.as_str(), spelled.value(value))
                }
                KeyTest::Between(low, high) => {
                    format!("{name} BETWEEN {} AND {}", spelled.value(low), spelled.value(high))
                }
                KeyTest::BeginsWith(prefix) => format!("begins_with({name}, {})", spelled.value(prefix)),
            }
        });
        Ok(clauses.collect::<Vec<_>>().join(" AND "))
    }

    /// The key condition, as clauses on the schema's attributes.
    pub(super) fn condition<'q>(&'q self, schema: &'q KeySchema) -> Result<KeyCondition<'q>> {
        let range = match self.sort_ranges.as_slice() {
            [] => None,
            [one] => Some(one),
            _ => return Err(one_condition_per_key(ExpressionKind::KeyCondition).into()),
        };
        if let Some(SortRange::Between(low, high)) = range {
            check_bounds(ExpressionKind::KeyCondition, low, high)?;
        }
        let equals = |value| KeyTest::Compare(Comparator::Equal, value);
        let last = range.map(|range| match range {
            SortRange::Compare(comparator, value) => KeyTest::Compare(*comparator, value),
            SortRange::Between(low, high) => KeyTest::Between(low, high),
            SortRange::BeginsWith(prefix) => KeyTest::BeginsWith(prefix),
        });
        let partition = self.partition.iter().map(equals);
        let sort = self.sort_equals.iter().map(equals).chain(last);
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
