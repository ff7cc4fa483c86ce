//! The records that are sent to a Kinesis data stream.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use sha2::{Digest, Sha256};

use crate::{
    codec::{Object, WriteJson},
    engine::Engine,
    key::table_key,
    operation::stream::{
        record::{event_id, user_identity},
        structures::Identity,
    },
    size::item_size_bytes,
    storage::{
        ApproximateCreationDateTimePrecision, ChangeRecord, ChangedBy, SequenceNumber, Stored, StreamSource,
        US_OF_MS,
    },
};

/// A record of a Kinesis data stream, as DynamoDB sends it:
/// [`KinesisStream::records`](crate::KinesisStream::records).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KinesisRecord {
    /// The table that was changed.
    pub table_name: String,
    /// The change's number, in the order of the table's changes. Kinesis has numbers of its own, by stream.
    pub sequence: SequenceNumber,
    /// When the change was made, by the database's clock.
    pub at: SystemTime,
    /// The key by which Kinesis chooses a shard: a hash of the item's key, so the records of an item have the same one.
    pub partition_key: String,
    /// The record: JSON with the item's key, the item before and after, and the size of these in bytes. (Developer
    /// guide: "Using Kinesis Data Streams to capture changes to DynamoDB")
    pub data: String,
}

/// The member names of the record's JSON.
mod member {
    pub(super) const AWS_REGION: &str = "awsRegion";
    pub(super) const EVENT_ID: &str = "eventID";
    pub(super) const EVENT_NAME: &str = "eventName";
    pub(super) const USER_IDENTITY: &str = "userIdentity";
    pub(super) const PRINCIPAL_ID: &str = "principalId";
    pub(super) const IDENTITY_TYPE: &str = "type";
    pub(super) const RECORD_FORMAT: &str = "recordFormat";
    pub(super) const TABLE_NAME: &str = "tableName";
    pub(super) const DYNAMODB: &str = "dynamodb";
    pub(super) const EVENT_SOURCE: &str = "eventSource";
    pub(super) const CREATION_TIME: &str = "ApproximateCreationDateTime";
    pub(super) const PRECISION: &str = "ApproximateCreationDateTimePrecision";
    pub(super) const KEYS: &str = "Keys";
    pub(super) const NEW_IMAGE: &str = "NewImage";
    pub(super) const OLD_IMAGE: &str = "OldImage";
    pub(super) const SIZE_BYTES: &str = "SizeBytes";
}

/// The record of a change in a table.
pub(super) fn record(
    engine: &Engine,
    table_name: &str,
    source: &StreamSource,
    change: &ChangeRecord,
    precision: ApproximateCreationDateTimePrecision,
) -> KinesisRecord {
    let mut data = Vec::new();
    let mut object = Object::new(&mut data);
    let id = event_id(engine.options().seed, source.table_sequence(), change.sequence());
    object.member(member::AWS_REGION, &engine.options().region);
    object.member(member::EVENT_ID, &hyphenated(&id));
    object.member(member::EVENT_NAME, &change.event_name());
    object.member(member::USER_IDENTITY, &ChangedByJson(change.by()));
    object.member(member::RECORD_FORMAT, "application/json");
    object.member(member::TABLE_NAME, table_name);
    object.member(member::DYNAMODB, &Body { source, change, precision });
    object.member(member::EVENT_SOURCE, "aws:dynamodb");
    object.end();
    KinesisRecord {
        table_name: table_name.to_owned(),
        sequence: change.sequence().sequence(),
        at: UNIX_EPOCH.checked_add(Duration::from_micros(change.at_us())).unwrap_or(UNIX_EPOCH),
        partition_key: partition_key(source, change),
        data: String::from_utf8(data).unwrap_or_default(),
    }
}

/// The part of a record about the item.
struct Body<'r> {
    source: &'r StreamSource,
    change: &'r ChangeRecord,
    precision: ApproximateCreationDateTimePrecision,
}

impl WriteJson for Body<'_> {
    fn write_json(&self, out: &mut Vec<u8>) {
        let Self { source, change, precision } = *self;
        let keys = change.key(source.schema());
        let image = |stored: Option<&Stored>| stored.map(|stored| Arc::clone(stored.item()));
        let images = [change.new_item(), change.old()];
        let size_bytes =
            item_size_bytes(&keys) + images.iter().flatten().map(|image| image.size()).sum::<usize>();
        let time = match precision {
            ApproximateCreationDateTimePrecision::Millisecond => change.at_us() / US_OF_MS,
            ApproximateCreationDateTimePrecision::Microsecond => change.at_us(),
        };
        let mut object = Object::new(out);
        object.member(member::CREATION_TIME, &time);
        object.member(member::PRECISION, &precision);
        object.member(member::KEYS, &keys);
        object.member(member::NEW_IMAGE, &image(change.new_item()));
        object.member(member::OLD_IMAGE, &image(change.old()));
        object.member(member::SIZE_BYTES, &size_bytes);
        object.end();
    }
}

/// Who made a change: the service, or `null` for a client. The members' names are not those of the streams' API.
struct ChangedByJson(ChangedBy);

impl WriteJson for ChangedByJson {
    fn write_json(&self, out: &mut Vec<u8>) {
        let Some(Identity { principal_id, identity_type }) = user_identity(self.0) else {
            return out.extend_from_slice(b"null");
        };
        let mut object = Object::new(out);
        object.member(member::PRINCIPAL_ID, &principal_id);
        object.member(member::IDENTITY_TYPE, &identity_type);
        object.end();
    }
}

/// An id of 32 digits with hyphens between its groups.
fn hyphenated(id: &str) -> String {
    let mut hyphenated = String::with_capacity(id.len() + 4);
    for (place, digit) in id.chars().enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            hyphenated.push('-');
        }
        hyphenated.push(digit);
    }
    hyphenated
}

/// The partition key of an item's records: 32 digits of the hash of its key.
fn partition_key(source: &StreamSource, change: &ChangeRecord) -> String {
    let image = change.new_item().or(change.old());
    let key = image.map(|image| table_key(source.schema(), image.item()));
    let bytes = key.map(|key| key.bytes).unwrap_or_default();
    Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02X}")).collect()
}
