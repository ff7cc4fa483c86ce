//! The records of jobs one by one, for databases on disk.

use serde::de::DeserializeOwned;

use super::job_record::{About, BulkRecord, JobRecord, RequestRecord};
use crate::{
    engine::{BulkOperation, EndedJob, Engine, Export, Job, JobEnd, JobList, TransferRequest},
    storage::ValueKind,
};

/// What a job of a kind that is kept on disk is about.
pub(crate) trait KeptJob: Sized + Send + Sync + 'static {
    /// The kind of value as which such jobs are kept.
    const KIND: ValueKind;

    /// The engine's jobs of this kind.
    fn list(engine: &Engine) -> &JobList<Self>;

    /// The record of a job, JSON.
    fn json(job: &Job<Self>, end: &JobEnd) -> Vec<u8>;

    /// The job of a record, and whether it had ended; one that had not fails now. Fails with what is wrong with it.
    fn read(json: &[u8], engine: &Engine) -> Result<(EndedJob<Self>, bool), String>;
}

fn json<A: About>(job: &Job<A::Kept>, end: &JobEnd) -> Vec<u8> {
    let json = serde_json::to_vec(&JobRecord::<A>::of(job, end, job.request()));
    debug_assert!(json.is_ok(), "a job can be written");
    json.unwrap_or_default()
}

fn read<A: About + DeserializeOwned>(
    json: &[u8],
    engine: &Engine,
) -> Result<(EndedJob<A::Kept>, bool), String> {
    let record: JobRecord<A> = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    let has_ended = record.has_ended();
    let job = record.failed_unless_ended(engine.clock().now_ms()).ended(engine)?;
    Ok((job, has_ended))
}

/// Each kind with the record of what its jobs are about.
macro_rules! kept_jobs {
    ($($about:ty: $record:ty, $kind:ident, $list:ident;)*) => {
        $(
            impl KeptJob for $about {
                const KIND: ValueKind = ValueKind::$kind;

                fn list(engine: &Engine) -> &JobList<Self> {
                    engine.$list()
                }

                fn json(job: &Job<Self>, end: &JobEnd) -> Vec<u8> {
                    json::<$record>(job, end)
                }

                fn read(text: &[u8], engine: &Engine) -> Result<(EndedJob<Self>, bool), String> {
                    read::<$record>(text, engine)
                }
            }
        )*
    };
}

kept_jobs! {
    Export: Export, Export, exports;
    TransferRequest: RequestRecord, Import, imports;
    BulkOperation: BulkRecord, BulkOperation, bulk_operations;
}
