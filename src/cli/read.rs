//! `hashrange scan` and `query`.

use std::collections::BTreeMap;

use clap::Args;

use super::{
    description::{Description, body},
    output::{Format, Printer},
    requests::{PageAnswer, word_value},
    target::{Access, Connection, Target},
};
use crate::value::Item;

/// Prints the items of a table
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange scan users
  hashrange scan users --filter 'age >= :a' --value :a=18
  hashrange scan likes --json --limit 10 | jq .product_name")]
pub(super) struct Scan {
    /// The table
    table: String,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    target: Target,
}

/// Prints the items of one partition key, in order of the sort key
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange query likes haeri05
  hashrange query likes haeri05 --begins-with 2025-05 --descending
  hashrange query likes haeri05 --at-least 2025-05-11 --at-most 2025-05-12
  hashrange query likes 소니 --index by_brand --filter 'price < :p' --value :p=90000")]
pub(super) struct Query {
    /// The table
    table: String,
    /// The partition key's value; several where an index has several attributes
    #[arg(required = true, allow_negative_numbers = true)]
    key: Vec<String>,
    /// Only items whose sort key begins with this
    #[arg(long, value_name = "VALUE", conflicts_with_all = ["at_least", "at_most"])]
    begins_with: Option<String>,
    /// Only items whose sort key is this or behind it
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    at_least: Option<String>,
    /// Only items whose sort key is this or before it
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    at_most: Option<String>,
    /// From the last to the first
    #[arg(long)]
    descending: bool,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
struct Which {
    /// Read this index instead of the table
    #[arg(long, value_name = "NAME")]
    index: Option<String>,
    /// Only items for which this holds, in DynamoDB's language of conditions
    #[arg(long, value_name = "EXPRESSION")]
    filter: Option<String>,
    /// A value of the expression, plain JSON or a text
    #[arg(long, value_name = ":NAME=VALUE", value_parser = named(':'))]
    value: Vec<(String, String)>,
    /// A name of the expression
    #[arg(long, value_name = "#NAME=ATTRIBUTE", value_parser = named('#'))]
    name: Vec<(String, String)>,
    /// End after this many items
    #[arg(long, value_name = "ITEMS")]
    limit: Option<usize>,
}

fn named(mark: char) -> impl Fn(&str) -> Result<(String, String), String> + Clone {
    move |text| match text.split_once('=') {
        Some((name, value)) if name.starts_with(mark) => Ok((name.to_owned(), value.to_owned())),
        _ => Err(format!("write {mark}NAME=..., such as {mark}a=18")),
    }
}

/// What a request asks for, beside the table and the index.
#[derive(Default)]
struct Condition {
    text: Option<String>,
    names: BTreeMap<String, String>,
    values: Item,
    descending: bool,
}

impl Scan {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Read)?;
        let description = Description::of(&mut connection, &self.table)?;
        self.which.print(&mut connection, "Scan", &description, Condition::default(), self.format)
    }
}

impl Query {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Read)?;
        let description = Description::of(&mut connection, &self.table)?;
        let condition = self.condition(&description)?;
        self.which.print(&mut connection, "Query", &description, condition, self.format)
    }

    fn condition(&self, description: &Description) -> Result<Condition, String> {
        let index = self.which.index.as_deref();
        let key = description.key(index)?;
        let partition = description.partition_attributes(index);
        if self.key.len() != partition {
            let whose = index.unwrap_or(&description.table_name);
            return Err(format!(
                "the partition key of {whose} has {partition} value(s), not {}; conditions on the sort key are \
                 --begins-with, --at-least and --at-most",
                self.key.len()
            ));
        }
        let mut condition = Condition { descending: self.descending, ..Condition::default() };
        let mut texts = Vec::new();
        for (place, (attribute, word)) in key.iter().zip(&self.key).enumerate() {
            condition.names.insert(format!("#key{place}"), attribute.name.clone());
            condition.values.insert(format!(":key{place}"), attribute.value(word)?);
            texts.push(format!("#key{place} = :key{place}"));
        }
        let sort = match (&self.begins_with, &self.at_least, &self.at_most) {
            (None, None, None) => None,
            (Some(begin), ..) => Some(("begins_with(#sort, :low)", Some(begin), None)),
            (None, Some(low), None) => Some(("#sort >= :low", Some(low), None)),
            (None, None, Some(high)) => Some(("#sort <= :high", None, Some(high))),
            (None, Some(low), Some(high)) => Some(("#sort BETWEEN :low AND :high", Some(low), Some(high))),
        };
        if let Some((text, low, high)) = sort {
            let Some(attribute) = key.get(partition) else {
                return Err(format!(
                    "{} has no sort key to compare",
                    index.unwrap_or(&description.table_name)
                ));
            };
            condition.names.insert("#sort".to_owned(), attribute.name.clone());
            for (name, word) in [(":low", low), (":high", high)] {
                if let Some(word) = word {
                    condition.values.insert(name, attribute.value(word)?);
                }
            }
            texts.push(text.to_owned());
        }
        condition.text = Some(texts.join(" AND "));
        Ok(condition)
    }
}

impl Which {
    fn print(
        self,
        connection: &mut Connection,
        operation: &str,
        description: &Description,
        mut condition: Condition,
        format: Format,
    ) -> Result<(), String> {
        condition.names.extend(self.name);
        condition.values.extend(self.value.iter().map(|(name, word)| (name.as_str(), word_value(word))));
        let mut printer = Printer::new(format, description.key_names());
        let mut left = self.limit.unwrap_or(usize::MAX);
        let mut start: Option<Item> = None;
        while left > 0 {
            let request = body(|object| {
                object.member("TableName", &description.table_name);
                object.member("IndexName", &self.index);
                object.member("KeyConditionExpression", &condition.text);
                object.member("FilterExpression", &self.filter);
                object.optional(
                    "ExpressionAttributeNames",
                    Some(&condition.names).filter(|names| !names.is_empty()),
                );
                object.optional(
                    "ExpressionAttributeValues",
                    Some(&condition.values).filter(|values| !values.is_empty()),
                );
                object.member("ScanIndexForward", &condition.descending.then_some(false));
                object.member("ExclusiveStartKey", &start);
                // With a filter, a page of so many items may give none.
                let limit = self.limit.filter(|_| self.filter.is_none());
                object.member("Limit", &limit.map(|_| left.min(10_000)));
            });
            let mut page: PageAnswer = connection.call(operation, &request)?;
            start = page.last_evaluated_key.take().map(|key| key.value);
            let mut items = page.into_items();
            items.truncate(left);
            left -= items.len();
            printer.push(items)?;
            if start.is_none() {
                break;
            }
        }
        printer.finish()
    }
}
