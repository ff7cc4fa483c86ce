//! Settings of a table that are described, and do not affect its items.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    auto_scaling::AutoScaling,
    changes::{recovery::RecoverySettings, shard::is_gone},
    contributors::settings::ContributorInsightsSettings,
    kinesis::KinesisDestination,
    replication::settings::ReplicaSettings,
    transition::Transition,
    ttl::expiry::{Expiry, SweepDelay},
};
use crate::{
    enumeration::wire_enum,
    key::KeyAttribute,
    limits::{ON_DEMAND_PARTITIONS, PARTITION_READ_UNITS, PARTITION_WRITE_UNITS},
};

wire_enum! {
    /// The status of a table. (API reference: `TableDescription`)
    TableStatus "[CREATING, UPDATING, DELETING, ACTIVE]" {
        /// It is being created.
        Creating = "CREATING",
        /// It is being changed.
        Updating = "UPDATING",
        /// It is being deleted.
        Deleting = "DELETING",
        /// It can be used.
        Active = "ACTIVE",
    }
}

wire_enum! {
    /// The status of a secondary index. (API reference: `GlobalSecondaryIndexDescription`)
    IndexStatus "[CREATING, UPDATING, DELETING, ACTIVE]" {
        /// It is being created.
        Creating = "CREATING",
        /// Its throughput is being changed.
        Updating = "UPDATING",
        /// It is being deleted.
        Deleting = "DELETING",
        /// It can be used.
        Active = "ACTIVE",
    }
}

wire_enum! {
    /// How throughput is paid for.
    BillingMode "[PROVISIONED, PAY_PER_REQUEST]" {
        /// By units provisioned beforehand.
        Provisioned = "PROVISIONED",
        /// By request.
        PayPerRequest = "PAY_PER_REQUEST",
    }
}

wire_enum! {
    /// What storage costs beside throughput.
    TableClass "[STANDARD, STANDARD_INFREQUENT_ACCESS]" {
        /// The default class.
        Standard = "STANDARD",
        /// Cheaper storage, more expensive throughput.
        StandardInfrequentAccess = "STANDARD_INFREQUENT_ACCESS",
    }
}

wire_enum! {
    /// What a stream's records show of an item that changed.
    StreamViewType "[OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY, NEW_IMAGE]" {
        /// The item as it is now.
        NewImage = "NEW_IMAGE",
        /// The item as it was.
        OldImage = "OLD_IMAGE",
        /// Both.
        NewAndOldImages = "NEW_AND_OLD_IMAGES",
        /// Its key alone.
        KeysOnly = "KEYS_ONLY",
    }
}

wire_enum! {
    /// With what kind of key a table is encrypted.
    SSEType "[AES256, KMS]" {
        /// A kind that the service names and does not offer.
        Aes256 = "AES256",
        /// A key of the Key Management Service.
        Kms = "KMS",
    }
}

wire_enum! {
    /// Whether the settings of a global table's replicas follow each other.
    GlobalTableSettingsReplicationMode "[ENABLED, DISABLED, ENABLED_WITH_OVERRIDES]" {
        /// They do.
        Enabled = "ENABLED",
        /// They do not.
        Disabled = "DISABLED",
        /// They do, but for those that a replica sets itself.
        EnabledWithOverrides = "ENABLED_WITH_OVERRIDES",
    }
}

/// A table's settings and state as they are described. They change without a change of its items or keys.
///
/// Its fields are plain data without conditions between them, so they are public in the crate. Inside a table they
/// change under its lock, through `Table::change_settings`.
///
/// Snapshots contain this structure as it is: a new field that is no `Option` needs a `serde(default)`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TableSettings {
    pub(crate) id: String,
    /// Seconds since 1970.
    pub(crate) created_seconds: f64,
    pub(crate) status: TableStatus,
    /// When the status ends, unless it is ACTIVE. Snapshots contain tables as they will be when all transitions have
    /// ended.
    #[serde(skip)]
    pub(crate) transition: Transition,
    /// What an update changes when it ends.
    #[serde(skip)]
    pub(crate) to_come: ToCome,
    /// From when on the table can be backed up, in milliseconds since 1970: a transition after it was created.
    #[serde(skip)]
    pub(crate) backups_from_ms: u64,
    /// The key attributes of table and indexes.
    pub(crate) attribute_definitions: Vec<KeyAttribute>,
    pub(crate) billing_mode: BillingMode,
    /// Since when, in seconds since 1970, the table is or last was paid by request.
    pub(crate) pay_per_request_since_seconds: Option<f64>,
    /// When the table was switched to on-demand billing; only the times that count for the limit on switches.
    #[serde(default)]
    pub(crate) on_demand_switches_seconds: Vec<f64>,
    pub(crate) throughput: Throughput,
    /// The table's latest stream.
    pub(crate) stream: Option<StreamSettings>,
    /// The streams before it, which can still be read for a while. The oldest is the first.
    #[serde(default)]
    pub(crate) earlier_streams: Vec<StreamSettings>,
    /// The ARN of the encryption key; `None` for the key that the service owns.
    pub(crate) encryption_key_arn: Option<String>,
    /// The class, if it was ever set.
    pub(crate) table_class: Option<TableClass>,
    /// When the class was changed, in seconds since 1970.
    pub(crate) table_class_changed_seconds: Option<f64>,
    /// When the class was changed; only the times that count for the limit on changes.
    #[serde(default)]
    pub(crate) table_class_changes_seconds: Vec<f64>,
    /// Whether DeleteTable is refused.
    pub(crate) deletion_protection: bool,
    /// Whether the table may not be disassociated from its global table.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) disassociation_protection: bool,
    pub(crate) settings_replication_mode: Option<GlobalTableSettingsReplicationMode>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) resource_policy: Option<ResourcePolicySettings>,
    /// Whether items expire, if it was ever set.
    pub(crate) time_to_live: Option<TimeToLiveSettings>,
    /// The global indexes' settings and states, by name.
    pub(crate) global_indexes: BTreeMap<String, IndexSettings>,
    /// The Kinesis data streams that changes are or were sent to; at most one of them is not off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) kinesis_destinations: Vec<KinesisDestination>,
    /// What the table was restored from, if it was.
    pub(crate) restored: Option<RestoreSettings>,
    /// The vector indexes' states, by name. Their throughput is not used: they are paid for by bytes.
    #[serde(default)]
    pub(crate) vector_indexes: BTreeMap<String, IndexSettings>,
    /// Whether accesses are counted by key, if it was ever set.
    pub(crate) contributor_insights: Option<ContributorInsightsSettings>,
    /// Point-in-time recovery, while it is on. `Table::set_recovery` changes it.
    #[serde(default)]
    pub(crate) recovery: Option<RecoverySettings>,
    /// The table is a replica of a global table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) replica: Option<ReplicaSettings>,
    /// How the units are scaled.
    #[serde(default, skip_serializing_if = "AutoScaling::is_off")]
    pub(crate) auto_scaling: AutoScaling,
}

impl TableSettings {
    /// An active table with on-demand billing and no other settings.
    pub(crate) fn plain() -> Self {
        Self {
            id: String::new(),
            created_seconds: 0.0,
            status: TableStatus::Active,
            transition: Transition::default(),
            to_come: ToCome::default(),
            backups_from_ms: 0,
            attribute_definitions: Vec::new(),
            billing_mode: BillingMode::PayPerRequest,
            pay_per_request_since_seconds: None,
            on_demand_switches_seconds: Vec::new(),
            throughput: Throughput::default(),
            stream: None,
            earlier_streams: Vec::new(),
            encryption_key_arn: None,
            table_class: None,
            table_class_changed_seconds: None,
            table_class_changes_seconds: Vec::new(),
            deletion_protection: false,
            disassociation_protection: false,
            settings_replication_mode: None,
            tags: BTreeMap::new(),
            resource_policy: None,
            time_to_live: None,
            global_indexes: BTreeMap::new(),
            restored: None,
            vector_indexes: BTreeMap::new(),
            kinesis_destinations: Vec::new(),
            contributor_insights: None,
            recovery: None,
            replica: None,
            auto_scaling: AutoScaling::default(),
        }
    }
}

/// What a table was restored from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RestoreSettings {
    /// The backup; `None` if the table was restored to a point in time.
    pub(crate) source_backup_arn: Option<String>,
    pub(crate) source_table_arn: String,
    /// The moment of the restored items, in seconds since 1970.
    pub(crate) of_seconds: f64,
}

/// The settings and state of a global secondary index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct IndexSettings {
    pub(crate) status: IndexStatus,
    pub(crate) throughput: Throughput,
    /// Whether accesses are counted by key, if it was ever set.
    pub(crate) contributor_insights: Option<ContributorInsightsSettings>,
    /// How the units are scaled.
    #[serde(default, skip_serializing_if = "AutoScaling::is_off")]
    pub(crate) auto_scaling: AutoScaling,
    /// When the status ends, unless it is ACTIVE or the existing items are still being added.
    #[serde(skip)]
    pub(crate) transition: Transition,
    /// The throughput after the update that is under way.
    #[serde(skip)]
    pub(crate) throughput_to_come: Option<Throughput>,
    /// The progress of an index that is being added to a table.
    #[serde(skip)]
    pub(crate) backfill: Option<Backfill>,
}

/// The progress of an index that is being added to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Backfill {
    /// Whether the table's items are being added; if not, resources are still being allocated.
    pub(crate) has_begun: bool,
    /// Whether the items that existed before the index are in it.
    pub(crate) is_filled: bool,
}

impl IndexSettings {
    /// An index that is being added to a table.
    pub(crate) fn to_fill(throughput: Throughput) -> Self {
        let backfill = Some(Backfill { has_begun: false, is_filled: false });
        Self { backfill, ..Self::new(IndexStatus::Creating, throughput) }
    }

    /// A vector index that can be searched.
    pub(crate) fn of_vectors() -> Self {
        Self::new(IndexStatus::Active, Throughput::default())
    }

    /// An index in this state, in which it stays.
    pub(crate) fn new(status: IndexStatus, throughput: Throughput) -> Self {
        Self {
            status,
            throughput,
            contributor_insights: None,
            auto_scaling: AutoScaling::default(),
            transition: Transition::default(),
            throughput_to_come: None,
            backfill: None,
        }
    }
}

/// What an update of a table changes when it ends; `None` for what stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ToCome {
    pub(crate) throughput: Option<Throughput>,
    /// The ARN of the new encryption key; `Some(None)` for the key that the service owns.
    pub(crate) encryption_key_arn: Option<Option<String>>,
}

/// The throughput of a table or an index, per second.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Throughput {
    /// Read units provisioned; 0 if requests are paid one by one.
    pub(crate) read_units: u64,
    /// Write units provisioned.
    pub(crate) write_units: u64,
    /// How often the units were lowered on the day of the last decrease, UTC.
    pub(crate) decreases_today: u64,
    /// Seconds since 1970.
    pub(crate) last_increase_seconds: Option<f64>,
    /// Seconds since 1970.
    pub(crate) last_decrease_seconds: Option<f64>,
    /// Limit for read units a second on demand; `None` or -1 for no limit.
    pub(crate) max_read_request_units: Option<i64>,
    /// Limit for write units a second on demand.
    pub(crate) max_write_request_units: Option<i64>,
    /// Read units a second of warm throughput.
    pub(crate) warm_read_units: u64,
    /// Write units a second of warm throughput.
    pub(crate) warm_write_units: u64,
}

/// The most partitions that a table or index gets by its throughput. Requests can ask for more units than memory has
/// room for.
const MOST_BY_THROUGHPUT: usize = 1024;

/// Seconds of a day, UTC.
const DAY_SECONDS: f64 = 86_400.0;

impl Throughput {
    /// Provisions these units, read and write. That removes the on-demand limits, and the units are warm at once.
    pub(crate) fn provision(&mut self, (read_units, write_units): (u64, u64)) {
        (self.read_units, self.write_units) = (read_units, write_units);
        (self.max_read_request_units, self.max_write_request_units) = (None, None);
        self.warm_read_units = self.warm_read_units.max(read_units);
        self.warm_write_units = self.warm_write_units.max(write_units);
    }

    /// Switches to on-demand billing.
    pub(crate) fn set_on_demand(&mut self) {
        (self.read_units, self.write_units) = (0, 0);
        let partitions = ON_DEMAND_PARTITIONS as u64;
        self.warm_read_units = self.warm_read_units.max(partitions * PARTITION_READ_UNITS);
        self.warm_write_units = self.warm_write_units.max(partitions * PARTITION_WRITE_UNITS);
    }

    /// How many partitions the service gives a table or index with this throughput: enough for the provisioned units,
    /// and for the warm throughput of reads and of writes.
    pub(crate) fn partitions(&self) -> usize {
        let (read, write) = (u128::from(self.read_units), u128::from(self.write_units));
        let (of_read, of_write) = (u128::from(PARTITION_READ_UNITS), u128::from(PARTITION_WRITE_UNITS));
        let provisioned = (read * of_write + write * of_read).div_ceil(of_read * of_write);
        let count = provisioned
            .max(u128::from(self.warm_read_units).div_ceil(of_read))
            .max(u128::from(self.warm_write_units).div_ceil(of_write));
        usize::try_from(count).unwrap_or(usize::MAX).clamp(1, MOST_BY_THROUGHPUT)
    }

    /// How often units were lowered on the day of this moment.
    pub(crate) fn decreases_on(&self, now_seconds: f64) -> u64 {
        let day = |seconds: f64| (seconds / DAY_SECONDS).floor();
        let is_today = |last: f64| day(last) == day(now_seconds);
        if self.last_decrease_seconds.is_some_and(is_today) { self.decreases_today } else { 0 }
    }
}

impl TableSettings {
    /// The table's streams, the oldest first.
    pub(crate) fn streams(&self) -> impl Iterator<Item = &StreamSettings> {
        self.earlier_streams.iter().chain(&self.stream)
    }

    /// The same, mutable.
    pub(crate) fn streams_mut(&mut self) -> impl Iterator<Item = &mut StreamSettings> {
        self.earlier_streams.iter_mut().chain(&mut self.stream)
    }
}

/// The settings of a table's stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StreamSettings {
    /// The time when it was switched on; unique among the table's streams.
    pub(crate) label: String,
    pub(crate) view_type: StreamViewType,
    pub(crate) enabled: bool,
    /// When it was switched off, in milliseconds since 1970; long ago if it is not known.
    pub(crate) disabled_ms: Option<u64>,
    pub(crate) resource_policy: Option<ResourcePolicySettings>,
    /// How long it is being switched on or off.
    #[serde(skip)]
    pub(crate) transition: Transition,
}

impl StreamSettings {
    /// Switches it off.
    pub(crate) fn disable(&mut self, now_ms: u64) {
        if self.enabled {
            self.enabled = false;
            self.disabled_ms = Some(now_ms);
        }
    }

    /// Whether it can be read: it is on, or was switched off within the retention time.
    pub(crate) fn is_readable(&self, now_ms: u64) -> bool {
        self.enabled || self.disabled_ms.is_some_and(|disabled_ms| !is_gone(disabled_ms, now_ms))
    }
}

/// A table's resource policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResourcePolicySettings {
    /// The policy as it was sent, JSON.
    pub(crate) policy: String,
    /// The id of this version.
    pub(crate) revision_id: String,
}

/// Whether a table's items expire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TimeToLiveSettings {
    pub(crate) enabled: bool,
    /// The attribute that holds the time, or held it before time to live was switched off.
    pub(crate) attribute_name: String,
    /// When it was set, in milliseconds since 1970.
    pub(crate) changed_ms: u64,
    /// When it began to apply, if that was not at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) applied_ms: Option<u64>,
    /// How long the setting before still applies.
    #[serde(skip)]
    pub(crate) transition: Transition,
}

impl TimeToLiveSettings {
    /// Whether items expire now.
    pub(crate) fn is_on(&self) -> bool {
        self.enabled != self.transition.is_under_way()
    }

    /// By which attribute items expire, and how long after their time they are swept; `None` if items do not expire.
    pub(crate) fn expiry(&self, delay: SweepDelay) -> Option<Expiry> {
        let since_ms = self.applied_ms.unwrap_or(self.changed_ms);
        let expiry = || Expiry::new(self.attribute_name.as_str().into(), delay).since(since_ms);
        self.is_on().then(expiry)
    }
}
