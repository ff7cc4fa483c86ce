//! Requests that several commands send, and their answers.

use std::time::Duration;

use super::{
    description::Description,
    new_table::{self, NewIndexes, NewKey},
    table_settings::TableSettings,
    target::Connection,
};
use crate::{
    codec::plain_json,
    operation::{ListTablesInput, TableStatus},
    sync::thread,
    value::AttributeValue,
};

/// How long the first and the longest pause are while a new table is waited for.
const PAUSES: [Duration; 2] = [Duration::from_millis(20), Duration::from_secs(2)];

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

/// Waits until a new table takes items.
pub(super) fn wait_until_made(connection: &mut Connection, table: &str) -> Result<(), String> {
    let [mut pause, longest] = PAUSES;
    while Description::of(connection, table)?.table_description().table_status == Some(TableStatus::Creating)
    {
        thread::sleep(pause);
        pause = (pause * 2).min(longest);
    }
    Ok(())
}
