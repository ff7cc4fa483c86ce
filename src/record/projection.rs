//! Reads some fields of records.

use super::{
    reader::Reader,
    record::{KeyedRecord, Projection},
};
use crate::{
    error::Result,
    expression::{Attr, ProjectionExpression},
    value::Item,
};

/// The projection of these fields. The table's key is projected too: it tells to which record an item belongs.
pub(super) fn of<P: Projection>() -> ProjectionExpression {
    let schema = <P::Of as KeyedRecord>::SCHEMA;
    let mut attributes: Vec<&str> = schema.key().map(|part| part.name).collect();
    for field in P::FIELDS.iter().filter_map(|number| schema.fields.get(*number)) {
        if field.stored && !attributes.contains(&field.attribute) {
            attributes.push(field.attribute);
        }
    }
    ProjectionExpression::new(attributes.into_iter().map(Attr::named))
}

/// Reads the fields; `None` if the item belongs to another record.
pub(super) fn read<P: Projection>(item: &Item) -> Result<Option<P>> {
    let reader = Reader::new(<P::Of as KeyedRecord>::SCHEMA, item);
    reader.map(|reader| reader.whole(P::read)).transpose()
}
