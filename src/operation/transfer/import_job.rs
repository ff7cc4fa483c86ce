//! The work of an import.

use super::{
    error_log::{ErrorLog, ItemPointer},
    source::Source,
};
use crate::{
    engine::{ImportedTable, Job, TransferFailure, TransferRequest},
    error::Error,
    operation::access::change::checked_put,
    storage::{Change, Stored, Table},
    sync::atomic::Ordering,
    texts,
    transfer::formats::{Format, FormatFault, InputCompressionType, Record, open},
};

/// How many records are read between two looks at whether to stop.
pub(super) const PIECE: u64 = 64;

/// An import, from its first object to its last.
pub(super) struct ImportJob {
    pub(super) arn: String,
    pub(super) source: Source,
    pub(super) format: Format,
    pub(super) compression: InputCompressionType,
    pub(super) table: ImportedTable,
}

impl ImportJob {
    /// Puts the items of all objects into the table. What cannot be put is logged and counted.
    pub(super) fn run(self, job: &Job<TransferRequest>) -> Result<(), TransferFailure> {
        let mut log = ErrorLog::new(self.source.bucket(), &job.key.1, &self.arn);
        let ended = self.read_all(job, &mut log);
        log.finish();
        ended?;
        match job.progress.errors.load(Ordering::Relaxed) {
            0 => Ok(()),
            _ => Err(TransferFailure {
                code: texts::import::ITEM_VALIDATION_ERROR.to_owned(),
                message: texts::import::ITEMS_INVALID.to_owned(),
            }),
        }
    }

    fn read_all(&self, job: &Job<TransferRequest>, log: &mut ErrorLog<'_>) -> Result<(), TransferFailure> {
        let progress = &job.progress;
        for object in self.source.objects()? {
            let object = object?;
            let file = self.source.open(&object.key)?;
            let records = open(&self.format, self.compression, file, &progress.bytes);
            for (item_index, record) in (0..).zip(records) {
                if item_index % PIECE == 0 {
                    if job.is_cancelled() {
                        return Ok(());
                    }
                    keep_pace(self.table.table())?;
                }
                // The rest of a file that cannot be read is no record.
                let is_record = !record.as_ref().is_err_and(|fault| fault.ends_file);
                progress.items.fetch_add(u64::from(is_record), Ordering::Relaxed);
                match put(self.table.table(), record) {
                    Ok(()) => progress.written.fetch_add(1, Ordering::Relaxed),
                    Err(message) => {
                        let pointer = ItemPointer { bucket: &self.source.name, key: &object.key, item_index };
                        log.add(pointer, &message);
                        progress.errors.fetch_add(1, Ordering::Relaxed)
                    }
                };
            }
        }
        Ok(())
    }
}

/// Between pieces, waits for a disk that cannot keep up.
pub(super) fn keep_pace(table: &Table) -> Result<(), TransferFailure> {
    let failure = |error: Error| TransferFailure {
        code: error.code().to_owned(),
        message: error.message().into_owned(),
    };
    table.keep_pace().map_err(failure)
}

/// Puts the item of a record as PutItem does.
fn put(table: &Table, record: Result<Record, FormatFault>) -> Result<(), String> {
    let record = record.map_err(|fault| fault.to_string())?;
    if record.condition.is_some() {
        return Err(texts::import::CONDITION_IN_IMPORT.to_owned());
    }
    if let Some(faults) = record.faults {
        return Err(faults.fault().to_string());
    }
    let stored = Stored::new(record.item);
    let told = |error: Error| error.message().into_owned();
    let key = checked_put(table, &stored).map_err(told)?;
    table.write(key, |_| Ok::<_, Error>(Change::Put(stored))).map(drop).map_err(told)
}
