//! The condition of a search on the items whose vectors it looks at.

use crate::{
    error::{Error, Result},
    expression::SearchClause,
    key::{KeyFault, StoredKey, check_lengths},
    operation::access::keys::{key_error, kind},
    storage::VectorIndexDefinition,
    texts,
    value::Item,
};

/// A search condition that fits its index.
#[derive(Debug)]
pub(super) struct SearchCondition<'r> {
    /// The part of the index that is searched.
    pub(super) part: StoredKey,
    /// The values that the entries in it must have.
    filters: Vec<SearchClause<'r>>,
}

impl<'r> SearchCondition<'r> {
    /// The condition of these clauses, if the index has their attributes and they include its partition key.
    pub(super) fn new(index: &VectorIndexDefinition, clauses: Vec<SearchClause<'r>>) -> Result<Self> {
        let partition_key = index.partition_key();
        if partition_key.is_some() && clauses.is_empty() {
            return Err(Error::validation(texts::vector::NO_CONDITION));
        }
        for clause in &clauses {
            let Some(element) = index.search_attribute(clause.attribute) else {
                return Err(Error::validation(texts::vector::not_in_schema(clause.attribute)));
            };
            let checked = match element.is_partition_key {
                true => {
                    element.attribute.check(clause.value).and_then(|()| check_lengths(&[clause.value], &[]))
                }
                // A filter may compare with an empty value.
                false => match element.attribute.check(clause.value) {
                    Err(KeyFault::Empty { .. }) => Ok(()),
                    checked => checked,
                },
            };
            checked.map_err(|fault| refused(index, fault))?;
        }
        let value_of = |name: &str| clauses.iter().find(|clause| clause.attribute == name);
        let partition = match partition_key {
            None => None,
            Some(key) => match value_of(&key.name) {
                Some(clause) => Some(clause.value),
                None => return Err(Error::validation(texts::vector::NO_CONDITION)),
            },
        };
        Ok(Self { part: index.part(partition), filters: clauses })
    }

    /// Whether the condition holds for an entry of the part.
    pub(super) fn holds(&self, entry: &Item) -> bool {
        self.filters.iter().all(|clause| entry.get(clause.attribute) == Some(clause.value))
    }
}

fn refused(index: &VectorIndexDefinition, fault: KeyFault) -> Error {
    match fault {
        KeyFault::Type { .. } => Error::validation(texts::key_condition::OTHER_TYPE),
        KeyFault::Empty { name, attribute_type } => {
            Error::validation(texts::key::empty_index_key(kind(attribute_type), &index.name, &name))
        }
        fault => key_error(fault),
    }
}
