//! `hashrange get`, `put` and `delete`: one item.

use std::{io::Read, sync::Arc};

use clap::Args;

use super::{
    description::Description,
    output::{Format, Printer},
    target::{Access, Target},
};
use crate::{
    codec::plain_json,
    operation::{DeleteItemInput, GetItemInput, PutItemInput, ReturnValue},
    value::Item,
};

/// Prints the item with a key; fails if there is none
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange get users haeri05
  hashrange get likes haeri05 2025-05-11T21:00:00 --json
  hashrange get likes haeri05 2025-05-11T21:00:00 --file dev.snapshot")]
pub(super) struct Get {
    /// The table
    table: String,
    /// The partition key's value and, if the table has one, the sort key's
    #[arg(required = true, allow_negative_numbers = true)]
    key: Vec<String>,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    target: Target,
}

/// Puts an item; replaces the item with the same key if there is one
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange put users '{\"user_id\": \"haeri05\", \"age\": 39}'
  hashrange put users '{\"user_id\": {\"S\": \"haeri05\"}, \"tags\": {\"SS\": [\"a\", \"b\"]}}'     DynamoDB JSON
  hashrange get users haeri05 --dynamodb-json | hashrange put users_copy -")]
pub(super) struct Put {
    /// The table
    table: String,
    /// The item, as plain JSON or DynamoDB JSON; - reads it from standard input
    item: String,
    /// Put it only if there is no item with its key
    #[arg(long)]
    if_absent: bool,
    #[command(flatten)]
    target: Target,
}

/// Deletes the item with a key and prints it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange delete users haeri05
  hashrange delete likes haeri05 2025-05-11T21:00:00 --file dev.snapshot")]
pub(super) struct Delete {
    /// The table
    table: String,
    /// The partition key's value and, if the table has one, the sort key's
    #[arg(required = true, allow_negative_numbers = true)]
    key: Vec<String>,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    target: Target,
}

impl Get {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Read)?;
        let description = Description::of(&mut connection, &self.table)?;
        let key = description.key_of(&self.key)?;
        let request = GetItemInput {
            table_name: self.table,
            key,
            consistent_read: Some(true),
            ..GetItemInput::default()
        };
        let found = connection.call(&request)?.item;
        print_one(found, &description, self.format, &self.key)
    }
}

impl Put {
    pub(super) fn run(self) -> Result<(), String> {
        let json = match self.item.as_str() {
            "-" => {
                let mut json = String::new();
                let read = std::io::stdin().read_to_string(&mut json);
                read.map_err(|error| format!("cannot read standard input: {error}"))?;
                json
            }
            _ => self.item,
        };
        let item =
            plain_json::read_item(json.trim()).map_err(|error| format!("cannot read the item: {error}"))?;
        let mut connection = self.target.open(Access::Write)?;
        let condition = match self.if_absent {
            true => Description::of(&mut connection, &self.table)?.key_names().into_iter().next(),
            false => None,
        };
        let mut request = PutItemInput { table_name: self.table, item, ..PutItemInput::default() };
        if let Some(name) = condition {
            request.condition_expression = Some("attribute_not_exists(#key)".to_owned());
            request.expression_attribute_names = Some([("#key".to_owned(), name)].into());
        }
        connection.call(&request)?;
        connection.save()
    }
}

impl Delete {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Write)?;
        let description = Description::of(&mut connection, &self.table)?;
        let key = description.key_of(&self.key)?;
        let request = DeleteItemInput {
            table_name: self.table,
            key,
            return_values: Some(ReturnValue::AllOld),
            ..DeleteItemInput::default()
        };
        let deleted = connection.call(&request)?.attributes;
        if deleted.is_some() {
            connection.save()?;
        }
        print_one(deleted, &description, self.format, &self.key)
    }
}

fn print_one(
    item: Option<Arc<Item>>,
    description: &Description,
    format: Format,
    key: &[String],
) -> Result<(), String> {
    let Some(item) = item else {
        return Err(format!("{} has no item with the key {}", description.table_name(), key.join(" ")));
    };
    let mut printer = Printer::new(format, description.key_names());
    printer.push(vec![item])?;
    printer.finish()
}
