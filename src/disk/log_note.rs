//! What is noted of change logs. Numbers, shards and what is left of deleted tables are values of their region, because
//! they may outlive the table; records of changes have a table of the file.

use super::record::{number_of, write_no_log, write_no_values, write_trimmed, write_value};
use crate::{
    snapshot::{DeletedRecord, LogRecord},
    storage::{DeletedTable, NotedLog, SavedLog, ShardId, ValueKind},
};

/// Appends a change of a table's log.
pub(super) fn write_log(region: u32, noted: &NotedLog, out: &mut Vec<u8>) {
    write_shards(region, noted.table, &noted.log, out);
    let (place, number) = (number_of(region, None), number_of(region, Some(noted.table)));
    for id in &noted.gone {
        write_value(place, (ValueKind::Shard as u8, &shard_key(noted.table, *id)), None, out);
        write_trimmed(number, *id, u64::MAX, out);
    }
}

/// Appends what is left of a table that is deleted: the shards of its log are these and no others.
pub(super) fn write_left(region: u32, name: &str, left: &DeletedTable, out: &mut Vec<u8>) {
    let (place, table) = (number_of(region, None), left.sequence());
    let log = left.noted_log();
    write_no_values(place, (ValueKind::Shard as u8, &table.to_be_bytes()), out);
    write_shards(region, table, &log, out);
    let log = SavedLog { shards: Vec::new(), ..log };
    let key = (ValueKind::Remains as u8, table.to_be_bytes());
    write_json(place, (key.0, &key.1), &DeletedRecord::of(name, left, &log), out);
}

/// Appends that nothing is left of a table's log.
pub(super) fn write_nothing_left(region: u32, table: u64, out: &mut Vec<u8>) {
    let place = number_of(region, None);
    for kind in [ValueKind::Log, ValueKind::Shard, ValueKind::Remains] {
        write_no_values(place, (kind as u8, &table.to_be_bytes()), out);
    }
    write_no_log(number_of(region, Some(table)), out);
}

fn write_shards(region: u32, table: u64, log: &SavedLog, out: &mut Vec<u8>) {
    let (place, number) = (number_of(region, None), number_of(region, Some(table)));
    let mut head = LogRecord::of(log);
    let shards = std::mem::take(&mut head.shards);
    write_json(place, (ValueKind::Log as u8, &table.to_be_bytes()), &head, out);
    for (shard, record) in log.shards.iter().zip(&shards) {
        write_json(place, (ValueKind::Shard as u8, &shard_key(table, shard.id)), record, out);
        if let Some(trimmed) = shard.trimmed {
            write_trimmed(number, shard.id, trimmed.place(), out);
        }
    }
}

/// The key of a shard among the values of its kind.
fn shard_key(table: u64, id: ShardId) -> Vec<u8> {
    [table.to_be_bytes().as_slice(), &id.to_bytes()].concat()
}

/// Appends a value that is a record.
pub(super) fn write_json(place: u64, key: (u8, &[u8]), record: &impl serde::Serialize, out: &mut Vec<u8>) {
    let json = serde_json::to_vec(record);
    debug_assert!(json.is_ok(), "a record can be written");
    if let Ok(json) = json {
        write_value(place, key, Some(&json), out);
    }
}
