//! Item collections: the items of one partition key with their entries in local indexes. How large each is is kept
//! under its partition's lock, in tables with local indexes only; the service limits it to 10 GB.

pub(super) mod growth;
pub(super) mod limit;
