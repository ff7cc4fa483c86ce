//! A change of an item as a stream shows it.

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use super::{
    lookup::FoundStream,
    structures::{Identity, Record, StreamRecord},
};
use crate::{
    codec::Member,
    engine::Engine,
    error::{Error, Result},
    mix::mix,
    size::item_size_bytes,
    storage::{ChangeNumber, ChangeRecord, ChangedBy, ItemChange, SequenceNumber, Stored, StreamViewType},
    texts,
};

/// Which images a stream shows of a change: the new one and the old one.
fn images(view_type: StreamViewType, change: &ChangeRecord) -> [Option<&Stored>; 2] {
    let (shows_new, shows_old) = match view_type {
        StreamViewType::NewImage => (true, false),
        StreamViewType::OldImage => (false, true),
        StreamViewType::NewAndOldImages => (true, true),
        StreamViewType::KeysOnly => (false, false),
    };
    [change.new_item().filter(|_| shows_new), change.old().filter(|_| shows_old)]
}

/// The size of the images that a stream shows of a change.
pub(super) fn images_bytes(view_type: StreamViewType, change: &ChangeRecord) -> usize {
    images(view_type, change).into_iter().flatten().map(Stored::size).sum()
}

/// The change as the stream shows it, for programs in Rust.
pub(super) fn item_change(stream: &FoundStream, change: &ChangeRecord) -> ItemChange {
    let [new, old] =
        images(stream.settings.view_type, change).map(|image| image.map(|image| Arc::clone(image.item())));
    ItemChange { old, new, ..change.shown(stream.schema()) }
}

/// The change as the stream shows it.
pub(super) fn record(engine: &Engine, stream: &FoundStream, change: &ChangeRecord) -> Record {
    let view_type = stream.settings.view_type;
    let keys = change.key(stream.schema());
    let size_bytes = item_size_bytes(&keys) + images_bytes(view_type, change);
    let [new_image, old_image] =
        images(view_type, change).map(|image| image.map(|image| Arc::clone(image.item())));
    Record {
        event_id: Some(event_id(engine.options().seed, stream.table_sequence(), change.sequence())),
        event_name: Some(change.event_name()),
        event_version: Some("1.1".to_owned()),
        event_source: Some("aws:dynamodb".to_owned()),
        aws_region: Some(engine.options().region.clone()),
        dynamodb: Some(StreamRecord {
            approximate_creation_date_time: Some((change.at_ms() / 1000) as f64),
            keys: Some(keys),
            new_image,
            old_image,
            sequence_number: Some(change.sequence().to_string()),
            size_bytes: Some(size_bytes as u64),
            stream_view_type: Some(view_type),
        }),
        user_identity: user_identity(change.by()),
    }
}

/// The change that a record of the API tells.
///
/// # Errors
/// [`Error::NoAnswer`] if it lacks what each record has.
pub(crate) fn change_of_record(record: Record) -> Result<ItemChange> {
    let lacks = |member: Member| Error::NoAnswer(texts::stream::record_lacks(member.name()));
    let is_expired =
        record.user_identity.is_some_and(|who| who.principal_id.as_deref() == Some(SERVICE_PRINCIPAL));
    let change = record.dynamodb.unwrap_or_default();
    let number = change.sequence_number.as_deref().and_then(SequenceNumber::parse);
    let since_1970 =
        change.approximate_creation_date_time.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let members = StreamRecord::MEMBERS;
    Ok(ItemChange {
        event_name: record.event_name.ok_or_else(|| lacks(Record::MEMBERS.event_name))?,
        sequence: number.ok_or_else(|| lacks(members.sequence_number))?,
        at: since_1970
            .and_then(|since| UNIX_EPOCH.checked_add(since))
            .ok_or_else(|| lacks(members.approximate_creation_date_time))?,
        key: change.keys.ok_or_else(|| lacks(members.keys))?,
        old: change.old_image,
        new: change.new_image,
        by: if is_expired { ChangedBy::TimeToLive } else { ChangedBy::Request },
    })
}

/// Who deletes items that expired.
const SERVICE_PRINCIPAL: &str = "dynamodb.amazonaws.com";

/// Who made a change, unless it was a client.
pub(in crate::operation) fn user_identity(by: ChangedBy) -> Option<Identity> {
    match by {
        // In another region than the one in which it expired, the deletion of an item has no identity. (Developer guide:
        // DynamoDB Streams and Time to Live)
        ChangedBy::Request | ChangedBy::Replication => None,
        ChangedBy::TimeToLive => Some(Identity {
            principal_id: Some(SERVICE_PRINCIPAL.to_owned()),
            identity_type: Some("Service".to_owned()),
        }),
    }
}

/// The id of a table's change. It is unique in the database: table and number can be computed from it.
pub(in crate::operation) fn event_id(seed: u64, table_sequence: u64, number: ChangeNumber) -> String {
    let high = mix(number.place().wrapping_add(mix(seed ^ table_sequence)));
    let low = mix(table_sequence ^ high ^ seed);
    format!("{high:016x}{low:016x}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_have_32_digits_and_differ_by_table_and_number() {
        let ids = (0..50)
            .flat_map(|table| (0..50).map(move |number| event_id(7, table, ChangeNumber::new(number))));
        let ids: BTreeSet<String> = ids.collect();
        assert_eq!(ids.len(), 2_500);
        assert!(ids.iter().all(|id| id.len() == 32));
    }
}
