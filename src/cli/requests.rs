//! Requests that several commands send, and their answers.

use super::{
    new_table::{self, NewIndexes, NewKey},
    table_settings::TableSettings,
    target::Connection,
};
use crate::{codec::plain_json, operation::ListTablesInput, value::AttributeValue};

/// Parses a word as a value: plain JSON if it is valid, otherwise text.
pub(super) fn word_value(word: &str) -> AttributeValue {
    plain_json::read_value(word).unwrap_or_else(|_| AttributeValue::from(word))
}

/// The names of all tables.
pub(super) fn table_names(connection: &mut Connection) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut request = ListTablesInput::default();
    loop {
        let page = connection.call(&request)?;
        names.extend(page.table_names);
        request.exclusive_start_table_name = page.last_evaluated_table_name;
        if request.exclusive_start_table_name.is_none() {
            return Ok(names);
        }
    }
}

/// Creates a table.
pub(super) fn create(
    connection: &mut Connection,
    table: &str,
    key: &NewKey,
    indexes: &NewIndexes,
    settings: &TableSettings,
) -> Result<(), String> {
    let request = new_table::request(table, key, indexes, settings)?;
    connection.call(&request).map(drop)
}
