//! Slow and stuck clients are cut off.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep},
};

use super::limits::ServerLimits;

/// What a connection last did. The service says when requests come, the stream when bytes do; what time that was is
/// looked up by the stream's timer, every now and then, so that a request looks at no clock.
#[derive(Debug)]
pub(super) struct Activity {
    opened: Instant,
    /// When the last answer was ready, in ms since the connection was opened.
    request_ms: AtomicU64,
    /// When the first byte of a head came, in the same way, plus one; 0 before it.
    head_ms: AtomicU64,
    /// Something happened whose time is to be looked up: [`ANSWERED`], [`BEGAN`].
    news: AtomicU8,
    /// Requests between their head and their answer.
    in_flight: AtomicUsize,
    /// On HTTP/2 bytes come that are of no request.
    http2: AtomicBool,
}

/// A request's head was complete, or its answer was ready.
const ANSWERED: u8 = 1;
/// The first bytes of a head came.
const BEGAN: u8 = 2;

/// A request between its head and its answer.
#[derive(Debug)]
pub(super) struct InFlight(Arc<Activity>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.request();
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Activity {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            opened: Instant::now(),
            request_ms: AtomicU64::new(0),
            head_ms: AtomicU64::new(0),
            news: AtomicU8::new(0),
            in_flight: AtomicUsize::new(0),
            http2: AtomicBool::new(false),
        })
    }

    /// A request's head is complete.
    pub(super) fn begin(self: Arc<Self>, http2: bool) -> InFlight {
        self.request();
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        if http2 {
            self.http2.store(true, Ordering::Relaxed);
        }
        InFlight(self)
    }

    fn request(&self) {
        self.head_ms.store(0, Ordering::Relaxed);
        self.news.store(ANSWERED, Ordering::Relaxed);
    }

    pub(super) fn is_in_request(&self) -> bool {
        self.in_flight.load(Ordering::Relaxed) > 0
    }

    fn bytes(&self) {
        if self.head_ms.load(Ordering::Relaxed) == 0
            && !self.is_in_request()
            && !self.http2.load(Ordering::Relaxed)
        {
            self.news.fetch_or(BEGAN, Ordering::Relaxed);
        }
    }

    /// When the client has had its time, as seen now. A request's body and its answer have times of their own.
    fn deadline(&self, now: Instant, limits: &ServerLimits) -> Instant {
        let now_ms = u64::try_from((now - self.opened).as_millis()).unwrap_or(u64::MAX - 1);
        let news = self.news.swap(0, Ordering::Relaxed);
        if news & ANSWERED != 0 {
            self.request_ms.store(now_ms, Ordering::Relaxed);
        }
        if news & BEGAN != 0 {
            self.head_ms.store(now_ms + 1, Ordering::Relaxed);
        }
        if self.is_in_request() {
            return now + limits.idle_time;
        }
        let idle = Duration::from_millis(self.request_ms.load(Ordering::Relaxed)) + limits.idle_time;
        let since_opened = match self.head_ms.load(Ordering::Relaxed) {
            0 => idle,
            head => idle.min(Duration::from_millis(head - 1) + limits.head_time),
        };
        self.opened + since_opened
    }
}

/// How long after one look at a connection the next one comes. What a client did in between counts from the look on,
/// so that its time is longer by so much at most.
fn look_after(limits: &ServerLimits) -> Duration {
    // With a limit of zero the next look would be at once, again and again.
    (limits.head_time.min(limits.idle_time) / 8).max(Duration::from_millis(1))
}

/// A stream that ends with an error when the client has had its time.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    activity: Arc<Activity>,
    limits: ServerLimits,
    /// For reading: when to look next whether the client has had its time. Requests do not touch it.
    timer: Pin<Box<Sleep>>,
    /// Who is woken by the timer.
    waker: Option<Waker>,
    /// For writing, from the first time that the client's side is full until all is sent.
    blocked: Option<Pin<Box<Sleep>>>,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, activity: Arc<Activity>, limits: ServerLimits) -> Self {
        let timer = Box::pin(tokio::time::sleep(look_after(&limits)));
        Self { stream, activity, limits, timer, waker: None, blocked: None }
    }

    fn poll_patience(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let same_waker = self.waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker()));
        if same_waker && !self.timer.is_elapsed() {
            return Poll::Pending;
        }
        self.waker = Some(cx.waker().clone());
        loop {
            ready!(self.timer.as_mut().poll(cx));
            let now = Instant::now();
            let deadline = self.activity.deadline(now, &self.limits);
            if deadline <= now {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            }
            self.timer.as_mut().reset(deadline.min(now + look_after(&self.limits)));
        }
    }

    fn poll_blocked(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let time = self.limits.write_time;
        let blocked = self.blocked.get_or_insert_with(|| Box::pin(tokio::time::sleep(time)));
        ready!(blocked.as_mut().poll(cx));
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = out.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut this.stream).poll_read(cx, out) {
            if out.filled().len() > before {
                this.activity.bytes();
            }
            return Poll::Ready(read);
        }
        this.poll_patience(cx).map(Err)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.stream).poll_write(cx, bytes) {
            Poll::Pending => this.poll_blocked(cx).map(Err),
            written => written,
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.stream).poll_write_vectored(cx, slices) {
            Poll::Pending => this.poll_blocked(cx).map(Err),
            written => written,
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(cx);
        // Whoever writes flushes when nothing is left to write.
        if flushed.is_ready() {
            this.blocked = None;
        }
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn limits() -> ServerLimits {
        let ms = Duration::from_millis;
        ServerLimits { head_time: ms(40), write_time: ms(40), idle_time: ms(400), ..ServerLimits::default() }
    }

    fn run(test: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test);
    }

    #[test]
    fn a_client_that_begins_a_request_has_the_time_of_a_head() {
        run(async {
            let (mut client, server) = tokio::io::duplex(64);
            let began = Instant::now();
            let mut server = Watched::new(server, Activity::new(), limits());
            client.write_all(b"POST").await.unwrap();
            let error = server.read_to_end(&mut Vec::new()).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            assert!(began.elapsed() < Duration::from_millis(300), "{:?}", began.elapsed());
        });
    }

    #[test]
    fn a_client_without_a_request_has_the_time_of_an_idle_connection() {
        run(async {
            let (_client, server) = tokio::io::duplex(64);
            let began = Instant::now();
            let mut server = Watched::new(server, Activity::new(), limits());
            let error = server.read_to_end(&mut Vec::new()).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            assert!(began.elapsed() >= Duration::from_millis(400), "{:?}", began.elapsed());
        });
    }

    #[test]
    fn a_client_that_does_not_read_is_cut_off() {
        run(async {
            let (_client, server) = tokio::io::duplex(64);
            let mut server = Watched::new(server, Activity::new(), limits());
            let error = server.write_all(&[0; 1000]).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        });
    }
}
