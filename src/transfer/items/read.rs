//! Reading a file of items.

use std::{
    collections::BTreeMap,
    io::{self, BufRead},
};

use super::{csv_value::csv_value, format::ItemFormat};
use crate::{
    codec::{
        dynamodb_json::Checked,
        plain_json::{is_dynamodb_json, read_dynamodb_item, read_plain_item, sound},
    },
    transfer::formats::{
        CsvReader, FormatFault, Lines, Record, dynamodb_json::read_record, ion::IonReader, sniffed,
    },
    value::{AttributeType, Item},
};

/// What is wrong with a file of items, and on which line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct ItemsFault {
    pub(crate) line: Option<u64>,
    pub(crate) reason: String,
}

impl From<FormatFault> for ItemsFault {
    fn from(fault: FormatFault) -> Self {
        Self { line: Some(fault.line), reason: fault.reason }
    }
}

impl From<io::Error> for ItemsFault {
    fn from(error: io::Error) -> Self {
        Self { line: None, reason: error.to_string() }
    }
}

/// The types of columns of CSV, where they are not strings.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemColumns<'c> {
    /// Columns that the file must have.
    pub(crate) given: &'c [(String, AttributeType)],
    /// The attributes of the table's key, whose types come first.
    pub(crate) key: Vec<(String, AttributeType)>,
}

/// Reads all items of a file, compressed or not, and hands each to `put`, whose fault is that of the item's line.
pub(crate) fn read_items(
    input: impl BufRead,
    format: Option<ItemFormat>,
    columns: &ItemColumns<'_>,
    put: &mut dyn FnMut(Item) -> Result<(), String>,
) -> Result<(), ItemsFault> {
    let input = sniffed(input)?;
    match format {
        Some(ItemFormat::Csv) => read_csv(input, columns, put),
        Some(ItemFormat::Ion) => IonReader::new(input).try_for_each(|record| put_record(record?, put)),
        format => read_lines(input, format, put),
    }
}

/// What is on each line of a file.
#[derive(Debug, Clone, Copy)]
enum Line {
    /// `{"Item": {...}}`.
    Record,
    /// The DynamoDB JSON of an item.
    Item,
    /// The plain JSON of an item.
    Plain,
}

impl Line {
    /// What the first line of a file in this format shows of all of them.
    fn of(format: Option<ItemFormat>, first: &str) -> Self {
        match format {
            Some(ItemFormat::Json) => Self::Plain,
            // An item with an attribute `Item` is `{"Item": {"S": ...}}`.
            _ if read_record(1, first).is_ok_and(|record| record.faults.is_none()) => Self::Record,
            None if !is_dynamodb_json(first) => Self::Plain,
            _ => Self::Item,
        }
    }
}

fn read_lines(
    input: impl BufRead,
    format: Option<ItemFormat>,
    put: &mut dyn FnMut(Item) -> Result<(), String>,
) -> Result<(), ItemsFault> {
    let mut lines = Lines::new(input);
    let mut shown = None;
    while let Some(line) = lines.next_line() {
        let (number, text) = line?;
        let item = match *shown.get_or_insert_with(|| Line::of(format, text)) {
            Line::Record => {
                put_record(read_record(number, text)?, put)?;
                continue;
            }
            Line::Item => read_dynamodb_item(text),
            Line::Plain => read_plain_item(text),
        };
        item.and_then(&mut *put).map_err(|reason| ItemsFault { line: Some(number), reason })?;
    }
    Ok(())
}

fn read_csv(
    input: impl BufRead,
    columns: &ItemColumns<'_>,
    put: &mut dyn FnMut(Item) -> Result<(), String>,
) -> Result<(), ItemsFault> {
    let types = columns.given.iter().chain(&columns.key);
    let types: BTreeMap<&str, AttributeType> = types.map(|(name, kind)| (name.as_str(), *kind)).collect();
    let mut reader = CsvReader::new(input, b',', None, |name, text| {
        let column = types.get(name).copied().unwrap_or(AttributeType::S);
        (!text.is_empty()).then(|| csv_value(column, text)).transpose()
    });
    let names = reader.names()?;
    let is_missing = |name: &str| !names.iter().any(|column| column.as_str() == name);
    if let Some((name, _)) = columns.given.iter().find(|(name, _)| is_missing(name)) {
        return Err(ItemsFault { line: None, reason: format!("has no column {name} for its --type") });
    }
    reader.try_for_each(|record| put_record(record?, put))
}

/// Adds the item of a record.
fn put_record(record: Record, put: &mut dyn FnMut(Item) -> Result<(), String>) -> Result<(), ItemsFault> {
    let fault = |reason: String| ItemsFault { line: Some(record.line), reason };
    if record.condition.is_some() {
        return Err(fault("a condition is for bulk operations alone".to_owned()));
    }
    let item = sound(Checked { value: record.item, faults: record.faults }).map_err(fault)?;
    put(item).map_err(fault)
}
