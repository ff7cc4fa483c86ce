//! A request's body, read within its limits.

use std::{
    error::Error,
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use bytes::{Buf, Bytes};
use http_body_util::{BodyExt, LengthLimitError};
use hyper::body::Body;
use tokio::time::{Instant, sleep_until, timeout};

use super::{
    body_memory::{BodyMemory, Claim},
    connection_memory::ConnectionMemory,
    fault::Fault,
    limits::ServerLimits,
    pace::Pace,
};

/// Of a body that is too large, this many times the limit is read and discarded. A client that writes its whole body
/// before it reads would not see the refusal if the connection were closed at once.
const DRAINED_LIMITS: usize = 4;

type BoxError = Box<dyn Error + Send + Sync>;

/// The body of a request, from a connection of this server or from another listener.
pub(super) trait RequestBody: Body<Error: Into<BoxError>> + Unpin {}

impl<B: Body<Error: Into<BoxError>> + Unpin> RequestBody for B {}

/// A body, and the claim on memory that it holds while it is used.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) bytes: Bytes,
    head: usize,
    claim: Option<Claim>,
}

impl Received {
    /// Claims memory for a body that has to wait before it is used.
    ///
    /// # Errors
    /// There was no memory in time.
    pub(super) async fn keep(
        &mut self,
        memory: &Arc<BodyMemory>,
        connection: &Arc<ConnectionMemory>,
    ) -> Result<(), Fault> {
        let claim = match &mut self.claim {
            Some(claim) => claim,
            none => none.insert(Claim::new(memory, connection, self.head)?),
        };
        claim.cover(self.bytes.len()).await.map(drop)
    }

    /// Whether the body holds memory that others may wait for.
    pub(super) fn holds_shared(&self) -> bool {
        self.claim.as_ref().is_some_and(Claim::holds_shared)
    }
}

/// A body that is being read.
pub(super) struct Receiving<'a, B> {
    pub(super) body: B,
    /// The size of the request's head, in bytes.
    pub(super) head: usize,
    pub(super) limits: &'a ServerLimits,
    pub(super) memory: &'a Arc<BodyMemory>,
    pub(super) connection: &'a Arc<ConnectionMemory>,
}

impl<B: RequestBody> Receiving<'_, B> {
    /// Reads the body to its end.
    ///
    /// # Errors
    /// The body is too large, arrives too slowly, breaks off, or gets no memory in time.
    pub(super) async fn receive(mut self) -> Result<Received, Fault> {
        let announced =
            self.body.size_hint().upper().map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        if announced.is_some_and(|bytes| bytes > self.limits.body_bytes) {
            return Err(self.refuse().await);
        }
        let mut gathered = Gathered::default();
        let mut held: Option<Held> = None;
        while !self.body.is_end_stream() {
            let data = match at_once(data(&mut self.body)).await {
                Some(data) => data?,
                None => self.hold(&mut held)?.next(&mut self.body).await?,
            };
            let Some(data) = data else { break };
            gathered.push(data, announced);
            if gathered.len() > self.limits.body_bytes {
                drop((gathered, held));
                return Err(self.refuse().await);
            }
            // Most bodies arrive with their heads, so they need no timer and claim no memory.
            if !self.body.is_end_stream() {
                self.hold(&mut held)?.reached(gathered.len()).await?;
            }
        }
        Ok(Received { bytes: gathered.into_bytes(), head: self.head, claim: held.map(|held| held.claim) })
    }

    /// The claim and the pace of the body, created when it first has to be waited for.
    fn hold<'h>(&self, held: &'h mut Option<Held>) -> Result<&'h mut Held, Fault> {
        match held {
            Some(held) => Ok(held),
            none => {
                let claim = Claim::new(self.memory, self.connection, self.head)?;
                let time = self.limits.body_time;
                Ok(none.insert(Held { claim, pace: Pace::new(Instant::now(), time), time, bytes: 0 }))
            }
        }
    }

    async fn refuse(mut self) -> Fault {
        let limit = self.limits.body_bytes;
        let drained = async {
            let mut left = limit.saturating_mul(DRAINED_LIMITS);
            while let Ok(Some(data)) = data(&mut self.body).await {
                left = match left.checked_sub(data.len()) {
                    Some(left) => left,
                    None => break,
                };
            }
        };
        match timeout(self.limits.body_time, drained).await {
            Ok(()) => Fault::too_large(limit),
            Err(_) => Fault::too_slow(),
        }
    }
}

/// The state of a body that is not complete yet.
struct Held {
    claim: Claim,
    pace: Pace,
    time: Duration,
    bytes: usize,
}

impl Held {
    /// The next piece; fails if the client is too slow.
    async fn next(&mut self, body: &mut impl RequestBody) -> Result<Option<Bytes>, Fault> {
        loop {
            let now = Instant::now();
            if self.pace.is_over(now, self.claim.is_pressed()) {
                return Err(Fault::too_slow());
            }
            tokio::select! {
                biased;
                data = data(body) => return data,
                () = sleep_until(self.pace.next_look(now)) => {}
            }
        }
    }

    /// Records how many bytes have arrived in all.
    async fn reached(&mut self, bytes: usize) -> Result<(), Fault> {
        if self.claim.cover(bytes).await? {
            // The server took that time, not the client.
            self.pace = Pace::new(Instant::now(), self.time);
        } else {
            self.pace.moved(bytes - self.bytes, Instant::now());
        }
        self.bytes = bytes;
        Ok(())
    }
}

/// The part of a body that has arrived.
#[derive(Default)]
struct Gathered {
    first: Bytes,
    all: Vec<u8>,
}

impl Gathered {
    fn push(&mut self, data: Bytes, announced: Option<usize>) {
        if self.first.is_empty() && self.all.is_empty() {
            // Most bodies arrive in one piece, which is used without a copy.
            self.first = data;
            return;
        }
        let bytes = self.len() + data.len();
        if self.all.capacity() < bytes {
            // At most twice what has arrived is allocated, whatever length is announced.
            let wanted = (2 * bytes).min(announced.unwrap_or(usize::MAX)).max(bytes);
            self.all.reserve_exact(wanted - self.all.len());
        }
        self.all.extend_from_slice(&std::mem::take(&mut self.first));
        self.all.extend_from_slice(&data);
    }

    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    fn into_bytes(self) -> Bytes {
        if self.all.is_empty() { self.first } else { Bytes::from(self.all) }
    }
}

/// The future's output if it is ready now.
async fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// The next piece of data; trailers are skipped.
async fn data(body: &mut impl RequestBody) -> Result<Option<Bytes>, Fault> {
    while let Some(frame) = body.frame().await {
        if let Ok(mut data) = frame.map_err(|error| broken(&error.into()))?.into_data() {
            return Ok(Some(data.copy_to_bytes(data.remaining())));
        }
    }
    Ok(None)
}

/// What ended a body before its end: a listener's own limit, or the client.
fn broken(error: &BoxError) -> Fault {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&**error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Fault::too_large_for_listener();
        }
        cause = error.source();
    }
    Fault::cut_off()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http_body_util::Empty;
    use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
    use hyper_util::rt::TokioIo;
    use tokio::{
        io::{AsyncWriteExt, DuplexStream, duplex},
        sync::mpsc,
        time::sleep,
    };

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// How many bytes arrive of a body that is announced with this length and sent by `send`, and how long that takes.
    /// The paused clock advances by itself while all tasks wait.
    fn received(
        announced: usize,
        is_stopping: bool,
        send: impl AsyncFnOnce(&mut DuplexStream),
    ) -> (Result<usize, Fault>, Duration) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.unwrap().block_on(async {
            let (mut client, server) = duplex(64 * 1024);
            let (tell, mut told) = mpsc::unbounded_channel();
            let service = service_fn(move |request: Request<Incoming>| {
                let tell = tell.clone();
                async move {
                    let limits = ServerLimits::default();
                    let (memory, connection) =
                        (Arc::new(BodyMemory::new(&limits)), Arc::new(ConnectionMemory::default()));
                    if is_stopping {
                        memory.pressure.stop();
                    }
                    let body = request.into_body();
                    let receiving = Receiving {
                        body,
                        head: 0,
                        limits: &limits,
                        memory: &memory,
                        connection: &connection,
                    };
                    let came = receiving.receive().await.map(|received| received.bytes.len());
                    tell.send((came, Instant::now())).unwrap();
                    Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new()))
                }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(server), service));
            let began = Instant::now();
            let head = format!("POST / HTTP/1.1\r\nContent-Length: {announced}\r\n\r\n");
            client.write_all(head.as_bytes()).await.unwrap();
            send(&mut client).await;
            let (came, ended) = told.recv().await.unwrap();
            (came, ended - began)
        })
    }

    /// Sends this many bytes every second, until the server closes the connection.
    async fn each_second(client: &mut DuplexStream, bytes: usize, times: usize) {
        for _ in 0..times {
            sleep(SECOND).await;
            if client.write_all(&vec![b' '; bytes]).await.is_err() {
                return;
            }
        }
    }

    #[test]
    fn a_body_that_comes_steadily_may_take_longer_than_one_that_does_not_come() {
        let (came, took) = received(2_000_000, false, async |client| each_second(client, 20_000, 100).await);
        assert_eq!(came, Ok(2_000_000));
        assert_eq!(took.as_secs(), 100);
    }

    #[test]
    fn a_body_that_does_not_come_or_trickles_is_given_up() {
        let (came, took) = received(1000, false, async |_| {});
        assert_eq!(came.unwrap_err(), Fault::too_slow());
        assert_eq!(took.as_secs(), 30);
        let (came, took) = received(1000, false, async |client| each_second(client, 1, 1000).await);
        assert_eq!(came.unwrap_err(), Fault::too_slow());
        assert_eq!(took.as_secs(), 30);
    }

    #[test]
    fn a_body_has_to_come_faster_while_the_server_stops() {
        let (came, took) = received(2_000_000, true, async |client| each_second(client, 20_000, 100).await);
        assert_eq!(came.unwrap_err(), Fault::too_slow());
        assert_eq!(took.as_secs(), 2);
    }
}
