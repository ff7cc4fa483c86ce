//! CSV: a line of names, then an item on each record.
//!
//! Fields may be quoted (RFC 4180). All attributes are strings but those of a table's or an index's key, which have the
//! key's types.

use std::{collections::BTreeSet, io::BufRead};

use base64::{Engine, engine::general_purpose::STANDARD};
use csv::{Reader, ReaderBuilder, StringRecord};

use super::{bounded::Bounded, columns::Columns, fault::FormatFault, record::Record};
use crate::{
    codec::dynamodb_json::{Faults, ValueFault},
    key::ScalarAttributeType,
    value::{AttributeName, AttributeValue, Item},
};

/// Makes the value of a field of the column with this name; `None` if the item shall not have the attribute.
type Convert<'a> = Box<dyn Fn(&str, &str) -> Result<Option<AttributeValue>, String> + 'a>;

/// The records of a file.
pub(crate) struct CsvReader<'a, R> {
    reader: Reader<Bounded<R>>,
    convert: Convert<'a>,
    names: Option<Vec<AttributeName>>,
    record: StringRecord,
}

impl<'a, R: BufRead> CsvReader<'a, R> {
    /// Reads with these names, or those on the first line.
    pub(crate) fn new(
        input: R,
        delimiter: u8,
        header: Option<&[String]>,
        convert: impl Fn(&str, &str) -> Result<Option<AttributeValue>, String> + 'a,
    ) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Bounded::new(input));
        Self {
            reader,
            convert: Box::new(convert),
            names: header.map(|names| names.iter().map(|name| name.as_str().into()).collect()),
            record: StringRecord::new(),
        }
    }

    /// Reads as ImportTable does.
    pub(super) fn of_columns(input: R, columns: &'a Columns) -> Self {
        let convert = |name: &str, text: &str| key_value(columns.types.get(name).copied(), text).map(Some);
        Self::new(input, columns.delimiter.unwrap_or(b','), columns.header.as_deref(), convert)
    }

    /// The names of the columns, in their order.
    pub(crate) fn names(&mut self) -> Result<&[AttributeName], FormatFault> {
        if self.names.is_none() {
            let line = self.next_record()?.unwrap_or(1);
            let names: Vec<AttributeName> = self.record.iter().map(AttributeName::from).collect();
            let mut seen = BTreeSet::new();
            if let Some(twice) = names.iter().find(|name| !seen.insert(*name)) {
                return Err(FormatFault::of_file(line, format!("two columns are named {twice}")));
            }
            self.names = Some(names);
        }
        Ok(self.names.as_deref().unwrap_or_default())
    }

    /// Reads the next record; returns its line.
    fn next_record(&mut self) -> Result<Option<u64>, FormatFault> {
        self.reader.get_mut().begin();
        let before = self.reader.position().line();
        match self.reader.read_record(&mut self.record) {
            Ok(true) => Ok(Some(self.record.position().map_or(before, csv::Position::line))),
            Ok(false) => Ok(None),
            Err(error) => Err(FormatFault::of_file(before, reason(&error))),
        }
    }

    fn read(&mut self) -> Result<Option<Record>, FormatFault> {
        self.names()?;
        let Some(line) = self.next_record()? else { return Ok(None) };
        let names = self.names.as_deref().unwrap_or_default();
        if names.len() != self.record.len() {
            let reason = format!("{} fields, and there are {} columns", self.record.len(), names.len());
            return Err(FormatFault::of_record(line, reason));
        }
        let mut item = Item::new();
        for (name, text) in names.iter().zip(&self.record) {
            match (self.convert)(name, text) {
                Ok(Some(value)) => drop(item.insert(name.clone(), value)),
                Ok(None) => {}
                Err(reason) => return Err(FormatFault::of_record(line, format!("{name}: {reason}"))),
            }
        }
        Ok(Some(Record { line, faults: Faults::of_item(&item), item, condition: None }))
    }
}

impl<R: BufRead> Iterator for CsvReader<'_, R> {
    type Item = Result<Record, FormatFault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// The reason without the position, which the fault has.
fn reason(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        csv::ErrorKind::Utf8 { .. } => "not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

/// The value of a field, of this type if it is a key's.
fn key_value(of_key: Option<ScalarAttributeType>, text: &str) -> Result<AttributeValue, String> {
    Ok(match of_key {
        None | Some(ScalarAttributeType::S) => AttributeValue::from(text),
        Some(ScalarAttributeType::N) => AttributeValue::N(
            text.parse().map_err(|error| ValueFault::Number(error, text.to_owned()).to_string())?,
        ),
        Some(ScalarAttributeType::B) => {
            AttributeValue::B(STANDARD.decode(text).map_err(|error| format!("not base64: {error}"))?)
        }
    })
}
