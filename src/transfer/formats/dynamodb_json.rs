//! DynamoDB JSON lines: `{"Item": {"pk": {"S": "a"}}}`, one item on each.

use std::{collections::BTreeMap, io::BufRead};

use super::{
    fault::FormatFault,
    lines::Lines,
    record::{
        CONDITION_EXPRESSION, EXPRESSION_ATTRIBUTE_NAMES, EXPRESSION_ATTRIBUTE_VALUES, ITEM, Members, Record,
    },
};
use crate::{
    codec::{
        dynamodb_json::{Checked, write_item},
        json::{self, Json, JsonError, Wanted},
    },
    value::Item,
};

/// The records of a file.
pub(super) struct DynamoDbJsonReader<R>(Lines<R>);

impl<R: BufRead> DynamoDbJsonReader<R> {
    pub(super) const fn new(input: R) -> Self {
        Self(Lines::new(input))
    }
}

impl<R: BufRead> Iterator for DynamoDbJsonReader<R> {
    type Item = Result<Record, FormatFault>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.next_line()?.and_then(|(line, text)| read_record(line, text)))
    }
}

/// Reads the record on a line.
///
/// # Errors
/// A line that is not JSON: whoever wrote it did not write lines of JSON, so the file ends there. A line that is
/// something else than a record is skipped.
pub(crate) fn read_record(line: u64, text: &str) -> Result<Record, FormatFault> {
    match read_members(text) {
        Ok(members) => members.record(line).map_err(|reason| FormatFault::of_record(line, reason)),
        Err(JsonError::Syntax) => Err(FormatFault::of_file(line, "not a line of JSON")),
        Err(error @ JsonError::Type(_)) => Err(FormatFault::of_record(line, error)),
    }
}

fn read_members(text: &str) -> json::Result<Members> {
    let mut members = Members::default();
    let mut json = Json::new(text);
    json::object(Wanted::Structure, &mut json, &mut |name, json| {
        match name {
            ITEM => members.item = Some(Checked::<Item>::read(json)?),
            CONDITION_EXPRESSION => {
                members.condition.expression = Some(json::string(Wanted::String, json)?.into_owned());
            }
            EXPRESSION_ATTRIBUTE_NAMES => members.condition.names = Some(read_names(json)?),
            EXPRESSION_ATTRIBUTE_VALUES => members.condition.values = Some(Checked::<Item>::read(json)?),
            _ => {
                json::skip(json)?;
                members.unknown.get_or_insert_with(|| name.to_owned());
            }
        }
        Ok(())
    })?;
    json::end(&mut json)?;
    Ok(members)
}

fn read_names(json: &mut Json<'_>) -> json::Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    json::object(Wanted::Map, json, &mut |name, json| {
        names.insert(name.to_owned(), json::string(Wanted::String, json)?.into_owned());
        Ok(())
    })?;
    Ok(names)
}

/// Appends the line of an item, as in the files of an export.
pub(crate) fn write_line(item: &Item, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"Item\":");
    write_item(item, out);
    out.extend_from_slice(b"}\n");
}
