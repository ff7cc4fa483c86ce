//! Values of Ion text as DynamoDB's.

use std::io::BufRead;

use super::{
    BINARY_SET, NUMBER_SET, STRING_SET,
    bytes::{Bytes, Result},
    scalar::{Bare, Lob, Quoted, is_plain_symbol},
};
use crate::{
    codec::dynamodb_json::{Faults, ValueFault, binary_set, number_set, string_set},
    limits::NESTING_LEVELS,
    value::{AttributeName, AttributeValue, Item, fault::check_length},
};

/// What was found in the values of a record. The reading goes on.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) faults: Option<Box<Faults>>,
    /// A value that has no type of DynamoDB: the first such.
    pub(super) unmapped: Option<String>,
}

impl Found {
    fn fault(&mut self, fault: ValueFault) -> AttributeValue {
        Faults::note(&mut self.faults, fault, 0);
        AttributeValue::Null
    }

    fn unmapped(&mut self, what: &str) -> AttributeValue {
        self.unmapped.get_or_insert_with(|| format!("the Ion type {what} is no type of DynamoDB"));
        AttributeValue::Null
    }
}

/// A value, before its annotation is known to make it a set.
enum Sign {
    Value(AttributeValue),
    Symbol(String),
}

impl<R: BufRead> Bytes<R> {
    /// Reads an element or attribute, which counts as a level.
    fn part(&mut self, found: &mut Found, level: usize) -> Result<AttributeValue> {
        let value = self.value(found, level)?;
        Ok(if level > NESTING_LEVELS { found.fault(ValueFault::Nesting) } else { value })
    }

    /// Reads a value on this level, with what was annotated to it.
    pub(super) fn value(&mut self, found: &mut Found, level: usize) -> Result<AttributeValue> {
        let mut annotation: Option<String> = None;
        loop {
            match self.unannotated(found, level, annotation.as_deref())? {
                Sign::Value(value) => return Ok(value),
                Sign::Symbol(symbol) => {
                    if self.next_token()? != Some(b':') {
                        return Ok(found.unmapped("symbol"));
                    }
                    self.take()?;
                    if !self.take_if(b':')? {
                        return self.malformed("a colon behind a value");
                    }
                    annotation = Some(symbol);
                }
            }
        }
    }

    fn unannotated(&mut self, found: &mut Found, level: usize, annotation: Option<&str>) -> Result<Sign> {
        if level > NESTING_LEVELS && matches!(self.next_token()?, Some(b'{' | b'[' | b'(')) {
            self.skip_nested()?;
            return Ok(Sign::Value(found.fault(ValueFault::Nesting)));
        }
        Ok(Sign::Value(match self.next_token()? {
            Some(b'"') => {
                self.take()?;
                AttributeValue::S(self.string()?.into())
            }
            Some(b'\'') => {
                self.take()?;
                match self.single_quoted()? {
                    Quoted::Symbol(symbol) => return Ok(Sign::Symbol(symbol)),
                    Quoted::String(text) => AttributeValue::S(text.into()),
                }
            }
            Some(b'{') => {
                self.take()?;
                if self.take_if(b'{')? {
                    match self.lob()? {
                        Lob::Blob(bytes) => AttributeValue::B(bytes),
                        Lob::Clob => found.unmapped("clob"),
                    }
                } else {
                    AttributeValue::M(self.item(found, level + 1)?)
                }
            }
            Some(b'[') => {
                self.take()?;
                self.list_or_set(found, level, annotation)?
            }
            Some(b'(') => {
                self.skip_nested()?;
                found.unmapped("sexp")
            }
            Some(_) => match self.bare()? {
                Bare::Number(Ok(number)) => AttributeValue::N(number),
                Bare::Number(Err((error, text))) => found.fault(ValueFault::Number(error, text)),
                Bare::Other(what) => found.unmapped(what),
                Bare::Word(word) => match word.as_str() {
                    "true" => AttributeValue::Bool(true),
                    "false" => AttributeValue::Bool(false),
                    "nan" => found.unmapped("float"),
                    word if word == "null" || word.starts_with("null.") => AttributeValue::Null,
                    _ => return Ok(Sign::Symbol(word)),
                },
            },
            None => return self.malformed("the file ends inside a value"),
        }))
    }

    /// Reads a list, whose bracket was taken, or the set that its annotation says it is.
    fn list_or_set(
        &mut self,
        found: &mut Found,
        level: usize,
        annotation: Option<&str>,
    ) -> Result<AttributeValue> {
        let is_set = annotation.is_some_and(|name| [STRING_SET, NUMBER_SET, BINARY_SET].contains(&name));
        let mut numbers = Vec::new();
        let mut elements = Vec::new();
        self.until(b']', |bytes| {
            // What is wrong with a number of a set is the set's fault.
            let mut inner = Found::default();
            let element = match is_set {
                true => bytes.value(&mut inner, level + 1)?,
                false => bytes.part(found, level + 1)?,
            };
            if annotation == Some(NUMBER_SET) {
                let fault = inner.faults.as_ref().map(|faults| faults.fault().clone());
                numbers.push(match (fault, element) {
                    (Some(fault), _) => Err(fault),
                    (None, AttributeValue::N(number)) => Ok(number),
                    _ => {
                        inner.unmapped("of a member of a number set");
                        Ok(0.into())
                    }
                });
            } else {
                if let Some(faults) = inner.faults.take() {
                    Faults::join(&mut found.faults, faults);
                }
                elements.push(element);
            }
            if let Some(unmapped) = inner.unmapped.take() {
                found.unmapped.get_or_insert(unmapped);
            }
            Ok(())
        })?;
        let set = match annotation {
            Some(NUMBER_SET) => number_set(numbers),
            Some(STRING_SET) => match elements.into_iter().map(text_of).collect() {
                Some(members) => string_set(members),
                None => return Ok(found.unmapped("of a member of a string set")),
            },
            Some(BINARY_SET) => match elements.into_iter().map(bytes_of).collect() {
                Some(members) => binary_set(members),
                None => return Ok(found.unmapped("of a member of a binary set")),
            },
            _ => return Ok(AttributeValue::L(elements)),
        };
        Ok(set.unwrap_or_else(|fault| found.fault(fault)))
    }

    /// Reads a struct whose brace was taken, as an item or map of this level; level 1 is an item.
    pub(super) fn item(&mut self, found: &mut Found, level: usize) -> Result<Item> {
        let mut attributes = Vec::new();
        self.fields(|bytes, name| {
            let value = bytes.part(found, level)?;
            let name = AttributeName::from(name);
            check_length(&mut found.faults, &name);
            if level == 1 {
                Faults::locate(&mut found.faults, &name);
            } else if name.is_empty() {
                Faults::note(&mut found.faults, ValueFault::EmptyName, 0);
            }
            attributes.push((name, value));
            Ok(())
        })?;
        Ok(Item::of(attributes))
    }

    /// Reads the fields of a struct whose brace was taken; `field` reads the value of the one with this name.
    pub(super) fn fields(&mut self, mut field: impl FnMut(&mut Self, String) -> Result<()>) -> Result<()> {
        self.until(b'}', |bytes| {
            let name = match bytes.next_token()? {
                Some(b'"') => {
                    bytes.take()?;
                    bytes.string()?
                }
                Some(b'\'') => {
                    bytes.take()?;
                    match bytes.single_quoted()? {
                        Quoted::Symbol(name) | Quoted::String(name) => name,
                    }
                }
                _ => match bytes.bare()? {
                    Bare::Word(name) if is_plain_symbol(&name) => name,
                    _ => return bytes.malformed("no name of a field"),
                },
            };
            if bytes.next_token()? != Some(b':') {
                return bytes.malformed("no colon behind the name of a field");
            }
            bytes.take()?;
            field(bytes, name)
        })
    }

    /// Reads parts with commas between them, up to the closing bracket. A comma may stand before that.
    fn until(&mut self, end: u8, mut part: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        loop {
            if self.next_token()? == Some(end) {
                return self.take().map(drop);
            }
            part(self)?;
            match self.next_token()? {
                Some(b',') => drop(self.take()?),
                Some(byte) if byte == end => {}
                _ => return self.malformed("neither a comma nor an end behind a value"),
            }
        }
    }

    /// Skips a value in brackets, of any depth, without recursion.
    fn skip_nested(&mut self) -> Result<()> {
        let mut open = 0_u64;
        loop {
            match self.next_token()? {
                Some(b'{') => {
                    self.take()?;
                    if self.take_if(b'{')? {
                        self.lob()?;
                    } else {
                        open += 1;
                    }
                }
                Some(b'[' | b'(') => {
                    self.take()?;
                    open += 1;
                }
                Some(b'}' | b']' | b')') => {
                    self.take()?;
                    open = open.saturating_sub(1);
                }
                Some(b'"') => {
                    self.take()?;
                    self.string()?;
                }
                Some(b'\'') => {
                    self.take()?;
                    self.single_quoted()?;
                }
                Some(_) => drop(self.take()?),
                None => return self.malformed("the file ends inside a value"),
            }
            if open == 0 {
                return Ok(());
            }
        }
    }
}

fn text_of(value: AttributeValue) -> Option<String> {
    match value {
        AttributeValue::S(text) => Some(text.to_string()),
        _ => None,
    }
}

fn bytes_of(value: AttributeValue) -> Option<Vec<u8>> {
    match value {
        AttributeValue::B(bytes) => Some(bytes),
        _ => None,
    }
}
