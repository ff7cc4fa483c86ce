//! Servers for tests.

use std::{
    net::SocketAddr,
    thread::JoinHandle,
    time::{Duration, Instant},
};

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

/// A time that no test lives to see, for what must not expire.
pub const NEVER: Duration = Duration::from_secs(3600);
/// A time that is to expire in a test.
pub const SHORT: Duration = Duration::from_millis(200);
/// What is done at once is done by then, however busy the machine is. Shorter than what an HTTP/2 client has that does
/// not answer the server's pings (40 s).
pub const SOON: Duration = Duration::from_secs(30);

/// Limits of which none expires: a client that the machine holds up is not cut off. Each test shortens the one that it
/// is about.
pub fn patient() -> ServerLimits {
    ServerLimits {
        body_bytes: 100_000,
        head_time: NEVER,
        body_time: NEVER,
        write_time: NEVER,
        idle_time: NEVER,
        stop_time: NEVER,
        ..ServerLimits::default()
    }
}

/// The same where the server has to notice soon what its connections do: it looks at them eight times in the time of a
/// head. Heads have to be sent in one piece then.
pub fn watchful() -> ServerLimits {
    ServerLimits { head_time: Duration::from_secs(2), ..patient() }
}

/// What comes of a play in which the client has to be faster than the server's own limits, which no test sets. `play`
/// tells how long the client took; where the machine held it up, it is played again.
pub fn in_time<T>(at_most: Duration, play: impl Fn() -> (Duration, T)) -> T {
    const TRIES: usize = 20;
    for _ in 0..TRIES {
        let (took, outcome) = play();
        if took < at_most {
            return outcome;
        }
    }
    panic!("none of {TRIES} tries was done in {at_most:?}");
}

/// Waits until it is so.
#[track_caller]
pub fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < SOON, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

impl Running {
    /// Tells it to stop.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Waits until it has stopped.
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
