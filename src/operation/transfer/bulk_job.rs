//! The work of a bulk operation.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    sync::Arc,
};

use super::{
    bulk_put::{Outcome, put},
    bulk_report::BulkReport,
    bulk_structures::OutputS3Configuration,
    error_log::ItemPointer,
    import_job::{PIECE, keep_pace},
    source::{Source, failure, stream_failure},
};
use crate::{
    engine::{BulkOperation, BulkUsage, Caches, Clock, Job, TransferFailure},
    operation::answer::capacity::Consumed,
    storage::{EntryChange, Table, Written},
    sync::atomic::{AtomicU64, Ordering},
    texts,
    transfer::{
        Bucket, BucketError,
        formats::{Format, InputCompressionType, open},
    },
};

/// A bulk operation, from its first object to its last.
pub(super) struct BulkJob {
    pub(super) arn: String,
    pub(super) table_arn: String,
    pub(super) source: Result<Source, TransferFailure>,
    pub(super) output: Result<Bucket, BucketError>,
    pub(super) to: OutputS3Configuration,
    pub(super) format: Format,
    pub(super) compression: InputCompressionType,
    /// The largest rate of writes, in units for each second.
    pub(super) most_units: Option<i64>,
    pub(super) table: Arc<Table>,
    pub(super) clock: Clock,
}

/// A file that counts the bytes that are read of it.
struct Counted<'c, R> {
    input: R,
    bytes: &'c AtomicU64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl BulkJob {
    /// Puts the items of all objects, and writes the report, also of what was done before it failed or was cancelled.
    pub(super) fn run(self, job: &Job<BulkOperation>) -> Result<(), TransferFailure> {
        let Self { arn, table_arn, source, output, to, format, compression, most_units, table, clock } = self;
        let output = output.map_err(failure)?;
        let source = source?;
        let prefix = to.s3_key_prefix.as_deref();
        let mut report = BulkReport::begin(&output, prefix, &job.key.1, &to.output_type)
            .map_err(|error| stream_failure(&output, error))?;
        let mut put_all = PutAll {
            source: &source,
            format: &format,
            compression,
            table: &table,
            clock: &clock,
            units: 0.0,
        };
        let ended = put_all.run(job, &mut report);
        if let Some(most) = most_units {
            job.last_at_least((put_all.units / most as f64 * 1000.0).ceil() as u64);
        }
        let outcome = match &ended {
            Err(failure) => format!("FAILED: {failure}"),
            Ok(()) if job.is_cancelled() => "CANCELLED".to_owned(),
            Ok(()) => "COMPLETED".to_owned(),
        };
        let written = report.finish(&arn, &table_arn, job, &outcome, clock.now_ms());
        ended?;
        written.map_err(|error| stream_failure(&output, error))
    }
}

struct PutAll<'j> {
    source: &'j Source,
    format: &'j Format,
    compression: InputCompressionType,
    table: &'j Table,
    clock: &'j Clock,
    /// The write request units of all that was put.
    units: f64,
}

impl PutAll<'_> {
    fn run(&mut self, job: &Job<BulkOperation>, report: &mut BulkReport<'_>) -> Result<(), TransferFailure> {
        let progress = &job.progress;
        // Conditions are mostly the same.
        let caches = Caches::default();
        for object in self.source.objects()? {
            let object = object?;
            let file = Counted { input: self.source.open(&object.key)?, bytes: &progress.bytes };
            let decompressed = AtomicU64::new(0);
            let records = open(self.format, self.compression, file, &decompressed);
            for (item_index, record) in (0..).zip(records) {
                if item_index % PIECE == 0 && !self.goes_on(job)? {
                    return Ok(());
                }
                progress.items.fetch_add(1, Ordering::Relaxed);
                let pointer = ItemPointer { bucket: &self.source.name, key: &object.key, item_index };
                let reported = match put(self.table, &caches, record) {
                    Outcome::Written(written) => {
                        progress.written.fetch_add(1, Ordering::Relaxed);
                        self.units += Consumed::write(&written).units();
                        count(&mut job.about.usage.lock(), &written);
                        Ok(())
                    }
                    Outcome::ConditionFailed { item, existing } => {
                        report.condition_failed(pointer, &item, existing.as_deref())
                    }
                    Outcome::Invalid { item, message } => {
                        progress.errors.fetch_add(1, Ordering::Relaxed);
                        report.error(pointer, item.as_ref(), &message)
                    }
                };
                reported.map_err(|error| stream_failure(self.source.bucket(), error))?;
            }
        }
        Ok(())
    }

    /// Whether there is a next piece, whose writes have the time of now.
    fn goes_on(&self, job: &Job<BulkOperation>) -> Result<bool, TransferFailure> {
        if self.table.is_dropped() {
            let code = texts::import::RESOURCE_NOT_FOUND.to_owned();
            return Err(TransferFailure { code, message: texts::import::TABLE_DELETED.to_owned() });
        }
        keep_pace(self.table)?;
        self.table.look_meanwhile(|| self.clock.now_us());
        Ok(!job.is_cancelled())
    }
}

/// Adds the bytes of what was put.
fn count(usage: &mut BulkUsage, written: &Written) {
    usage.table_bytes += written.new_item().map_or(0, |item| item.size() as u64);
    for index in written.indexes() {
        let of_kind = if index.is_local() { &mut usage.local_bytes } else { &mut usage.global_bytes };
        add(of_kind, index.name(), index.entry());
    }
    for index in written.vector_indexes() {
        add(&mut usage.vector_bytes, index.name(), index.entry());
    }
}

fn add(usage: &mut BTreeMap<String, u64>, index: &str, entry: EntryChange) {
    let bytes = match entry {
        EntryChange::Added { bytes } => bytes,
        EntryChange::Replaced { new_bytes, .. } | EntryChange::Moved { new_bytes, .. } => new_bytes,
        EntryChange::Removed { .. } => 0,
    };
    match usage.get_mut(index) {
        Some(sum) => *sum += bytes as u64,
        None => drop(usage.insert(index.to_owned(), bytes as u64)),
    }
}
