//! Where jobs are noted, in a database that is kept on disk.

use std::{fmt, sync::Arc};

use super::{
    Engine, Export, TransferRequest,
    imports::BulkOperation,
    job::{Job, JobEnd, JobKey},
};

/// Where the jobs of one kind are noted, in a database that is kept on disk.
pub(crate) trait JobNotes<R>: fmt::Debug + Send + Sync {
    /// Notes a job that has begun, or how it has ended.
    fn note(&self, job: &Job<R>, end: &JobEnd);

    /// Notes that a job is not listed any more.
    fn forget(&self, key: &JobKey);

    /// Notes that no job is listed any more.
    fn forget_all(&self);
}

/// Where the jobs of each kind are noted.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "disk"), expect(dead_code, reason = "only a disk makes it"))]
pub(crate) struct NotesOfJobs {
    pub(crate) exports: Arc<dyn JobNotes<Export>>,
    pub(crate) imports: Arc<dyn JobNotes<TransferRequest>>,
    pub(crate) bulk_operations: Arc<dyn JobNotes<BulkOperation>>,
}

impl Engine {
    /// This engine, whose jobs are noted from now on.
    #[cfg(feature = "disk")]
    pub(crate) fn with_notes_of_jobs(mut self, notes: NotesOfJobs) -> Self {
        let NotesOfJobs { exports, imports, bulk_operations } = notes;
        self.exports.set_notes(exports);
        self.imports.set_notes(imports);
        self.bulk_operations.set_notes(bulk_operations);
        self
    }
}
