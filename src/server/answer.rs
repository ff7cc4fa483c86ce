//! A request's way to its answer.

use std::{
    borrow::Cow,
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use bytes::Bytes;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode, Version,
    body::Incoming,
    header::{self, HeaderName, HeaderValue},
    http::request::Parts,
};

use super::{
    access::Access,
    activity::Activity,
    answer_body::{AnswerBody, PIECE_BYTES},
    answer_memory::{AnswerMemory, Unsent},
    authorization::Authorization,
    body::{Received, Receiving},
    body_memory::BodyMemory,
    databases::Databases,
    encoding::Encoding,
    fault::Fault,
    head::{Head, text},
    last_caller::LastCaller,
    limits::ServerLimits,
    signature::{Credentials, Signed},
    turn::others_first,
};
use crate::{Database, storage::Ids, wire::request_id};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const CRC32: HeaderName = HeaderName::from_static("x-amz-crc32");
const AMZ_JSON: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.0");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain");
/// What is told of each request that was answered.
pub(super) type Log = Box<dyn Fn(&Served<'_>) + Send + Sync>;

/// What the service says on `GET /`.
const HEALTHY: &[u8] = b"healthy: dynamodb.us-east-1.amazonaws.com ";

type Answer = Response<AnswerBody>;

/// A request that was answered, for a log.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Served<'a> {
    /// The operation, such as `GetItem`; the method where the request was for none.
    pub operation: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// Size of the request's body as it was sent, in bytes.
    pub request_bytes: usize,
    /// Size of the answer's body as it is sent, in bytes.
    pub answer_bytes: usize,
    /// From the end of the request's headers to the answer.
    pub took: Duration,
}

/// What a connection's requests share.
#[derive(Debug, Clone)]
pub(super) struct Connection {
    pub(super) activity: Arc<Activity>,
    pub(super) caller: Arc<LastCaller>,
}

/// What a server's connections share.
pub(super) struct Shared {
    pub(super) databases: Databases,
    pub(super) credentials: Option<Credentials>,
    pub(super) access: Access,
    pub(super) limits: ServerLimits,
    pub(super) bodies: Arc<BodyMemory>,
    pub(super) answers: Arc<AnswerMemory>,
    pub(super) ids: Ids,
    pub(super) log: Option<Log>,
}

/// The answer's part that is not the same for all.
struct Reply {
    status: StatusCode,
    content_type: Option<HeaderValue>,
    body: Bytes,
    close: bool,
    request_bytes: usize,
}

impl Reply {
    fn new(status: StatusCode, content_type: Option<HeaderValue>, body: Bytes) -> Self {
        Self { status, content_type, body, close: false, request_bytes: 0 }
    }
}

impl Shared {
    pub(super) async fn answer(
        self: Arc<Self>,
        connection: Connection,
        request: Request<Incoming>,
    ) -> Result<Answer, Infallible> {
        let in_flight = Arc::clone(&connection.activity).begin(&request);
        let began = self.log.is_some().then(Instant::now);
        let (parts, body) = request.into_parts();
        let head = Head::of(&parts);
        let (origin, reply) = match self.access.check(&head) {
            Ok(origin) => (origin, self.route(&head, body, &connection).await),
            Err(fault) => (None, Err(fault)),
        };
        let reply = reply.unwrap_or_else(|fault| refusal(&head, fault));
        let (status, request_bytes) = (reply.status, reply.request_bytes);
        let encoding = Encoding::for_answer(reply.body.len(), || text(head.accept_encoding));
        let cors = origin.map(|origin| cors(origin, &parts.headers));
        let logged = began.map(|began| (began, head.operation().unwrap_or(parts.method.as_str()).to_owned()));
        drop(head);
        let (answer, answer_bytes) = self.finish(parts.headers, encoding, cors, reply, &connection.activity);
        if let (Some(log), Some((began, operation))) = (&self.log, logged) {
            log(&Served {
                operation: &operation,
                status: status.as_u16(),
                request_bytes,
                answer_bytes,
                took: began.elapsed(),
            });
        }
        others_first().await;
        drop(in_flight);
        Ok(answer)
    }

    async fn route(&self, head: &Head<'_>, body: Incoming, connection: &Connection) -> Result<Reply, Fault> {
        if head.parts.uri.path() != "/" {
            return Err(Fault::not_the_protocol());
        }
        match head.parts.method {
            Method::POST => self.operation(head, body, connection).await,
            Method::GET | Method::HEAD => {
                Ok(Reply::new(StatusCode::OK, Some(TEXT), Bytes::from_static(HEALTHY)))
            }
            // A browser asks first whether a page may call.
            Method::OPTIONS if head.origin.is_some() => Ok(Reply::new(StatusCode::OK, None, Bytes::new())),
            _ => Err(Fault::not_the_protocol()),
        }
    }

    async fn operation(
        &self,
        head: &Head<'_>,
        body: Incoming,
        connection: &Connection,
    ) -> Result<Reply, Fault> {
        let content_type = head.content_type().ok_or_else(Fault::not_the_protocol)?;
        let encoding = Encoding::of_body(text(head.content_encoding));
        let received = self.receive(body, &connection.activity).await?;
        let operation = head.operation().ok_or_else(Fault::unknown_operation)?;
        let database = self.authorize(head, &received.bytes, &connection.caller)?;
        let decoded = match encoding? {
            Some(encoding) => &encoding.decode(&received.bytes, self.limits.body_bytes)?,
            None => &received.bytes,
        };
        let answer = guarded(|| database.answer(operation, decoded))?;
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = match answer.body {
            Cow::Borrowed(fixed) => Bytes::from_static(fixed),
            Cow::Owned(written) => Bytes::from(written),
        };
        let reply = Reply::new(status, Some(content_type), body);
        Ok(Reply { request_bytes: received.bytes.len(), ..reply })
    }

    /// The request's body, once there is room for an answer. From here to the answer nothing waits, so what is
    /// decompressed and read of the body lies in memory once for each thread.
    async fn receive(&self, body: Incoming, connection: &Arc<Activity>) -> Result<Received, Fault> {
        let receiving = Receiving { body, limits: &self.limits, memory: &self.bodies, connection };
        let mut received = receiving.receive().await?;
        if !self.answers.has_room(connection) {
            received.keep(&self.bodies, connection).await?;
            self.answers.room(connection, received.holds_shared()).await;
        }
        Ok(received)
    }

    /// The caller's database.
    fn authorize(&self, head: &Head<'_>, body: &[u8], caller: &LastCaller) -> Result<Database, Fault> {
        let Parts { method, uri, headers, .. } = head.parts;
        if self.credentials.is_none()
            && head.has_amz_date
            && let Some(database) = head.authorization.and_then(|header| caller.database(header))
        {
            return Ok(database);
        }
        let authorization = Authorization::read(headers)?;
        if let Some(credentials) = &self.credentials {
            let request = Signed { method, uri, headers, body };
            credentials.verify(request, &authorization, SystemTime::now().into())?;
        }
        let database = self
            .databases
            .of(authorization.access_key, authorization.region)
            .map_err(|error| Fault::exception(error.code(), &error.message()))?;
        if let Some(header) = head.authorization {
            caller.remember(header, authorization.signature, &database);
        }
        Ok(database)
    }

    /// The answer, in the map that the request's headers came in: the next request's are read into it again.
    fn finish(
        &self,
        mut headers: HeaderMap,
        encoding: Option<Encoding>,
        cors: Option<Cors>,
        reply: Reply,
        connection: &Arc<Activity>,
    ) -> (Answer, usize) {
        let Reply { status, content_type, body, close, .. } = reply;
        let encoded = encoding.and_then(|encoding| Some((encoding, encoding.encode(&body).ok()?)));
        headers.clear();
        // Digits and letters are always a header's value.
        if let Ok(id) = HeaderValue::try_from(request_id(&self.ids)) {
            headers.insert(REQUEST_ID, id);
        }
        let body = match encoded {
            Some((encoding, encoded)) => {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
                Bytes::from(encoded)
            }
            None => body,
        };
        // Of the bytes as they are sent: the SDKs look before they decompress.
        headers.insert(CRC32, crc32fast::hash(&body).into());
        if let Some(content_type) = content_type {
            headers.insert(header::CONTENT_TYPE, content_type);
        }
        if close {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if let Some(cors) = cors {
            headers.extend(cors);
        }
        let length = body.len();
        let mut answer = Response::new(self.body(body, connection));
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        (answer, length)
    }

    fn body(&self, bytes: Bytes, connection: &Arc<Activity>) -> AnswerBody {
        // On HTTP/1.1 it is the only one, and if it is small it is sent now.
        let waits = connection.is_http2() || bytes.len() > PIECE_BYTES;
        let unsent = waits.then(|| Unsent::new(bytes.len(), &self.answers, connection, &self.limits));
        AnswerBody::new(bytes, unsent)
    }
}

/// Carries out an operation; should it panic, only this request fails.
fn guarded<T>(operation: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(operation)).map_err(|_| Fault::internal())
}

fn refusal(head: &Head<'_>, fault: Fault) -> Reply {
    let json = fault.status != StatusCode::NOT_FOUND;
    let content_type = json.then(|| head.content_type().unwrap_or(AMZ_JSON));
    // HTTP/2 closes streams, not connections.
    let close = fault.close && head.parts.version != Version::HTTP_2;
    Reply { close, ..Reply::new(fault.status, content_type, fault.body) }
}

/// Headers of an answer to a web page.
type Cors = Vec<(HeaderName, HeaderValue)>;

/// Tells the browser that a page may call, and read what it gets. (Fetch standard, "CORS protocol")
fn cors(origin: &HeaderValue, asked: &HeaderMap) -> Cors {
    let fixed = HeaderValue::from_static;
    let mut headers = vec![
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()),
        (header::VARY, fixed("Origin")),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, fixed("x-amzn-RequestId, x-amz-crc32, Date")),
    ];
    if !asked.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return headers;
    }
    headers.push((header::ACCESS_CONTROL_ALLOW_METHODS, fixed("POST, GET")));
    headers.push((header::ACCESS_CONTROL_MAX_AGE, fixed("600")));
    if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.push((header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone()));
    }
    if asked.contains_key("access-control-request-private-network") {
        headers.push((HeaderName::from_static("access-control-allow-private-network"), fixed("true")));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_internal_server_error() {
        assert_eq!(guarded(|| 1), Ok(1));
        let fault = guarded(|| -> u8 { panic!("a defect") }).unwrap_err();
        assert_eq!(fault.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(String::from_utf8_lossy(&fault.body).contains("InternalServerError"));
    }
}
