//! Work on several threads, which ends with the first error.

use std::time::Duration;

use super::error::{CopyError, Result};
use crate::sync::{
    Condvar, Mutex,
    atomic::{AtomicBool, Ordering},
    thread,
};

/// How often the caller looks at how far it is.
const TICK: Duration = Duration::from_millis(100);

/// Whether work is to end early.
#[derive(Debug, Default)]
pub(super) struct StopFlag(AtomicBool);

impl StopFlag {
    /// Whether another thread has failed.
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Ends it.
    pub(super) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[derive(Default)]
struct Running {
    threads: usize,
    failed: Option<CopyError>,
}

/// Counts a thread as ended when it is dropped, also where the thread panics.
struct Ended<'p> {
    running: &'p Mutex<Running>,
    ended: &'p Condvar,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.running.lock().threads -= 1;
        self.ended.notify_one();
    }
}

/// Runs the work of each number below this one on a thread of its own, and calls `tick` from time to time meanwhile.
///
/// # Errors
/// The first of the work or of `tick`; the others have ended then, too.
pub(super) fn in_parallel(
    threads: usize,
    work: impl Fn(usize, &StopFlag) -> Result<()> + Sync,
    mut tick: impl FnMut() -> Result<()>,
) -> Result<()> {
    let (stop, running, ended) = (StopFlag::default(), Mutex::new(Running::default()), Condvar::default());
    let fail = |error: CopyError| {
        stop.set();
        running.lock().failed.get_or_insert(error);
    };
    let mut ticked = Ok(());
    thread::scope(|scope| {
        for number in 0..threads {
            running.lock().threads += 1;
            let (work, stop, fail, ended) = (&work, &stop, &fail, Ended { running: &running, ended: &ended });
            let started = thread::Builder::new().name("copy".to_owned()).spawn_scoped(scope, move || {
                let _ended = ended;
                work(number, stop).unwrap_or_else(fail);
            });
            if let Err(error) = started {
                fail(CopyError::Threads(error));
                break;
            }
        }
        while ended.wait_while_for(running.lock(), |running| running.threads > 0, TICK).threads > 0 {
            if ticked.is_ok() {
                ticked = tick();
                if ticked.is_err() {
                    stop.set();
                }
            }
        }
    });
    let failed = running.lock().failed.take();
    failed.map_or(ticked, Err).and_then(|()| tick())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::atomic::AtomicUsize;

    fn failure() -> CopyError {
        CopyError::Asked("no".to_owned())
    }

    #[test]
    fn all_work_is_done_and_the_end_is_seen() {
        let (done, seen) = (AtomicUsize::new(0), Mutex::new(0));
        let work = |number, _: &StopFlag| {
            done.fetch_add(number, Ordering::Relaxed);
            Ok(())
        };
        let tick = || {
            *seen.lock() = done.load(Ordering::Relaxed);
            Ok(())
        };
        in_parallel(5, work, tick).unwrap();
        assert_eq!(*seen.lock(), 10);
    }

    #[test]
    fn the_first_failure_ends_the_others() {
        let work = |number, stop: &StopFlag| match number {
            0 => Err(failure()),
            _ => {
                while !stop.is_set() {
                    thread::sleep(Duration::from_millis(1));
                }
                Ok(())
            }
        };
        assert!(in_parallel(3, work, || Ok(())).is_err());
        let until_stopped = |_, stop: &StopFlag| {
            while !stop.is_set() {
                thread::sleep(Duration::from_millis(1));
            }
            Ok(())
        };
        assert!(in_parallel(2, until_stopped, || Err(failure())).is_err());
    }
}
