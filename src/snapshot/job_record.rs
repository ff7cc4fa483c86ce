//! The records of jobs that have ended: exports, imports and bulk operations.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::format::MOST_COUNTED;
use crate::{
    engine::{
        BulkOperation, BulkUsage, EndedJob, Engine, Export, Job, JobEnd, JobKey, RequestHash, TransferRequest,
    },
    operation::{
        request::names::is_name,
        table::forms::check_time,
        transfer::restored::{check_export, check_job, restored_bulk, restored_import},
    },
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

/// A job that has ended. One that is running when a database is saved is not in the file: nobody would end it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct JobRecord<A> {
    key: JobKey,
    started_ms: u64,
    end: JobEnd,
    items: u64,
    bytes: u64,
    written: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    errors: u64,
    /// The SHA-256 of the request whose client token stands for the job, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    request_sha256: Option<String>,
    about: A,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What a record says of what a job is about.
pub(super) trait About: Sized + Serialize {
    /// What the job itself keeps of it.
    type Kept;

    fn of(kept: &Self::Kept) -> Self;

    /// The table's id and the client token.
    fn ids(&self) -> (&str, &str);

    /// What a job of this table keeps; fails with what is wrong with the record.
    fn kept(self, engine: &Engine, table: &str) -> Result<Self::Kept, String>;
}

/// A request for an import or a bulk operation.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RequestRecord {
    table_id: String,
    client_token: String,
    request: Value,
}

/// A bulk operation.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct BulkRecord {
    #[serde(flatten)]
    request: RequestRecord,
    input_bytes: Option<u64>,
    usage: BulkUsage,
}

impl<A: About> JobRecord<A> {
    /// The record of a job with this end, for which the client token of this request stands.
    pub(super) fn of(job: &Job<A::Kept>, end: &JobEnd, request: Option<&RequestHash>) -> Self {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed).min(MOST_COUNTED);
        let digits = |hash: &RequestHash| hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            key: job.key.clone(),
            started_ms: job.started_ms,
            end: end.clone(),
            items: count(&job.progress.items),
            bytes: count(&job.progress.bytes),
            written: count(&job.progress.written),
            errors: count(&job.progress.errors),
            request_sha256: request.map(digits),
            about: A::of(&job.about),
        }
    }

    /// The same; a job that has not ended fails at this time.
    #[cfg(feature = "disk")]
    pub(super) fn failed_unless_ended(mut self, now_ms: u64) -> Self {
        if !self.end.is_end() {
            self.end = JobEnd::interrupted(now_ms.max(self.started_ms));
        }
        self
    }

    /// Whether the job has ended.
    #[cfg(feature = "disk")]
    pub(super) fn has_ended(&self) -> bool {
        self.end.is_end()
    }

    /// The job; fails with what is wrong with the record.
    pub(super) fn ended(self, engine: &Engine) -> Result<EndedJob<A::Kept>, String> {
        let Self { key, started_ms, end, items, bytes, written, errors, request_sha256, about } = self;
        let (table_id, client_token) = about.ids();
        check_job(&key, started_ms, table_id, client_token)?;
        check_time(Some(end.at_ms as f64 / 1000.0))?;
        if end.at_ms < started_ms || !end.is_end() {
            return Err("a job that has not ended".to_owned());
        }
        let token = request_sha256.map(|digits| match read_hash(&digits) {
            Some(request) => Ok((client_token.to_owned(), request)),
            None => Err(format!("'{digits}' is not a SHA-256")),
        });
        let token = token.transpose()?;
        let about = about.kept(engine, &key.0)?;
        let job = Job::ended(key, about, started_ms, end.clone()).with_token(token.clone());
        let progress = &job.progress;
        for (count, value) in [
            (&progress.items, items),
            (&progress.bytes, bytes),
            (&progress.written, written),
            (&progress.errors, errors),
        ] {
            count.store(counted(value)?, Ordering::Relaxed);
        }
        Ok(EndedJob { job: job.into(), end, token })
    }
}

fn read_hash(digits: &str) -> Option<RequestHash> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else { return None };
    let byte = |pair: &[u8; 2]| {
        let digits = std::str::from_utf8(pair).ok().filter(|_| pair.iter().all(u8::is_ascii_hexdigit))?;
        u8::from_str_radix(digits, 16).ok()
    };
    pairs.iter().map(byte).collect::<Option<Vec<u8>>>()?.try_into().ok()
}

fn counted(value: u64) -> Result<u64, String> {
    if value > MOST_COUNTED { Err(format!("a job that counted to {value}")) } else { Ok(value) }
}

impl About for Export {
    type Kept = Self;

    fn of(kept: &Self) -> Self {
        kept.clone()
    }

    fn ids(&self) -> (&str, &str) {
        (&self.table_id, &self.client_token)
    }

    fn kept(self, engine: &Engine, table: &str) -> Result<Self, String> {
        check_export(engine, table, &self).map(|()| self)
    }
}

impl RequestRecord {
    fn kept(
        self,
        restored: impl FnOnce(&str) -> Result<Arc<[u8]>, String>,
    ) -> Result<TransferRequest, String> {
        let Self { table_id, client_token, request } = self;
        Ok(TransferRequest { json: restored(&request.to_string())?, client_token, table_id })
    }
}

impl About for RequestRecord {
    type Kept = TransferRequest;

    fn of(kept: &TransferRequest) -> Self {
        let request = serde_json::from_slice(&kept.json);
        debug_assert!(request.is_ok(), "a request is JSON: {request:?}");
        let TransferRequest { json: _, client_token, table_id } = kept.clone();
        Self { table_id, client_token, request: request.unwrap_or_default() }
    }

    fn ids(&self) -> (&str, &str) {
        (&self.table_id, &self.client_token)
    }

    fn kept(self, _: &Engine, table: &str) -> Result<TransferRequest, String> {
        self.kept(|request| restored_import(table, request))
    }
}

impl About for BulkRecord {
    type Kept = BulkOperation;

    fn of(kept: &BulkOperation) -> Self {
        let BulkOperation { request, input_bytes, usage } = kept;
        let usage = usage.lock().clone();
        Self { request: RequestRecord::of(request), input_bytes: *input_bytes, usage }
    }

    fn ids(&self) -> (&str, &str) {
        self.request.ids()
    }

    fn kept(self, _: &Engine, table: &str) -> Result<BulkOperation, String> {
        let Self { request, input_bytes, usage } = self;
        let indexes = [&usage.local_bytes, &usage.global_bytes, &usage.vector_bytes];
        if let Some(name) = indexes.into_iter().flat_map(|bytes| bytes.keys()).find(|name| !is_name(name)) {
            return Err(format!("'{name}' is not the name of an index"));
        }
        counted(input_bytes.unwrap_or_default())?;
        counted(usage.total())?;
        usage.vector_bytes.values().try_for_each(|bytes| counted(*bytes).map(drop))?;
        let request = request.kept(|request| restored_bulk(table, request))?;
        Ok(BulkOperation { request, input_bytes, usage: Mutex::new(usage) })
    }
}
