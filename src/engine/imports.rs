//! What a database knows of its imports and bulk operations, and how an import's table ends to be created.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Engine, job::Job, transitions::Waiting};
use crate::{
    storage::{Table, Transition},
    sync::Mutex,
};

/// What an import or a bulk operation was asked for.
#[derive(Debug, Clone)]
pub(crate) struct TransferRequest {
    /// The request's JSON: descriptions repeat most of it.
    pub(crate) json: Arc<[u8]>,
    /// The request's client token, or one that was made for it.
    pub(crate) client_token: String,
    pub(crate) table_id: String,
}

/// A bulk operation.
#[derive(Debug)]
pub(crate) struct BulkOperation {
    pub(crate) request: TransferRequest,
    /// The size of all objects that it reads, if that could be found out.
    pub(crate) input_bytes: Option<u64>,
    pub(crate) usage: Mutex<BulkUsage>,
}

/// The bytes that a bulk operation has put into a table and its indexes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct BulkUsage {
    pub(crate) table_bytes: u64,
    /// By the name of the index.
    pub(crate) local_bytes: BTreeMap<String, u64>,
    pub(crate) global_bytes: BTreeMap<String, u64>,
    pub(crate) vector_bytes: BTreeMap<String, u64>,
}

impl BulkUsage {
    /// The bytes of the table and its secondary indexes; those of vectors are counted apart.
    pub(crate) fn total(&self) -> u64 {
        let of_indexes = self.local_bytes.values().chain(self.global_bytes.values());
        of_indexes.fold(self.table_bytes, |sum, bytes| sum.saturating_add(*bytes))
    }
}

/// The creation of a table that an import fills. When it is dropped, all items are in the table, and it is active as
/// soon as its transition ends.
pub(crate) struct ImportedTable {
    table: Arc<Table>,
    waiting: Option<Waiting>,
    /// When the state would end if there were no items, in milliseconds since 1970.
    ends_ms: u64,
    /// How long states last.
    lasts_ms: u64,
}

impl ImportedTable {
    /// The table.
    pub(crate) fn table(&self) -> &Arc<Table> {
        &self.table
    }
}

impl Drop for ImportedTable {
    fn drop(&mut self) {
        self.table.end_import(Transition::until(self.ends_ms), self.lasts_ms);
        if let Some(waiting) = self.waiting.take() {
            waiting.end_now();
        }
    }
}

impl Engine {
    /// The creation of this table, which was marked as being filled.
    pub(crate) fn imported(&self, table: Arc<Table>) -> ImportedTable {
        debug_assert!(table.is_being_imported(), "nobody else ends its creation");
        let lasts_ms = self.transitions_ms();
        let ends_ms = self.clock().now_ms().saturating_add(lasts_ms);
        ImportedTable { waiting: Some(self.waiting(&table)), table, ends_ms, lasts_ms }
    }

    /// The ARN of an import.
    pub(crate) fn import_arn(&self, import: &Job<TransferRequest>) -> String {
        self.transfer_arn("import", import)
    }

    /// The ARN of a bulk operation.
    pub(crate) fn bulk_operation_arn(&self, bulk: &Job<BulkOperation>) -> String {
        self.transfer_arn("bulk-operation", bulk)
    }

    fn transfer_arn<R>(&self, kind: &str, job: &Job<R>) -> String {
        let (table, id) = &job.key;
        format!("{}/{kind}/{id}", self.table_arn(table))
    }
}
