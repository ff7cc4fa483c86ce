//! A connection's stream, which fails when the client is too slow.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep},
};

use super::{
    activity::Activity, answer_memory::AnswerMemory, limits::ServerLimits, pace::Pace, places::Places,
};

/// How long to wait between two checks of a connection. The time of an event is taken at the next check, so a client
/// may get up to this much more time.
fn look_after(limits: &ServerLimits) -> Duration {
    // A limit of zero would make the timer fire without a pause.
    (limits.head_time.min(limits.idle_time) / 8).max(Duration::from_millis(1))
}

/// A stream that fails when the client is too slow.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    activity: Arc<Activity>,
    limits: ServerLimits,
    answers: Arc<AnswerMemory>,
    places: Arc<Places>,
    /// The timer of the next check, for reading. Requests do not touch it.
    timer: Pin<Box<Sleep>>,
    /// The waker of the timer.
    waker: Option<Waker>,
    /// For writing: set from the first blocked write until everything is sent.
    blocked: Option<Blocked>,
}

#[derive(Debug)]
struct Blocked {
    pace: Pace,
    timer: Pin<Box<Sleep>>,
}

impl<S> Watched<S> {
    pub(super) fn new(
        stream: S,
        activity: Arc<Activity>,
        limits: ServerLimits,
        answers: Arc<AnswerMemory>,
        places: Arc<Places>,
    ) -> Self {
        let timer = Box::pin(tokio::time::sleep(look_after(&limits)));
        Self { stream, activity, limits, answers, places, timer, waker: None, blocked: None }
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
            let is_pressed = self.places.pressure.is_on(true);
            let limits = if is_pressed { self.limits.pressed() } else { self.limits };
            let deadline = self.activity.deadline(now, &limits);
            if deadline <= now || self.activity.has_stuck_answer(now) {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            }
            self.timer.as_mut().reset(deadline.min(now + look_after(&self.limits)));
        }
    }

    /// The result of a write; fails if the client has not read for too long.
    fn written(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = written {
            if let (Some(blocked), Ok(bytes)) = (&mut self.blocked, &written) {
                blocked.pace.moved(*bytes, Instant::now());
            }
            return Poll::Ready(written);
        }
        let Self { blocked, activity, answers, limits, .. } = self;
        let Blocked { pace, timer } = blocked.get_or_insert_with(|| {
            activity.set_blocked(true);
            let now = Instant::now();
            let pace = Pace::new(now, limits.write_time);
            Blocked { timer: Box::pin(tokio::time::sleep_until(pace.next_look(now))), pace }
        });
        loop {
            ready!(timer.as_mut().poll(cx));
            let now = Instant::now();
            if pace.is_over(now, answers.pressure.is_on(activity.memory.answers() > 0)) {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            timer.as_mut().reset(pace.next_look(now));
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = out.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut this.stream).poll_read(cx, out) {
            if out.filled().len() > before {
                this.activity.bytes(out.filled().len() - before);
            }
            return Poll::Ready(read);
        }
        this.poll_patience(cx).map(Err)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.written(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, slices);
        this.written(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(cx);
        // hyper flushes when it has nothing left to write.
        if flushed.is_ready() && this.blocked.take().is_some() {
            this.activity.set_blocked(false);
        }
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::body_memory::BodyMemory, *};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn limits() -> ServerLimits {
        let ms = Duration::from_millis;
        ServerLimits { head_time: ms(40), write_time: ms(50), idle_time: ms(400), ..ServerLimits::default() }
    }

    fn watched(server: tokio::io::DuplexStream) -> Watched<tokio::io::DuplexStream> {
        let bodies = Arc::new(BodyMemory::new(&limits()));
        let answers = Arc::new(AnswerMemory::new(&limits(), bodies));
        Watched::new(server, Activity::new(None), limits(), answers, Arc::new(Places::new(&limits())))
    }

    /// Runs a test whose paused clock advances by itself while all tasks wait.
    fn run(test: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.unwrap().block_on(test);
    }

    #[test]
    fn a_client_that_begins_a_request_has_the_time_of_a_head() {
        run(async {
            let (mut client, server) = tokio::io::duplex(64);
            let began = Instant::now();
            let mut server = watched(server);
            client.write_all(b"POST").await.unwrap();
            let error = server.read_to_end(&mut Vec::new()).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            assert!((40..=45).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
        });
    }

    #[test]
    fn a_client_without_a_request_has_the_time_of_an_idle_connection() {
        run(async {
            let (_client, server) = tokio::io::duplex(64);
            let began = Instant::now();
            let mut server = watched(server);
            let error = server.read_to_end(&mut Vec::new()).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            assert!((400..=405).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
        });
    }

    #[test]
    fn a_client_that_does_not_read_is_cut_off() {
        run(async {
            let (_client, server) = tokio::io::duplex(64);
            let began = Instant::now();
            let mut server = watched(server);
            let error = server.write_all(&[0; 1000]).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            assert!((50..=51).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
        });
    }

    #[test]
    fn a_client_that_reads_steadily_is_not_cut_off_however_long_it_takes() {
        run(async {
            let (mut client, server) = tokio::io::duplex(1024);
            let mut server = watched(server);
            let writing = tokio::spawn(async move { server.write_all(&[0; 30_000]).await });
            let mut piece = [0; 500];
            for _ in 0..60 {
                tokio::time::sleep(Duration::from_millis(5)).await;
                client.read_exact(&mut piece).await.unwrap();
            }
            writing.await.unwrap().unwrap();
        });
    }
}
