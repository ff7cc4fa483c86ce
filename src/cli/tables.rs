//! `hashrange tables`, `describe` and `create`.

use std::collections::BTreeMap;

use clap::Args;
use serde::Deserialize;
use serde_json::Value;

use super::{
    description::{KeyAttribute, body, table_name},
    output::print,
    target::{Connection, Target},
};
use crate::ScalarAttributeType;

/// Lists the tables, a name a line
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange tables
  hashrange tables --file dev.snapshot")]
pub(super) struct Tables {
    #[command(flatten)]
    target: Target,
}

/// Describes a table, as the API's JSON
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange describe likes
  hashrange describe likes --file dev.snapshot | jq .KeySchema")]
pub(super) struct Describe {
    /// The table
    table: String,
    #[command(flatten)]
    target: Target,
}

/// Makes a table, paid for by request
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange create users --partition-key user_id
  hashrange create orders --partition-key customer --sort-key number:N
  hashrange create users --partition-key user_id --file dev.snapshot       makes the file where there is none")]
pub(super) struct Create {
    /// The table
    table: String,
    #[command(flatten)]
    key: NewKey,
    #[command(flatten)]
    target: Target,
}

/// The key of a table to be made.
#[derive(Debug, Clone, Args)]
pub(super) struct NewKey {
    /// The partition key of the new table, with its type: S, N or B; S unless said
    #[arg(long, value_name = "NAME[:TYPE]", value_parser = key_attribute)]
    pub(super) partition_key: Option<KeyAttribute>,
    /// The sort key of the new table, with its type
    #[arg(long, value_name = "NAME[:TYPE]", value_parser = key_attribute, requires = "partition_key")]
    pub(super) sort_key: Option<KeyAttribute>,
}

fn key_attribute(text: &str) -> Result<KeyAttribute, String> {
    let (name, attribute_type) = match text.rsplit_once(':') {
        None => (text, ScalarAttributeType::S),
        Some((name, "S")) => (name, ScalarAttributeType::S),
        Some((name, "N")) => (name, ScalarAttributeType::N),
        Some((name, "B")) => (name, ScalarAttributeType::B),
        Some((_, other)) => return Err(format!("the type of a key is S, N or B, not {other}")),
    };
    Ok(KeyAttribute { name: name.to_owned(), attribute_type })
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

/// A table's description as JSON for people.
pub(super) fn described(connection: &mut Connection, table: &str) -> Result<String, String> {
    let answer: BTreeMap<String, Value> = connection.call("DescribeTable", &table_name(table))?;
    let description = answer.get("Table").cloned().unwrap_or_default();
    serde_json::to_string_pretty(&description).map(|text| text + "\n").map_err(|error| error.to_string())
}

/// Makes a table.
pub(super) fn create(connection: &mut Connection, table: &str, key: &NewKey) -> Result<(), String> {
    let Some(partition_key) = &key.partition_key else {
        return Err(format!("the table {table} has to be made: say its key with --partition-key NAME"));
    };
    let keys =
        || [(partition_key, "HASH")].into_iter().chain(key.sort_key.as_ref().map(|key| (key, "RANGE")));
    let definitions: Vec<Value> = keys()
        .map(|(key, _)| {
            serde_json::json!({"AttributeName": key.name, "AttributeType": key.attribute_type.as_str()})
        })
        .collect();
    let schema: Vec<Value> = keys()
        .map(|(key, key_type)| serde_json::json!({"AttributeName": key.name, "KeyType": key_type}))
        .collect();
    let request = serde_json::json!({
        "TableName": table, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": definitions, "KeySchema": schema,
    });
    connection.answer("CreateTable", request.to_string().as_bytes()).map(drop)
}

impl Tables {
    pub(super) fn run(self) -> Result<(), String> {
        let names = table_names(&mut self.target.open()?)?;
        let lines: String = names.into_iter().map(|name| name + "\n").collect();
        print(lines.as_bytes())
    }
}

impl Describe {
    pub(super) fn run(self) -> Result<(), String> {
        let text = described(&mut self.target.open()?, &self.table)?;
        print(text.as_bytes())
    }
}

impl Create {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open_or_make()?;
        create(&mut connection, &self.table, &self.key)?;
        connection.save()
    }
}
