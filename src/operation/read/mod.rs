//! Query and Scan, and the pages that they and PartiQL read.

pub(crate) mod collection;
pub(crate) mod page;
pub(crate) mod query;
pub(crate) mod query_plan;
pub(crate) mod scan;
pub(crate) mod start;
pub(crate) mod target;
