//! Replicas in other regions.

use super::listed::listed;

/// A request names a region that the database does not have. (The message is hashrange's.)
pub(crate) fn no_region(region: &str, regions: &[&str]) -> String {
    format!(
        "This database does not have the region {region}. It has: {}. Give it more with \
         Database::builder().regions([..]), or with hashrange serve --regions",
        listed(", ", regions)
    )
}

/// UpdateTable names the region that it was sent to.
pub(crate) const LOCAL_REGION: &str = "Cannot add, delete, or update the local region through ReplicaUpdates. Use \
                                       CreateTable, DeleteTable, or UpdateTable as required.";

/// The region of a new replica has a table of the name.
pub(crate) fn table_exists(name: &str) -> String {
    format!(
        "Failed to create a the new replica of table with name: '{name}' because one or more replicas already existed \
         as tables."
    )
}

/// A table gets a replica whose write units are provisioned and not scaled. (hashicorp/terraform-provider-aws, issue
/// 13097, cites the service's answer)
pub(crate) const NOT_SCALED: &str = "Table write capacity should either be Pay-Per-Request or AutoScaled.";

/// The same of a global index. (Not measured)
pub(crate) fn index_not_scaled(index: &str) -> String {
    format!("Index {index} write capacity should either be Pay-Per-Request or AutoScaled.")
}

/// There is no replica in the region. (The message is hashrange's.)
pub(crate) fn not_found(name: &str, region: &str) -> String {
    format!("{INVALID}The table {name} has no replica in the Region {region}")
}

/// A replica should be deleted of which others were made in the last 24 hours.
pub(crate) const SOURCE: &str = "Replica cannot be deleted because it has acted as a source region for new replica(s) \
                                 being added to the table in the last 24 hours.";

/// The stream of a replica should be switched off.
pub(crate) const STREAM_NEEDED: &str =
    "One or more parameter values were invalid: Disabling Stream is not allowed for a Global Table replica.";

/// A table gets its first replica, and its stream does not show both images. (The message is hashrange's.)
pub(crate) const STREAM_WITHOUT_IMAGES: &str = "One or more parameter values were invalid: The stream of a Global Table \
                                                replica has the StreamViewType NEW_AND_OLD_IMAGES";

/// A part of ReplicaUpdates does not say what to do, or several things. (The message is hashrange's.)
pub(crate) const ONE_ACTION: &str =
    "One or more parameter values were invalid: Each ReplicationGroupUpdate has exactly one action";

/// ReplicaUpdates has several parts. (The message is hashrange's.)
pub(crate) const ONE_AT_A_TIME: &str = "One or more parameter values were invalid: Only one replica can be created, \
                                        updated, deleted or disassociated at a time";

/// Replicas should be changed together with something else. (The message is hashrange's.)
pub(crate) const ONLY_REPLICAS: &str =
    "One or more parameter values were invalid: ReplicaUpdates must be the only operation in the request";

/// A replica's settings should be changed to nothing. (The message is hashrange's.)
pub(crate) const NO_UPDATE: &str =
    "One or more parameter values were invalid: An update of a replica has at least one setting";

/// Read units are given to a replica on demand. (The message is hashrange's.)
pub(crate) const UNITS_ON_DEMAND: &str = "One or more parameter values were invalid: ProvisionedThroughputOverride \
                                          cannot be specified when BillingMode is PAY_PER_REQUEST";

/// Limits on demand are given to a replica with provisioned units. (The message is hashrange's.)
pub(crate) const LIMITS_PROVISIONED: &str = "One or more parameter values were invalid: OnDemandThroughputOverride \
                                             cannot be specified when BillingMode is PROVISIONED";

/// A limit on demand of a replica is out of range. (The message is hashrange's.)
pub(crate) const LIMIT_OUT_OF_RANGE: &str = "One or more parameter values were invalid: MaxReadRequestUnits of an \
                                             OnDemandThroughputOverride is at least 1, or -1 for no limit";

/// A replica that is to be disassociated is protected. (The message is hashrange's.)
pub(crate) const PROTECTED: &str = "One or more parameter values were invalid: The table is protected against \
                                    disassociation. Disable disassociation protection first.";

/// Another region's replica should be disassociated. (API reference: `DisassociateReplicationGroupMemberAction`,
/// `RegionName`; the message is hashrange's)
pub(crate) fn not_local(region: &str) -> String {
    format!("{INVALID}A replica is disassociated in its own Region: send the request to {region}")
}

/// A replica cannot be disassociated while the connection to another region is cut. (The message is hashrange's.)
pub(crate) fn not_replicated(name: &str) -> String {
    format!(
        "{INVALID}Changes of the table {name} are on their way from or to a Region whose connection is cut"
    )
}

/// An item of a strongly consistent global table is being written in another region. (API reference:
/// `ReplicatedWriteConflictException`; the message is hashrange's)
pub(crate) const CONFLICT: &str =
    "One or more items in this request are being modified by a request in another Region.";

/// Most of the regions of a strongly consistent global table cannot be reached. (The message is hashrange's.)
pub(crate) const NO_MAJORITY: &str =
    "Internal server error: most Regions of the global table cannot be reached";

/// A transaction is on a strongly consistent global table. (The message is hashrange's.)
pub(crate) const STRONG_TRANSACTION: &str =
    "Transactional operations are not supported on global tables with multi-Region strong consistency";

/// Time to live is switched on in a strongly consistent global table. (The message is hashrange's.)
pub(crate) const STRONG_TIME_TO_LIVE: &str =
    "Time to live is not supported on global tables with multi-Region strong consistency";

/// The consistency of a global table should be changed. (The message is hashrange's.)
pub(crate) const OTHER_CONSISTENCY: &str = "One or more parameter values were invalid: The consistency and the witness \
                                            of a global table are set with its first replicas and cannot be changed";

/// Some replicas of a strongly consistent global table should be deleted. (The message is hashrange's.)
pub(crate) const STRONG_DELETION: &str = "One or more parameter values were invalid: The replicas of a global table with \
                                          multi-Region strong consistency are deleted together with the witness, until \
                                          one replica is left";

/// A table cannot become a strongly consistent global table. (The message is hashrange's.)
pub(crate) fn not_strong(why: &str) -> String {
    format!("{INVALID}A global table with multi-Region strong consistency {why}")
}

const INVALID: &str = "One or more parameter values were invalid: ";
