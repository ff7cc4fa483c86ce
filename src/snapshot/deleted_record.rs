//! What is left of a deleted table in a snapshot.

use serde::{Deserialize, Serialize};

use super::change_record::LogRecord;
use crate::{
    key::KeySchema,
    operation::table::restored::check_deleted,
    storage::{
        DeletedTable, KinesisDestination, SavedLog, StreamSettings, Table, TableDefinition, TableSettings,
    },
};

/// The streams of a deleted table. The records of its change log follow.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DeletedRecord {
    name: String,
    sequence: u64,
    schema: KeySchema,
    streams: Vec<StreamSettings>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    kinesis_destinations: Vec<KinesisDestination>,
    deleted_ms: u64,
    pub(super) changes: LogRecord,
}

impl DeletedRecord {
    pub(crate) fn of(name: &str, table: &DeletedTable, log: &SavedLog) -> Self {
        Self {
            name: name.to_owned(),
            sequence: table.sequence(),
            schema: table.schema().clone(),
            streams: table.streams().to_vec(),
            kinesis_destinations: table.kinesis_destinations().to_vec(),
            deleted_ms: table.deleted_ms(),
            changes: LogRecord::of(log),
        }
    }

    /// A table without items that has these streams; fails with what is wrong with the record.
    pub(crate) fn table(&self) -> Result<Table, String> {
        let mut earlier_streams = self.streams.clone();
        let stream = earlier_streams.pop();
        let attribute_definitions =
            self.schema.partition_key.iter().chain(&self.schema.sort_key).cloned().collect();
        let settings =
            TableSettings { attribute_definitions, earlier_streams, stream, ..TableSettings::plain() };
        let definition = TableDefinition {
            name: self.name.clone(),
            schema: self.schema.clone(),
            local_indexes: Vec::new(),
            global_indexes: Vec::new(),
            vector_indexes: Vec::new(),
            partitions: 1,
            settings,
        };
        check_deleted(&definition, &self.kinesis_destinations)?;
        Ok(Table::new(definition, self.sequence))
    }

    /// What is left of that table with the log that was read; fails with what is wrong with it.
    pub(crate) fn deleted(self, table: &Table, log: SavedLog) -> Result<(String, DeletedTable), String> {
        let deleted = DeletedTable::restored(table, log, self.kinesis_destinations, self.deleted_ms)?;
        Ok((self.name, deleted))
    }
}
