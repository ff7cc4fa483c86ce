//! What is counted of a call beside what a recording keeps.

use crate::storage::throughput::ThrottleEvent;

/// What is counted of a call.
#[derive(Debug, Default)]
pub(in crate::engine) struct CallCounts {
    /// How many items its pages returned.
    pub(in crate::engine) returned: usize,
    /// What was throttled of it. A call that a fault refused as a whole has nothing here.
    pub(in crate::engine) throttled: Vec<ThrottleEvent>,
}
