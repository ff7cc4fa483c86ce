//! How far a copy is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::options::MOST_SEGMENTS;
use crate::operation::TableDescription;

/// How far a table is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TableState {
    /// Its name at the source.
    pub(super) source: String,
    /// Which tables these are: one that is made again under the name is another.
    source_is: String,
    target_is: String,
    /// When the copy began, by this machine's clock, in seconds since 1970.
    pub(super) began_seconds: u64,
    /// When all changes that there were had been applied, by the same clock.
    pub(super) followed_seconds: u64,
    /// The stream that the source had then.
    stream_is: Option<String>,
    /// The items that were written.
    pub(super) items: u64,
    pub(super) segments: Vec<SegmentState>,
    /// The changes that were applied.
    pub(super) changes: u64,
    /// How far the shards of its stream are read.
    pub(super) shards: BTreeMap<String, ShardState>,
}

/// How far a segment is: all items up to a key are written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct SegmentState {
    pub(super) after: Option<Box<RawValue>>,
    pub(super) is_done: bool,
}

/// How far a shard is: all changes up to a number are applied.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ShardState {
    pub(super) after: Option<String>,
    pub(super) is_done: bool,
}

impl TableState {
    /// A table of which nothing is copied.
    pub(super) fn new(
        source: &TableDescription,
        target: &TableDescription,
        segments: usize,
        began_seconds: u64,
    ) -> Self {
        Self {
            source: source.table_name.clone(),
            source_is: identity(source),
            target_is: identity(target),
            began_seconds,
            followed_seconds: began_seconds,
            stream_is: source.latest_stream_arn.clone(),
            items: 0,
            segments: vec![SegmentState::default(); segments],
            changes: 0,
            shards: BTreeMap::new(),
        }
    }

    /// Whether it is one that a copy has written.
    pub(super) fn is_sound(&self) -> bool {
        (1..=MOST_SEGMENTS).contains(&self.segments.len())
    }

    /// Whether the source has the stream that it had when the copy began: another one leaves out what came between them.
    pub(super) fn has_stream_of(&self, source: &TableDescription) -> bool {
        self.stream_is == source.latest_stream_arn
    }

    /// What differs from these tables, if it is the state of others.
    pub(super) fn misfit(&self, source: &TableDescription, target: &TableDescription) -> Option<String> {
        let is = |here: &str, there: &TableDescription| here == identity(there);
        if self.source != source.table_name {
            return Some(format!("{} comes from {} there", target.table_name, self.source));
        }
        if !is(&self.source_is, source) {
            return Some(format!("the source's table {} is another one there", source.table_name));
        }
        (!is(&self.target_is, target))
            .then(|| format!("the target's table {} is another one there", target.table_name))
    }
}

/// Which table it is.
fn identity(described: &TableDescription) -> String {
    let TableDescription { table_arn, table_id, creation_date_time, .. } = described;
    format!("{table_arn} {table_id} {}", creation_date_time.unwrap_or_default())
}
