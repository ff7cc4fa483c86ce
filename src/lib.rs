//! Amazon DynamoDB inside your process: the same operations, the same answers, the same error texts, at memory speed.
//!
//! ```
//! use hashrange::{Database, ScalarAttributeType::S, item};
//!
//! let db = Database::new();
//! let users = db.create_table("users").partition_key("user_id", S).run()?;
//! users.put(item! { "user_id": "jihoon07", "product_name": "텀블러" }).run()?;
//! users.put(item! { "user_id": "jihoon07", "product_name": "스탠리" }).run()?; // the same key: replaced
//!
//! let jihoon = users.get("jihoon07").run()?.expect("it was put");
//! assert_eq!(jihoon.get("product_name"), Some(&"스탠리".into()));
//! assert_eq!(users.item_count(), 1);
//! # Ok::<(), hashrange::Error>(())
//! ```
//!
//! Where to begin:
//! - [`Database`] makes tables, and [`Database::fork`] copies a whole database for a test;
//! - [`Table`] reads and writes: [`put`](Table::put), [`get`](Table::get), [`update`](Table::update),
//!   [`delete`](Table::delete), [`query`](Table::query), [`scan`](Table::scan), and [`explain`](Table::explain) for
//!   those who want to see where a key's hash puts it;
//! - [`Item`], [`AttributeValue`], [`Number`] and the [`item!`] macro are the data; [`to_item`] and [`from_item`]
//!   convert any `serde` type;
//! - [`operation`] has the API's request and response structs one to one, and [`Database::wire`] speaks its JSON.
//!
//! All operations are synchronous and never wait for anything but a lock that is held for microseconds; they can be
//! called from async code as they are.

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod codec;
mod database;
mod engine;
mod enumeration;
mod error;
mod expression;
mod key;
pub mod limits;
mod listen;
pub mod operation;
mod partiql;
mod record;
#[cfg(feature = "sdk")]
pub mod sdk;
#[cfg(feature = "server")]
pub mod server;
pub mod size;
mod snapshot;
mod steps;
mod storage;
mod sync;
mod texts;
mod value;
mod wire;
mod work;

/// What the fuzz targets reach of the parsers. It is no API and may change in any release.
#[doc(hidden)]
pub mod fuzzing {
    pub use crate::expression::{ConditionTree, ExpressionKind, Placeholders, ProjectionTree, UpdateTree};
}

/// What the code that `item!` and `attribute_value!` expand to calls. It is no API.
#[doc(hidden)]
pub mod macro_support {
    pub use crate::value::literal::{Literal, is_storable};
}

pub use database::{
    CallRecorder, CreateTableBuilder, Database, DatabaseBuilder, DeleteBuilder, Explanation, GetBuilder,
    Index, IndexHandle, IntoKey, IntoParameters, Items, ItemsAs, Key, Partition, PutBuilder, QueryBuilder,
    ScanBuilder, StatementBuilder, Table, TransactionBuilder, TransactionReadBuilder, UpdateBuilder, Watcher,
};
pub use engine::{Call, Clock};
pub use error::{CancellationReason, Error, Message, Result};
pub use key::{HashRange, KeyAttribute, KeySchema, PartitionKeyHash, ScalarAttributeType};
pub use snapshot::SnapshotError;
pub use storage::ItemChange;
pub use value::{
    AttributeName, AttributeType, AttributeValue, ConversionError, Item, Number, NumberError, Text,
    from_attribute_value, from_item, from_item_ref, sets, to_attribute_value, to_item,
};
pub use wire::WireResponse;

/// The README's examples are run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
