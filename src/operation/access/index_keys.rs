//! Whether an item's values fit the keys of the table's indexes.

use std::sync::Arc;

use super::keys::{key_error, kind};
use crate::{
    error::{Error, Result},
    key::KeyFault,
    storage::{IndexDefinition, Table, VectorFault, VectorIndexDefinition},
    texts,
    value::Item,
};

/// Checks that an item's values fit the keys of indexes. If an attribute is a key of several indexes, the first by name
/// is reported.
pub(crate) fn check_index_keys(table: &Table, item: &Item) -> Result<()> {
    if !table.has_indexes() {
        return Ok(());
    }
    index_key_fault(table, item).map_or(Ok(()), |fault| Err(put_error(fault)))?;
    check_vectors(table, item)
}

/// The same for local indexes alone: an item may have been in its table before a global index whose key it does not
/// fit.
pub(crate) fn check_local_index_keys(table: &Table, item: &Item) -> Result<()> {
    first_fault(table.local_indexes().to_vec(), item).map_or(Ok(()), |fault| Err(put_error(fault)))
}

fn put_error((attribute, index, fault): (String, String, KeyFault)) -> Error {
    match fault {
        KeyFault::Empty { attribute_type, .. } => {
            Error::validation(texts::key::empty_index_key(kind(attribute_type), &index, &attribute))
        }
        fault => index_key_error(&attribute, &index, fault),
    }
}

/// The same for an item that an update made; except for values of another type, the messages differ.
pub(crate) fn check_updated_index_keys(table: &Table, item: &Item) -> Result<()> {
    let Some((attribute, index, fault)) = index_key_fault(table, item) else {
        return check_vectors(table, item);
    };
    Err(match fault {
        KeyFault::PartitionKeyTooLong | KeyFault::SortKeyTooLong => {
            Error::validation(texts::key::UPDATED_INDEX_KEY_TOO_LONG)
        }
        KeyFault::Empty { attribute_type, .. } => {
            Error::validation(texts::key::empty_updated_index_key(kind(attribute_type)))
        }
        fault => index_key_error(&attribute, &index, fault),
    })
}

fn index_key_error(attribute: &str, index: &str, fault: KeyFault) -> Error {
    match fault {
        KeyFault::Type { expected, actual, .. } => Error::validation(texts::key::index_key_type(
            attribute,
            expected.as_str(),
            actual.as_str(),
            index,
        )),
        other => key_error(other),
    }
}

/// Checks that an item's vectors, and its values of the partition keys of vector indexes, fit them. If several do not
/// fit, the first index by name is reported.
pub(crate) fn check_vectors(table: &Table, item: &Item) -> Result<()> {
    if !table.has_vector_indexes() {
        return Ok(());
    }
    let indexes = table.vector_indexes();
    let mut definitions: Vec<&VectorIndexDefinition> =
        indexes.iter().map(|index| &**index.definition()).collect();
    definitions.sort_by(|one, other| one.name.cmp(&other.name));
    let fault = definitions.into_iter().find_map(|index| Some((index, index.fault(item)?)));
    fault.map_or(Ok(()), |(index, fault)| Err(vector_error(index, fault)))
}

#[cold]
fn vector_error(index: &VectorIndexDefinition, fault: VectorFault) -> Error {
    match fault {
        VectorFault::NoList => Error::validation(texts::vector::other_type(&index.attribute, &index.name)),
        VectorFault::Element { position } => {
            Error::validation(texts::vector::other_element_type(&index.attribute, position, &index.name))
        }
        VectorFault::Dimensions { actual } => Error::validation(texts::vector::other_size(
            &index.attribute,
            index.dimensions,
            actual,
            &index.name,
        )),
        VectorFault::PartitionKey { attribute, fault } => {
            put_error((attribute.to_string(), index.name.clone(), fault))
        }
    }
}

/// The first attribute that does not fit the key of an index, with the index and the reason.
pub(crate) fn index_key_fault(table: &Table, item: &Item) -> Option<(String, String, KeyFault)> {
    if !table.has_indexes() {
        return None;
    }
    first_fault(table.indexes(), item)
}

fn first_fault(mut indexes: Vec<Arc<IndexDefinition>>, item: &Item) -> Option<(String, String, KeyFault)> {
    indexes.sort_by(|a, b| a.name().cmp(b.name()));
    for index in indexes {
        for attribute in index.schema().attributes() {
            let Some(value) = item.get(&attribute.name) else { continue };
            if let Err(fault) = attribute.check(value) {
                return Some((attribute.name.to_string(), index.name().to_owned(), fault));
            }
        }
        if index.schema().is_complete_in(item)
            && let Err(fault) = index.schema().check_lengths(item)
        {
            return Some((String::new(), index.name().to_owned(), fault));
        }
    }
    None
}
