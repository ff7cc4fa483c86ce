//! What the expansions of the derive macros call. This is not part of the API.

use serde::de::DeserializeOwned;

pub use serde;

use super::{
    attribute::Attribute,
    parts::KeyValue,
    reader::{Reader, within},
    record::KeyedRecord,
    schema::{KeyForm, RecordSchema, Segment},
};
use crate::{
    error::Result,
    value::{AttributeValue, ConversionError, Item, from_attribute_value, from_attribute_value_ref},
};

/// The value of a field.
pub fn write<R: KeyedRecord, F, T, K>(
    value: &T,
    attribute: &Attribute<R, F, T, K>,
) -> Result<AttributeValue, ConversionError> {
    attribute.write(value).map_err(|error| within(attribute.name(), error))
}

/// The value of a field that may have none.
pub fn write_option<R: KeyedRecord, F, T, K>(
    value: Option<&T>,
    attribute: &Attribute<R, F, T, K>,
) -> Result<AttributeValue, ConversionError> {
    value.map_or(Ok(AttributeValue::Null), |value| write(value, attribute))
}

/// Reads a field outside of keys. What is missing is read as serde reads `NULL`, if it does.
pub fn read_field<F: DeserializeOwned>(value: Option<&AttributeValue>) -> Result<F, ConversionError> {
    match value {
        Some(value) => from_attribute_value_ref(value),
        None => from_attribute_value(AttributeValue::Null).map_err(|_| ConversionError::missing()),
    }
}

/// Reads a field that is in a key.
pub fn read_key<F: KeyValue>(value: Option<&AttributeValue>) -> Result<F, ConversionError> {
    value.map_or_else(|| Err(ConversionError::missing()), F::from_key_value)
}

/// Reads a field that is in the key of an index, and may have no value.
pub fn read_key_option<F: KeyValue>(value: Option<&AttributeValue>) -> Result<Option<F>, ConversionError> {
    value.filter(|value| !value.is_null()).map(F::from_key_value).transpose()
}

/// The item of a record.
pub fn to_item<R: KeyedRecord>(record: &R) -> Result<Item> {
    let schema = R::SCHEMA;
    let values = record.values()?;
    let mut item = Item::with_capacity(values.len() + 2);
    for part in schema.key() {
        // A table's key is never absent: its fields are no options.
        if let Some(value) = part.value(schema, &values)? {
            item.insert(part.name, value);
        }
    }
    for part in schema.indexes.iter().flat_map(|index| index.partition_key.iter().chain(index.sort_key)) {
        if let (KeyForm::Template(_), Some(value)) = (&part.form, part.value(schema, &values)?) {
            item.insert(part.name, value);
        }
    }
    for (field, value) in schema.fields.iter().zip(values) {
        if field.stored && !value.is_null() {
            item.insert(field.attribute, value);
        }
    }
    Ok(item)
}

/// The record of an item; `None` if its key has another form.
pub fn read_item<R: KeyedRecord>(item: &Item) -> Result<Option<R>> {
    Reader::new(R::SCHEMA, item).map(|reader| reader.whole(R::read)).transpose()
}

/// Checks the records of an enum where it is compiled.
pub const fn check_set(schemas: &[&RecordSchema]) {
    let mut one = 0;
    while one < schemas.len() {
        let mut other = one + 1;
        while other < schemas.len() {
            check_pair(at(schemas, one), at(schemas, other));
            other += 1;
        }
        one += 1;
    }
}

#[expect(clippy::indexing_slicing, reason = "a constant expression has no `get`; the compiler evaluates it")]
const fn at<'s>(schemas: &[&'s RecordSchema], number: usize) -> &'s RecordSchema {
    schemas[number]
}

#[expect(clippy::panic, reason = "it is evaluated where the enum is compiled")]
const fn check_pair(one: &RecordSchema, other: &RecordSchema) {
    if !same(one.table, other.table) {
        panic!("the records of an enum share one table: write the same `table = \"..\"` above each");
    }
    if !same_key(one, other) {
        panic!("the records of an enum share one key: its attributes have the same names and types in each");
    }
    if !differ(one.partition_key, other.partition_key) && !differ(one.sort_key, other.sort_key) {
        panic!(
            "two records of the enum cannot be told apart by their keys: begin the templates of their sort keys with \
             different texts, such as `ORDER#` and `LINE#`"
        );
    }
}

const fn same_key(one: &RecordSchema, other: &RecordSchema) -> bool {
    same_parts(one.partition_key, other.partition_key) && same_parts(one.sort_key, other.sort_key)
}

const fn same_parts(one: &[super::KeyAttribute], other: &[super::KeyAttribute]) -> bool {
    match (one, other) {
        ([], []) => true,
        ([one], [other]) => same(one.name, other.name) && one.ty as u8 == other.ty as u8,
        _ => false,
    }
}

/// Whether the values of two key attributes are never equal: whether they begin with different texts.
const fn differ(one: &[super::KeyAttribute], other: &[super::KeyAttribute]) -> bool {
    let ([one], [other]) = (one, other) else { return false };
    let (Some(text), Some(of_other)) = (beginning(&one.form), beginning(&other.form)) else { return false };
    let (text, of_other) = (text.as_bytes(), of_other.as_bytes());
    let least = if text.len() < of_other.len() { text.len() } else { of_other.len() };
    !same_bytes(text.split_at(least).0, of_other.split_at(least).0)
        // A whole text without fields is equal to itself alone.
        || (is_whole(&one.form) && is_whole(&other.form) && text.len() != of_other.len())
}

/// The text that a template begins with.
const fn beginning(form: &KeyForm) -> Option<&'static str> {
    match form {
        KeyForm::Template([Segment::Text(text), ..]) => Some(text),
        _ => None,
    }
}

const fn is_whole(form: &KeyForm) -> bool {
    matches!(form, KeyForm::Template([Segment::Text(_)]))
}

const fn same(one: &str, other: &str) -> bool {
    same_bytes(one.as_bytes(), other.as_bytes())
}

/// A loop, because the compiler ends a recursion before the longest name of a table.
const fn same_bytes(mut one: &[u8], mut other: &[u8]) -> bool {
    while let (Some((first, rest)), Some((of_other, rest_of_other))) =
        (one.split_first(), other.split_first())
    {
        if *first != *of_other {
            return false;
        }
        (one, other) = (rest, rest_of_other);
    }
    one.is_empty() && other.is_empty()
}
