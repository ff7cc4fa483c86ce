//! The handle of a running server.

use std::{io, net::SocketAddr, sync::Arc};

use tokio::{sync::oneshot, task::JoinHandle};

use super::answer::Shared;
use crate::{database::Database, error::Result};

/// A server that runs as a Tokio task. It stops when its handle is dropped.
pub struct ServerHandle {
    pub(super) address: SocketAddr,
    pub(super) shared: Arc<Shared>,
    pub(super) stop: oneshot::Sender<()>,
    pub(super) task: JoinHandle<io::Result<()>>,
}

impl std::fmt::Debug for ServerHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerHandle").field("address", &self.address).finish_non_exhaustive()
    }
}

impl ServerHandle {
    /// The address and port that the server listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The URL to set as an SDK's endpoint.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The database that requests with this access key and region see.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`](crate::error::Error::LimitExceeded) if there are too many databases already.
    pub fn database(&self, access_key: &str, region: &str) -> Result<Database> {
        self.shared.database(access_key, region)
    }

    /// Finishes the requests in flight and closes the port.
    ///
    /// # Errors
    /// The server's task was aborted.
    pub async fn stop(self) -> io::Result<()> {
        // If the task has ended, nobody receives this, and there is nothing to stop.
        let _ = self.stop.send(());
        self.task.await.map_err(io::Error::other)?
    }
}
