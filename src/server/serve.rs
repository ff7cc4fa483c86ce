//! Connections, from the port's opening to its closing.

use std::{future::Future, io, net::SocketAddr, sync::Arc, time::Duration};

use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto,
        graceful::{GracefulShutdown, Watcher},
    },
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot},
    task::JoinSet,
};

use super::{
    ServerBuilder, ServerHandle,
    activity::{Activity, Watched},
    answer::{Connection, Shared},
};
use crate::{Database, Result};

/// Size of a request's line and headers.
const HEAD_BYTES: usize = 64 * 1024;
/// Requests at a time on one HTTP/2 connection.
const STREAMS: u32 = 128;
/// How often an HTTP/2 client is asked whether it is still there, and how long it has to say so.
const PING: Duration = Duration::from_secs(20);
/// How long to wait when the system has no more file descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// A server whose port is open.
pub struct Server {
    pub(super) listener: TcpListener,
    pub(super) address: SocketAddr,
    pub(super) shared: Arc<Shared>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Server {
    /// Starts the making of a server.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::new()
    }

    /// The address and port that it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The database that requests with this access key and region see.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`](crate::Error::LimitExceeded) where there are too many already.
    pub fn database(&self, access_key: &str, region: &str) -> Result<Database> {
        self.shared.databases.of(access_key, region)
    }

    /// Serves until `stop` is done, then finishes the requests in flight, for as long as
    /// [`ServerLimits::stop_time`](super::ServerLimits::stop_time) allows.
    ///
    /// # Errors
    /// None today: what goes wrong with one connection ends that connection.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let Self { listener, shared, .. } = self;
        let places = Arc::new(Semaphore::new(shared.limits.connections.clamp(1, Semaphore::MAX_PERMITS)));
        let graceful = GracefulShutdown::new();
        let mut connections = JoinSet::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let accepted = async {
                // Never closed, so this does not fail.
                let place = Arc::clone(&places).acquire_owned().await.ok();
                (place, listener.accept().await)
            };
            let (place, accepted) = tokio::select! {
                biased;
                accepted = accepted => accepted,
                () = &mut stop => break,
            };
            while connections.try_join_next().is_some() {}
            match accepted {
                Ok((stream, _)) => {
                    let connection = connection(stream, Arc::clone(&shared), graceful.watcher());
                    connections.spawn(async move {
                        connection.await;
                        drop(place);
                    });
                }
                Err(_) => tokio::time::sleep(ACCEPT_AGAIN).await,
            }
        }
        drop(listener);
        let ended = async {
            graceful.shutdown().await;
            while connections.join_next().await.is_some() {}
        };
        // Those that are not done in time are cut off with the set.
        let _ = tokio::time::timeout(shared.limits.stop_time, ended).await;
        Ok(())
    }

    /// Serves as a task of the current Tokio runtime.
    ///
    /// # Panics
    /// Outside of a Tokio runtime.
    pub fn spawn(self) -> ServerHandle {
        let (stop, stopped) = oneshot::channel();
        let (address, shared) = (self.address, Arc::clone(&self.shared));
        let task = tokio::spawn(self.serve(async {
            // Stopped, or the handle is gone.
            let _ = stopped.await;
        }));
        ServerHandle { address, shared, stop, task }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, watcher: Watcher) {
    // Answers are written whole, and should not wait for company.
    let _ = stream.set_nodelay(true);
    let activity = Activity::new();
    let stream = Watched::new(stream, Arc::clone(&activity), shared.limits);
    let mut http = auto::Builder::new(TokioExecutor::new());
    // Nearly all answers are small: one copy costs less than a gathering write.
    // `Watched` has the times of heads and of idle connections, at no cost for each request.
    // A client may close its side once its request is sent, and still gets its answer; without this, each request would
    // look whether it did.
    http.http1().header_read_timeout(None).max_buf_size(HEAD_BYTES).writev(false).half_close(true);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD_BYTES as u32);
    let connection = Connection { activity, caller: Arc::default() };
    let service = service_fn(move |request| Arc::clone(&shared).answer(connection.clone(), request));
    // A connection's errors are the client's: it went away, or did not speak HTTP.
    let _ = watcher.watch(http.serve_connection(TokioIo::new(stream), service).into_owned()).await;
}
