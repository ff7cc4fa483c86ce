//! The record of a job in a snapshot: of an export that has ended.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    engine::{Export, Job, JobEnd, JobKey},
    sync::atomic::{AtomicU64, Ordering},
};

/// A job that has ended. One that is running when a database is saved is not in the file: nobody would end it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct JobRecord<R> {
    key: JobKey,
    started_ms: u64,
    end: JobEnd,
    items: u64,
    bytes: u64,
    written: u64,
    about: R,
}

impl<R: Clone> JobRecord<R> {
    pub(super) fn of(job: &Job<R>, end: JobEnd) -> Self {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Self {
            key: job.key.clone(),
            started_ms: job.started_ms,
            end,
            items: count(&job.progress.items),
            bytes: count(&job.progress.bytes),
            written: count(&job.progress.written),
            about: job.about.clone(),
        }
    }
}

impl JobRecord<Export> {
    /// The export; fails with what is wrong with the record.
    pub(super) fn export(self) -> Result<Arc<Job<Export>>, &'static str> {
        let Self { key, started_ms, end, items, bytes, written, about } = self;
        let (table, id) = &key;
        let is_id = |id: &str| {
            let mut parts = id.split('-');
            let is = |part: Option<&str>, digits| {
                part.is_some_and(|part| {
                    part.len() >= digits && part.bytes().all(|byte| byte.is_ascii_hexdigit())
                })
            };
            is(parts.next(), 14) && is(parts.next(), 8) && parts.next().is_none()
        };
        if !is_id(id) || !about.table_arn.ends_with(&format!(":table/{table}")) {
            return Err("an export that no request has begun");
        }
        if end.at_ms < started_ms || !end.is_end() {
            return Err("an export that has not ended");
        }
        let job = Job::ended(key, about, started_ms, end);
        for (count, value) in
            [(&job.progress.items, items), (&job.progress.bytes, bytes), (&job.progress.written, written)]
        {
            count.store(value, Ordering::Relaxed);
        }
        Ok(Arc::new(job))
    }
}
