//! Waits for the delay of an answer without holding a thread of the executor.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use crate::{
    engine::{Clock, put_off_by},
    sync::{Mutex, thread},
};

/// Runs an operation. It is ready at once, unless a fault delays its answer, which is then waited for.
pub(crate) async fn without_blocking<R>(operation: impl FnOnce() -> R) -> R {
    let (result, delay) = put_off_by(operation);
    if let Some((clock, delay)) = delay {
        Pause::begin(&clock, delay).await;
    }
    result
}

/// The end of a delay. By the system's clock a thread of its own sleeps until then: the core has no timer of a runtime.
#[derive(Debug)]
pub(in crate::database) struct Pause(Option<Arc<Sleep>>);

#[derive(Debug)]
struct Sleep {
    until: Instant,
    waker: Mutex<Option<Waker>>,
}

impl Pause {
    pub(in crate::database) fn begin(clock: &Clock, delay: Duration) -> Self {
        let until = Instant::now().checked_add(delay);
        match until.filter(|_| !clock.is_manual()) {
            // A manual clock moves, or nothing is to be waited for.
            None => {
                clock.wait(delay);
                Self(None)
            }
            Some(until) => Self(Some(Arc::new(Sleep { until, waker: Mutex::new(None) }))),
        }
    }

    /// Whether the delay has ended; if not, its end wakes the task.
    pub(super) fn poll_end(&self, context: &Context<'_>) -> Poll<()> {
        let Some(sleep) = &self.0 else { return Poll::Ready(()) };
        let left = sleep.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Poll::Ready(());
        }
        let is_first = sleep.waker.lock().replace(context.waker().clone()).is_none();
        if is_first {
            let sleeping = Arc::clone(sleep);
            let started = thread::Builder::new().name("delay".to_owned()).spawn(move || {
                thread::sleep(left);
                if let Some(waker) = sleeping.waker.lock().take() {
                    waker.wake();
                }
            });
            if started.is_err() {
                // Without a thread the delay holds this one.
                thread::sleep(left);
                return Poll::Ready(());
            }
        }
        Poll::Pending
    }
}

impl Future for Pause {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.poll_end(context)
    }
}
