//! Versions of records: optimistic locking.

use super::{record::Record, schema::RecordSchema};
use crate::{
    error::{Error, Result},
    expression::{Attr, ConditionExpression},
    value::{AttributeValue, Item, Number},
};

/// What a put of a record stores, and the version that the table must have.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) item: Item,
    pub(super) expected: Expected,
}

/// The version that the table's item must have.
#[derive(Debug)]
pub(super) enum Expected {
    /// The record has none.
    Nothing,
    /// The record is new: the table has no item with a version in this attribute.
    New(&'static str),
    /// This one, in this attribute.
    Version(&'static str, Number),
}

impl Expected {
    /// The version that a record's item was read with.
    pub(super) fn of(schema: &RecordSchema, item: &Item) -> Self {
        let Some(attribute) = schema.version_attribute() else { return Self::Nothing };
        match item.get(attribute) {
            Some(AttributeValue::N(version)) if *version != Number::default() => {
                Self::Version(attribute, *version)
            }
            _ => Self::New(attribute),
        }
    }

    /// The condition of the write, if it has one.
    pub(super) fn condition(self) -> Option<ConditionExpression> {
        match self {
            Self::Nothing => None,
            Self::New(attribute) => Some(Attr::named(attribute).not_exists()),
            Self::Version(attribute, version) => Some(Attr::named(attribute).equals(version)),
        }
    }

    /// The attribute and the version that is stored.
    fn next(&self) -> Result<Option<(&'static str, Number)>> {
        Ok(match self {
            Self::Nothing => None,
            Self::New(attribute) => Some((attribute, 1.into())),
            Self::Version(attribute, version) => {
                let next = version.checked_add(&1.into()).map_err(|error| Error::Conversion(error.into()))?;
                Some((attribute, next))
            }
        })
    }
}

/// The error of a write, whose condition may have failed because of the record's version.
pub(super) fn of_version(error: Error) -> Error {
    match error {
        Error::ConditionalCheckFailed { .. } => error.with_hint(|| {
            "the table may have another version of the record than the one that was read: read it again, change that, and \
             write it with its version"
                .to_owned()
        }),
        error => error,
    }
}

impl Stored {
    /// The item of a record, with its next version.
    pub(super) fn of(record: &impl Record) -> Result<Self> {
        let mut item = record.to_item()?;
        let expected = Expected::of(record.schema(), &item);
        if let Some((attribute, version)) = expected.next()? {
            item.insert(attribute, version);
        }
        Ok(Self { item, expected })
    }
}
