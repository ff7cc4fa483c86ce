//! Runs work on a separate thread and waits for its end or for a signal.

use std::{
    io::{self, Read},
    time::{Duration, Instant},
};

use tokio::{
    runtime::Runtime,
    sync::{mpsc, oneshot},
};

use crate::sync::thread;

/// A signal this soon after the first does not count as a second one: wrappers pass on what the terminal sent too.
const SAME_WISH: Duration = Duration::from_secs(1);

/// The process's signals to stop: SIGINT, SIGTERM, and SIGHUP unless it is ignored, as under `nohup`.
///
/// The thread that waits for them does nothing else, so signals are received even if all other threads are busy.
pub(super) struct Signals {
    runtime: Runtime,
    tell: mpsc::Sender<Heard>,
    heard: mpsc::Receiver<Heard>,
    first: Option<Instant>,
}

/// What asks the process to stop, and when.
#[derive(Debug, Clone, Copy)]
enum Heard {
    Signal(Instant),
    /// An input ended. It asks once: whoever had it open may close it long after a signal to the whole group.
    End(Instant),
}

/// The result of a wait.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<T> {
    /// The work is done, with its result; `None` if it panicked.
    Done(Option<T>),
    /// A signal asked the process to stop.
    Signal,
    /// The time passed without either.
    Late,
}

/// Work that runs on a thread.
pub(super) struct Work<T>(oneshot::Receiver<T>);

impl<T: Send + 'static> Work<T> {
    /// Starts the work.
    ///
    /// # Errors
    /// The system cannot start a thread.
    pub(super) fn start(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Self> {
        let (tell, told) = oneshot::channel();
        thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _ = tell.send(work());
        })?;
        Ok(Self(told))
    }
}

impl Signals {
    /// Starts to receive the process's signals.
    ///
    /// # Errors
    /// The system does not allow it.
    pub(super) fn new() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (tell, heard) = mpsc::channel(16);
        {
            let _inside = runtime.enter();
            listen(&tell)?;
        }
        Ok(Self { runtime, tell, heard, first: None })
    }

    /// Takes the end of an input for a first signal, not for a second. What comes before is read and dropped.
    ///
    /// # Errors
    /// The system cannot start a thread.
    pub(super) fn hear_end_of(&self, mut input: impl Read + Send + 'static) -> io::Result<()> {
        let tell = self.tell.clone();
        thread::Builder::new().name("input".to_owned()).spawn(move || {
            // An input that cannot be read has ended.
            let _ = io::copy(&mut input, &mut io::sink());
            let _ = tell.try_send(Heard::End(Instant::now()));
        })?;
        Ok(())
    }

    /// Waits for a time, or until a signal arrives: then it is `true`.
    pub(super) fn comes_within(&mut self, time: Duration) -> bool {
        let Self { runtime, heard, first, .. } = self;
        runtime.block_on(async { tokio::time::timeout(time, next(heard, first)).await.is_ok() })
    }

    /// Waits until the work is done, a signal arrives, or the time has passed.
    pub(super) fn wait<T>(&mut self, work: &mut Work<T>, at_most: Option<Duration>) -> Event<T> {
        let Self { runtime, heard, first, .. } = self;
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

async fn next(heard: &mut mpsc::Receiver<Heard>, first: &mut Option<Instant>) {
    while let Some(wish) = heard.recv().await {
        match (wish, *first) {
            (Heard::Signal(at) | Heard::End(at), None) => {
                *first = Some(at);
                return;
            }
            (Heard::End(_), Some(_)) => {}
            (Heard::Signal(at), Some(first)) if at.duration_since(first) < SAME_WISH => {}
            (Heard::Signal(_), Some(_)) => return,
        }
    }
    std::future::pending().await
}

#[cfg(unix)]
fn listen(tell: &mpsc::Sender<Heard>) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let hangup = (!hangup_is_ignored()).then(SignalKind::hangup);
    for kind in [Some(SignalKind::interrupt()), Some(SignalKind::terminate()), hangup].into_iter().flatten() {
        let mut signal = signal(kind)?;
        let tell = tell.clone();
        tokio::spawn(async move {
            while signal.recv().await.is_some() {
                // If the channel is full, one more signal changes nothing.
                let _ = tell.try_send(Heard::Signal(Instant::now()));
            }
        });
    }
    Ok(())
}

/// Whether SIGHUP was ignored when the process started, as for a process that outlives its terminal. Linux shows it in
/// `SigIgn` (proc(5)); on other systems it cannot be read without unsafe code.
#[cfg(unix)]
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // SIGHUP is signal 1, the lowest bit.
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 != 0)
}

#[cfg(not(unix))]
fn listen(tell: &mpsc::Sender<Heard>) -> io::Result<()> {
    let tell = tell.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            let _ = tell.try_send(Heard::Signal(Instant::now()));
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const SOON: Option<Duration> = Some(Duration::from_millis(20));

    fn signals() -> (mpsc::Sender<Heard>, Signals) {
        let (tell, heard) = mpsc::channel(16);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        (tell.clone(), Signals { runtime, tell, heard, first: None })
    }

    #[test]
    fn signals_are_heard_while_the_work_goes_on() {
        let (tell, mut signals) = signals();
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let mut work = Work::start("busy", move || ended.recv().is_ok()).unwrap();
        assert_eq!(signals.wait(&mut work, SOON), Event::Late);
        tell.try_send(Heard::Signal(Instant::now())).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Signal);
        end.send(()).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Done(Some(true)));
    }

    #[test]
    fn a_signal_that_comes_twice_at_once_is_one() {
        let (tell, mut signals) = signals();
        let mut work = Work::start("busy", thread::park).unwrap();
        let first = Instant::now();
        tell.try_send(Heard::Signal(first)).unwrap();
        tell.try_send(Heard::Signal(first + SAME_WISH / 2)).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Signal);
        assert_eq!(signals.wait(&mut work, SOON), Event::Late);
        tell.try_send(Heard::Signal(first + SAME_WISH)).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Signal);
    }

    #[test]
    fn a_pause_ends_with_a_signal() {
        let (tell, mut signals) = signals();
        assert!(!signals.comes_within(Duration::from_millis(20)));
        tell.try_send(Heard::Signal(Instant::now())).unwrap();
        assert!(signals.comes_within(Duration::from_secs(600)));
    }

    #[test]
    fn the_end_of_an_input_is_a_signal() {
        let (_tell, mut signals) = signals();
        let (input, mut output) = io::pipe().unwrap();
        signals.hear_end_of(input).unwrap();
        output.write_all(b"a line\n").unwrap();
        assert!(!signals.comes_within(Duration::from_millis(20)));
        drop(output);
        assert!(signals.comes_within(Duration::from_secs(600)));
    }

    #[test]
    fn work_that_comes_to_a_bad_end_is_done() {
        let (_tell, mut signals) = signals();
        let mut work = Work::start("bad", || -> u8 { panic!("a defect") }).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Done(None));
    }

    #[test]
    fn an_input_that_ends_behind_a_signal_asks_for_nothing_more() {
        let (tell, mut signals) = signals();
        let mut work = Work::start("saving", thread::park).unwrap();
        let first = Instant::now();
        tell.try_send(Heard::Signal(first)).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Signal);
        tell.try_send(Heard::End(first + 2 * SAME_WISH)).unwrap();
        assert_eq!(signals.wait(&mut work, SOON), Event::Late);
        tell.try_send(Heard::Signal(first + 3 * SAME_WISH)).unwrap();
        assert_eq!(signals.wait(&mut work, None), Event::Signal);
    }
}
