//! Typed tables: structs and enums whose values are items.
//!
//! `#[derive(Record)]` makes a struct a record, and [`Database::table_of`](crate::Database::table_of) makes or opens its
//! table. Keys and index keys are checked by the compiler.
//!
//! ```
//! use hashrange::{Database, Record};
//!
//! #[derive(Record, Debug, Clone, PartialEq)]
//! #[record(table = "shop", partition_key = "USER#{user}", sort_key = "ORDER#{number:06}")]
//! #[record(index(by_status, partition_key = status, sort_key = placed_at))]
//! struct Order {
//!     user: String,
//!     number: u32,
//!     status: Option<String>, // `None` is not in the index
//!     placed_at: u64,
//!     #[record(ttl)]
//!     expires: Option<u64>,
//!     #[record(version)]
//!     version: u64,
//! }
//!
//! let orders = Database::new().table_of::<Order>()?;
//! let order = Order {
//!     user: "haeri05".into(),
//!     number: 7,
//!     status: Some("OPEN".into()),
//!     placed_at: 1_700_000_000,
//!     expires: None,
//!     version: 0,
//! };
//! orders.put(&order).if_absent().run()?;
//! let stored = orders.get(("haeri05", 7)).run()?.expect("it was put");
//! assert_eq!(stored, Order { version: 1, ..order });
//! assert_eq!(orders.query("haeri05").at_least(5).run()?.len(), 1);
//! assert_eq!(orders.index(Order::BY_STATUS).query("OPEN").run()?, [stored]);
//! # Ok::<(), hashrange::Error>(())
//! ```
//!
//! # Attributes
//!
//! Above the struct, in `#[record(..)]`:
//!
//! | attribute | means |
//! | --- | --- |
//! | `table = "shop"` | the table's name |
//! | `partition_key = user`, `sort_key = at` | the key is the attribute of a field; the same as `#[record(partition_key)]` above the field |
//! | `partition_key = "USER#{user}"` | the key is a text made of fields, in the attribute `PK` (a sort key: `SK`) |
//! | `partition_key(pk = "USER#{user}")` | the same, in the attribute `pk` |
//! | `index(name, partition_key = .., sort_key = ..)` | a global index; each half may be a list, `partition_key(country, city)`, and be made by templates, in the attributes `name_pk` and `name_sk` |
//! | `index(name, local, sort_key = ..)` | a local index |
//! | `index(.., keys_only)`, `index(.., include(a, b))`, `index(.., rename = "by-name")` | what the index projects; its name in the table |
//! | `rename_all = "camelCase"` | how attributes are spelled, as in serde |
//! | `crate = "path"` | where this crate is, if it is re-exported |
//!
//! Above a field: `partition_key`, `sort_key`, `ttl`, `version`, `rename = "name"`, `default` or `default = "function"` for
//! a missing attribute, `with = "module"` as in serde (`with = "hashrange::sets::strings"` makes a set), `skip`.
//!
//! A field in a template of the table's key is stored in the key alone, and read back from it. A value that contains the text
//! that follows it in the template could not be read back, so it is refused. Numbers in a template are texts: with a width
//! (`{number:06}`) they are ordered as numbers. In the keys of indexes a field may be an `Option`; without a value the item
//! is not in the index.
//!
//! Fields are converted by serde, like those of [`to_item`](crate::to_item), except that what serde writes as `NULL` is
//! left out.
//!
//! serde's own attributes above a record's fields, such as `#[serde(rename = "..")]`, are not read: they are about another
//! format. Those inside a field's type are.
//!
//! # Conditions, updates and transactions
//!
//! Each field is a constant with the field's name in capitals, such as `Order::STATUS`. It has
//! [conditions](Attribute#method.equals) for filters and writes, names what an [update](TableOf::update) changes, and
//! [`Attribute::attr`] leads to what has no method of its own. [`TransactionBuilder`](crate::TransactionBuilder) takes records
//! too: [`put_record`](crate::TransactionBuilder::put_record), `update_record`, `delete_record`, `remove_record`,
//! `check_record`. What a typed request has no method for, its untyped one has: `with`.
//!
//! # Several records in one table
//!
//! An enum of records is a table with several kinds of items, which are told apart by the texts that their keys begin with:
//! [`TableOf::collection`] reads an item collection with all of them. Items of other forms are left out.
//!
//! # Errors of the compiler
//!
//! A key of a wrong type does not compile, nor does a key with a part too many or an index of another record.
//!
//! ```compile_fail,E0277
//! # use hashrange::{Database, Record};
//! # #[derive(Record)]
//! # #[record(table = "shop", index(by_status, partition_key = status))]
//! # struct Order { #[record(partition_key)] user: String, #[record(sort_key)] number: u32, status: Option<String> }
//! # let orders = Database::new().table_of::<Order>().unwrap();
//! let _ = orders.index(Order::BY_STATUS).query(7); // a status is a text
//! ```
//!
//! ```compile_fail,E0277
//! # use hashrange::{Database, Record};
//! # #[derive(Record)]
//! # #[record(table = "shop")]
//! # struct Order { #[record(partition_key)] user: String, #[record(sort_key)] number: u32, status: Option<String> }
//! # let orders = Database::new().table_of::<Order>().unwrap();
//! let _ = orders.get("haeri05"); // the number is missing
//! ```
//!
//! ```compile_fail,E0308
//! # use hashrange::{Database, Record};
//! # #[derive(Record)]
//! # #[record(table = "shop")]
//! # struct Order { #[record(partition_key)] user: String, #[record(sort_key)] number: u32, status: Option<String> }
//! # let orders = Database::new().table_of::<Order>().unwrap();
//! let _ = orders.update(("haeri05", 7)).set(Order::NUMBER, 8); // a key never changes
//! ```
//!
//! A record is one type with fields of its own: it has no type parameters and no lifetimes, and no field is flattened into it.
//!
//! ```compile_fail
//! # use hashrange::Record;
//! #[derive(Record)]
//! #[record(table = "users")]
//! struct User<T> { // a record has no type parameters and no lifetimes
//!     #[record(partition_key)]
//!     id: String,
//!     settings: T,
//! }
//! ```
//!
//! ```compile_fail
//! # use hashrange::Record;
//! # #[derive(serde::Serialize, serde::Deserialize)]
//! # struct Address { city: String }
//! #[derive(Record)]
//! #[record(table = "users")]
//! struct User {
//!     #[record(partition_key)]
//!     id: String,
//!     #[record(flatten)] // a record has no flattened fields; without this the address is a map
//!     address: Address,
//! }
//! ```

mod asynchronous;
mod attribute;
mod batch;
mod change;
mod change_methods;
mod condition;
mod definition;
mod delete;
mod get;
mod items;
mod key;
mod keyed;
mod parts;
mod projection;
mod put;
mod query;
mod query_conditions;
mod query_run;
mod read_methods;
mod reader;
#[expect(clippy::module_inception, reason = "the trait that the module is about")]
mod record;
mod request_traits;
mod returned;
mod scan;
mod schema;
mod sort;
#[doc(hidden)]
pub mod support;
mod table;
mod table_index;
mod template;
mod transaction;
mod update;
mod version;

pub use attribute::{Attribute, InKey, IndexOf, Plain};
pub use change::ChangesOf;
pub use delete::DeleteOf;
pub use get::GetOf;
pub use items::{PageOf, RecordsOf};
pub use parts::{Given, IntoParts, KeyValue, NoPart, Parts};
pub use put::PutOf;
pub use query::QueryOf;
#[doc(hidden)]
pub use reader::Reader;
pub use record::{KeyedRecord, MemberOf, Projection, Record};
pub use scan::ScanOf;
#[doc(hidden)]
pub use schema::{FieldSchema, IndexProjection, IndexSchema, KeyAttribute, KeyForm, RecordSchema, Segment};
pub use table::TableOf;
pub use table_index::TableIndexOf;
pub use update::UpdateOf;
