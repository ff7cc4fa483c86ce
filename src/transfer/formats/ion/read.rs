//! The records of an Ion file.

use std::{collections::BTreeMap, io::BufRead};

use super::{
    super::{
        fault::FormatFault,
        record::{
            CONDITION_EXPRESSION, EXPRESSION_ATTRIBUTE_NAMES, EXPRESSION_ATTRIBUTE_VALUES, ITEM, Members,
            Record,
        },
    },
    VERSION_MARKER,
    bytes::{Bytes, Result},
    scalar::Bare,
    structure::Found,
};
use crate::{codec::dynamodb_json::Checked, value::AttributeValue};

/// The records of a file.
pub(crate) struct IonReader<R> {
    bytes: Bytes<R>,
}

impl<R: BufRead> IonReader<R> {
    pub(crate) const fn new(input: R) -> Self {
        Self { bytes: Bytes::new(input) }
    }

    /// Reads the next record. A fault of its values does not end the reading.
    fn read(&mut self) -> Result<Option<Record>> {
        let bytes = &mut self.bytes;
        bytes.begin();
        loop {
            match bytes.next_token()? {
                None => return Ok(None),
                Some(b'{') => break,
                Some(_) => match bytes.bare()? {
                    Bare::Word(word) if word == VERSION_MARKER => {}
                    _ => return bytes.malformed("not a record: an Ion file has structs {Item:{...}}"),
                },
            }
        }
        let line = bytes.line();
        bytes.take()?;
        if bytes.take_if(b'{')? {
            return bytes.malformed("not a record: an Ion file has structs {Item:{...}}");
        }
        let mut found = Found::default();
        let mut members = Members::default();
        let mut wrong: Option<String> = None;
        bytes.fields(|bytes, name| {
            let mut values = Found::default();
            let value = bytes.value(&mut values, 0)?;
            let Found { faults, unmapped } = values;
            match (name.as_str(), value) {
                (ITEM, AttributeValue::M(item)) => members.item = Some(Checked { value: item, faults }),
                (CONDITION_EXPRESSION, AttributeValue::S(text)) => {
                    members.condition.expression = Some(text.to_string());
                }
                (EXPRESSION_ATTRIBUTE_NAMES, AttributeValue::M(names)) => {
                    let text = |(name, value): (_, &AttributeValue)| {
                        Some((ToString::to_string(name), value.as_s()?.to_owned()))
                    };
                    let names: Option<BTreeMap<String, String>> = names.iter().map(text).collect();
                    wrong = wrong.take().or_else(|| names.is_none().then(|| not_of_type(&name)));
                    members.condition.names = names;
                }
                (EXPRESSION_ATTRIBUTE_VALUES, AttributeValue::M(values)) => {
                    members.condition.values = Some(Checked { value: values, faults });
                }
                (
                    ITEM | CONDITION_EXPRESSION | EXPRESSION_ATTRIBUTE_NAMES | EXPRESSION_ATTRIBUTE_VALUES,
                    _,
                ) => wrong = wrong.take().or_else(|| Some(not_of_type(&name))),
                _ => drop(members.unknown.get_or_insert(name)),
            }
            if let Some(unmapped) = unmapped {
                found.unmapped.get_or_insert(unmapped);
            }
            Ok(())
        })?;
        match found.unmapped.or(wrong) {
            Some(reason) => Err(FormatFault::of_record(line, reason)),
            None => members.record(line).map(Some).map_err(|reason| FormatFault::of_record(line, reason)),
        }
    }
}

fn not_of_type(name: &str) -> String {
    format!("{name} has another Ion type than a record's")
}

impl<R: BufRead> Iterator for IonReader<R> {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
