//! Runs a copy until it is done, or a signal asks it to stop.

use std::{sync::Arc, time::Duration};

use super::{
    copy_bars::Bars,
    signals::{Event, Signals, Work},
};
use crate::{
    copy::{CopyBuilder, CopyError, CopyReport, CutOver},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

/// How long the requests under way are waited for. What is written behind the last note of the state, a later run writes
/// again.
const PATIENCE: Duration = Duration::from_secs(3);

/// Runs it. With `follows`, the first signal says that nobody writes to the source any more, and the second one stops it.
///
/// # Errors
/// It cannot be started, or came to a bad end.
pub(super) fn run(copy: CopyBuilder, follows: bool) -> Result<Result<CopyReport, CopyError>, String> {
    let (cut_over, stop) = (CutOver::new(), Arc::new(AtomicBool::new(false)));
    let bars = Arc::new(Mutex::new(Bars::new()));
    let (shown, is_stopped) = (Arc::clone(&bars), Arc::clone(&stop));
    let copy = copy
        .on_progress(move |progress| shown.lock().show(progress))
        .stop_when(move || is_stopped.load(Ordering::Relaxed));
    let copy = if follows { copy.follow(&cut_over) } else { copy };
    let cannot_start = |error| format!("cannot start: {error}");
    let mut signals = Signals::new().map_err(cannot_start)?;
    let mut work = Work::start("copy", move || copy.run()).map_err(cannot_start)?;
    let done = loop {
        let is_stopped = stop.load(Ordering::Relaxed);
        match signals.wait(&mut work, is_stopped.then_some(PATIENCE)) {
            Event::Done(done) => break done.ok_or("the copy has failed")?,
            Event::Signal if follows && !cut_over.is_told() => {
                bars.lock().say("cut over: what the streams still have is applied");
                cut_over.now();
            }
            Event::Signal if !is_stopped => stop.store(true, Ordering::Relaxed),
            Event::Signal | Event::Late => break Err(CopyError::Stopped),
        }
    };
    bars.lock().close();
    Ok(done)
}
