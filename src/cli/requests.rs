//! Requests that several commands make, and their answers.

use serde::Deserialize;

use super::{
    description::body,
    new_table::{self, NewIndexes, NewKey},
    plain,
    table_settings::TableSettings,
    target::Connection,
};
use crate::{
    codec::dynamodb_json::Checked,
    value::{AttributeValue, Item},
};

/// A word as a value: plain JSON where it is that, else a text.
pub(super) fn word_value(word: &str) -> AttributeValue {
    plain::read_value(word).unwrap_or_else(|_| AttributeValue::from(word))
}

/// A page of items.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PageAnswer {
    #[serde(default)]
    pub(super) items: Vec<Checked<Item>>,
    pub(super) last_evaluated_key: Option<Checked<Item>>,
    pub(super) next_token: Option<String>,
}

impl PageAnswer {
    pub(super) fn into_items(self) -> Vec<Item> {
        self.items.into_iter().map(|item| item.value).collect()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListAnswer {
    table_names: Vec<String>,
    last_evaluated_table_name: Option<String>,
}

/// The names of all tables.
pub(super) fn table_names(connection: &mut Connection) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut start: Option<String> = None;
    loop {
        let request = body(|object| object.member("ExclusiveStartTableName", &start));
        let page: ListAnswer = connection.call("ListTables", &request)?;
        names.extend(page.table_names);
        start = page.last_evaluated_table_name;
        if start.is_none() {
            return Ok(names);
        }
    }
}

/// Makes a table.
pub(super) fn create(
    connection: &mut Connection,
    table: &str,
    key: &NewKey,
    indexes: &NewIndexes,
    settings: &TableSettings,
) -> Result<(), String> {
    let request = new_table::request(table, key, indexes, settings)?;
    connection.answer("CreateTable", request.to_string().as_bytes()).map(drop)
}
