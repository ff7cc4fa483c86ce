//! The limit on the number of connections.

use std::{sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::sleep,
};

use super::{limits::ServerLimits, pace::Pressure};

/// How long to wait when the system has no more file descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// How many connections are served at a time, and whether others wait.
#[derive(Debug)]
pub(super) struct Places {
    free: Arc<Semaphore>,
    /// On while a client waits for a place or for a file descriptor; connections without a request are then closed
    /// soon.
    pub(super) pressure: Pressure,
}

/// A connection's place; dropping it frees the place.
pub(super) type Place = Option<OwnedSemaphorePermit>;

impl Places {
    pub(super) fn new(limits: &ServerLimits) -> Self {
        let free = limits.connections.clamp(1, Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(free)), pressure: Pressure::default() }
    }

    /// Accepts the next client, and waits for a place for it.
    pub(super) async fn next(&self, listener: &TcpListener) -> (Place, TcpStream) {
        let stream = self.accept(listener).await;
        if let Ok(place) = Arc::clone(&self.free).try_acquire_owned() {
            return (Some(place), stream);
        }
        let _waiting = self.pressure.wait();
        // The semaphore is never closed, so this does not fail.
        (Arc::clone(&self.free).acquire_owned().await.ok(), stream)
    }

    async fn accept(&self, listener: &TcpListener) -> TcpStream {
        let mut waiting = None;
        loop {
            match listener.accept().await {
                Ok((stream, _)) => return stream,
                Err(_) => {
                    waiting.get_or_insert_with(|| self.pressure.wait());
                    sleep(ACCEPT_AGAIN).await;
                }
            }
        }
    }
}
