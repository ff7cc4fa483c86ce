//! `hashrange tables`, `describe` and `create`.

use std::collections::BTreeMap;

use clap::Args;
use serde::Deserialize;
use serde_json::Value;

use super::{
    description::{body, table_name},
    new_table::{self, NewIndexes, NewKey},
    output::print,
    target::{Access, Connection, Target},
};

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
  hashrange create likes --partition-key user_id --sort-key at \\
      --global-index of_brand,partition=brand,sort=price:N,include=product_name \\
      --local-index by_price,sort=price,keys-only
  hashrange create users --partition-key user_id --file dev.snapshot       makes the file where there is none")]
pub(super) struct Create {
    /// The table
    table: String,
    #[command(flatten)]
    key: NewKey,
    #[command(flatten)]
    indexes: NewIndexes,
    #[command(flatten)]
    target: Target,
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
pub(super) fn create(
    connection: &mut Connection,
    table: &str,
    key: &NewKey,
    indexes: &NewIndexes,
) -> Result<(), String> {
    let request = new_table::request(table, key, indexes)?;
    connection.answer("CreateTable", request.to_string().as_bytes()).map(drop)
}

impl Tables {
    pub(super) fn run(self) -> Result<(), String> {
        let names = table_names(&mut self.target.open(Access::Read)?)?;
        let lines: String = names.into_iter().map(|name| name + "\n").collect();
        print(lines.as_bytes())
    }
}

impl Describe {
    pub(super) fn run(self) -> Result<(), String> {
        let text = described(&mut self.target.open(Access::Read)?, &self.table)?;
        print(text.as_bytes())
    }
}

impl Create {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Make)?;
        create(&mut connection, &self.table, &self.key, &self.indexes)?;
        connection.save()
    }
}
