//! Writing a database to a stream.

use std::{
    collections::HashMap,
    io::{self, Write},
    sync::Arc,
};

use sha2::{Digest, Sha256};

use super::{
    backup_record::{BackupRecord, LikeRecord},
    change_record::RecordRecord,
    deleted_record::DeletedRecord,
    format::{CHECKSUM, FIRST_VERSION, MAGIC, VERSION},
    job_record::{About, BulkRecord, JobRecord, RequestRecord},
    record::{EngineRecord, JobCounts, TableRecord},
};
use crate::{
    codec::dynamodb_json::write_item,
    engine::{Backup, BulkOperation, EndedJob, Engine, EngineHandle, Export, TransferRequest},
    storage::{DeletedTable, Differences, SavedLog, Table},
    value::Item,
};

/// Writes a database that nothing else changes meanwhile: a fork.
pub(super) fn write(database: &EngineHandle, out: impl Write) -> io::Result<()> {
    let mut out = Hashing { out, hash: Sha256::new() };
    let mut line = Vec::with_capacity(1024);
    let regions: Vec<Region<'_>> = database.engines().iter().map(|engine| Region::of(engine)).collect();
    let is_first = regions.len() == 1 && regions.iter().all(Region::is_of_first_version);
    let version = if is_first { FIRST_VERSION } else { VERSION };
    line.extend_from_slice(format!("{MAGIC}{version}\n").as_bytes());
    out.write(&line)?;
    for (place, region) in regions.iter().enumerate() {
        // The record of the home region counts the others.
        let further = if place == 0 { regions.len() - 1 } else { 0 };
        region.write(further, &mut line, &mut out)?;
    }
    let Hashing { mut out, hash } = out;
    out.write_all(CHECKSUM.as_bytes())?;
    for byte in hash.finalize() {
        write!(out, "{byte:02x}")?;
    }
    out.write_all(b"\n")?;
    out.flush()
}

/// What one region has.
struct Region<'e> {
    engine: &'e Engine,
    tables: Vec<Arc<Table>>,
    logs: Vec<Option<SavedLog>>,
    backups: Vec<Arc<Backup>>,
    deleted: Vec<(String, Arc<DeletedTable>)>,
    exports: Vec<EndedJob<Export>>,
    imports: Vec<EndedJob<TransferRequest>>,
    bulk_operations: Vec<EndedJob<BulkOperation>>,
}

impl<'e> Region<'e> {
    fn of(engine: &'e Engine) -> Self {
        let tables = engine.catalog().all_tables();
        let logs = tables.iter().map(|table| table.saved_changes()).collect();
        let now_ms = engine.clock().now_ms();
        Self {
            engine,
            tables,
            logs,
            backups: engine.backups().all(),
            deleted: engine.catalog().all_deleted(),
            exports: engine.exports().ended(now_ms),
            imports: engine.imports().ended(now_ms),
            bulk_operations: engine.bulk_operations().ended(now_ms),
        }
    }

    fn job_counts(&self) -> JobCounts {
        JobCounts {
            exports: self.exports.len(),
            imports: self.imports.len(),
            bulk_operations: self.bulk_operations.len(),
        }
    }

    /// Whether it has nothing that older releases cannot read.
    fn is_of_first_version(&self) -> bool {
        self.backups.is_empty()
            && self.deleted.is_empty()
            && self.job_counts().is_zero()
            && self.logs.iter().all(Option::is_none)
            && !self.tables.iter().any(|table| table.has_vector_indexes())
    }

    fn write(&self, further: usize, line: &mut Vec<u8>, out: &mut Hashing<impl Write>) -> io::Result<()> {
        let Self { engine, tables, logs, backups, deleted, exports, imports, bulk_operations } = self;
        let counts = [tables.len(), backups.len(), deleted.len(), further];
        out.write_record(line, &EngineRecord::of(engine, counts, self.job_counts()))?;
        for (table, log) in tables.iter().zip(logs) {
            out.write_record(line, &TableRecord::of(table, log.as_ref()))?;
            write_items(table, line, out)?;
            if let Some(log) = log {
                write_changes(log, line, out)?;
            }
        }
        let mut earlier = Earlier::of(tables);
        for backup in backups {
            let like = earlier.most_like(&backup.table);
            out.write_record(line, &BackupRecord::of(backup, like.as_ref().map(|(record, _)| *record)))?;
            match like {
                None => write_items(&backup.table, line, out)?,
                Some((_, differences)) => {
                    for removed in &differences.removed {
                        write_line(&backup.table.schema().of(removed.item()), line, out)?;
                    }
                    for put in &differences.put {
                        write_line(put.item(), line, out)?;
                    }
                }
            }
            earlier.add(&backup.table);
        }
        for (name, table) in deleted {
            let log = table.saved_changes();
            out.write_record(line, &DeletedRecord::of(name, table, &log))?;
            write_changes(&log, line, out)?;
        }
        write_jobs::<Export>(exports, line, out)?;
        write_jobs::<RequestRecord>(imports, line, out)?;
        write_jobs::<BulkRecord>(bulk_operations, line, out)
    }
}

fn write_jobs<A: About>(
    jobs: &[EndedJob<A::Kept>],
    line: &mut Vec<u8>,
    out: &mut Hashing<impl Write>,
) -> io::Result<()> {
    jobs.iter().try_for_each(|EndedJob { job, end, token }| {
        let request = token.as_ref().map(|(_, request)| request);
        out.write_record(line, &JobRecord::<A>::of(job, end, request))
    })
}

fn write_items(table: &Table, line: &mut Vec<u8>, out: &mut Hashing<impl Write>) -> io::Result<()> {
    for (_, data) in table.layout().contents() {
        for stored in data.items().values() {
            write_line(stored.item(), line, out)?;
        }
    }
    Ok(())
}

fn write_changes(log: &SavedLog, line: &mut Vec<u8>, out: &mut Hashing<impl Write>) -> io::Result<()> {
    for record in log.shards.iter().flat_map(|shard| &shard.records) {
        out.write_record(line, &RecordRecord::of(record))?;
        for image in record.old().into_iter().chain(record.new_item()) {
            write_line(image.item(), line, out)?;
        }
    }
    Ok(())
}

fn write_line(item: &Item, line: &mut Vec<u8>, out: &mut Hashing<impl Write>) -> io::Result<()> {
    line.clear();
    write_item(item, line);
    line.push(b'\n');
    out.write(line)
}

/// The tables that were written so far, of which a backup may be like one.
struct Earlier<'t> {
    written: usize,
    /// The latest table with an id, and its place.
    by_id: HashMap<String, (usize, &'t Table)>,
}

impl<'t> Earlier<'t> {
    fn of(tables: &'t [Arc<Table>]) -> Self {
        let mut earlier = Self { written: 0, by_id: HashMap::new() };
        tables.iter().for_each(|table| earlier.add(table));
        earlier
    }

    fn add(&mut self, table: &'t Table) {
        self.by_id.insert(table.settings().id.clone(), (self.written, table));
        self.written += 1;
    }

    /// The earlier table that this one is written as like, with the differences: the next older backup of the same
    /// table, or the table itself.
    fn most_like(&self, table: &Table) -> Option<(LikeRecord, Differences)> {
        let (place, earlier) = *self.by_id.get(&table.settings().id)?;
        let differences = table.differences_from(earlier)?;
        let (removed, put) = (differences.removed.len() as u64, differences.put.len() as u64);
        Some((LikeRecord { place, removed, put }, differences))
    }
}

/// A stream, and the hash of what was written to it.
struct Hashing<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.out.write_all(bytes)
    }

    fn write_record(&mut self, line: &mut Vec<u8>, record: &impl serde::Serialize) -> io::Result<()> {
        line.clear();
        serde_json::to_writer(&mut *line, record)?;
        line.push(b'\n');
        self.write(line)
    }
}
