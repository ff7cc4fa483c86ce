//! A key condition resolved against the key of a table or index: the partition and a range of its sort keys.

use super::key_condition::{KeyClause, KeyCondition, KeyTest};
use crate::{
    expression::{comparator::Comparator, error::ExpressionError},
    key::SortCondition,
    texts::key_condition as texts,
    value::{AttributeType, AttributeValue},
};

/// What a Query reads: the items of one partition key, or a range of them in order of the sort key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyRange<'r> {
    /// The partition key's values, one for each of its attributes, in their order.
    pub partition: Vec<&'r AttributeValue>,
    /// The values that the leading sort-key attributes have.
    pub equal: Vec<&'r AttributeValue>,
    /// The condition on the sort-key attribute after those.
    pub sort: Option<SortCondition<'r>>,
}

impl<'r> KeyCondition<'r> {
    /// The range that the condition stands for on a key with these partition-key and sort-key attributes, in
    /// their order. Whether the values are empty or too long for a key is not checked.
    ///
    /// # Errors
    /// More conditions than the key has attributes; a key attribute that is missed; another condition than
    /// equality on a partition-key attribute, or before the last condition on sort-key attributes; a value of
    /// another type than the key's.
    pub fn resolve(
        &self,
        hash_attributes: &[(&str, AttributeType)],
        range_attributes: &[(&str, AttributeType)],
    ) -> Result<KeyRange<'r>, ExpressionError> {
        let attributes = hash_attributes.len() + range_attributes.len();
        if self.clauses.len() > attributes {
            return Err(ExpressionError(texts::too_many(self.clauses.len(), attributes)));
        }
        let mut partition = Vec::with_capacity(hash_attributes.len());
        for (name, _) in hash_attributes {
            match self.on(name).map(|clause| clause.test) {
                Some(KeyTest::Compare(Comparator::Equal, value)) => partition.push(value),
                _ if hash_attributes.len() > 1 => return Err(self.unequal_partition(hash_attributes)),
                Some(_) => return Err(ExpressionError::new(texts::NO_EQUALITY)),
                None => return Err(missed(name)),
            }
        }
        let is_key = |name: &str| {
            hash_attributes.iter().chain(range_attributes).any(|(attribute, _)| *attribute == name)
        };
        if self.clauses.iter().any(|clause| !is_key(clause.attribute)) {
            // The count says that some attribute of the sort key has no condition.
            let name = range_attributes.iter().map(|(name, _)| *name).find(|name| self.on(name).is_none());
            return Err(missed(name.unwrap_or_default()));
        }
        self.check_leading(range_attributes)?;
        for (value, (_, key_type)) in partition.iter().zip(hash_attributes) {
            of_type(value, *key_type)?;
        }
        let mut range = KeyRange { partition, equal: Vec::new(), sort: None };
        for (name, key_type) in range_attributes {
            let Some(clause) = self.on(name) else {
                break;
            };
            let condition = match clause.test {
                KeyTest::Compare(comparator, value) => {
                    let value = of_type(value, *key_type)?;
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
                    SortCondition::Between(of_type(low, *key_type)?, of_type(high, *key_type)?)
                }
                KeyTest::BeginsWith(prefix) => {
                    // Bytes and text have beginnings, numbers have not.
                    if *key_type == AttributeType::N {
                        return Err(type_mismatch());
                    }
                    SortCondition::BeginsWith(of_type(prefix, *key_type)?)
                }
            };
            range.sort = Some(condition);
        }
        Ok(range)
    }

    /// Every sort-key attribute before the last one with a condition needs equality.
    fn check_leading(&self, range_attributes: &[(&str, AttributeType)]) -> Result<(), ExpressionError> {
        let Some(last) = range_attributes.iter().rposition(|(name, _)| self.on(name).is_some()) else {
            return Ok(());
        };
        let unequal = self.unequal(range_attributes.iter().take(last));
        match range_attributes.get(last) {
            Some((last, _)) if !unequal.is_empty() => {
                Err(ExpressionError(texts::sort_key_without_equality(&unequal, last)))
            }
            _ => Ok(()),
        }
    }

    /// The error of a partition key of several attributes that lacks equalities.
    fn unequal_partition(&self, hash_attributes: &[(&str, AttributeType)]) -> ExpressionError {
        ExpressionError(texts::partition_key_without_equality(&self.unequal(hash_attributes)))
    }

    /// The attributes without an equality.
    fn unequal<'n>(
        &self,
        attributes: impl IntoIterator<Item = &'n (&'n str, AttributeType)>,
    ) -> Vec<&'n str> {
        let is_equal = |name: &str| {
            self.on(name).is_some_and(|clause| matches!(clause.test, KeyTest::Compare(Comparator::Equal, _)))
        };
        attributes.into_iter().map(|(name, _)| *name).filter(|name| !is_equal(name)).collect()
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

fn of_type(value: &AttributeValue, key_type: AttributeType) -> Result<&AttributeValue, ExpressionError> {
    if value.attribute_type() == key_type { Ok(value) } else { Err(type_mismatch()) }
}
