//! Requests that are throttled. (API reference: TransactWriteItems, cancellation reasons; developer guide: Error handling
//! with DynamoDB, Diagnosing throttling)

/// A table has consumed what is provisioned for it, or one of its partitions what a partition does.
pub(crate) const PROVISIONED: &str = "The level of configured provisioned throughput for the table was exceeded. Consider \
                                      increasing your provisioning level with the UpdateTable API.";

/// A global index has consumed what is provisioned for it.
pub(crate) const INDEX_PROVISIONED: &str = "The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. \
     Consider increasing your provisioning level for the under-provisioned global secondary indexes with the \
     UpdateTable API";

/// A partition of a table on demand has consumed what a partition does, or the table what it does until it has grown.
pub(crate) const SCALING: &str = "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index \
     so please try again shortly. If exceptions persist, check if you have a hot key: \
     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html";

/// The same of a global index.
pub(crate) const INDEX_SCALING: &str = "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is automatically scaling \
     your index so please try again shortly.";

/// A table or index has consumed what was set for requests on demand.
pub(crate) const MAX_ON_DEMAND: &str =
    "Throughput exceeds the maximum OnDemandThroughput configured on table or index";

/// A table or index on demand has consumed the account's quota for it.
pub(crate) const ACCOUNT: &str = "Throughput exceeds the current throughput limit for your account. To request a limit increase, contact AWS Support \
     at https://aws.amazon.com/support.";
