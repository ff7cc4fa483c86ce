//! Keys as Rust values: [`Key`] and [`IntoKey`].

use std::{borrow::Cow, fmt, sync::Arc};

use smallvec::SmallVec;

use crate::{
    error::Result,
    key::{KeySchema, StoredKey},
    operation::{stored_key, stored_key_of_values},
    value::{AttributeName, AttributeValue, Item, ItemNotation, Notation, Number, Text},
};

/// The key of an item, as [`IntoKey`] makes it.
#[derive(Debug, Clone)]
pub struct Key(Form);

#[derive(Debug, Clone)]
enum Form {
    /// The values of the key's attributes, in the order of the schema. Looking them up needs no item.
    Values(SmallVec<[AttributeValue; 2]>),
    Item(Item),
}

impl Key {
    /// The key with these values: the partition key's, then the sort key's.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let orders = db.create_table("orders").partition_key("customer", S).sort_key("number", N).run()?;
    /// # orders.put(item! { "customer": "minji01", "number": 7 }).run()?;
    /// use hashrange::Key;
    ///
    /// let key = Key::new(["minji01".into(), 7.into()]);
    /// assert!(orders.get(&key).run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn new(values: impl IntoIterator<Item = AttributeValue>) -> Self {
        Self(Form::Values(values.into_iter().collect()))
    }

    /// The key as an item with the schema's attributes. Operations refuse a key with a value too many or too few.
    ///
    /// ```
    /// # use hashrange::{Database, Key, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let orders = db.create_table("orders").partition_key("customer", S).sort_key("number", N).run()?;
    /// let key = Key::new(["minji01".into(), 7.into()]);
    /// assert_eq!(key.into_item(&orders.key_schema()), item! { "customer": "minji01", "number": 7 });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn into_item(self, schema: &KeySchema) -> Item {
        match self.0 {
            Form::Values(values) => {
                let mut names = schema.attributes().map(|attribute| attribute.name.clone());
                let mut item = Item::with_capacity(values.len());
                for (value, number) in values.into_iter().zip(1..) {
                    // Any name: the key is refused for the number of its values.
                    item.insert(names.next().unwrap_or_else(|| format!("value {number}").into()), value);
                }
                item
            }
            Form::Item(item) => item,
        }
    }

    /// The stored key of the item with this key.
    pub(super) fn place(&self, schema: &KeySchema) -> Result<StoredKey> {
        match &self.0 {
            Form::Values(values) => match values.as_slice() {
                [partition] => stored_key_of_values(schema, &[partition]),
                [partition, sort] => stored_key_of_values(schema, &[partition, sort]),
                others => stored_key_of_values(schema, &others.iter().collect::<Vec<_>>()),
            },
            Form::Item(item) => stored_key(schema, item),
        }
    }
}

impl Key {
    /// Whether these attributes, in the order of their schema, are those of this key; of a key without a sort key's value,
    /// whether they begin with it.
    pub(super) fn is_in(&self, attributes: &[(AttributeName, AttributeValue)]) -> bool {
        match &self.0 {
            Form::Values(values) => {
                values.len() <= attributes.len()
                    && values.iter().zip(attributes).all(|(value, (_, attribute))| value == attribute)
            }
            // An item may have more attributes than a key.
            Form::Item(item) => {
                !attributes.is_empty()
                    && attributes.iter().all(|(name, value)| item.get(name).is_none_or(|own| own == value))
                    && attributes.first().is_some_and(|(name, _)| item.contains(name))
            }
        }
    }
}

/// The values in the order of the schema, or the item.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Values(values) => values.iter().enumerate().try_for_each(|(place, value)| {
                write!(f, "{}{:.60}", if place == 0 { "" } else { ", " }, Notation(value))
            }),
            Form::Item(item) => write!(f, "{:.60}", ItemNotation(item)),
        }
    }
}

impl From<Item> for Key {
    fn from(item: Item) -> Self {
        Self(Form::Item(item))
    }
}

/// A key: the partition key's value (a text, an integer or [`Number`], bytes), or a pair of partition key and sort key.
/// It can also be an [`Item`] of the key's attributes, or a reference to a whole item, of which only the key's
/// attributes are used. Operations refuse an `i128` or `u128` of more than 38 digits, which DynamoDB cannot store.
/// `Number::try_from` converts an `f64`.
///
/// ```
/// use hashrange::{Database, ScalarAttributeType::{N, S}, item};
///
/// let db = Database::new();
/// let table = db.create_table("orders").partition_key("customer", S).sort_key("number", N).run()?;
/// table.put(item! { "customer": "minji01", "number": 7 }).run()?;
/// assert!(table.get(("minji01", 7)).run()?.is_some());
/// assert!(table.get(item! { "customer": "minji01", "number": 7 }).run()?.is_some());
/// # Ok::<(), hashrange::Error>(())
/// ```
pub trait IntoKey {
    /// The key, for a table with this schema.
    fn into_key(self, schema: &KeySchema) -> Key;

    /// The key where no table is known: an item has all its attributes.
    #[doc(hidden)]
    fn into_whole_key(self) -> Key
    where
        Self: Sized,
    {
        self.into_key(&KeySchema { partition_key: Vec::new(), sort_key: Vec::new() })
    }
}

macro_rules! single {
    ($($type:ty)*) => {$(
        impl IntoKey for $type {
            fn into_key(self, _: &KeySchema) -> Key {
                let mut values = SmallVec::new();
                values.push(self.into());
                Key(Form::Values(values))
            }
        }
    )*};
}

single! { char &str String &String Text &Text Cow<'_, str> &Cow<'_, str> Box<str> &Box<str> Arc<str> &Arc<str> }
single! { Number &Number i8 i16 i32 i64 isize u8 u16 u32 u64 usize }
single! { &i8 &i16 &i32 &i64 &isize &u8 &u16 &u32 &u64 &usize }
macro_rules! wide {
    ($($type:ty)*) => {$(
        impl IntoKey for $type {
            fn into_key(self, _: &KeySchema) -> Key {
                Key::new(Number::try_from(self).ok().map(AttributeValue::N))
            }
        }
    )*};
}

wide! { i128 u128 }
single! { Vec<u8> &Vec<u8> &[u8] AttributeValue &AttributeValue }

impl<const N: usize> IntoKey for &[u8; N] {
    fn into_key(self, schema: &KeySchema) -> Key {
        self.as_slice().into_key(schema)
    }
}

impl<P: Into<AttributeValue>, S: Into<AttributeValue>> IntoKey for (P, S) {
    fn into_key(self, _: &KeySchema) -> Key {
        // Built in place: a key is most of the memory that a get moves.
        Key(Form::Values(SmallVec::from_buf([self.0.into(), self.1.into()])))
    }
}

impl<P: Clone + Into<AttributeValue>, S: Clone + Into<AttributeValue>> IntoKey for &(P, S) {
    fn into_key(self, schema: &KeySchema) -> Key {
        self.clone().into_key(schema)
    }
}

impl IntoKey for Key {
    fn into_key(self, _: &KeySchema) -> Key {
        self
    }
}

impl IntoKey for &Key {
    fn into_key(self, _: &KeySchema) -> Key {
        self.clone()
    }
}

impl IntoKey for Item {
    fn into_key(self, _: &KeySchema) -> Key {
        self.into()
    }
}

impl IntoKey for &Item {
    fn into_key(self, schema: &KeySchema) -> Key {
        // For a whole item, only the key's attributes are copied.
        if self.len() > schema.len() { schema.of(self).into() } else { self.clone().into() }
    }

    fn into_whole_key(self) -> Key {
        self.clone().into()
    }
}

impl IntoKey for Arc<Item> {
    fn into_key(self, schema: &KeySchema) -> Key {
        (&*self).into_key(schema)
    }

    fn into_whole_key(self) -> Key {
        (&*self).into_whole_key()
    }
}

impl IntoKey for &Arc<Item> {
    fn into_key(self, schema: &KeySchema) -> Key {
        (&**self).into_key(schema)
    }

    fn into_whole_key(self) -> Key {
        (&**self).into_whole_key()
    }
}
