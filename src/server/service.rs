//! The server as a service of the crate `tower`, without a port of its own.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use hyper::{
    Request, Response,
    body::{Body, Frame, SizeHint},
};
use tower_service::Service;

use super::{activity::Activity, answer::Shared, answer_body::AnswerBody, reply::Lost};
use crate::{database::Database, error::Result};

/// The server for a listener of your own, of axum or hyper for example: a service of the crate `tower`, made by
/// [`ServerBuilder::service`](super::ServerBuilder::service). Clones share their databases.
///
/// It answers `POST /`, and the other paths that its builder switches on: mount it where requests reach it with those
/// paths. If [credentials](super::ServerBuilder::credentials) are set, it must be at the root, because clients sign their
/// paths.
///
/// Bodies and answers are limited in time and memory as those of a [`Server`](super::Server) are, where each request counts
/// as a connection of its own. Connections, and clients that do not read their answers, are up to the listener; an operation
/// waits for memory that such clients hold for [`write_time`](super::ServerLimits::write_time) at most. A limit of the
/// listener's own on bodies (`http_body_util::Limited`) is answered with the status 413. A request that is dropped is not
/// carried out, if that has not begun.
///
/// Resource policies see as the client's address the [`SocketAddr`] among the request's extensions, if there is one.
/// It needs a Tokio runtime with time.
#[derive(Clone)]
pub struct HttpService {
    shared: Arc<Shared>,
}

impl HttpService {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The database that requests with this access key and region see.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`](crate::error::Error::LimitExceeded) if there are too many databases already.
    pub fn database(&self, access_key: &str, region: &str) -> Result<Database> {
        self.shared.database(access_key, region)
    }
}

impl fmt::Debug for HttpService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpService").finish_non_exhaustive()
    }
}

impl<B> Service<Request<B>> for HttpService
where
    B: Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    type Response = Response<ServiceBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<std::result::Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let peer = request.extensions().get::<SocketAddr>().map(SocketAddr::ip);
        let answer = Arc::clone(&self.shared).answer(Activity::of_request(peer), request.map(Box::pin));
        Box::pin(async {
            let answer = answer.await.map(|answer| answer.map(|body| ServiceBody(Ok(body))));
            Ok(answer.unwrap_or_else(|lost| Response::new(ServiceBody(Err(Some(lost))))))
        })
    }
}

/// The body of an answer of [`HttpService`].
///
/// It fails at once where a [fault](crate::faults) loses the answer: listeners close the connection then, or reset the
/// stream.
pub struct ServiceBody(std::result::Result<AnswerBody, Option<Lost>>);

impl fmt::Debug for ServiceBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceBody").field("is_lost", &self.0.is_err()).finish_non_exhaustive()
    }
}

impl Body for ServiceBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut self.get_mut().0 {
            Ok(body) => Pin::new(body)
                .poll_frame(context)
                .map(|frame| frame.map(|frame| frame.map_err(|never| match never {}))),
            Err(lost) => {
                let lost = lost.take().map(|lost| io::Error::new(io::ErrorKind::ConnectionAborted, lost));
                Poll::Ready(lost.map(Err))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().map_or_else(Option::is_none, AnswerBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(|_| SizeHint::default(), AnswerBody::size_hint)
    }
}
