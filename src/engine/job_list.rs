//! The jobs of one kind, kept as long as the service lists them, with their client tokens.

use std::{
    collections::{BTreeMap, HashMap},
    mem,
    sync::Arc,
};

use super::{
    Engine,
    client_tokens::RequestHash,
    job::{Job, JobEnd, JobKey, JobNotes, JobStatus},
    of_table::behind,
};
use crate::{
    limits::{TRANSFER_KEPT_SECONDS, TRANSFER_TOKEN_SECONDS},
    sync::{Mutex, MutexGuard},
};

/// How many jobs are kept; beyond that, the oldest that have ended are forgotten early. Tests keep fewer. (Ours)
const KEPT: usize = if cfg!(test) { 100 } else { 10_000 };

/// The jobs of one kind.
#[derive(Debug)]
pub(crate) struct JobList<R> {
    known: Mutex<Known<R>>,
    /// Where they are noted, in a database that is kept on disk.
    notes: Option<Arc<dyn JobNotes<R>>>,
}

#[derive(Debug)]
struct Known<R> {
    jobs: BTreeMap<JobKey, Arc<Job<R>>>,
    tokens: HashMap<String, Token<R>>,
}

/// A client token: the same request with it is the same job.
#[derive(Debug)]
struct Token<R> {
    request: RequestHash,
    job: Arc<Job<R>>,
}

impl<R> Default for JobList<R> {
    fn default() -> Self {
        Self::of(Known { jobs: BTreeMap::new(), tokens: HashMap::new() })
    }
}

impl<R> Clone for Known<R> {
    fn clone(&self) -> Self {
        let token = |token: &Token<R>| Token { request: token.request, job: Arc::clone(&token.job) };
        Self {
            jobs: self.jobs.clone(),
            tokens: self.tokens.iter().map(|(name, known)| (name.clone(), token(known))).collect(),
        }
    }
}

/// A job that has ended, with the client token that stands for it and the request that the token came with.
#[derive(Debug)]
pub(crate) struct EndedJob<R> {
    pub(crate) job: Arc<Job<R>>,
    pub(crate) end: JobEnd,
    pub(crate) token: Option<(String, RequestHash)>,
}

/// A request to begin a job.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JobRequest<'a> {
    /// The name of the table that it is about.
    pub(crate) table: &'a str,
    /// The client token, and what the request asks for.
    pub(crate) token: Option<(&'a str, RequestHash)>,
    /// How many jobs may be in progress.
    pub(crate) most: usize,
    /// The time, in milliseconds since 1970.
    pub(crate) now_ms: u64,
}

/// What came of a request to begin a job.
#[derive(Debug)]
pub(crate) enum Begun<R> {
    /// A new job, to be [run](super::Jobs::run).
    New(Arc<Job<R>>),
    /// The same request began this job before.
    Repeated(Arc<Job<R>>),
    /// Another request has this token.
    Mismatch,
    /// Too many jobs are in progress.
    TooMany,
}

impl<R> JobList<R> {
    fn of(known: Known<R>) -> Self {
        Self { known: Mutex::new(known), notes: None }
    }

    /// Has the jobs noted here from now on.
    #[cfg(feature = "disk")]
    pub(super) fn set_notes(&mut self, notes: Arc<dyn JobNotes<R>>) {
        self.notes = Some(notes);
    }

    /// Notes these jobs in the place of those of another list, in which they will be put.
    pub(super) fn note_in(&self, list: &Self) {
        let Some(notes) = &list.notes else { return };
        notes.forget_all();
        for job in self.known.lock().jobs.values() {
            job.note_in(notes);
            job.note_now();
        }
    }

    /// Puts other jobs in the place of these. Those that run go on.
    pub(super) fn replace(&self, with: Self) {
        mem::swap(&mut *self.known.lock(), &mut *with.known.lock());
    }

    /// The known jobs, without those that are no longer kept.
    fn kept(&self, now_ms: u64) -> MutexGuard<'_, Known<R>> {
        let mut known = self.known.lock();
        let forgotten = known.forget(now_ms);
        if let Some(notes) = &self.notes {
            forgotten.iter().for_each(|key| notes.forget(key));
        }
        known
    }

    /// The job that this request began before, by its token: the caller checks nothing else then.
    pub(crate) fn repeated(&self, token: Option<(&str, RequestHash)>, now_ms: u64) -> Option<Begun<R>> {
        let known = self.kept(now_ms);
        known.repeated(token)
    }

    /// Begins a job with this id, unless its token is known or too many are in progress. `None` if another job of the
    /// table has the id.
    pub(crate) fn begin(
        &self,
        engine: &Engine,
        request: &JobRequest<'_>,
        id: &str,
        about: R,
    ) -> Option<Begun<R>> {
        let now_ms = request.now_ms;
        let mut known = self.kept(now_ms);
        if let Some(repeated) = known.repeated(request.token) {
            return Some(repeated);
        }
        let in_progress = known.jobs.values().filter(|job| job.status(now_ms) == JobStatus::InProgress);
        if in_progress.count() >= request.most {
            return Some(Begun::TooMany);
        }
        let key = (request.table.to_owned(), id.to_owned());
        if known.jobs.contains_key(&key) {
            return None;
        }
        let token = request.token.map(|(token, request)| (token.to_owned(), request));
        let job = Job::new(key.clone(), about, now_ms, engine.transitions_ms(), engine.jobs().abandoned());
        let job = Arc::new(job.with_token(token));
        if let Some(notes) = &self.notes {
            job.note_in(notes);
            job.note_now();
        }
        known.jobs.insert(key, Arc::clone(&job));
        if let Some((token, request)) = request.token {
            known.tokens.insert(token.to_owned(), Token { request, job: Arc::clone(&job) });
        }
        Some(Begun::New(job))
    }

    /// The job with this key.
    pub(crate) fn get(&self, key: &JobKey, now_ms: u64) -> Option<Arc<Job<R>>> {
        let known = self.kept(now_ms);
        known.jobs.get(key).cloned()
    }

    /// Whether a job of this table is in progress.
    pub(crate) fn is_in_progress(&self, table: &str, now_ms: u64) -> bool {
        let known = self.known.lock();
        behind(&known.jobs, None, Some(table)).any(|job| job.status(now_ms) == JobStatus::InProgress)
    }

    /// At most `limit` jobs after `after`, of one table or of all, that are `wanted`, in order.
    pub(crate) fn list(
        &self,
        table: Option<&str>,
        after: Option<JobKey>,
        limit: usize,
        now_ms: u64,
        wanted: impl Fn(&Job<R>) -> bool,
    ) -> Vec<Arc<Job<R>>> {
        let known = self.kept(now_ms);
        behind(&known.jobs, after, table).filter(|job| wanted(job)).take(limit).cloned().collect()
    }

    /// Adds a job of a snapshot; whether no other has its key or its token.
    pub(crate) fn restore(&self, ended: EndedJob<R>) -> bool {
        let EndedJob { job, end: _, token } = ended;
        let mut known = self.known.lock();
        let is_new_token = token.is_none_or(|(token, request)| {
            known.tokens.insert(token, Token { request, job: Arc::clone(&job) }).is_none()
        });
        known.jobs.insert(job.key.clone(), job).is_none() && is_new_token
    }

    /// Adds a job that was kept on disk. Its token is that of a later job, if that came with it after the time for which a
    /// token stands for a job.
    #[cfg(feature = "disk")]
    pub(crate) fn restore_kept(&self, kept: EndedJob<R>) {
        let EndedJob { job, end: _, token } = kept;
        if let Some(notes) = &self.notes {
            job.note_in(notes);
        }
        let mut known = self.known.lock();
        if let Some((token, request)) = token
            && known.tokens.get(&token).is_none_or(|known| known.job.started_ms <= job.started_ms)
        {
            known.tokens.insert(token, Token { request, job: Arc::clone(&job) });
        }
        known.jobs.insert(job.key.clone(), job);
    }

    /// The jobs that have ended, in order, whether requests see that or not.
    pub(crate) fn ended(&self, now_ms: u64) -> Vec<EndedJob<R>> {
        let known = self.kept(now_ms);
        let tokens =
            known.tokens.iter().map(|(token, known)| (&known.job.key, (token.clone(), known.request)));
        let mut tokens: HashMap<&JobKey, (String, RequestHash)> = tokens.collect();
        let ended = known.jobs.iter().filter_map(|(key, job)| {
            let end = job.end(u64::MAX)?;
            Some(EndedJob { job: Arc::clone(job), end, token: tokens.remove(key) })
        });
        ended.collect()
    }

    /// The same jobs for a copy of the database, without those that are not `kept`.
    pub(super) fn fork(&self, kept: impl Fn(&Job<R>) -> bool) -> Self {
        let mut known = self.known.lock().clone();
        known.jobs.retain(|_, job| kept(job));
        known.tokens.retain(|_, token| kept(&token.job));
        Self::of(known)
    }
}

impl<R> Known<R> {
    fn repeated(&self, token: Option<(&str, RequestHash)>) -> Option<Begun<R>> {
        let (token, request) = token?;
        let known = self.tokens.get(token)?;
        Some(match known.request == request {
            true => Begun::Repeated(Arc::clone(&known.job)),
            false => Begun::Mismatch,
        })
    }

    /// Removes jobs and tokens that are no longer kept. Returns the keys of the jobs.
    fn forget(&mut self, now_ms: u64) -> Vec<JobKey> {
        let is_over = |job: &Job<R>, seconds: u64| {
            job.end(now_ms).is_some_and(|end| end.at_ms.saturating_add(seconds * 1000) < now_ms)
        };
        let gone = self.jobs.iter().filter(|(_, job)| is_over(job, TRANSFER_KEPT_SECONDS));
        let mut gone: Vec<JobKey> = gone.map(|(key, _)| key.clone()).collect();
        gone.iter().for_each(|key| drop(self.jobs.remove(key)));
        self.tokens.retain(|_, token| !is_over(&token.job, TRANSFER_TOKEN_SECONDS));
        while self.jobs.len() > KEPT {
            let ended = self.jobs.values().filter(|job| job.end(now_ms).is_some());
            let Some(oldest) = ended.min_by_key(|job| job.started_ms).map(|job| job.key.clone()) else {
                break;
            };
            self.jobs.remove(&oldest);
            self.tokens.retain(|_, token| token.job.key != oldest);
            gone.push(oldest);
        }
        gone
    }
}

impl Engine {
    /// An id that begins with a time, as backups and jobs have: `01695353076000-a1b2c3d4`.
    pub(crate) fn dated_id(&self, now_ms: u64) -> String {
        format!("{now_ms:014}-{:08x}", self.ids().next() >> 32)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::engine::{Clock, EngineOptions};

    fn engine(transitions: Duration) -> Engine {
        let engine = Engine::new(EngineOptions::default(), Clock::manual(UNIX_EPOCH));
        engine.set_transitions_ms(u64::try_from(transitions.as_millis()).unwrap());
        engine
    }

    fn begin(engine: &Engine, list: &JobList<u8>, token: &str, request: u8) -> Begun<u8> {
        let now_ms = engine.clock().now_ms();
        let asked = JobRequest { table: "t", token: Some((token, [request; 32])), most: 3, now_ms };
        let begun = list.begin(engine, &asked, &engine.dated_id(now_ms), request).unwrap();
        if let Begun::New(job) = &begun {
            engine.jobs().run(job, 0, engine.clock(), |_| Ok(()));
        }
        begun
    }

    fn new(begun: Begun<u8>) -> Arc<Job<u8>> {
        let Begun::New(job) = begun else { panic!("{begun:?}") };
        job
    }

    fn advance(engine: &Engine, seconds: u64) {
        engine.clock().advance(Duration::from_secs(seconds)).unwrap();
    }

    #[test]
    fn an_end_is_shown_when_its_time_has_come() {
        let (engine, list) = (engine(Duration::from_secs(5)), JobList::default());
        let job = new(begin(&engine, &list, "a", 1));
        let now = || engine.clock().now_ms();
        assert_eq!(job.status(now()), JobStatus::InProgress);
        advance(&engine, 5);
        assert_eq!(job.end(now()), Some(JobEnd { status: JobStatus::Completed, at_ms: 5_000 }));
    }

    #[test]
    fn a_token_stands_for_its_job_until_eight_hours_after_the_end() {
        let (engine, list) = (engine(Duration::from_secs(5)), JobList::default());
        let job = new(begin(&engine, &list, "a", 1));
        let is_repeated = |begun| matches!(begun, Begun::Repeated(same) if Arc::ptr_eq(&same, &job));
        assert!(is_repeated(begin(&engine, &list, "a", 1)));
        assert!(matches!(begin(&engine, &list, "a", 2), Begun::Mismatch));
        advance(&engine, 5 + TRANSFER_TOKEN_SECONDS);
        assert!(is_repeated(begin(&engine, &list, "a", 1)));
        advance(&engine, 1);
        new(begin(&engine, &list, "a", 2));
    }

    #[test]
    fn jobs_are_kept_for_ninety_days_and_a_number_of_them() {
        let (engine, list) = (engine(Duration::ZERO), JobList::default());
        let first = new(begin(&engine, &list, "first", 1));
        let kept =
            |list: &JobList<u8>| list.list(None, None, usize::MAX, engine.clock().now_ms(), |_| true).len();
        advance(&engine, TRANSFER_KEPT_SECONDS);
        assert!(list.get(&first.key, engine.clock().now_ms()).is_some());
        advance(&engine, 1);
        assert!(list.get(&first.key, engine.clock().now_ms()).is_none());
        for _ in 0..KEPT + 5 {
            let now_ms = engine.clock().now_ms();
            let asked = JobRequest { table: "t", token: None, most: 1, now_ms };
            let job = new(list.begin(&engine, &asked, &engine.dated_id(now_ms), 0).unwrap());
            job.finish(JobStatus::Completed, engine.clock().now_ms());
        }
        assert_eq!(kept(&list), KEPT);
    }

    #[test]
    fn only_so_many_are_in_progress() {
        let (engine, list) = (engine(Duration::from_secs(5)), JobList::default());
        for token in ["a", "b", "c"] {
            new(begin(&engine, &list, token, 1));
        }
        assert!(matches!(begin(&engine, &list, "d", 1), Begun::TooMany));
        assert!(matches!(begin(&engine, &list, "a", 1), Begun::Repeated(_)));
        advance(&engine, 5);
        new(begin(&engine, &list, "d", 1));
    }

    #[test]
    fn pages_of_a_list_have_no_gap() {
        let (engine, list) = (engine(Duration::ZERO), JobList::default());
        let mut all: Vec<JobKey> = (0..7)
            .map(|number| new(begin(&engine, &list, &number.to_string(), number)).key.clone())
            .collect();
        all.sort();
        let mut seen: Vec<JobKey> = Vec::new();
        loop {
            let page = list.list(None, seen.last().cloned(), 2, 0, |_| true);
            if page.is_empty() {
                break;
            }
            seen.extend(page.iter().map(|job| job.key.clone()));
        }
        assert_eq!(seen, all);
    }
}
