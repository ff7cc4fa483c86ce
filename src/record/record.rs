//! What a record is: [`Record`] and [`KeyedRecord`].

use super::{attribute::Attribute, parts::Parts, reader::Reader, schema::RecordSchema};
use crate::{
    error::Result,
    value::{AttributeValue, ConversionError, Item},
};

/// A type whose values are items of a table: a struct with a key, or an enum of several such structs, which share a table.
/// `#[derive(Record)]` implements it; [the module](super) shows how.
///
/// Code for any record needs this bound alone; reads by key need [`KeyedRecord`].
///
/// ```
/// use hashrange::{Database, Record, TableOf};
///
/// fn import<R: Record>(table: &TableOf<R>, records: &[R]) -> hashrange::Result<usize> {
///     records.iter().try_for_each(|record| table.put(record).if_absent().run())?;
///     table.scan().count()
/// }
///
/// #[derive(Record)]
/// #[record(table = "users")]
/// struct User { #[record(partition_key)] id: String }
///
/// let users = Database::new().table_of::<User>()?;
/// assert_eq!(import(&users, &[User { id: "haeri05".into() }])?, 1);
/// # Ok::<(), hashrange::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no record",
    note = "write `#[derive(hashrange::Record)]` above the type"
)]
pub trait Record: Sized + MemberOf<Self> {
    /// One for each record.
    #[doc(hidden)]
    const SCHEMAS: &'static [&'static RecordSchema];

    /// The schema of this record.
    #[doc(hidden)]
    fn schema(&self) -> &'static RecordSchema;

    /// The item: the fields as attributes, and the keys that are made of them. What serde writes as `NULL` is left out, as
    /// is the key of an index that has a part without a value.
    ///
    /// # Errors
    /// A value cannot be stored: [`Error::Conversion`](crate::error::Error::Conversion). A key could not be read back,
    /// because a field's value contains what follows it in the template: [`Error::Validation`](crate::error::Error::Validation).
    fn to_item(&self) -> Result<Item>;

    /// The record of an item; `None` if the item's key has the form of another record.
    ///
    /// # Errors
    /// An attribute is missing or does not fit its field: [`Error::Conversion`](crate::error::Error::Conversion).
    fn read_item(item: &Item) -> Result<Option<Self>>;
}

/// A record with a key of its own: a struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no key of its own",
    note = "an enum of records is read by `collection`, `scan` and `index`; `of::<Record>()` is the table of one of its records"
)]
pub trait KeyedRecord: Record {
    /// The record's schema.
    #[doc(hidden)]
    const SCHEMA: &'static RecordSchema;

    /// The types of the fields in the partition key, as a tuple.
    type PartitionKey: Parts;
    /// The types of the fields in the sort key that are not in the partition key.
    type SortKey: Parts;
    /// The types of the fields in the key.
    type Key: Parts;
    /// The key's values: one, or a tuple.
    type KeyValues;

    /// The record's key, which [`get`](super::TableOf::get) and the others take.
    fn key(&self) -> Self::KeyValues;

    /// The fields' values in the order of the schema.
    #[doc(hidden)]
    fn values(&self) -> Result<Vec<AttributeValue>, ConversionError>;

    /// Reads the fields.
    #[doc(hidden)]
    fn read(reader: &Reader<'_>) -> Result<Self, ConversionError>;
}

impl<R: KeyedRecord, F, T, K> Attribute<R, F, T, K> {
    /// The attribute's name in the item, for expressions. A field in a template of the table's key has no attribute of its
    /// own, but the name that it would have.
    ///
    /// ```
    /// # use hashrange::Record;
    /// #[derive(Record)]
    /// #[record(table = "cart", rename_all = "camelCase")]
    /// struct CartLine {
    ///     #[record(partition_key)]
    ///     user: String,
    ///     added_at: u64,
    /// }
    /// assert_eq!(CartLine::ADDED_AT.name(), "addedAt");
    /// ```
    pub fn name(&self) -> &'static str {
        R::SCHEMA.fields.get(self.number()).map_or("", |field| field.attribute)
    }
}

/// A record that is one of the records of `T`: of an enum, or the record itself.
#[diagnostic::on_unimplemented(message = "`{Self}` is no record of `{T}`")]
pub trait MemberOf<T> {}

/// Some fields of a record, which a read projects: `#[derive(Projection)]`.
///
/// ```
/// use hashrange::{Database, Projection, Record};
///
/// #[derive(Record)]
/// #[record(table = "products")]
/// struct Product {
///     #[record(partition_key)]
///     id: String,
///     price: u32,
///     text: String,
/// }
///
/// #[derive(Projection)]
/// #[projection(of = Product)]
/// struct Price {
///     id: String,
///     price: u32,
/// }
///
/// let products = Database::new().table_of::<Product>()?;
/// products.put(&Product { id: "p1".into(), price: 9, text: "long".into() }).run()?;
/// let price = products.get("p1").project::<Price>().run()?.expect("it was put");
/// assert_eq!((price.id.as_str(), price.price), ("p1", 9));
/// # Ok::<(), hashrange::Error>(())
/// ```
pub trait Projection: Sized {
    /// The record.
    type Of: KeyedRecord;
    /// The numbers of the fields in the record's schema.
    #[doc(hidden)]
    const FIELDS: &'static [usize];

    /// Reads the fields.
    #[doc(hidden)]
    fn read(reader: &Reader<'_>) -> Result<Self, ConversionError>;
}
