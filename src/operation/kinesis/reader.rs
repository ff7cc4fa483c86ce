//! Reads what is sent to a Kinesis data stream, of all tables, for programs in Rust.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    task::Waker,
};

use super::record::{KinesisRecord, record};
use crate::{
    engine::Engine,
    error::Result,
    limits::STREAM_RECORDS,
    operation::stream::start::trimmed,
    storage::{ChangeNumber, ChangeRecord, KinesisDestination, Merged, ShardsOf, StreamSource, Wanted},
};

/// A position among the records of a Kinesis data stream.
#[derive(Debug)]
pub(crate) struct KinesisReader {
    stream_arn: String,
    /// By the tables' places in the order of creation.
    positions: BTreeMap<u64, Position>,
    /// The tables that were read last.
    sources: Vec<StreamSource>,
}

/// A position among the changes of a table.
#[derive(Debug, Clone, Copy)]
struct Position {
    /// The first number to read.
    next: ChangeNumber,
    /// The last record that was trimmed before the reading began.
    gone_before: Option<ChangeNumber>,
}

/// A table that sends or sent its changes to a stream.
struct Sender {
    name: String,
    source: StreamSource,
}

/// Records that were read together.
#[derive(Debug)]
pub(crate) struct KinesisPage {
    pub(crate) records: Vec<KinesisRecord>,
    /// There are more records behind these.
    pub(crate) more: bool,
}

impl KinesisReader {
    /// Begins to read the stream of this ARN at the oldest record that is kept, or behind all.
    pub(crate) fn new(engine: &Engine, stream_arn: String, from_now: bool) -> Self {
        let mut positions = BTreeMap::new();
        if from_now {
            for Sender { source, .. } in senders(engine, &stream_arn) {
                let position = Position { next: source.next_to_give(), gone_before: None };
                positions.insert(source.table_sequence(), position);
            }
        }
        Self { stream_arn, positions, sources: Vec::new() }
    }

    /// Reads on.
    ///
    /// # Errors
    /// Records that were not read yet are trimmed: TrimmedDataAccessException.
    pub(crate) fn read(&mut self, engine: &Engine) -> Result<KinesisPage> {
        engine.clock().look();
        let senders = senders(engine, &self.stream_arn);
        let mut page = KinesisPage { records: Vec::new(), more: false };
        for sender in &senders {
            self.read_table(engine, sender, &mut page)?;
        }
        // What sends nothing more may be gone. Should it send again, it does so behind this position.
        let sending: BTreeSet<u64> = senders.iter().map(|sender| sender.source.table_sequence()).collect();
        self.positions.retain(|table, _| sending.contains(table));
        // The records of an item stay in order: they are of one table, and their times do not descend.
        page.records.sort_by_key(|record| record.at);
        self.sources = senders.into_iter().map(|sender| sender.source).collect();
        // In a database on disk, what is told is kept. A reader does not pass the gate.
        if !page.records.is_empty() {
            engine.keep_all()?;
        }
        Ok(page)
    }

    fn read_table(&mut self, engine: &Engine, sender: &Sender, page: &mut KinesisPage) -> Result<()> {
        let Sender { name, source } = sender;
        let now_ms = engine.clock().now_ms();
        let position = self.positions.entry(source.table_sequence()).or_insert_with(|| Position {
            next: ChangeNumber::new(0),
            gone_before: source.last_gone(ShardsOf::Table, now_ms),
        });
        while let Some(period) = destination(source, &self.stream_arn)
            .and_then(|destination| destination.period_from(position.next).copied())
        {
            position.next = position.next.max(period.first);
            let merged = source.merged(&Wanted {
                of: ShardsOf::Table,
                shard: None,
                from: position.next,
                gone_before: position.gone_before,
                limit: STREAM_RECORDS,
                now_ms,
            });
            let Merged { records, next, more, .. } = merged.map_err(|_| trimmed())?;
            // Asked after the reading: a period that ended since does not have the later of these records.
            let Some(destination) = destination(source, &self.stream_arn) else { return Ok(()) };
            let period = destination.periods.iter().find(|known| known.first == period.first).copied();
            let Some(period) = period else { return Ok(()) };
            let is_sent = |change: &ChangeRecord| period.end.is_none_or(|(end, _)| change.sequence() < end);
            let sent = records.iter().map(|(_, change)| change).filter(|change| is_sent(change));
            page.records.extend(sent.map(|change| record(engine, name, source, change, period.precision)));
            position.next = period.end.map_or(next, |(end, _)| next.min(end));
            if period.end.is_none_or(|(end, _)| next < end) {
                page.more |= more;
                return Ok(());
            }
        }
        Ok(())
    }

    /// Registers a waker that the next change of a table wakes once. The caller [reads](Self::read) once more before it
    /// waits.
    pub(crate) fn wake_by_change(&self, engine: &Engine, waker: &Waker) {
        engine.kinesis().wake_by_change(waker);
        self.sources.iter().for_each(|source| source.wake_by_change(waker));
    }

    /// Removes a waker.
    pub(crate) fn forget_waker(&self, engine: &Engine, waker: &Waker) {
        engine.kinesis().forget_waker(waker);
        self.sources.iter().for_each(|source| source.forget_waker(waker));
    }
}

/// The tables that have this stream as a destination; also those that were deleted.
fn senders(engine: &Engine, stream_arn: &str) -> Vec<Sender> {
    let is_wanted = |destinations: &[KinesisDestination]| {
        destinations.iter().any(|destination| destination.stream_arn == stream_arn)
    };
    let mut senders = BTreeMap::new();
    // A table that is deleted meanwhile is in both lists.
    for table in engine.catalog().all_tables() {
        if is_wanted(&table.settings().kinesis_destinations) {
            // Items that are due to expire are deleted first, because their deletions are changes.
            engine.sweep(&table);
            let sender =
                Sender { name: table.name().to_owned(), source: StreamSource::Table(Arc::clone(&table)) };
            senders.insert(table.sequence(), sender);
        }
    }
    for (name, table) in engine.catalog().all_deleted_tables() {
        if is_wanted(table.kinesis_destinations()) {
            senders.insert(table.sequence(), Sender { name, source: StreamSource::Deleted(table) });
        }
    }
    senders.into_values().collect()
}

/// The destination of this ARN.
fn destination(source: &StreamSource, stream_arn: &str) -> Option<KinesisDestination> {
    let find = |destinations: &[KinesisDestination]| {
        destinations.iter().find(|destination| destination.stream_arn == stream_arn).cloned()
    };
    match source {
        StreamSource::Table(table) => find(&table.settings().kinesis_destinations),
        StreamSource::Deleted(table) => find(table.kinesis_destinations()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::{Clock, Database, ScalarAttributeType::S, item};

    const ARN: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/changes";

    #[test]
    fn positions_in_tables_that_are_gone_are_forgotten() {
        let clock = Clock::manual(UNIX_EPOCH);
        let db = Database::builder().clock(clock.clone()).build();
        let mut reader = KinesisReader::new(db.engine(), ARN.to_owned(), false);
        for number in 0..5 {
            let name = format!("table{number}");
            let table = db.create_table(&name).partition_key("id", S).run().unwrap();
            let enable = format!(r#"{{"TableName":"{name}","StreamArn":"{ARN}"}}"#);
            assert_eq!(db.wire("EnableKinesisStreamingDestination", enable.as_bytes()).status, 200);
            table.put(item! { "id": "haeri05" }).run().unwrap();
            db.delete_table(&name).unwrap();
        }
        assert_eq!(reader.read(db.engine()).unwrap().records.len(), 5);
        assert_eq!(reader.positions.len(), 5);
        clock.advance(Duration::from_secs(25 * 60 * 60)).unwrap();
        assert_eq!(reader.read(db.engine()).unwrap().records.len(), 0);
        assert_eq!(reader.positions.len(), 0);
    }
}
