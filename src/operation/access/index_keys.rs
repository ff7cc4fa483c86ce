//! Whether an item's values fit the keys of the table's indexes.

use super::keys::{key_error, kind};
use crate::{
    error::{Error, Result},
    key::KeyFault,
    storage::Table,
    value::Item,
};

/// Checks that an item's values fit the indexes that they are keys of. Of several indexes that an attribute is a
/// key of, the first by name is told.
pub(crate) fn check_index_keys(table: &Table, item: &Item) -> Result<()> {
    if !table.has_indexes() {
        return Ok(());
    }
    let Some((attribute, index, fault)) = index_key_fault(table, item) else { return Ok(()) };
    Err(match fault {
        KeyFault::Empty { attribute_type, .. } => Error::validation(format!(
            "One or more parameter values are not valid. A value specified for a secondary index key is not \
             supported. The AttributeValue for a key attribute cannot contain an empty {} value. IndexName: \
             {index}, IndexKey: {attribute}",
            kind(attribute_type)
        )),
        fault => index_key_error(&attribute, &index, fault),
    })
}

/// The same for what an update made of an item, which has words of its own, but for values of another type.
pub(crate) fn check_updated_index_keys(table: &Table, item: &Item) -> Result<()> {
    let Some((attribute, index, fault)) = index_key_fault(table, item) else { return Ok(()) };
    Err(match fault {
        // (API reference: TransactWriteItems, the messages of a ValidationError)
        KeyFault::PartitionKeyTooLong | KeyFault::SortKeyTooLong => Error::validation(
            "The update expression attempted to update the secondary index key beyond allowed size limits",
        ),
        KeyFault::Empty { attribute_type, .. } => Error::validation(format!(
            "One or more parameter values are not valid. The update expression attempted to update a secondary \
             index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an \
             empty {} value.",
            kind(attribute_type)
        )),
        fault => index_key_error(&attribute, &index, fault),
    })
}

fn index_key_error(attribute: &str, index: &str, fault: KeyFault) -> Error {
    match fault {
        KeyFault::Type { expected, actual, .. } => Error::validation(format!(
            "One or more parameter values were invalid: Type mismatch for Index Key {attribute} Expected: \
             {expected} Actual: {actual} IndexName: {index}"
        )),
        other => key_error(other),
    }
}

/// What keeps an item's values from being keys of an index: the attribute, the index, and why.
pub(crate) fn index_key_fault(table: &Table, item: &Item) -> Option<(String, String, KeyFault)> {
    if !table.has_indexes() {
        return None;
    }
    let mut indexes = table.indexes();
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
