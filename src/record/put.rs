//! Puts records.

use std::marker::PhantomData;

use super::{record::Record, schema::RecordSchema};
use crate::{
    database::{PutBuilder, Table},
    error::{Error, Result},
    value::{AttributeValue, Item, Number},
};

/// The placeholder of the version's attribute, and of the version that is expected.
pub(super) const VERSION: (&str, &str) = ("#hashrange_version", ":hashrange_version");

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
    Version(&'static str, AttributeValue),
}

impl Expected {
    /// The version that a record's item was read with.
    pub(super) fn of(schema: &RecordSchema, item: &Item) -> Self {
        let Some(attribute) = schema.version_attribute() else { return Self::Nothing };
        match item.get(attribute) {
            Some(AttributeValue::N(version)) if *version != Number::default() => {
                Self::Version(attribute, AttributeValue::N(*version))
            }
            _ => Self::New(attribute),
        }
    }

    /// The condition, the attribute's name in it, and the value in it.
    pub(super) fn condition(self) -> Option<(String, &'static str, Option<AttributeValue>)> {
        let (name, value) = VERSION;
        match self {
            Self::Nothing => None,
            Self::New(attribute) => Some((format!("attribute_not_exists({name})"), attribute, None)),
            Self::Version(attribute, version) => {
                Some((format!("{name} = {value}"), attribute, Some(version)))
            }
        }
    }
}

impl Stored {
    pub(super) fn of(record: &impl Record) -> Result<Self> {
        let mut item = record.to_item()?;
        let expected = Expected::of(record.schema(), &item);
        let next = match &expected {
            Expected::Nothing => None,
            Expected::New(attribute) => Some((*attribute, Number::from(1))),
            Expected::Version(attribute, AttributeValue::N(version)) => {
                let next = version.checked_add(&1.into()).map_err(|error| Error::Conversion(error.into()))?;
                Some((*attribute, next))
            }
            Expected::Version(..) => None,
        };
        if let Some((attribute, version)) = next {
            item.insert(attribute, version);
        }
        Ok(Self { item, expected })
    }
}

/// A put of a record: [`TableOf::put`](super::TableOf::put).
#[derive(Debug)]
#[must_use = "nothing is written until `run`"]
pub struct PutOf<'t, T> {
    put: Result<(PutBuilder<'t>, Item)>,
    of: PhantomData<fn() -> T>,
}

impl<'t, T: Record> PutOf<'t, T> {
    pub(super) fn new(table: &'t Table, record: &impl Record) -> Self {
        let put = Stored::of(record).map(|Stored { item, expected }| {
            let mut put = table.put(item.clone());
            if let Some((condition, attribute, version)) = expected.condition() {
                let (name, placeholder) = VERSION;
                put = put.condition(condition).name(name, attribute);
                if let Some(version) = version {
                    put = put.value(placeholder, version);
                }
            }
            (put, item)
        });
        Self { put, of: PhantomData }
    }

    /// Sets options of the untyped request, such as conditions.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record)]
    /// # #[record(table = "users")]
    /// # struct User { #[record(partition_key)] id: String, age: u32 }
    /// let users = Database::new().table_of::<User>()?;
    /// let haeri = User { id: "haeri05".into(), age: 39 };
    /// users.put(&haeri).run()?;
    /// let older = users.put(&haeri).with(|put| put.condition("age < :age").value(":age", 39)).run();
    /// assert!(older.unwrap_err().is_condition_failed());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn with(mut self, options: impl FnOnce(PutBuilder<'t>) -> PutBuilder<'t>) -> Self {
        self.put = self.put.map(|(put, item)| (options(put), item));
        self
    }

    /// Puts the record only if there is none with its key.
    pub fn if_absent(self) -> Self {
        self.with(PutBuilder::if_absent)
    }

    /// Puts the record only if there is one with its key.
    pub fn if_exists(self) -> Self {
        self.with(PutBuilder::if_exists)
    }

    /// Puts the record.
    ///
    /// # Errors
    /// As [`PutBuilder::run`]; [`Error::Conversion`] for a value that cannot be stored; [`Error::Validation`] for a key that
    /// could not be read back; [`Error::ConditionalCheckFailed`] if the table has another version.
    pub fn run(self) -> Result<()> {
        self.put?.0.run()
    }

    /// Puts the record, and returns it as it is stored: with its new version.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn stored(self) -> Result<T> {
        let (put, item) = self.put?;
        put.run()?;
        read(&item)
    }

    /// Puts the record, and returns the one that it replaced.
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`] if the replaced item does not fit. The record has been put then.
    pub fn replaced(self) -> Result<Option<T>> {
        self.put?.0.replaced()?.map(|item| read(&item)).transpose()
    }
}

/// The record of an item whose key was that of the record.
pub(super) fn read<T: Record>(item: &Item) -> Result<T> {
    T::read_item(item)?.ok_or_else(|| Error::validation("The key of the item is that of another record"))
}
