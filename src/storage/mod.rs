//! Tables, their hash partitions and indexes, and the clock.
//!
//! Locks: one for each partition. A write holds the lock of its base partition while it takes those of the index
//! partitions it touches, one after the other; whoever takes several base partitions takes them in order of
//! table and hash range. Nobody who holds an index partition's lock waits for another lock, so nothing waits in
//! a circle.

mod change;
mod client_tokens;
mod clock;
mod collection;
mod commit;
mod fork;
mod ids;
mod index;
mod layout;
mod page;
mod partition;
#[cfg(all(test, shuttle))]
mod shuttle_tests;
mod store;
mod stored;
mod table;
mod table_about;
mod transaction;
mod tree;
mod verify;

pub(crate) use change::{Change, Edit, EntryChange, Written};
pub(crate) use client_tokens::{Answer, ChargedSizes, RequestHash};
pub(crate) use collection::CollectionTooLarge;
pub(crate) use ids::Ids;
pub(crate) use index::{GlobalIndex, IndexDefinition, IndexProjection};
pub(crate) use layout::{Layout, MOST_PARTITIONS};
pub(crate) use page::{Page, PageRequest, WHOLE_TREE};
pub(crate) use store::{Store, StoreOptions};
pub(crate) use stored::Stored;
pub(crate) use table::{ReadTarget, Table, TableDefinition};
pub use table_about::{
    BillingMode, GlobalTableSettingsReplicationMode, IndexStatus, SSEType, StreamViewType, TableClass,
    TableStatus,
};
pub(crate) use table_about::{IndexAbout, ResourcePolicyAbout, StreamAbout, TableAbout, Throughput};
pub(crate) use transaction::{Items, Place, Transaction};
pub(crate) use tree::Totals;
