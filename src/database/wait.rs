//! Waits for a future on the calling thread.

use std::{
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use super::parker::Parker;

/// The result of a future, for which the thread sleeps. Inside of an async runtime it holds a thread of that.
pub(crate) fn wait<R>(future: impl Future<Output = R>) -> R {
    let mut future = pin!(future);
    let parker = Arc::new(Parker::default());
    let waker = Waker::from(Arc::clone(&parker));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(result) => return result,
            Poll::Pending => drop(parker.sleep(None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, time::Duration};

    use super::*;
    use crate::sync::thread;

    #[test]
    fn a_thread_sleeps_until_the_future_is_woken() {
        let mut polls = 0;
        let result = wait(poll_fn(|context| {
            polls += 1;
            if polls == 3 {
                return Poll::Ready("done");
            }
            let waker = context.waker().clone();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(5));
                waker.wake();
            });
            Poll::Pending
        }));
        assert_eq!((result, polls), ("done", 3));
    }
}
