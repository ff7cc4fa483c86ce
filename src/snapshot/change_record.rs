//! The change log of a table in a snapshot.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    key::{HashPoint, StoredKey},
    storage::{
        ChangeNumber, ChangeRecord, ChangedBy, Origin, RecoveryWindow, SavedLog, SavedShard, ShardId, Stored,
        Table, US_OF_MS,
    },
};

/// A table's change log: its shards' records follow the table's items, in this order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LogRecord {
    /// The number of the next change.
    next: ChangeNumber,
    next_shard: u32,
    /// The moments that the log can lead back to, if point-in-time recovery is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    window: Option<RecoveryWindow>,
    /// The greatest number of a record that a stream showed in a shard that it does not show any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hidden: Option<ChangeNumber>,
    pub(crate) shards: Vec<ShardRecord>,
}

/// A shard of a change log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ShardRecord {
    id: String,
    parent: Option<String>,
    stream: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    sent: bool,
    /// The first and the last point of its part of the hash line.
    range: (HashPoint, HashPoint),
    first: ChangeNumber,
    /// The sequence number after its last record, and the time it was closed in milliseconds since 1970; `None` while
    /// it is open.
    end: Option<(ChangeNumber, u64)>,
    trimmed: Option<ChangeNumber>,
    /// How many records there are.
    pub(super) records: u64,
}

/// A record of a change. The old image and then the new image follow it, if they exist.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RecordRecord {
    sequence: ChangeNumber,
    at_ms: u64,
    /// The microseconds of that time beyond the milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    us: u16,
    by: By,
    /// For how long an item that expired had been invisible to requests, in milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    late_ms: u32,
    pub(super) old: bool,
    pub(super) new: bool,
}

fn is_zero<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Who made a change.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum By {
    Request,
    TimeToLive,
    Replication,
}

impl LogRecord {
    pub(crate) fn of(log: &SavedLog) -> Self {
        let text = |id: ShardId| id.to_string();
        let shard = |shard: &SavedShard| ShardRecord {
            id: text(shard.id),
            parent: shard.parent.map(text),
            stream: shard.stream.clone(),
            sent: shard.is_sent,
            range: shard.range,
            first: shard.first,
            end: shard.end,
            trimmed: shard.trimmed,
            records: shard.records.len() as u64,
        };
        Self {
            next: log.next,
            next_shard: log.next_shard,
            window: log.window,
            hidden: log.hidden,
            shards: log.shards.iter().map(shard).collect(),
        }
    }

    /// The log of these shards.
    pub(crate) fn log(&self, shards: Vec<SavedShard>) -> SavedLog {
        let Self { next, next_shard, window, hidden, shards: _ } = *self;
        SavedLog { next, next_shard, window, hidden, shards }
    }
}

impl ShardRecord {
    /// The last record that was trimmed early.
    #[cfg(feature = "disk")]
    pub(crate) fn trimmed(&self) -> Option<ChangeNumber> {
        self.trimmed
    }

    /// The first point of its part of the hash line, while it is open.
    #[cfg(feature = "disk")]
    pub(crate) fn open_from(&self) -> Option<HashPoint> {
        self.end.is_none().then_some(self.range.0)
    }

    /// The shard with these records; fails with what is wrong with the record.
    pub(crate) fn shard(&self, records: Vec<ChangeRecord>) -> Result<SavedShard, String> {
        let id =
            |text: &str| ShardId::parse(text).ok_or_else(|| format!("'{text}' is not the id of a shard"));
        Ok(SavedShard {
            id: id(&self.id)?,
            parent: self.parent.as_deref().map(id).transpose()?,
            stream: self.stream.clone(),
            is_sent: self.sent,
            range: self.range,
            first: self.first,
            end: self.end,
            trimmed: self.trimmed,
            records,
        })
    }
}

impl RecordRecord {
    pub(super) fn of(record: &ChangeRecord) -> Self {
        let Origin { by, at_ms, us, late_ms } = record.origin();
        Self {
            sequence: record.sequence(),
            at_ms,
            us,
            by: match by {
                ChangedBy::TimeToLive => By::TimeToLive,
                ChangedBy::Request => By::Request,
                ChangedBy::Replication => By::Replication,
            },
            late_ms,
            old: record.old().is_some(),
            new: record.new_item().is_some(),
        }
    }

    /// The record with these images.
    pub(super) fn record(&self, images: (Option<Stored>, Option<Stored>)) -> Result<ChangeRecord, String> {
        if images.0.is_none() && images.1.is_none() {
            return Err("a change without an image".to_owned());
        }
        let by = match self.by {
            By::Request => ChangedBy::Request,
            By::TimeToLive => ChangedBy::TimeToLive,
            By::Replication => ChangedBy::Replication,
        };
        if u64::from(self.us) >= US_OF_MS {
            return Err(format!("a change at {} microseconds of a millisecond", self.us));
        }
        let origin = Origin { by, at_ms: self.at_ms, us: self.us, late_ms: self.late_ms };
        Ok(ChangeRecord::new(self.sequence, origin, images))
    }
}

/// The images of a table's items that were read so far, so that equal images share their memory, as they did before.
#[derive(Default)]
pub(crate) struct Images {
    latest: BTreeMap<StoredKey, Stored>,
}

impl Images {
    /// Returns the item's previous image, or the table's item, if it is equal; otherwise the image itself.
    pub(crate) fn shared(&mut self, table: &Table, key: StoredKey, image: Stored) -> Stored {
        let same = |other: &Stored| *other == image;
        let known = self.latest.get(&key).cloned().filter(same);
        let image = known.or_else(|| table.get(&key, true).filter(same)).unwrap_or(image);
        self.latest.insert(key, image.clone());
        image
    }
}
