//! A replica's settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{enumeration::wire_enum, storage::transition::Transition};

wire_enum! {
    /// The consistency of a global table's replicas.
    MultiRegionConsistency "[EVENTUAL, STRONG]" {
        /// A write is in the other regions a little later.
        Eventual = "EVENTUAL",
        /// A write is in the other regions when it is answered.
        Strong = "STRONG",
    }
}

/// The version of a global table. (Developer guide: DynamoDB global tables versions)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum GlobalTableVersion {
    /// Made by CreateGlobalTable.
    #[serde(rename = "2017.11.29")]
    Legacy,
    /// Made by UpdateTable.
    #[serde(rename = "2019.11.21")]
    Current,
}

/// The settings of a table that is a replica of a global table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReplicaSettings {
    /// The id of the global table.
    pub(crate) global_table: String,
    pub(crate) version: GlobalTableVersion,
    /// When the global table was created, in seconds since 1970.
    #[serde(default)]
    pub(crate) created_seconds: f64,
    /// How long the creation of the global table lasts.
    #[serde(skip)]
    pub(crate) creating: Transition,
    /// The same for the last change of its replicas.
    #[serde(skip)]
    pub(crate) updating: Transition,
    pub(crate) consistency: MultiRegionConsistency,
    /// The region of the witness, if there is one.
    #[serde(default)]
    pub(crate) witness: Option<String>,
    /// When the last replica was made from this one, in milliseconds since 1970.
    #[serde(default)]
    pub(crate) source_ms: Option<u64>,
    /// The encryption key, as it was asked for.
    #[serde(default)]
    pub(crate) kms_master_key_id: Option<String>,
    /// What this replica has instead of the throughput of the others.
    #[serde(default)]
    pub(crate) overrides: ThroughputOverrides,
    /// The same for its global indexes, by name.
    #[serde(default)]
    pub(crate) index_overrides: BTreeMap<String, ThroughputOverrides>,
}

impl ReplicaSettings {
    /// The settings of the first replica of a global table with this id.
    pub(crate) fn new(global_table: String, version: GlobalTableVersion, created_seconds: f64) -> Self {
        Self {
            global_table,
            version,
            created_seconds,
            creating: Transition::default(),
            updating: Transition::default(),
            consistency: MultiRegionConsistency::Eventual,
            witness: None,
            source_ms: None,
            kms_master_key_id: None,
            overrides: ThroughputOverrides::default(),
            index_overrides: BTreeMap::new(),
        }
    }
}

/// Throughput that a replica or its index has instead of that of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ThroughputOverrides {
    /// Read units provisioned.
    pub(crate) read_units: Option<u64>,
    /// Read units on demand; -1 is no limit.
    pub(crate) max_read_request_units: Option<i64>,
}
