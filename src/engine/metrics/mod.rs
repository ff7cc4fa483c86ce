//! What the operations on each table come to, under CloudWatch's names.

mod cloud_watch;
mod counts;
mod histogram;
mod operation;
mod registry;
mod table;

pub use cloud_watch::CloudWatchMetric;
pub(super) use counts::CallCounts;
pub use histogram::LatencyHistogram;
pub use operation::OperationMetrics;
pub(super) use registry::Registry;
pub use table::{Metrics, ThrottleMetrics, UnitMetrics};
