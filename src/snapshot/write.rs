//! Writing a database to a stream.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::{
    backup_record::BackupRecord,
    change_record::RecordRecord,
    format::{CHECKSUM, FIRST_VERSION, MAGIC, VERSION},
    record::{EngineRecord, TableRecord},
};
use crate::{
    codec::dynamodb_json::write_item,
    engine::Engine,
    storage::{SavedLog, Stored, Table},
};

/// Writes a database that nothing else changes meanwhile: a fork.
pub(super) fn write(engine: &Engine, out: impl Write) -> io::Result<()> {
    let mut out = Hashing { out, hash: Sha256::new() };
    let tables = engine.catalog().all_tables();
    let mut line = Vec::with_capacity(1024);
    let backups = engine.backups().all();
    let logs: Vec<Option<SavedLog>> = tables.iter().map(|table| table.saved_changes()).collect();
    let is_first = backups.is_empty()
        && logs.iter().all(Option::is_none)
        && !tables.iter().any(|table| table.has_vector_indexes());
    let version = if is_first { FIRST_VERSION } else { VERSION };
    line.extend_from_slice(format!("{MAGIC}{version}\n").as_bytes());
    out.write(&line)?;
    out.write_record(&mut line, &EngineRecord::of(engine, tables.len(), backups.len()))?;
    for (table, log) in tables.iter().zip(&logs) {
        out.write_record(&mut line, &TableRecord::of(table, log.as_ref()))?;
        write_items(table, &mut line, &mut out)?;
        if let Some(log) = log {
            write_changes(log, &mut line, &mut out)?;
        }
    }
    for backup in &backups {
        out.write_record(&mut line, &BackupRecord::of(backup))?;
        write_items(&backup.table, &mut line, &mut out)?;
    }
    let Hashing { mut out, hash } = out;
    out.write_all(CHECKSUM.as_bytes())?;
    for byte in hash.finalize() {
        write!(out, "{byte:02x}")?;
    }
    out.write_all(b"\n")?;
    out.flush()
}

fn write_items(table: &Table, line: &mut Vec<u8>, out: &mut Hashing<impl Write>) -> io::Result<()> {
    for (_, data) in table.layout().contents() {
        for stored in data.items().values() {
            write_stored(stored, line, out)?;
        }
    }
    Ok(())
}

fn write_changes(log: &SavedLog, line: &mut Vec<u8>, out: &mut Hashing<impl Write>) -> io::Result<()> {
    for record in log.shards.iter().flat_map(|shard| &shard.records) {
        out.write_record(line, &RecordRecord::of(record))?;
        for image in record.old().into_iter().chain(record.new_item()) {
            write_stored(image, line, out)?;
        }
    }
    Ok(())
}

fn write_stored(stored: &Stored, line: &mut Vec<u8>, out: &mut Hashing<impl Write>) -> io::Result<()> {
    line.clear();
    write_item(stored.item(), line);
    line.push(b'\n');
    out.write(line)
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
