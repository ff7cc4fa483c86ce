//! What `#[derive(Record)]` tells of a struct: its table, its fields and its keys, as constants.

use crate::{
    key::ScalarAttributeType,
    value::{AttributeValue, Item},
};

/// How a record lies in its table. `#[derive(Record)]` writes it.
#[derive(Debug)]
pub struct RecordSchema {
    /// The Rust type's name, for messages.
    pub record: &'static str,
    /// The table's name.
    pub table: &'static str,
    /// The fields that are stored. Other members mean them by their numbers from 0.
    pub fields: &'static [FieldSchema],
    /// The table's partition key.
    pub partition_key: &'static [KeyAttribute],
    /// The table's sort key, if it has one.
    pub sort_key: &'static [KeyAttribute],
    /// The secondary indexes.
    pub indexes: &'static [IndexSchema],
    /// The field with the time at which the item expires, if there is one.
    pub time_to_live: Option<usize>,
    /// The field with the version, if there is one.
    pub version: Option<usize>,
}

/// A field of a record.
#[derive(Debug)]
pub struct FieldSchema {
    /// The field's name.
    pub name: &'static str,
    /// The name of the item's attribute.
    pub attribute: &'static str,
    /// Whether the item has the attribute: a field in a template of the table's key is stored there alone.
    pub stored: bool,
}

/// A secondary index.
#[derive(Debug)]
pub struct IndexSchema {
    /// The index's name.
    pub name: &'static str,
    /// Whether it is a local index, which has the table's partition key.
    pub local: bool,
    /// The partition key.
    pub partition_key: &'static [KeyAttribute],
    /// The sort key.
    pub sort_key: &'static [KeyAttribute],
    /// What its entries have besides the keys.
    pub projection: IndexProjection,
}

/// What the entries of an index have besides the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexProjection {
    /// All attributes.
    All,
    /// Nothing.
    KeysOnly,
    /// These attributes.
    Include(&'static [&'static str]),
}

/// An attribute of a key.
#[derive(Debug)]
pub struct KeyAttribute {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub ty: ScalarAttributeType,
    /// What its value is made of.
    pub form: KeyForm,
}

/// What the value of a key attribute is made of.
#[derive(Debug)]
pub enum KeyForm {
    /// It is the attribute of the field with this number.
    Field(usize),
    /// A text of texts and fields.
    Template(&'static [Segment]),
}

/// A part of a template.
#[derive(Debug)]
pub enum Segment {
    /// This text.
    Text(&'static str),
    /// The value of a field.
    Field {
        /// The field's number.
        number: usize,
        /// The type of its value.
        ty: ScalarAttributeType,
        /// How many digits a number has, with zeros in front; 0 is as many as it needs.
        width: usize,
    },
}

impl KeyAttribute {
    /// The numbers of the fields that the value is made of, in order.
    pub(super) fn fields(&self) -> impl Iterator<Item = usize> {
        let (one, segments): (_, &[Segment]) = match &self.form {
            KeyForm::Field(number) => (Some(*number), &[]),
            KeyForm::Template(segments) => (None, segments),
        };
        one.into_iter().chain(segments.iter().filter_map(|segment| match segment {
            Segment::Field { number, .. } => Some(*number),
            Segment::Text(_) => None,
        }))
    }
}

/// The fields of a key in order, each once, without those of an earlier part of the key.
pub(super) fn distinct(parts: &[KeyAttribute], before: &[usize]) -> Vec<usize> {
    let mut fields = Vec::new();
    for field in parts.iter().flat_map(KeyAttribute::fields) {
        if !fields.contains(&field) && !before.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

impl RecordSchema {
    /// The attributes of the table's key.
    pub(super) fn key(&self) -> impl Iterator<Item = &'static KeyAttribute> + use<> {
        self.partition_key.iter().chain(self.sort_key)
    }

    /// No values yet: one `Null` for each field.
    pub(super) fn no_values(&self) -> Vec<AttributeValue> {
        vec![AttributeValue::Null; self.fields.len()]
    }

    /// The attribute with the version.
    pub(super) fn version_attribute(&self) -> Option<&'static str> {
        self.version.and_then(|number| self.fields.get(number)).map(|field| field.attribute)
    }

    /// The attribute with the time at which the item expires.
    pub(super) fn time_to_live_attribute(&self) -> Option<&'static str> {
        self.time_to_live.and_then(|number| self.fields.get(number)).map(|field| field.attribute)
    }

    /// The attributes of the table's key in an item.
    pub(super) fn key_of(&self, item: &Item) -> Item {
        let attributes = self.key().filter_map(|part| Some((part.name, item.get(part.name)?.clone())));
        attributes.collect()
    }
}
