//! Reads some fields of records.

use super::{
    reader::Reader,
    record::{KeyedRecord, Projection},
};
use crate::{error::Result, value::Item};

/// The projection expression for these fields, and what its placeholders stand for. The table's key is projected too: it
/// tells to which record an item belongs.
pub(super) fn of<P: Projection>() -> (String, Vec<(String, &'static str)>) {
    let schema = <P::Of as KeyedRecord>::SCHEMA;
    let mut attributes: Vec<&str> = schema.key().map(|part| part.name).collect();
    for field in P::FIELDS.iter().filter_map(|number| schema.fields.get(*number)) {
        if field.stored && !attributes.contains(&field.attribute) {
            attributes.push(field.attribute);
        }
    }
    let names: Vec<(String, &str)> =
        attributes.iter().zip(0..).map(|(name, number)| (format!("#hashrange_{number}"), *name)).collect();
    let placeholders: Vec<&str> = names.iter().map(|(placeholder, _)| placeholder.as_str()).collect();
    (placeholders.join(", "), names)
}

/// Reads the fields; `None` if the item belongs to another record.
pub(super) fn read<P: Projection>(item: &Item) -> Result<Option<P>> {
    let reader = Reader::new(<P::Of as KeyedRecord>::SCHEMA, item);
    Ok(reader.map(|reader| P::read(&reader)).transpose()?)
}
