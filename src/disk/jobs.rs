//! Exports, imports and bulk operations among the values of a file.

use std::{fmt, marker::PhantomData, sync::Arc};

use super::{damages::Damages, error::StoreError};
use crate::{
    engine::{BulkOperation, Engine, Export, Job, JobEnd, JobKey, JobNotes, NotesOfJobs, TransferRequest},
    snapshot::KeptJob,
    storage::{Journal, ValueKey},
};

/// Notes the jobs of one kind.
struct Notes<R> {
    journal: Arc<dyn Journal>,
    kind: PhantomData<fn(R)>,
}

impl<R: KeptJob> fmt::Debug for Notes<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notes").field("kind", &R::KIND).finish_non_exhaustive()
    }
}

/// Where the jobs of a region are noted.
pub(super) fn notes_of_jobs(journal: &Arc<dyn Journal>) -> NotesOfJobs {
    NotesOfJobs {
        exports: notes::<Export>(journal),
        imports: notes::<TransferRequest>(journal),
        bulk_operations: notes::<BulkOperation>(journal),
    }
}

fn notes<R: KeptJob>(journal: &Arc<dyn Journal>) -> Arc<dyn JobNotes<R>> {
    Arc::new(Notes { journal: Arc::clone(journal), kind: PhantomData })
}

impl<R: KeptJob> Notes<R> {
    fn note_value(&self, (table, id): &JobKey, value: Option<&[u8]>) {
        let key = format!("{table}/{id}");
        self.journal.note_value(&ValueKey { table: None, kind: R::KIND, key: key.as_bytes() }, value);
    }
}

impl<R: KeptJob> JobNotes<R> for Notes<R> {
    fn note(&self, job: &Job<R>, end: &JobEnd) {
        self.note_value(&job.key, Some(&R::json(job, end)));
    }

    fn forget(&self, key: &JobKey) {
        self.note_value(key, None);
    }

    fn forget_all(&self) {
        self.journal.note_no_values(&ValueKey { table: None, kind: R::KIND, key: &[] });
    }
}

/// Adds the jobs with these records to those of their kind. Those that ran when the database was closed have failed.
pub(super) fn restore_jobs<'v, R: KeptJob>(
    engine: &Engine,
    records: impl Iterator<Item = (&'v [u8], &'v [u8])>,
    damages: &mut Damages,
) -> Result<(), StoreError> {
    for (_, json) in records {
        match R::read(json, engine) {
            Ok((job, had_ended)) => {
                let noted = (!had_ended).then(|| Arc::clone(&job.job));
                R::list(engine).restore_kept(job);
                noted.iter().for_each(|job| job.note_now());
            }
            Err(reason) => damages.found(format!("a job: {reason}"))?,
        }
    }
    Ok(())
}
