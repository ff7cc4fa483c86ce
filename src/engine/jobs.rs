//! Runs jobs: small ones at once, others on threads of their own, a few at a time.

use std::{collections::VecDeque, fmt, sync::Arc};

use super::{
    clock::Clock,
    job::{Job, JobStatus, TransferFailure},
};
use crate::{
    storage::throughput::Metering,
    sync::{
        Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
        thread,
    },
};

/// How many jobs run at a time; the others wait. (Ours: the service's limit is on jobs in progress.)
const AT_A_TIME: usize = 2;

/// Jobs with at most this much data run before their request answers, so that whoever asks next sees their end.
const SMALL_BYTES: u64 = 1024 * 1024;

type Work = Box<dyn FnOnce() + Send>;

/// Runs the jobs of a database and of its forks. When the last of them is dropped, jobs stop at their next piece, and
/// those that wait are dropped.
#[derive(Clone, Default)]
pub(crate) struct Jobs(Arc<Owner>);

#[derive(Default)]
struct Owner(Arc<Shared>);

/// Threads hold this, not the owner.
#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    idle: Condvar,
    abandoned: Arc<AtomicBool>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Work>,
    running: usize,
}

impl fmt::Debug for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jobs").finish_non_exhaustive()
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.abandoned.store(true, Ordering::Relaxed);
        let waiting = std::mem::take(&mut self.0.queue.lock().waiting);
        drop(waiting);
    }
}

impl Jobs {
    /// The flag that tells jobs that no database is left.
    pub(super) fn abandoned(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0.0.abandoned)
    }

    /// Runs a job with about this much data. Its end is what `work` returns; `work` asks between its pieces whether the
    /// job [is cancelled](Job::is_cancelled), and holds neither the engine nor locks.
    pub(crate) fn run<R: Send + Sync + 'static>(
        &self,
        job: &Arc<Job<R>>,
        bytes: u64,
        clock: &Clock,
        work: impl FnOnce(&Job<R>) -> Result<(), TransferFailure> + Send + 'static,
    ) {
        let ending = Ending { job: Arc::clone(job), clock: clock.clone() };
        let work = move || {
            // What a job writes is no request's. (Developer guide: "Importing data from Amazon S3": an import consumes no
            // write capacity)
            let _unmetered = Metering::pause();
            let ended = if ending.job.is_cancelled() { Ok(()) } else { work(&ending.job) };
            ending.end(ended);
        };
        if bytes <= SMALL_BYTES {
            return work();
        }
        self.0.0.queue.lock().waiting.push_back(Box::new(work));
        Shared::start(&self.0.0);
    }

    /// Waits until no job runs or waits.
    pub(crate) fn wait(&self) {
        let shared = &self.0.0;
        drop(
            shared
                .idle
                .wait_while(shared.queue.lock(), |queue| queue.running > 0 || !queue.waiting.is_empty()),
        );
    }
}

impl Shared {
    /// Starts a thread if there is work for it.
    fn start(shared: &Arc<Self>) {
        let mut queue = shared.queue.lock();
        if queue.waiting.is_empty() || queue.running >= AT_A_TIME {
            return;
        }
        queue.running += 1;
        drop(queue);
        let theirs = Arc::clone(shared);
        let started = thread::Builder::new().name("transfer".to_owned()).spawn(move || Turn(theirs).work());
        if started.is_err() {
            // The system has no thread for it: this one does the work.
            Turn(Arc::clone(shared)).work();
        }
    }

    fn next(&self) -> Option<Work> {
        self.queue.lock().waiting.pop_front()
    }
}

/// A thread that works, one of [`AT_A_TIME`].
struct Turn(Arc<Shared>);

impl Turn {
    fn work(self) {
        while let Some(work) = self.0.next() {
            work();
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queue = self.0.queue.lock();
        debug_assert!(queue.running > 0, "a turn was counted");
        queue.running -= 1;
        drop(queue);
        self.0.idle.notify_all();
        // Work may have come after this thread found none, or a job has panicked.
        Shared::start(&self.0);
    }
}

/// Ends a job, also one whose work panics or is dropped before it runs.
struct Ending<R> {
    job: Arc<Job<R>>,
    clock: Clock,
}

impl<R> Ending<R> {
    fn end(&self, ended: Result<(), TransferFailure>) {
        let status = match ended {
            Err(failure) => JobStatus::Failed(failure),
            Ok(()) if self.job.is_cancelled() => JobStatus::Cancelled,
            Ok(()) => JobStatus::Completed,
        };
        self.job.finish(status, self.clock.now_ms());
    }
}

impl<R> Drop for Ending<R> {
    fn drop(&mut self) {
        self.job.finish(JobStatus::Failed(TransferFailure::internal()), self.clock.now_ms());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::engine::{Begun, Engine, EngineOptions, JobList, JobRequest};

    const LARGE: u64 = SMALL_BYTES + 1;

    fn engine() -> Engine {
        Engine::new(EngineOptions::default(), Clock::default())
    }

    fn begin(engine: &Engine, jobs: &JobList<u32>, about: u32) -> Arc<Job<u32>> {
        let asked = JobRequest { table: "t", token: None, most: 100, now_ms: 0 };
        match jobs.begin(engine, &asked, &engine.dated_id(0), about) {
            Some(Begun::New(job)) => job,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_small_job_has_ended_when_it_was_run() {
        let (engine, jobs) = (engine(), JobList::default());
        let job = begin(&engine, &jobs, 1);
        assert_eq!(job.status(u64::MAX), JobStatus::InProgress);
        engine.jobs().run(&job, SMALL_BYTES, engine.clock(), |_| Ok(()));
        assert_eq!(job.status(u64::MAX), JobStatus::Completed);
    }

    #[test]
    fn large_jobs_run_beside_their_requests_two_at_a_time() {
        let (engine, list) = (engine(), JobList::default());
        let all: Vec<_> = (0..5).map(|about| begin(&engine, &list, about)).collect();
        let (began, begun) = channel();
        let gate = Arc::new(Mutex::new(()));
        let closed = gate.lock();
        for job in &all {
            let (began, gate) = (began.clone(), Arc::clone(&gate));
            engine.jobs().run(job, LARGE, engine.clock(), move |job| {
                began.send(job.about).unwrap();
                drop(gate.lock());
                Ok(())
            });
        }
        let mut first = [begun.recv().unwrap(), begun.recv().unwrap()];
        first.sort_unstable();
        assert_eq!(first, [0, 1]);
        assert!(begun.try_recv().is_err(), "the others wait");
        assert!(all.iter().all(|job| job.status(u64::MAX) == JobStatus::InProgress));
        drop(closed);
        engine.jobs().wait();
        assert!(all.iter().all(|job| job.status(u64::MAX) == JobStatus::Completed));
    }

    #[test]
    fn jobs_stop_when_the_last_database_is_dropped() {
        let (engine, list) = (engine(), JobList::default());
        let all: Vec<_> = (0..3).map(|about| begin(&engine, &list, about)).collect();
        let (began, begun) = channel();
        let (ended, end) = channel();
        for job in &all {
            let (began, ended) = (began.clone(), ended.clone());
            engine.jobs().run(job, LARGE, engine.clock(), move |job| {
                began.send(()).unwrap();
                while !job.is_cancelled() {
                    thread::yield_now();
                }
                ended.send(()).unwrap();
                Ok(())
            });
        }
        (0..2).for_each(|_| begun.recv().unwrap());
        let fork = engine.fork();
        drop(engine);
        assert!(all.iter().all(|job| !job.is_cancelled()), "a fork is left");
        drop(fork);
        (0..2).for_each(|_| end.recv().unwrap());
        let is_failed = |job: &Job<u32>| matches!(job.status(u64::MAX), JobStatus::Failed(_));
        assert!(all.last().is_some_and(|waiting| is_failed(waiting)), "it never ran");
    }

    #[test]
    fn a_job_that_panics_has_failed_and_the_next_one_runs() {
        let (engine, list) = (engine(), JobList::default());
        let (wrong, right) = (begin(&engine, &list, 0), begin(&engine, &list, 1));
        engine.jobs().run(&wrong, LARGE, engine.clock(), |_| panic!("as a fault in the code does"));
        engine.jobs().run(&right, LARGE, engine.clock(), |_| Ok(()));
        engine.jobs().wait();
        assert!(matches!(wrong.status(u64::MAX), JobStatus::Failed(_)));
        assert_eq!(right.status(u64::MAX), JobStatus::Completed);
    }
}
