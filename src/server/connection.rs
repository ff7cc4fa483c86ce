//! One connection, from its acceptance to its end.

use std::{sync::Arc, time::Duration};

use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{Instant, sleep},
};

use super::{activity::Activity, answer::Shared, answer_body::PIECE_BYTES, watched::Watched};

/// Size of a request's line and headers.
const HEAD_BYTES: usize = 64 * 1024;
/// Requests at a time on one HTTP/2 connection.
const STREAMS: u32 = 128;
/// What an HTTP/2 client may send on one stream, and on all of them, before it is read.
const STREAM_WINDOW_BYTES: u32 = 64 * 1024;
const WINDOW_BYTES: u32 = 256 * 1024;
/// How often an HTTP/2 client is asked whether it is still there, and how long it has to say so.
const PING: Duration = Duration::from_secs(20);
/// How long a connection without requests is kept when the server stops. HTTP/1.1 ones end at once; HTTP/2 clients get
/// a GOAWAY, and may have sent a request before they read it.
const CLOSING_TIME: Duration = Duration::from_millis(500);
/// How often a connection that is to end is looked at.
const CLOSING_LOOK: Duration = Duration::from_millis(50);

/// Serves a connection until its client is done, or until it is asked to end and its requests are answered.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>, mut closing: watch::Receiver<bool>) {
    // Answers are written whole, and should not wait for company.
    let _ = stream.set_nodelay(true);
    let activity = Activity::new();
    let (limits, answers, places) = (shared.limits, Arc::clone(&shared.answers), Arc::clone(&shared.places));
    let stream = Watched::new(stream, Arc::clone(&activity), limits, answers, places);
    let http = protocol();
    let connection = Arc::clone(&activity);
    let service = service_fn(move |request| Arc::clone(&shared).answer(Arc::clone(&connection), request));
    let mut serving = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        biased;
        // A connection's errors are the client's: it went away, or did not speak HTTP.
        _ = serving.as_mut() => return,
        _ = closing.wait_for(|closing| *closing) => {}
    }
    serving.as_mut().graceful_shutdown();
    // A client that does not say that it knows of the end does not put it off.
    tokio::select! {
        biased;
        _ = serving.as_mut() => {}
        () = quiet(&activity) => {}
    }
}

fn protocol() -> auto::Builder<TokioExecutor> {
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
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(WINDOW_BYTES)
        .max_send_buf_size(PIECE_BYTES)
        .max_header_list_size(HEAD_BYTES as u32);
    http
}

/// Is done when the connection has had nothing to do for [`CLOSING_TIME`].
async fn quiet(activity: &Activity) {
    let mut since = Instant::now();
    while since.elapsed() < CLOSING_TIME {
        sleep(CLOSING_LOOK).await;
        if activity.is_busy() {
            since = Instant::now();
        }
    }
}
