//! Global tables of version 2017.11.29 in requests and in answers.

use crate::{
    codec::structure,
    limits::TABLE_PARTS,
    operation::{request::enums::wire_enum, table::replica::description::ReplicaDescription},
};

structure! {
    /// A region with a replica. (API reference: `Replica`)
    pub struct Replica at most OfTable(TABLE_PARTS) {
        /// The region.
        region_name: Option<String> = "RegionName",
    }
}

impl<R: Into<String>> From<R> for Replica {
    fn from(region: R) -> Self {
        Self { region_name: Some(region.into()) }
    }
}

wire_enum! {
    /// The status of a global table.
    GlobalTableStatus "[CREATING, ACTIVE, DELETING, UPDATING]" {
        /// It is being created.
        Creating = "CREATING",
        /// It can be used.
        Active = "ACTIVE",
        /// It is being deleted.
        Deleting = "DELETING",
        /// Replicas are being added or removed, or its settings are being changed.
        Updating = "UPDATING",
    }
}

structure! {
    /// A global table. (API reference: `GlobalTableDescription`)
    #[non_exhaustive]
    pub struct GlobalTableDescription {
        /// Its replicas, in order of their regions.
        replication_group: Vec<ReplicaDescription> = "ReplicationGroup",
        /// Its ARN, which is of no region.
        global_table_arn: String = "GlobalTableArn",
        /// When it was created, in seconds since 1970.
        creation_date_time: Option<f64> = "CreationDateTime",
        /// Its status.
        global_table_status: Option<GlobalTableStatus> = "GlobalTableStatus",
        /// Its name, which is that of its replicas.
        global_table_name: String = "GlobalTableName",
    }
}

structure! {
    /// A global table in a list. (API reference: `GlobalTable`)
    #[non_exhaustive]
    pub struct GlobalTable {
        /// Its name.
        global_table_name: String = "GlobalTableName",
        /// The regions of its replicas, in order.
        replication_group: Vec<Replica> = "ReplicationGroup",
    }
}
