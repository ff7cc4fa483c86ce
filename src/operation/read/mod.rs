//! Query and Scan, and the pages that they and PartiQL read.

pub(crate) mod page;
pub(crate) mod query;
pub(crate) mod scan;
