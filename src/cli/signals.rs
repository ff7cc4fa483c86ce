//! Runs work on a thread of its own and waits for its end or for a signal.

use std::{
    io,
    time::{Duration, Instant},
};

use tokio::{
    runtime::Runtime,
    sync::{mpsc, oneshot},
};

use crate::sync::thread;

/// A signal that comes so soon after the first is the same wish: wrappers pass on what the terminal sent too.
const SAME_WISH: Duration = Duration::from_secs(1);

/// The process's signals to stop: SIGINT, SIGTERM, and SIGHUP where it is not ignored, as under `nohup`.
///
/// The thread that waits for them does nothing else, so they are heard however busy the others are.
pub(super) struct Signals {
    runtime: Runtime,
    /// When each was heard.
    heard: mpsc::Receiver<Instant>,
    first: Option<Instant>,
}

/// What came of a wait.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<T> {
    /// The work is done; with nothing where it came to a bad end.
    Done(Option<T>),
    /// A signal asks the process to stop.
    Signal,
    /// Neither, in the given time.
    Late,
}

/// Work on a thread.
pub(super) struct Work<T>(oneshot::Receiver<T>);

impl<T: Send + 'static> Work<T> {
    /// Starts it.
    ///
    /// # Errors
    /// The system has no more threads.
    pub(super) fn start(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Self> {
        let (tell, told) = oneshot::channel();
        thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _ = tell.send(work());
        })?;
        Ok(Self(told))
    }
}

impl Signals {
    /// Takes the process's signals.
    ///
    /// # Errors
    /// The system does not give them.
    pub(super) fn new() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (tell, heard) = mpsc::channel(16);
        {
            let _inside = runtime.enter();
            listen(&tell)?;
        }
        Ok(Self { runtime, heard, first: None })
    }

    /// Waits until the work is done, a signal comes, or the time is over.
    pub(super) fn wait<T>(&mut self, work: &mut Work<T>, at_most: Option<Duration>) -> Event<T> {
        let Self { runtime, heard, first } = self;
        runtime.block_on(async {
            let late = async {
                match at_most {
                    Some(time) => tokio::time::sleep(time).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                done = &mut work.0 => Event::Done(done.ok()),
                () = next(heard, first) => Event::Signal,
                () = late => Event::Late,
            }
        })
    }
}

async fn next(heard: &mut mpsc::Receiver<Instant>, first: &mut Option<Instant>) {
    while let Some(at) = heard.recv().await {
        match *first {
            Some(first) if at.duration_since(first) < SAME_WISH => {}
            Some(_) => return,
            None => {
                *first = Some(at);
                return;
            }
        }
    }
    std::future::pending().await
}

#[cfg(unix)]
fn listen(tell: &mpsc::Sender<Instant>) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let hangup = (!hangup_is_ignored()).then(SignalKind::hangup);
    for kind in [Some(SignalKind::interrupt()), Some(SignalKind::terminate()), hangup].into_iter().flatten() {
        let mut signal = signal(kind)?;
        let tell = tell.clone();
        tokio::spawn(async move {
            while signal.recv().await.is_some() {
                // Where many wait already, one more says nothing new.
                let _ = tell.try_send(Instant::now());
            }
        });
    }
    Ok(())
}

/// Whether SIGHUP was ignored when the process started, so that it outlives the terminal. Linux says so (proc(5),
/// `SigIgn`); elsewhere it cannot be read without unsafe code.
#[cfg(unix)]
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // SIGHUP is signal 1, the lowest bit.
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 != 0)
}

#[cfg(not(unix))]
fn listen(tell: &mpsc::Sender<Instant>) -> io::Result<()> {
    let tell = tell.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            let _ = tell.try_send(Instant::now());
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Option<Duration> = Some(Duration::from_millis(20));

    fn signals() -> (mpsc::Sender<Instant>, Signals) {
        let (tell, heard) = mpsc::channel(16);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        (tell, Signals { runtime, heard, first: None })
    }

    #[test]
    fn signals_are_heard_while_the_work_goes_on() {
        let (tell, mut signals) = signals();
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let mut work = Work::start("busy", move || ended.recv().is_ok()).unwrap();
        assert_eq!(signals.wait(&mut work, SOON), Event::Late);
        tell.try_send(Instant::now()).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Signal);
        end.send(()).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Done(Some(true)));
    }

    #[test]
    fn a_signal_that_comes_twice_at_once_is_one() {
        let (tell, mut signals) = signals();
        let mut work = Work::start("busy", thread::park).unwrap();
        let first = Instant::now();
        tell.try_send(first).unwrap();
        tell.try_send(first + SAME_WISH / 2).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Signal);
        assert_eq!(signals.wait(&mut work, SOON), Event::Late);
        tell.try_send(first + SAME_WISH).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Signal);
    }

    #[test]
    fn work_that_comes_to_a_bad_end_is_done() {
        let (_tell, mut signals) = signals();
        let mut work = Work::start("bad", || -> u8 { panic!("a defect") }).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Done(None));
    }
}
