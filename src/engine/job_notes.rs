//! Where jobs are noted, in a database that is kept on disk.

use std::sync::Arc;

use super::{Engine, Export, TransferRequest, imports::BulkOperation, job::JobNotes};

/// Where the jobs of each kind are noted.
#[derive(Debug, Clone)]
pub(crate) struct NotesOfJobs {
    pub(crate) exports: Arc<dyn JobNotes<Export>>,
    pub(crate) imports: Arc<dyn JobNotes<TransferRequest>>,
    pub(crate) bulk_operations: Arc<dyn JobNotes<BulkOperation>>,
}

impl Engine {
    /// This engine, whose jobs are noted from now on.
    pub(crate) fn with_notes_of_jobs(mut self, notes: NotesOfJobs) -> Self {
        let NotesOfJobs { exports, imports, bulk_operations } = notes;
        self.exports.set_notes(exports);
        self.imports.set_notes(imports);
        self.bulk_operations.set_notes(bulk_operations);
        self
    }
}
