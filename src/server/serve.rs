//! Accepts connections, from the opening of the port to its closing.

use std::{future::Future, io, net::SocketAddr, sync::Arc};

use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
    task::JoinSet,
};

use super::{answer::Shared, connection, handle::ServerHandle};
use crate::{database::Database, error::Result};

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
    /// The address and port that the server listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The database that requests with this access key and region see.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`](crate::error::Error::LimitExceeded) if there are too many databases already.
    pub fn database(&self, access_key: &str, region: &str) -> Result<Database> {
        self.shared.database(access_key, region)
    }

    /// Serves until `stop` is ready, then finishes the requests in flight, within
    /// [`ServerLimits::stop_time`](super::limits::ServerLimits::stop_time).
    ///
    /// # Errors
    /// None today: an error on one connection ends only that connection.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let Self { listener, shared, .. } = self;
        let (closing, open) = watch::channel(false);
        let mut connections = JoinSet::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let (place, stream) = tokio::select! {
                // This branch is polled first: neither a stream of new clients nor a system that accepts none may delay
                // it.
                biased;
                () = &mut stop => break,
                next = shared.places.next(&listener) => next,
            };
            while connections.try_join_next().is_some() {}
            let connection = connection::serve(stream, Arc::clone(&shared), open.clone());
            connections.spawn(async move {
                connection.await;
                drop(place);
            });
        }
        drop(listener);
        shared.bodies.pressure.stop();
        shared.answers.pressure.stop();
        closing.send_replace(true);
        let ended = async { while connections.join_next().await.is_some() {} };
        // Dropping the set ends the connections that are not done in time.
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
            // This returns when the handle calls `stop` or is dropped.
            let _ = stopped.await;
        }));
        ServerHandle { address, shared, stop, task }
    }
}
