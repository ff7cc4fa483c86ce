//! What is told of a copy while it runs.

use std::time::Duration;

use super::error::Result;

/// What a copy does now: [`CopyBuilder::on_progress`](crate::CopyBuilder::on_progress).
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct CopyProgress<'p> {
    /// The table's name at the source.
    pub table: &'p str,
    /// What is done to it.
    pub phase: CopyPhase,
    /// The items that were copied, compared or read again, or the changes that were applied.
    pub done: u64,
    /// How many items there are, as DescribeTable tells, which Amazon DynamoDB counts every six hours; how many differ, if
    /// those are read again; 0 for changes.
    pub expected: u64,
    /// How often requests found too little throughput.
    pub throttled: u64,
    /// How old the last change was when it was applied; `None` unless changes are followed.
    pub behind: Option<Duration>,
}

/// A phase of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CopyPhase {
    /// Items are read and written.
    Items,
    /// The changes of the source's stream are applied.
    Following,
    /// Items of both sides are compared.
    Comparing,
    /// Items that differ are read again.
    Rereading,
}

/// Who is told.
pub(super) type OnProgress = Box<dyn FnMut(&CopyProgress<'_>) + Send>;

/// Tells, and keeps how far the copy is.
pub(super) type Tell<'t> = &'t mut dyn FnMut(&CopyProgress<'_>) -> Result<()>;
