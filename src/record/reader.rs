//! Reads the fields of a record from an item.

use super::{
    attribute::Attribute,
    schema::{KeyForm, RecordSchema},
    template,
};
use crate::{
    error::Result,
    value::{AttributeValue, ConversionError, Item},
};

/// An item with what its key says about fields.
#[derive(Debug)]
pub struct Reader<'i> {
    schema: &'static RecordSchema,
    item: &'i Item,
    of_key: Vec<(usize, AttributeValue)>,
}

impl<'i> Reader<'i> {
    /// `None` if the item's key has another form: it belongs to another record.
    pub(super) fn new(schema: &'static RecordSchema, item: &'i Item) -> Option<Self> {
        let mut of_key: Vec<(usize, AttributeValue)> = Vec::new();
        for part in schema.key() {
            let value = item.get(part.name)?;
            if value.attribute_type().as_str() != part.ty.as_str() {
                return None;
            }
            let KeyForm::Template(segments) = part.form else { continue };
            for (number, value) in template::parse(segments, value.as_s()?)? {
                match of_key.iter().find(|(known, _)| *known == number) {
                    // A field in both halves of the key.
                    Some((_, known)) if *known != value => return None,
                    Some(_) => {}
                    None => of_key.push((number, value)),
                }
            }
        }
        Some(Self { schema, item, of_key })
    }

    /// What is read of the item. An error names the item's key.
    pub(super) fn whole<O>(&self, read: impl FnOnce(&Self) -> Result<O, ConversionError>) -> Result<O> {
        Ok(read(self).map_err(|error| error.of_item(&self.schema.key_of(self.item)))?)
    }

    /// The value of a field.
    ///
    /// # Errors
    /// It is missing or does not fit the field's type.
    pub fn read<R, F, T, K>(&self, attribute: &Attribute<R, F, T, K>) -> Result<F, ConversionError> {
        let number = attribute.number();
        let field = self.schema.fields.get(number);
        let of_key = self.of_key.iter().find(|(known, _)| *known == number).map(|(_, value)| value);
        let value = of_key.or_else(|| self.item.get(field?.attribute));
        attribute.read(value).map_err(|error| within(field.map_or("", |field| field.attribute), error))
    }
}

/// The same error, at an attribute.
pub(super) fn within(attribute: &str, error: ConversionError) -> ConversionError {
    match error {
        ConversionError::At { path, source } => {
            let dot = if path.starts_with('[') { "" } else { "." };
            ConversionError::At { path: format!("{attribute}{dot}{path}"), source }
        }
        other => ConversionError::At { path: attribute.to_owned(), source: Box::new(other) },
    }
}
