//! Servers for tests.

use std::{net::SocketAddr, thread::JoinHandle, time::Duration};

use hashrange::server::{Server, ServerBuilder, ServerLimits};
use tokio::sync::oneshot;

/// A server on a thread of its own.
pub struct Running {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

pub fn start(settings: impl FnOnce(ServerBuilder) -> ServerBuilder) -> Running {
    let builder = settings(Server::builder().address("127.0.0.1:0"));
    let (stop, stopped) = oneshot::channel::<()>();
    let (tell, told) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = builder.bind().await.unwrap();
            tell.send(server.local_addr()).unwrap();
            server.serve(async { drop(stopped.await) }).await.unwrap();
        });
    });
    Running { address: told.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
}

/// With limits that tests can wait for.
pub fn quick() -> ServerLimits {
    ServerLimits {
        body_bytes: 100_000,
        head_time: Duration::from_millis(150),
        body_time: Duration::from_millis(300),
        write_time: Duration::from_millis(150),
        idle_time: Duration::from_millis(800),
        stop_time: Duration::from_millis(500),
        ..ServerLimits::default()
    }
}

impl Running {
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    pub fn wait(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}
