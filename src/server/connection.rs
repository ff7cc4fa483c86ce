//! One connection, from accept to close.

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

/// The most bytes of a request's line and headers.
const HEAD_BYTES: usize = 64 * 1024;
/// The most concurrent requests on one HTTP/2 connection.
const STREAMS: u32 = 128;
/// How much an HTTP/2 client may send on one stream, and on all of them, before the server reads it.
const STREAM_WINDOW_BYTES: u32 = 64 * 1024;
const WINDOW_BYTES: u32 = 256 * 1024;
/// How often an HTTP/2 client is pinged, and how long it has to respond.
const PING: Duration = Duration::from_secs(20);
/// How long a connection without requests is kept when the server stops. HTTP/1.1 connections close at once. HTTP/2
/// clients get a GOAWAY, and may have sent a request before they read it.
const CLOSING_TIME: Duration = Duration::from_millis(500);
/// How often a closing connection is checked.
const CLOSING_LOOK: Duration = Duration::from_millis(50);

/// Serves a connection until its client closes it, or until it has to close and its requests are answered.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>, mut closing: watch::Receiver<bool>) {
    // Answers are written whole, so they should not wait for more data.
    let _ = stream.set_nodelay(true);
    let activity = Activity::new(stream.peer_addr().ok().map(|peer| peer.ip()));
    let (limits, answers, places) = (shared.limits, Arc::clone(&shared.answers), Arc::clone(&shared.places));
    let stream = Watched::new(stream, Arc::clone(&activity), limits, answers, places);
    let http = protocol(shared.is_relay());
    let connection = Arc::clone(&activity);
    let service = service_fn(move |request| Arc::clone(&shared).answer(Arc::clone(&connection), request));
    let mut serving = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        biased;
        // Errors of a connection are the client's: it disconnected, or did not speak HTTP.
        _ = serving.as_mut() => return,
        _ = closing.wait_for(|closing| *closing) => {}
    }
    serving.as_mut().graceful_shutdown();
    // A client that does not acknowledge the shutdown must not delay it.
    tokio::select! {
        biased;
        _ = serving.as_mut() => {}
        () = quiet(&activity) => {}
    }
}

fn protocol(is_relay: bool) -> auto::Builder<TokioExecutor> {
    let mut http = auto::Builder::new(TokioExecutor::new());
    // Nearly all answers are small, so one copy costs less than a gathering write.
    // `Watched` times heads and idle connections, at no cost for each request.
    // A client may close its side after it sent a request, and still gets its answer; without `half_close`, each
    // request would check whether the client did. What waits for an endpoint is worth that: it ends with its client.
    http.http1().header_read_timeout(None).max_buf_size(HEAD_BYTES).writev(false).half_close(!is_relay);
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

/// Returns when the connection has had nothing to do for [`CLOSING_TIME`].
async fn quiet(activity: &Activity) {
    let mut since = Instant::now();
    while since.elapsed() < CLOSING_TIME {
        sleep(CLOSING_LOOK).await;
        if activity.is_busy() {
            since = Instant::now();
        }
    }
}
