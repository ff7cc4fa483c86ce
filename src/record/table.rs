//! [`TableOf`]: a table whose items are records.

use std::{fmt, marker::PhantomData};

use super::{
    attribute::IndexOf,
    definition, key,
    parts::IntoParts,
    put::PutOf,
    query::QueryOf,
    record::{KeyedRecord, MemberOf, Record},
    scan::ScanOf,
    table_index::TableIndexOf,
};
use crate::{
    database::{Database, Table},
    error::Result,
};

impl Database {
    /// The table of these records. If there is none, it is made: with the key, the indexes and the time to live that the
    /// record declares. A table that exists is checked; it may have more indexes.
    ///
    /// ```
    /// use hashrange::{Database, Record};
    ///
    /// #[derive(Record, Debug, PartialEq)]
    /// #[record(table = "cart")]
    /// struct CartLine {
    ///     #[record(partition_key)]
    ///     user: String,
    ///     #[record(sort_key)]
    ///     product: String,
    ///     quantity: u32,
    /// }
    ///
    /// let cart = Database::new().table_of::<CartLine>()?;
    /// let line = CartLine { user: "haeri05".into(), product: "p1".into(), quantity: 2 };
    /// cart.put(&line).run()?;
    /// assert_eq!(cart.get(("haeri05", "p1")).run()?, Some(line));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A table of this name has another key, lacks an index or expires by another attribute, or two records of an enum
    /// declare an index differently: [`Error::Validation`](crate::error::Error::Validation). The table is being created, so
    /// its time to live cannot be enabled yet: [`Error::ResourceInUse`](crate::error::Error::ResourceInUse); call it again
    /// when the table is active.
    pub fn table_of<T: Record>(&self) -> Result<TableOf<T>> {
        Ok(TableOf::new(definition::open(self, T::SCHEMAS)?))
    }
}

/// A table whose items are records of type `T`: [`Database::table_of`]. Cloning it is cheap.
///
/// Keys are checked by the compiler: a value of a wrong type, one too many or one too few does not compile.
///
/// ```compile_fail,E0277
/// use hashrange::{Database, Record};
///
/// #[derive(Record)]
/// #[record(table = "cart")]
/// struct CartLine {
///     #[record(partition_key)]
///     user: String,
///     #[record(sort_key)]
///     number: u32,
/// }
///
/// let cart = Database::new().table_of::<CartLine>().unwrap();
/// let _ = cart.get(("haeri05", "seven")); // `number` is a number
/// ```
///
/// Items of the table whose keys have another form than the record's belong to other records: reads leave them out.
pub struct TableOf<T> {
    table: Table,
    of: PhantomData<fn() -> T>,
}

impl<T> TableOf<T> {
    pub(super) fn new(table: Table) -> Self {
        Self { table, of: PhantomData }
    }

    /// The same table without types.
    pub fn table(&self) -> &Table {
        &self.table
    }
}

impl<T: Record> TableOf<T> {
    /// Puts a record, which replaces the one with the same key.
    ///
    /// If the record has a `version`, it is put only if the table still has the item with that version, and is stored with
    /// the next one: optimistic locking. The version 0, or `None`, is that of a record that is new. A record is copied with
    /// its version, into a table that does not have it, by `copy.table().put(record.to_item()?)`.
    ///
    /// ```
    /// use hashrange::{Database, Record};
    ///
    /// #[derive(Record, Clone)]
    /// #[record(table = "accounts")]
    /// struct Account {
    ///     #[record(partition_key)]
    ///     id: String,
    ///     balance: i64,
    ///     #[record(version)]
    ///     version: u64,
    /// }
    ///
    /// let accounts = Database::new().table_of::<Account>()?;
    /// let account = accounts.put(&Account { id: "a1".into(), balance: 0, version: 0 }).stored()?;
    /// assert_eq!(account.version, 1);
    ///
    /// let mine = Account { balance: 10, ..account.clone() };
    /// accounts.put(&Account { balance: 20, ..account }).run()?; // another one was faster
    /// assert!(accounts.put(&mine).run().unwrap_err().is_condition_failed());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn put<'t>(&'t self, record: &(impl Record + MemberOf<T>)) -> PutOf<'t, T> {
        PutOf::new(&self.table, record)
    }

    /// Reads all records, in order of the hash of their partition keys.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record)]
    /// # #[record(table = "users")]
    /// # struct User { #[record(partition_key)] id: String, age: u32 }
    /// let users = Database::new().table_of::<User>()?;
    /// users.put(&User { id: "haeri05".into(), age: 39 }).run()?;
    /// assert_eq!(users.scan().run()?.len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn scan(&self) -> ScanOf<T> {
        ScanOf::new(self.table.scan())
    }

    /// The table of one of the records of an enum.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// #[derive(Record, Debug, PartialEq)]
    /// #[record(table = "shop", partition_key = "USER#{user}", sort_key = "PROFILE")]
    /// struct User { user: String, name: String }
    ///
    /// #[derive(Record, Debug, PartialEq)]
    /// #[record(table = "shop", partition_key = "USER#{user}", sort_key = "ORDER#{number:06}")]
    /// struct Order { user: String, number: u32 }
    ///
    /// #[derive(Record, Debug, PartialEq)]
    /// enum Shop { User(User), Order(Order) }
    ///
    /// let shop = Database::new().table_of::<Shop>()?;
    /// shop.put(&Order { user: "haeri05".into(), number: 7 }).run()?;
    /// assert!(shop.of::<Order>().get(("haeri05", 7)).run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn of<R: KeyedRecord + MemberOf<T>>(&self) -> TableOf<R> {
        TableOf::new(self.table.clone())
    }

    /// Queries an item collection with all the records in it: `R` is one of them, whose partition key is given.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record, Debug, PartialEq)]
    /// # #[record(table = "shop", partition_key = "USER#{user}", sort_key = "PROFILE")]
    /// # struct User { user: String, name: String }
    /// # #[derive(Record, Debug, PartialEq)]
    /// # #[record(table = "shop", partition_key = "USER#{user}", sort_key = "ORDER#{number:06}")]
    /// # struct Order { user: String, number: u32 }
    /// # #[derive(Record, Debug, PartialEq)]
    /// # enum Shop { User(User), Order(Order) }
    /// # let shop = Database::new().table_of::<Shop>()?;
    /// shop.put(&User { user: "haeri05".into(), name: "해리".into() }).run()?;
    /// shop.put(&Order { user: "haeri05".into(), number: 7 }).run()?;
    /// let all = shop.collection::<User>("haeri05").run()?;
    /// assert!(matches!(all.as_slice(), [Shop::Order(_), Shop::User(_)]));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn collection<R: KeyedRecord + MemberOf<T>>(
        &self,
        partition_key: impl IntoParts<R::PartitionKey>,
    ) -> QueryOf<T, ()> {
        let values = key::values(R::SCHEMA.partition_key, &[], R::SCHEMA, partition_key);
        QueryOf::collection(R::SCHEMA, values, |value| self.table.query(value))
    }

    /// An index that a record declares.
    ///
    /// ```
    /// use hashrange::{Database, Record};
    ///
    /// #[derive(Record)]
    /// #[record(table = "products", index(by_brand, partition_key = brand, sort_key = price))]
    /// struct Product {
    ///     #[record(partition_key)]
    ///     id: String,
    ///     brand: Option<String>, // without a brand it is not in the index
    ///     price: u32,
    /// }
    ///
    /// let products = Database::new().table_of::<Product>()?;
    /// products.put(&Product { id: "p1".into(), brand: Some("소니".into()), price: 89_000 }).run()?;
    /// products.put(&Product { id: "p2".into(), brand: None, price: 5_000 }).run()?;
    /// let cheap = products.index(Product::BY_BRAND).query("소니").at_most(90_000).run()?;
    /// assert_eq!(cheap.len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn index<R: KeyedRecord + MemberOf<T>, P, S>(
        &self,
        index: IndexOf<R, P, S>,
    ) -> TableIndexOf<T, R, P, S> {
        let schema = R::SCHEMA.indexes.get(index.number());
        TableIndexOf::new(self.table.index(schema.map_or("", |schema| schema.name)), index)
    }
}

impl<T> Clone for TableOf<T> {
    fn clone(&self) -> Self {
        Self::new(self.table.clone())
    }
}

impl<T> fmt::Debug for TableOf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TableOf").field(&self.table.name()).finish()
    }
}
