//! The work of API Gateway in front of the function: one route, a limit on the body, answers in JSON.

use std::time::Duration;

use hashrange::Table;
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{CONTENT_TYPE, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use super::handler;

/// The stage and the route's path.
pub const ROUTE: &str = "/default/sgu-202500-dynamo-post-api";
/// The largest payload of an HTTP API.
pub const BODY_BYTES: usize = 10 * 1024 * 1024;
/// How long to wait when the system has no more file descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// Serves until the process ends.
pub async fn serve(listener: TcpListener, table: Table) -> ! {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_AGAIN).await;
            continue;
        };
        let table = table.clone();
        let service = service_fn(move |request| {
            let table = table.clone();
            async move { answer(&table, request).await }
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new());
        // A connection's errors are the client's: it disconnected, or did not speak HTTP.
        tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(table: &Table, request: Request<Incoming>) -> hyper::Result<Response<Full<Bytes>>> {
    // A route is a method and a path, so a GET of this path is as unknown as any other path: there is no 405.
    if request.method() != Method::POST || request.uri().path() != ROUTE {
        return Ok(json(StatusCode::NOT_FOUND, r#"{"message":"Not Found"}"#));
    }
    Ok(match receive(request.into_body()).await? {
        Some(body) => {
            let (status, text) = handler::handle(table, &body, handler::local_time);
            json(status, text)
        }
        None => json(StatusCode::PAYLOAD_TOO_LARGE, r#"{"message":"Request Entity Too Large"}"#),
    })
}

/// The body, unless it is too large.
async fn receive(mut body: Incoming) -> hyper::Result<Option<Vec<u8>>> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        length += data.len();
        if length <= BODY_BYTES {
            bytes.extend_from_slice(&data);
        } else if length > 4 * BODY_BYTES {
            break;
        }
        // The rest of a body that is too large is read for a while and discarded. A client that writes its whole body
        // before it reads would not see the refusal if the connection were closed at once.
    }
    Ok((length <= BODY_BYTES).then_some(bytes))
}

fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
