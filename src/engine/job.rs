//! A job: work in proportion to data that goes on after the request that began it, such as an export.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use super::client_tokens::RequestHash;
use crate::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// A job's table and id. Its ARN ends with them, and jobs are listed in their order.
pub(crate) type JobKey = (String, String);

/// Why a job failed: the service's `FailureCode` and `FailureMessage`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{code}: {message}")]
pub(crate) struct TransferFailure {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// The state of a job as requests see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum JobStatus {
    InProgress,
    Completed,
    Failed(TransferFailure),
    Cancelled,
}

/// How a job ended, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JobEnd {
    pub(crate) status: JobStatus,
    /// In milliseconds since 1970.
    pub(crate) at_ms: u64,
}

/// What a job has done so far. A job counts as it goes, and descriptions show it.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Items that were read.
    pub(crate) items: AtomicU64,
    /// Bytes that were read.
    pub(crate) bytes: AtomicU64,
    /// Items that were written.
    pub(crate) written: AtomicU64,
    /// Items that could not be written.
    pub(crate) errors: AtomicU64,
}

/// A job: what it is about, and what became of it.
#[derive(Debug)]
pub(crate) struct Job<R> {
    pub(crate) key: JobKey,
    pub(crate) about: R,
    /// In milliseconds since 1970.
    pub(crate) started_ms: u64,
    pub(crate) progress: Progress,
    /// Its end is not shown before this time, in milliseconds since 1970.
    shown_ms: AtomicU64,
    cancelled: AtomicBool,
    /// Whether no database is left that the job works for.
    abandoned: Arc<AtomicBool>,
    /// The client token that stands for it, with the request that it came with.
    #[cfg_attr(not(feature = "disk"), expect(dead_code, reason = "only a disk reads it"))]
    token: Option<(String, RequestHash)>,
    /// Where it is noted, in databases that are kept on disk.
    notes: Mutex<Vec<Arc<dyn JobNotes<R>>>>,
    /// No other lock is taken while this one is held, but that of the notes and that of what the job counts.
    end: Mutex<Option<JobEnd>>,
}

/// Where the jobs of one kind are noted, in a database that is kept on disk.
pub(crate) trait JobNotes<R>: fmt::Debug + Send + Sync {
    /// Notes a job that has begun, or how it has ended.
    fn note(&self, job: &Job<R>, end: &JobEnd);

    /// Notes that a job is not listed any more.
    fn forget(&self, key: &JobKey);

    /// Notes that no job is listed any more.
    fn forget_all(&self);
}

impl TransferFailure {
    /// That of a job whose process has ended, or which could not go on.
    pub(crate) fn internal() -> Self {
        let message = "An internal error occurred".to_owned();
        Self { code: "InternalServerError".to_owned(), message }
    }
}

impl JobEnd {
    /// That of a job whose process has ended.
    #[cfg(feature = "disk")]
    pub(crate) fn interrupted(at_ms: u64) -> Self {
        Self { status: JobStatus::Failed(TransferFailure::internal()), at_ms }
    }

    /// Whether the status is that of a job that has ended.
    pub(crate) fn is_end(&self) -> bool {
        self.status != JobStatus::InProgress
    }
}

impl<R> Job<R> {
    pub(super) fn new(
        key: JobKey,
        about: R,
        started_ms: u64,
        lasts_ms: u64,
        abandoned: Arc<AtomicBool>,
    ) -> Self {
        Self {
            key,
            about,
            started_ms,
            progress: Progress::default(),
            shown_ms: AtomicU64::new(started_ms.saturating_add(lasts_ms)),
            cancelled: AtomicBool::new(false),
            abandoned,
            token: None,
            notes: Mutex::default(),
            end: Mutex::default(),
        }
    }

    /// The same with this client token.
    pub(crate) fn with_token(self, token: Option<(String, RequestHash)>) -> Self {
        Self { token, ..self }
    }

    /// The hash of the request whose client token stands for it.
    #[cfg(feature = "disk")]
    pub(crate) fn request(&self) -> Option<&RequestHash> {
        self.token.as_ref().map(|(_, request)| request)
    }

    /// Has the job noted here from now on.
    pub(super) fn note_in(&self, notes: &Arc<dyn JobNotes<R>>) {
        let mut known = self.notes.lock();
        if !known.iter().any(|known| Arc::ptr_eq(known, notes)) {
            known.push(Arc::clone(notes));
        }
    }

    /// Notes the job as it is. The caller holds the lock of its end.
    fn note(&self, end: Option<&JobEnd>) {
        let running = || JobEnd { status: JobStatus::InProgress, at_ms: self.started_ms };
        let end = end.map_or_else(running, |end| self.shown(end));
        self.notes.lock().iter().for_each(|notes| notes.note(self, &end));
    }

    /// Notes the job as it is now.
    pub(crate) fn note_now(&self) {
        let end = self.end.lock();
        self.note(end.as_ref());
    }

    /// An end as it is shown.
    fn shown(&self, end: &JobEnd) -> JobEnd {
        let JobEnd { status, at_ms } = end.clone();
        let is_cancelled = status == JobStatus::Completed && self.cancelled.load(Ordering::Relaxed);
        let status = if is_cancelled { JobStatus::Cancelled } else { status };
        JobEnd { status, at_ms: at_ms.max(self.shown_ms.load(Ordering::Relaxed)) }
    }

    /// A job of a snapshot.
    pub(crate) fn ended(key: JobKey, about: R, started_ms: u64, end: JobEnd) -> Self {
        let job = Self::new(key, about, started_ms, 0, Arc::default());
        job.finish(end.status, end.at_ms);
        job
    }

    /// How the job ended, if requests see that by now. It may have been cancelled after its last piece, before its end
    /// was to be seen.
    pub(crate) fn end(&self, now_ms: u64) -> Option<JobEnd> {
        let shown_ms = self.shown_ms.load(Ordering::Relaxed);
        let end = self.end.lock();
        end.as_ref().filter(|_| shown_ms <= now_ms).map(|end| self.shown(end))
    }

    /// Has the job last at least so long, if jobs take time: those whose end is shown at once end at once.
    pub(crate) fn last_at_least(&self, lasts_ms: u64) {
        if self.shown_ms.load(Ordering::Relaxed) > self.started_ms {
            self.shown_ms.fetch_max(self.started_ms.saturating_add(lasts_ms), Ordering::Relaxed);
        }
    }

    /// The state as requests see it.
    pub(crate) fn status(&self, now_ms: u64) -> JobStatus {
        self.end(now_ms).map_or(JobStatus::InProgress, |end| end.status)
    }

    /// Asks the job to stop. It does at its next piece.
    pub(crate) fn cancel(&self) {
        let end = self.end.lock();
        self.cancelled.store(true, Ordering::Relaxed);
        // It may have ended before that is seen.
        if end.is_some() {
            self.note(end.as_ref());
        }
    }

    /// Whether the job is to stop: asked between its pieces.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed) || self.abandoned.load(Ordering::Relaxed)
    }

    /// Notes the end, unless there is one.
    pub(super) fn finish(&self, status: JobStatus, at_ms: u64) {
        debug_assert_ne!(status, JobStatus::InProgress, "an end is an end");
        let mut end = self.end.lock();
        if end.is_none() {
            let ended = JobEnd { status, at_ms };
            // Noted before anybody sees it.
            self.note(Some(&ended));
            *end = Some(ended);
        }
    }
}
