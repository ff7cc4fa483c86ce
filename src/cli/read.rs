//! `hashrange scan` and `query`.

use std::{collections::BTreeMap, sync::Arc};

use clap::Args;

use super::{
    description::Description,
    output::{Format, Printer},
    requests::word_value,
    target::{Access, Target},
};
use crate::{
    operation::{QueryInput, ScanInput},
    value::Item,
};

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
    /// The partition key's value; several if an index's partition key has several attributes
    #[arg(required = true, allow_negative_numbers = true)]
    key: Vec<String>,
    /// Only items whose sort key begins with this
    #[arg(long, value_name = "VALUE", conflicts_with_all = ["at_least", "at_most"])]
    begins_with: Option<String>,
    /// Only items whose sort key is this or greater
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    at_least: Option<String>,
    /// Only items whose sort key is this or less
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    at_most: Option<String>,
    /// In descending order
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
    /// Only items that match this condition, in DynamoDB's expression language
    #[arg(long, value_name = "EXPRESSION")]
    filter: Option<String>,
    /// A value of the expression: plain JSON or text
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

/// A condition on the key, with its placeholders.
#[derive(Default)]
struct Condition {
    text: String,
    names: BTreeMap<String, String>,
    values: Item,
}

/// The most items that are requested per page.
const PAGE_ITEMS: usize = 10_000;

impl Scan {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Read)?;
        let description = Description::of(&mut connection, &self.table)?;
        let (names, values) = self.which.placeholders(Condition::default());
        let mut request = ScanInput {
            table_name: description.table_name().to_owned(),
            index_name: self.which.index.clone(),
            filter_expression: self.which.filter.clone(),
            expression_attribute_names: names,
            expression_attribute_values: values,
            ..ScanInput::default()
        };
        self.which.print(&description, self.format, |start, limit| {
            (request.exclusive_start_key, request.limit) = (start, limit);
            let page = connection.call(&request)?;
            Ok((page.items, page.last_evaluated_key))
        })
    }
}

impl Query {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Read)?;
        let description = Description::of(&mut connection, &self.table)?;
        let condition = self.condition(&description)?;
        let mut request = QueryInput {
            table_name: description.table_name().to_owned(),
            index_name: self.which.index.clone(),
            scan_index_forward: self.descending.then_some(false),
            filter_expression: self.which.filter.clone(),
            key_condition_expression: Some(condition.text.clone()),
            ..QueryInput::default()
        };
        (request.expression_attribute_names, request.expression_attribute_values) =
            self.which.placeholders(condition);
        self.which.print(&description, self.format, |start, limit| {
            (request.exclusive_start_key, request.limit) = (start, limit);
            let page = connection.call(&request)?;
            Ok((page.items, page.last_evaluated_key))
        })
    }

    fn condition(&self, description: &Description) -> Result<Condition, String> {
        let index = self.which.index.as_deref();
        let key = description.key(index)?;
        let partition = description.partition_attributes(index);
        if self.key.len() != partition {
            let whose = index.unwrap_or(description.table_name());
            return Err(format!(
                "the partition key of {whose} has {partition} value(s), not {}; conditions on the sort key are \
                 --begins-with, --at-least and --at-most",
                self.key.len()
            ));
        }
        let mut condition = Condition::default();
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
                    index.unwrap_or(description.table_name())
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
        condition.text = texts.join(" AND ");
        Ok(condition)
    }
}

/// A page of items, and the key after which the next page starts.
type Page = (Option<Vec<Arc<Item>>>, Option<Item>);

impl Which {
    /// The names and values of a request: those of the condition on the key, and those from the command line.
    fn placeholders(&self, condition: Condition) -> (Option<BTreeMap<String, String>>, Option<Item>) {
        let Condition { mut names, mut values, .. } = condition;
        names.extend(self.name.iter().cloned());
        values.extend(self.value.iter().map(|(name, word)| (name.as_str(), word_value(word))));
        (Some(names).filter(|names| !names.is_empty()), Some(values).filter(|values| !values.is_empty()))
    }

    /// Prints the items of all pages. `read` reads the page after a key, with at most this many items.
    fn print(
        &self,
        description: &Description,
        format: Format,
        mut read: impl FnMut(Option<Item>, Option<i32>) -> Result<Page, String>,
    ) -> Result<(), String> {
        let mut printer = Printer::new(format, description.key_names());
        let mut left = self.limit.unwrap_or(usize::MAX);
        let mut start = None;
        while left > 0 {
            // With a filter, a limited page may return no items, so pages are not limited.
            let limit = self.limit.filter(|_| self.filter.is_none());
            let limit = limit.and_then(|_| i32::try_from(left.min(PAGE_ITEMS)).ok());
            let (items, last) = read(start, limit)?;
            let mut items = items.unwrap_or_default();
            items.truncate(left);
            left -= items.len();
            printer.push(items)?;
            start = last;
            if start.is_none() {
                break;
            }
        }
        printer.finish()
    }
}
