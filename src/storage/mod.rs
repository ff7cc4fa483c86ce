//! Tables, their hash partitions and indexes.
//!
//! Locks: one for each partition. A write holds the lock of its base partition while it takes those of the index
//! partitions it touches, one after the other; locks of several base partitions are taken in the order of table and
//! hash range. No lock is waited for while an index partition's lock is held, so there is no deadlock.

mod backfill;
mod change;
mod collection;
mod commit;
mod fork;
mod index;
mod layout;
mod page;
mod partition;
pub(crate) mod settings;
mod stored;
mod table;
mod transaction;
mod tree;
mod ttl;
mod verify;

pub use change::ItemChange;
pub(crate) use change::{Change, Edit, EntryChange, Written};
pub(crate) use collection::CollectionTooLarge;
pub(crate) use fork::copy_tables;
pub(crate) use index::{GlobalIndex, IndexDefinition, IndexProjection};
pub(crate) use layout::{Layout, MOST_PARTITIONS};
pub(crate) use page::{Page, PageRequest, WHOLE_TREE};
pub use settings::{
    BillingMode, GlobalTableSettingsReplicationMode, IndexStatus, SSEType, StreamViewType, TableClass,
    TableStatus,
};
pub(crate) use settings::{
    IndexSettings, ResourcePolicySettings, StreamSettings, TableSettings, Throughput, TimeToLiveSettings,
};
pub(crate) use stored::Stored;
pub(crate) use table::{ReadTarget, Table, TableDefinition};
pub(crate) use transaction::{Items, Place, Transaction};
pub(crate) use tree::Totals;
pub(crate) use ttl::SweepDelay;
