//! From a table's name or ARN to the table, and from key values to places in it, in the service's words.

use std::{ops::Deref, sync::Arc};

use super::not_found::{no_key_attribute, no_table, other_key};
use crate::{
    engine::Engine,
    error::{Error, Result},
    key::{KeyFault, KeySchema, ScalarAttributeType, StoredKey, checked_table_key, key_of_values},
    limits::TABLE_ARN_CHARACTERS,
    operation::request::found::{Constraint, Found},
    storage::Table,
    value::{AttributeValue, Item},
};

const NOT_IN_SCHEMA: &str = "The provided key element does not match the schema";

/// Notes what is wrong with a table's name: its length, its letters. An ARN stands wherever a name does.
pub(crate) fn check_table_name(found: &mut Found, member: &str, name: &str) {
    if name.is_empty() {
        // A name that was left out altogether is noted already.
        if !found.violations().iter().any(|violation| violation.member == member) {
            found.violation(member, Some(String::new()), Constraint::MinLength(1), true);
        }
        return;
    }
    if is_arn(name) {
        if name.len() > TABLE_ARN_CHARACTERS {
            found.violation(member, Some(name.to_owned()), Constraint::MaxLength(TABLE_ARN_CHARACTERS), true);
        }
        return;
    }
    check_name(found, member, name);
}

/// Whether a text is a table's name or ARN.
pub(crate) fn is_table_name(name: &str) -> bool {
    let mut found = Found::default();
    check_table_name(&mut found, "tableName", name);
    found.violations().is_empty()
}

/// Notes what is wrong with the name of a table or an index: 3 to 255 letters, digits, `_`, `-`, `.`.
pub(crate) fn check_name(found: &mut Found, member: &str, name: &str) {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let is_plain = !name.is_empty() && name.bytes().all(allowed);
    let length = if is_plain { name.len() } else { name.chars().count() };
    let mut violation =
        |constraint: Constraint| found.violation(member, Some(name.to_owned()), constraint, false);
    if !is_plain {
        violation(Constraint::Pattern("[a-zA-Z0-9_.-]+"));
    }
    if length < 3 {
        violation(Constraint::MinLength(3));
    }
    if length > 255 {
        violation(Constraint::MaxLength(255));
    }
}

/// Whether what a request calls a table is an ARN and not a name.
pub(crate) fn is_arn(name: &str) -> bool {
    name.starts_with("arn:")
}

/// The name in a table's ARN, or the name itself.
pub(crate) fn bare_table_name(name: &str) -> &str {
    match name.strip_prefix("arn:").and_then(|arn| arn.split_once(":table/")) {
        Some((_, rest)) => rest.split('/').next().unwrap_or(rest),
        None => name,
    }
}

/// A table that was looked up by its name, or one that the caller holds.
#[derive(Debug)]
pub(crate) enum TableRef<'t> {
    /// Looked up.
    Found(Arc<Table>),
    /// The caller's.
    Held(&'t Table),
}

impl Deref for TableRef<'_> {
    type Target = Table;

    fn deref(&self) -> &Table {
        match self {
            Self::Found(table) => table,
            Self::Held(table) => table,
        }
    }
}

/// Where an operation gets its table from once the request is checked: the store, by name, or its caller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tables<'t> {
    pub(crate) engine: &'t Engine,
    source: Source<'t>,
}

/// What tells which table it is.
#[derive(Debug, Clone, Copy)]
enum Source<'t> {
    /// The name in the request.
    Request,
    /// This name.
    Named(&'t str),
    /// The caller, who has it.
    Held(&'t Table),
}

impl<'t> Tables<'t> {
    /// The tables of a store, by name.
    pub(crate) fn of(engine: &'t Engine) -> Self {
        Self { engine, source: Source::Request }
    }

    /// The table of this name, which exists or existed: requests need not repeat it.
    pub(crate) fn named(engine: &'t Engine, name: &'t str) -> Self {
        Self { engine, source: Source::Named(name) }
    }

    /// The table that the caller holds: its requests need no name.
    pub(crate) fn held(engine: &'t Engine, table: &'t Table) -> Self {
        Self { engine, source: Source::Held(table) }
    }

    /// Notes what is wrong with the table's name in a request, where that is what finds the table.
    pub(crate) fn check_name(&self, found: &mut Found, name: &str) {
        if matches!(self.source, Source::Request) {
            check_table_name(found, "tableName", name);
        }
    }

    /// The table of this name, where there is one.
    pub(crate) fn known(&self, name: &str) -> Option<TableRef<'t>> {
        match self.name_to_look_up(name) {
            Ok(name) => self.engine.table(name).map(TableRef::Found),
            Err(held) => Some(TableRef::Held(held)),
        }
    }

    /// The table of this name or ARN.
    pub(crate) fn find(&self, name: &str) -> Result<TableRef<'t>> {
        match self.name_to_look_up(name) {
            Ok(name) => find_table(self.engine, name).map(TableRef::Found),
            Err(held) => Ok(TableRef::Held(held)),
        }
    }

    /// The name that counts where this one is the request's, or the table that needs none.
    fn name_to_look_up<'n>(&self, name: &'n str) -> std::result::Result<&'n str, &'t Table>
    where
        't: 'n,
    {
        match self.source {
            Source::Held(table) => Err(table),
            Source::Named(name) => Ok(name),
            Source::Request => Ok(name),
        }
    }
}

/// The table of this name or ARN.
pub(crate) fn find_table(engine: &Engine, name: &str) -> Result<Arc<Table>> {
    let name = bare_table_name(name);
    engine.table(name).ok_or_else(|| no_table(engine, name, "Requested resource not found"))
}

/// Where the item with this key lies. The key has the schema's attributes, of its types, and no others.
#[inline]
pub(crate) fn key_place(schema: &KeySchema, key: &Item) -> Result<StoredKey> {
    let given = || key.iter().map(|(name, value)| (Some(name.as_str()), value.attribute_type()));
    if key.len() != schema.len() {
        return Err(other_key(schema, given(), Error::validation(NOT_IN_SCHEMA)));
    }
    checked_table_key(schema, key).map_err(|fault| match fault {
        KeyFault::Missing { .. } | KeyFault::Type { .. } => other_key(schema, given(), key_error(fault)),
        other => key_error(other),
    })
}

/// The same for a key given by its values alone, in the schema's order.
pub(crate) fn key_values_place(schema: &KeySchema, values: &[&AttributeValue]) -> Result<StoredKey> {
    let given = || values.iter().map(|value| (None, value.attribute_type()));
    if values.len() != schema.len() {
        return Err(other_key(schema, given(), Error::validation(NOT_IN_SCHEMA)));
    }
    key_of_values(schema, values).map_err(|fault| match fault {
        KeyFault::Type { .. } => other_key(schema, given(), key_error(fault)),
        other => key_error(other),
    })
}

/// Where an item to be put lies. Its key is told in words of its own.
#[inline]
pub(crate) fn item_place(schema: &KeySchema, item: &Item) -> Result<StoredKey> {
    checked_table_key(schema, item).map_err(|fault| item_error(item, fault))
}

/// The words for a key that does not fit.
pub(crate) fn key_error(fault: KeyFault) -> Error {
    match fault {
        KeyFault::Missing { .. } | KeyFault::Type { .. } => Error::validation(NOT_IN_SCHEMA),
        KeyFault::Empty { name, attribute_type } => Error::validation(format!(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain \
             an empty {} value. Key: {name}",
            kind(attribute_type)
        )),
        KeyFault::PartitionKeyTooLong => Error::validation(
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit \
             of2048 bytes",
        ),
        KeyFault::SortKeyTooLong => Error::validation(
            "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size \
             limit of 1024 bytes",
        ),
    }
}

#[cold]
fn item_error(item: &Item, fault: KeyFault) -> Error {
    match fault {
        KeyFault::Missing { name } => {
            let message =
                format!("One or more parameter values were invalid: Missing the key {name} in the item");
            no_key_attribute(&name, item, Error::validation(message))
        }
        KeyFault::Type { name, expected, actual } => Error::validation(format!(
            "One or more parameter values were invalid: Type mismatch for key {name} expected: {expected} actual: \
             {actual}"
        )),
        other => key_error(other),
    }
}

/// `string` or `binary`, as messages about empty key values say.
pub(crate) const fn kind(attribute_type: ScalarAttributeType) -> &'static str {
    match attribute_type {
        ScalarAttributeType::B => "binary",
        _ => "string",
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of an index that has this name.
    fn refused(name: &str) -> String {
        let mut found = Found::default();
        check_name(&mut found, "indexName", name);
        found.check(&[]).unwrap_err().message().into_owned()
    }

    #[test]
    fn an_empty_name_is_too_short_and_matches_no_pattern() {
        assert_eq!(
            refused(""),
            "2 validation errors detected: Value '' at 'indexName' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: [a-zA-Z0-9_.-]+; Value '' at 'indexName' failed to satisfy constraint: Member \
             must have length greater than or equal to 3"
        );
    }

    #[test]
    fn the_length_of_a_name_is_told_in_characters() {
        let (short, long) = ("é".repeat(2), "é".repeat(200));
        assert!(refused(&short).ends_with("Member must have length greater than or equal to 3"));
        assert!(refused(&long).starts_with("1 validation error detected: "));
    }
}
