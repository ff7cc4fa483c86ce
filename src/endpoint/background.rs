//! The thread on which requests run, so that callers need no runtime, or may have any.

use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

/// A runtime of its own. What runs on it is dropped with it.
#[derive(Debug)]
pub(super) struct Background(Option<Runtime>);

impl Background {
    pub(super) fn new() -> io::Result<Self> {
        let mut runtime = Builder::new_multi_thread();
        runtime.worker_threads(1).thread_name("hashrange endpoint").enable_all();
        runtime.build().map(Some).map(Self)
    }

    /// Begins work, which is aborted if the future is dropped. `None` if the work did not end: it panicked.
    pub(super) fn spawn<R: Send + 'static>(&self, work: impl Future<Output = R> + Send + 'static) -> Task<R> {
        Task(self.0.as_ref().map(|runtime| runtime.spawn(work)))
    }
}

impl Drop for Background {
    /// The last handle may be dropped inside of another runtime, where no thread may wait.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Work under way.
#[derive(Debug)]
pub(super) struct Task<R>(Option<JoinHandle<R>>);

impl<R> Future for Task<R> {
    type Output = Option<R>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<R>> {
        match &mut self.0 {
            Some(task) => Pin::new(task).poll(context).map(Result::ok),
            None => Poll::Ready(None),
        }
    }
}

impl<R> Drop for Task<R> {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}
