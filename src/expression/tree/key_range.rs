//! A key condition resolved against the key of a table or index: the partition and a range of its sort keys.

use super::key_condition::{KeyClause, KeyCondition, KeyTest};
use crate::{
    expression::{comparator::Comparator, error::ExpressionError},
    key::{KeyAttribute, KeySchema, KeyValues, SortCondition},
    texts::key_condition as texts,
    value::{AttributeType, AttributeValue},
};

/// What a Query reads: the items of one partition key, or a range of them in order of the sort key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyRange<'r> {
    /// The partition key's values, one for each of its attributes, in their order.
    pub partition: KeyValues<'r>,
    /// The values of the leading sort-key attributes that have an equality.
    pub equal: KeyValues<'r>,
    /// The condition on the next sort-key attribute.
    pub sort: Option<SortCondition<'r>>,
}

impl<'r> KeyCondition<'r> {
    /// The range that the condition selects on a key of this schema. Values that are empty or too long for a key are
    /// not refused here.
    ///
    /// # Errors
    /// More conditions than the key has attributes; a key attribute without a condition; a condition other than
    /// equality on a partition-key attribute, or before the last condition on sort-key attributes; a value whose type
    /// is not the key's.
    pub fn resolve(&self, schema: &KeySchema) -> Result<KeyRange<'r>, ExpressionError> {
        if self.clauses.len() > schema.len() {
            return Err(ExpressionError(texts::too_many(self.clauses.len(), schema.len())));
        }
        let mut partition = KeyValues::new();
        for attribute in &schema.partition_key {
            match self.on(&attribute.name).map(|clause| clause.test) {
                Some(KeyTest::Compare(Comparator::Equal, value)) => partition.push(value),
                _ if schema.partition_key.len() > 1 => {
                    return Err(self.unequal_partition(&schema.partition_key));
                }
                Some(_) => return Err(ExpressionError::new(texts::NO_EQUALITY)),
                None => return Err(missed(&attribute.name)),
            }
        }
        if self.clauses.iter().any(|clause| !schema.contains(clause.attribute)) {
            // There are no more conditions than key attributes, so a condition on another attribute leaves a sort-key
            // attribute without one.
            let mut names = schema.sort_key.iter().map(|attribute| attribute.name.as_str());
            return Err(missed(names.find(|name| self.on(name).is_none()).unwrap_or_default()));
        }
        self.check_leading(&schema.sort_key)?;
        for (value, attribute) in partition.iter().zip(&schema.partition_key) {
            of_type(value, attribute)?;
        }
        let mut range = KeyRange { partition, equal: KeyValues::new(), sort: None };
        for attribute in &schema.sort_key {
            let Some(clause) = self.on(&attribute.name) else {
                break;
            };
            let condition = match clause.test {
                KeyTest::Compare(comparator, value) => {
                    let value = of_type(value, attribute)?;
                    match comparator {
                        Comparator::Less => SortCondition::Less(value),
                        Comparator::LessOrEqual => SortCondition::LessOrEqual(value),
                        Comparator::Greater => SortCondition::Greater(value),
                        Comparator::GreaterOrEqual => SortCondition::GreaterOrEqual(value),
                        Comparator::Equal | Comparator::NotEqual => {
                            range.equal.push(value);
                            continue;
                        }
                    }
                }
                KeyTest::Between(low, high) => {
                    SortCondition::Between(of_type(low, attribute)?, of_type(high, attribute)?)
                }
                KeyTest::BeginsWith(prefix) => {
                    let prefix = of_type(prefix, attribute)?;
                    // Strings and binaries have prefixes; numbers do not.
                    if prefix.attribute_type() == AttributeType::N {
                        return Err(type_mismatch());
                    }
                    SortCondition::BeginsWith(prefix)
                }
            };
            range.sort = Some(condition);
        }
        Ok(range)
    }

    /// Every sort-key attribute before the last one with a condition needs equality.
    fn check_leading(&self, sort_key: &[KeyAttribute]) -> Result<(), ExpressionError> {
        let Some(last) = sort_key.iter().rposition(|attribute| self.on(&attribute.name).is_some()) else {
            return Ok(());
        };
        let unequal = self.unequal(sort_key.iter().take(last));
        match sort_key.get(last) {
            Some(last) if !unequal.is_empty() => {
                Err(ExpressionError(texts::sort_key_without_equality(&unequal, &last.name)))
            }
            _ => Ok(()),
        }
    }

    /// The error if a partition key of several attributes lacks equalities.
    fn unequal_partition(&self, partition_key: &[KeyAttribute]) -> ExpressionError {
        ExpressionError(texts::partition_key_without_equality(&self.unequal(partition_key)))
    }

    /// The attributes without an equality.
    fn unequal<'n>(&self, attributes: impl IntoIterator<Item = &'n KeyAttribute>) -> Vec<&'n str> {
        let is_equal = |name: &str| {
            self.on(name).is_some_and(|clause| matches!(clause.test, KeyTest::Compare(Comparator::Equal, _)))
        };
        let names = attributes.into_iter().map(|attribute| attribute.name.as_str());
        names.filter(|name| !is_equal(name)).collect()
    }

    fn on(&self, name: &str) -> Option<&KeyClause<'r>> {
        self.clauses.iter().find(|clause| clause.attribute == name)
    }
}

fn missed(name: &str) -> ExpressionError {
    ExpressionError(texts::missing(name))
}

fn type_mismatch() -> ExpressionError {
    ExpressionError::new(texts::OTHER_TYPE)
}

fn of_type<'v>(
    value: &'v AttributeValue,
    attribute: &KeyAttribute,
) -> Result<&'v AttributeValue, ExpressionError> {
    let is_of_type = value.attribute_type() == attribute.attribute_type.attribute_type();
    if is_of_type { Ok(value) } else { Err(type_mismatch()) }
}
