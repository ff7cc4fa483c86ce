//! Keys as a Rust program writes them.

use crate::{
    key::KeySchema,
    value::{AttributeValue, Item, Number},
};

/// A key: the partition key's value, a pair of partition key and sort key, or an [`Item`] of the key's attributes.
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
    /// The key as an item with the attributes of the schema. A value too many or too few makes a key that the
    /// operation refuses.
    fn into_key(self, schema: &KeySchema) -> Item;
}

fn key_of<const LEN: usize>(schema: &KeySchema, values: [AttributeValue; LEN]) -> Item {
    let mut names = schema.attributes().map(|attribute| attribute.name.clone());
    values.into_iter().map(|value| (names.next().unwrap_or_default(), value)).collect()
}

macro_rules! single {
    ($($type:ty)*) => {$(
        impl IntoKey for $type {
            fn into_key(self, schema: &KeySchema) -> Item {
                key_of(schema, [self.into()])
            }
        }
    )*};
}

single! { &str String &String Number AttributeValue &AttributeValue Vec<u8> &[u8] i32 i64 u32 u64 usize }

impl<P: Into<AttributeValue>, S: Into<AttributeValue>> IntoKey for (P, S) {
    fn into_key(self, schema: &KeySchema) -> Item {
        key_of(schema, [self.0.into(), self.1.into()])
    }
}

impl IntoKey for Item {
    fn into_key(self, _: &KeySchema) -> Item {
        self
    }
}

impl IntoKey for &Item {
    fn into_key(self, schema: &KeySchema) -> Item {
        // A whole item will do: its key is taken out of it.
        if self.len() > schema.len() { schema.of(self) } else { self.clone() }
    }
}
