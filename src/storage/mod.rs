//! Tables, their hash partitions and indexes.
//!
//! Locks: one for each partition. A write holds the lock of its base partition while it takes those of the index
//! partitions that it changes, one after the other. Locks of several base partitions are taken in the order of table
//! and hash range. No thread waits for a lock while it holds that of an index partition, so there is no deadlock.

mod auto_scaling;
mod backfill;
mod change;
mod changes;
mod collection;
mod commit;
mod compare;
mod contributors;
mod fork;
mod import;
mod index;
mod journal;
mod kinesis;
mod lag;
mod layout;
mod page;
mod partition;
mod partition_data;
mod read_target;
mod replication;
mod seen;
pub(crate) mod settings;
mod sharing;
mod states;
mod stored;
mod table;
mod table_definition;
pub(crate) mod throughput;
mod time;
mod transaction;
mod transition;
mod tree;
mod ttl;
mod verify;
mod walk;

pub(crate) use auto_scaling::{AutoScaling, ScalingSettings};
pub(crate) use change::{Change, Edit, EntryChange, Written};
#[cfg(feature = "disk")]
pub(crate) use changes::noted::{LogJournal, NotedLog};
pub(crate) use changes::{
    as_of::{OutOfWindow, changes_between, copy_as_of},
    between::{ChangedItem, ChangedItems},
};
pub(crate) use changes::{
    deleted::DeletedTable,
    merged::{Merged, Wanted},
    number::ChangeNumber,
    reading::StreamSource,
    record::{ChangeRecord, Origin},
    recovery::{RecoverySettings, RecoveryWindow},
    saved::{SavedLog, SavedShard},
    shard::{Shard, ShardId, ShardInfo, ShardsOf, Trimmed},
    waiters::Waiters,
};
pub use changes::{
    record::{ChangedBy, ItemChange, OperationType},
    sequence::SequenceNumber,
};
pub(crate) use collection::limit::CollectionTooLarge;
pub(crate) use compare::ItemVersions;
pub use contributors::settings::ContributorInsightsMode;
pub(crate) use contributors::{Contributor, Contributors, settings::ContributorInsightsSettings};
pub(crate) use fork::{copy_table, copy_tables};
pub use index::VectorDistanceFunction;
pub(crate) use index::{
    GlobalIndex, Hit, IndexDefinition, IndexProjection, SearchAttribute, SearchVector, VectorFault,
    VectorIndex, VectorIndexDefinition, element_of,
};
pub(crate) use journal::{Group, Journal, ValueKey, ValueKind};
#[cfg(feature = "disk")]
pub(crate) use journal::{JournalFailed, NotedTable};
pub(crate) use kinesis::KinesisDestination;
pub use kinesis::{ApproximateCreationDateTimePrecision, DestinationStatus};
pub use lag::settings::Lag;
pub(crate) use lag::{
    reader::{Reader, reading_as},
    seed::LagSeed,
};
pub(crate) use layout::{Layout, MOST_PARTITIONS};
pub(crate) use page::{Entry, Page, PageRequest, WHOLE_TREE};
pub(crate) use partition::Partition;
pub(crate) use read_target::ReadTarget;
pub use replication::settings::MultiRegionConsistency;
pub(crate) use replication::{
    cuts::Cuts,
    exchange::{Exchange, Receiver, ReplicationLag},
    replica::Replica,
    settings::{GlobalTableVersion, ReplicaSettings, ThroughputOverrides},
};
pub(crate) use seen::take_seen;
pub(crate) use settings::{
    Backfill, IndexSettings, ResourcePolicySettings, RestoreSettings, StreamSettings, TableSettings,
    Throughput, TimeToLiveSettings, ToCome,
};
pub use settings::{
    BillingMode, GlobalTableSettingsReplicationMode, IndexStatus, SSEType, StreamViewType, TableClass,
    TableStatus,
};
pub(crate) use sharing::Differences;
pub(crate) use states::Ending;
pub(crate) use stored::Stored;
pub(crate) use table::Table;
pub(crate) use table_definition::TableDefinition;
pub(crate) use time::US_OF_MS;
pub(crate) use transaction::{Items, Noting, Place, Transaction};
pub(crate) use transition::Transition;
pub(crate) use tree::totals::Totals;
pub(crate) use ttl::expiry::SweepDelay;
