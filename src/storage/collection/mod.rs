//! Item collections: the items of one partition key with their entries in local indexes. Only tables with local indexes
//! keep the sizes of collections, under the lock of the partition. The service limits a collection to 10 GB.

pub(super) mod growth;
pub(super) mod limit;
