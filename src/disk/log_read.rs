//! Reads change logs, and what is left of deleted tables.

use redb::ReadOnlyTable;

use super::{
    change::{ReadChange, read_record},
    changes::Values,
    commit::checked,
    damages::Damages,
    encoding::Bytes,
    error::StoreError,
    fill::whole,
    log_changes::{LogChanges, record_place, rows_in},
    record::{SHARD_BYTES, number_of, place_of},
    values::{of_kind, values_behind},
    verified::found_entry,
};
use crate::{
    operation::access::change::checked_restored,
    snapshot::{DeletedRecord, Images, LogRecord, ShardRecord},
    storage::{ChangeNumber, ChangeRecord, DeletedTable, SavedLog, SavedShard, Stored, Table, ValueKind},
};

/// Where the change logs of a file are: in its tables, and in the journal.
#[derive(Clone, Copy)]
pub(super) struct Logs<'f> {
    pub(super) values: &'f Values,
    pub(super) records: &'f ReadOnlyTable<&'static [u8], &'static [u8]>,
    pub(super) changes: &'f LogChanges,
}

/// A change log without its records.
pub(super) struct LogHead {
    head: LogRecord,
    shards: Vec<([u8; SHARD_BYTES], ShardRecord)>,
}

/// A table whose log is read: its number in the file.
type OfFile<'t> = (u64, &'t Table);

impl LogHead {
    /// The first points of the open shards: partitions begin there.
    pub(super) fn beginnings(&self) -> impl Iterator<Item = u64> {
        self.shards.iter().filter_map(|(_, shard)| shard.open_from())
    }
}

impl Logs<'_> {
    /// The log of the table with this number, without its records; `None` if it has none. Fails with what is damaged.
    pub(super) fn head(&self, number: u64) -> Result<Option<LogHead>, String> {
        let (region, Some(sequence)) = place_of(number) else { return Ok(None) };
        let of_region = number_of(u32::try_from(region).unwrap_or(u32::MAX), None);
        let key = sequence.to_be_bytes();
        let mut heads = values_behind(self.values, of_region, ValueKind::Log, &key);
        let Some((_, head)) = heads.next() else { return Ok(None) };
        let head = serde_json::from_slice(head).map_err(|error| error.to_string())?;
        let shards = values_behind(self.values, of_region, ValueKind::Shard, &key);
        let shard = |(id, json): (&[u8], &[u8])| {
            let id = id.try_into().map_err(|_| "a shard without an id")?;
            let shard = serde_json::from_slice(json).map_err(|error| error.to_string())?;
            Ok::<_, String>((id, shard))
        };
        Ok(Some(LogHead { head, shards: shards.map(shard).collect::<Result<_, _>>()? }))
    }

    /// Restores the log of a table that has its items. Fails with what is damaged.
    pub(super) fn restore(&self, of: OfFile<'_>, head: &LogHead, now_ms: u64) -> Result<(), StoreError> {
        let log = self.log(of, head)?;
        of.1.restore_log(log, now_ms).map_err(StoreError::Damaged)?;
        of.1.log_faults().into_iter().next().map_or(Ok(()), |fault| Err(StoreError::Damaged(fault)))
    }

    /// The log with its records. Fails with what is damaged.
    fn log(&self, of: OfFile<'_>, head: &LogHead) -> Result<SavedLog, StoreError> {
        let mut images = Images::default();
        let mut next = ChangeNumber::new(0);
        let mut shards: Vec<SavedShard> = Vec::new();
        for (id, shard) in &head.shards {
            let from = shard.trimmed().map_or(0, |trimmed| trimmed.next().place());
            let records = self.records(of, id, from, &mut images)?;
            next = next.max(records.last().map_or(next, |last| last.sequence().next()));
            shards.push(shard.shard(records).map_err(StoreError::Damaged)?);
        }
        let log = head.head.log(shards);
        // Records that no change of the shards has followed have numbers that the head does not know.
        Ok(SavedLog { next: log.next.max(next), ..log })
    }

    /// The records of a shard from a number on: those of the file, and behind them those of the journal.
    fn records(
        &self,
        (number, table): OfFile<'_>,
        shard: &[u8],
        from: u64,
        images: &mut Images,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        let mut records = Vec::new();
        let places = record_place(number, shard, from)..record_place(number, shard, u64::MAX);
        let sequence = |place: &[u8]| place.last_chunk().copied().map_or(0, u64::from_be_bytes);
        let moved = self.records.range::<&[u8]>(places.start.as_slice()..places.end.as_slice())?;
        for entry in moved {
            let (place, value) = entry?;
            found_entry();
            // A checkpoint may have begun to move what is in the journal.
            if self.changes.records.contains_key(place.value()) {
                continue;
            }
            let change = checked(value.value())
                .ok_or_else(|| StoreError::damaged("a record of a change with another checksum"))?;
            records.push(record(table, sequence(place.value()), change, images)?);
        }
        for (place, change) in rows_in(&self.changes.records, &places) {
            records.push(record(table, sequence(place), change.as_deref().unwrap_or_default(), images)?);
        }
        Ok(records)
    }

    /// What is left of the deleted tables of each region, with their names.
    pub(super) fn all_deleted(
        &self,
        regions: usize,
        damages: &mut Damages,
    ) -> Result<Vec<Vec<(String, DeletedTable)>>, StoreError> {
        let mut all = Vec::new();
        for region in (0..).take(regions) {
            let mut deleted = Vec::new();
            for (key, json) in of_kind(self.values, number_of(region, None), ValueKind::Remains) {
                let sequence = key.try_into().map_or(0, u64::from_be_bytes);
                match whole(|| self.deleted((region, sequence), json)) {
                    Ok(table) => deleted.push(table),
                    Err(error) => {
                        let what = Damages::told_by(error)?;
                        damages.found(format!("what is left of the deleted table {sequence}: {what}"))?;
                    }
                }
            }
            deleted.sort_by_key(|(_, table)| table.deleted_ms());
            all.push(deleted);
        }
        Ok(all)
    }

    fn deleted(
        &self,
        (region, sequence): (u32, u64),
        json: &[u8],
    ) -> Result<(String, DeletedTable), StoreError> {
        let record: DeletedRecord = serde_json::from_slice(json).map_err(StoreError::damaged)?;
        let table = record.table().map_err(StoreError::Damaged)?;
        if sequence != table.sequence() {
            return Err(StoreError::damaged("it has another sequence"));
        }
        let number = number_of(region, Some(sequence));
        let head = self.head(number).map_err(StoreError::Damaged)?;
        let head = head.ok_or_else(|| StoreError::damaged("it has no change log"))?;
        let log = self.log((number, &table), &head)?;
        record.deleted(&table, log).map_err(StoreError::Damaged)
    }
}

fn record(
    table: &Table,
    sequence: u64,
    change: &[u8],
    images: &mut Images,
) -> Result<ChangeRecord, StoreError> {
    let read = read_record(change);
    let read: ReadChange<'_> =
        read.map_err(|_| StoreError::damaged("a record of a change that cannot be read"))?;
    let mut image = |bytes: Option<&[u8]>| -> Result<Option<Stored>, StoreError> {
        let Some(bytes) = bytes else { return Ok(None) };
        let item = Bytes(bytes).whole_item();
        let item = item.map_err(|_| StoreError::damaged("an image of an item that cannot be read"))?;
        let stored = Stored::new(item);
        let key = checked_restored(table, &stored)
            .map_err(|error| StoreError::Damaged(format!("an image of an item ({})", error.message())))?;
        Ok(Some(images.shared(table, key, stored)))
    };
    let old = image(read.old)?;
    let new = image(read.new)?;
    Ok(read.record(ChangeNumber::new(sequence), (old, new)))
}
