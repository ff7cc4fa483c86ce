//! From a request to its answer.

use std::{collections::HashMap, sync::Arc, time::Instant};

use bytes::Bytes;
use hyper::{
    Method, Request, StatusCode,
    header::{AUTHORIZATION, HeaderValue},
    http::request::Parts,
};

#[cfg(feature = "console")]
use super::console::{Console, is_console};
#[cfg(feature = "cli")]
use super::relay::Relay;
use super::{
    access::Access,
    activity::Activity,
    answer_body::{AnswerBody, Content, PIECE_BYTES, PIECES_BYTES},
    answer_memory::{AnswerMemory, Unsent},
    body::RequestBody,
    body_memory::BodyMemory,
    control::{Control, NotDone},
    cors::cors,
    databases::Databases,
    encoding::Encoding,
    fault::Fault,
    head::{Head, text},
    limits::ServerLimits,
    log::{Log, Logged},
    notice::Notices,
    places::Places,
    reply::{Answer, Faulted, Lost, Reply},
    request_tables::request_tables,
    signature::Credentials,
    turn::others_first,
};
use crate::{
    engine::{Ids, Principal},
    wire::request_id,
};

const TEXT: HeaderValue = HeaderValue::from_static("text/plain");

/// The service's answer to `GET /`.
const HEALTHY: &[u8] = b"healthy: dynamodb.us-east-1.amazonaws.com ";

/// The state that a server's connections share.
pub(super) struct Shared {
    /// The address to tell clients that do not say under which they found the server.
    pub(super) address: String,
    pub(super) databases: Arc<Databases>,
    /// What is below `/_hashrange/`, and `/metrics`, if one of them is on.
    pub(super) control: Option<Arc<Control>>,
    /// What is below `/console`, if it is on.
    #[cfg(feature = "console")]
    pub(super) console: Option<Console>,
    /// The endpoint to which requests are sent on, in the place of the databases.
    #[cfg(feature = "cli")]
    pub(super) relay: Option<Relay>,
    pub(super) credentials: Option<Credentials>,
    /// The principals of access keys; others are the account's root.
    pub(super) principals: HashMap<String, Principal>,
    pub(super) access: Access,
    pub(super) limits: ServerLimits,
    pub(super) places: Arc<Places>,
    pub(super) bodies: Arc<BodyMemory>,
    pub(super) answers: Arc<AnswerMemory>,
    pub(super) ids: Ids,
    pub(super) log: Option<Log>,
    pub(super) notices: Notices,
}

impl Shared {
    /// Whether requests are sent on to an endpoint.
    pub(super) fn is_relay(&self) -> bool {
        #[cfg(feature = "cli")]
        return self.relay.is_some();
        #[cfg(not(feature = "cli"))]
        false
    }

    pub(super) async fn answer(
        self: Arc<Self>,
        connection: Arc<Activity>,
        request: Request<impl RequestBody>,
    ) -> Result<Answer, Lost> {
        let began = self.log.is_some().then(Instant::now);
        let (parts, body) = request.into_parts();
        let head = Head::of(&parts);
        let in_flight = Arc::clone(&connection).begin(&head, &body);
        let (origin, reply) = match head.check().and_then(|()| self.access.check(&head)) {
            Ok(origin) => (origin, self.route(&head, body, &connection).await),
            Err(fault) => (None, Err(fault)),
        };
        let reply = reply.unwrap_or_else(|fault| Reply::refusal(&head, fault));
        let encoding = Encoding::for_answer(reply.body.bytes().len(), || text(head.accept_encoding));
        let cors = origin.map(|origin| cors(origin, &parts.headers));
        let faulted = reply.faulted;
        let logged = began.map(|began| Logged::new(began, &head, &reply));
        let body = |content| self.body(content, &connection);
        let answer = reply.finish(parts.headers, encoding, cors, request_id(&self.ids), body);
        // The request's body is gone by now, and the answer is counted, so that those that wait are bounded as others are.
        if !faulted.delay.is_zero() {
            tokio::time::sleep(faulted.delay).await;
        }
        if let (Some(log), Some(logged)) = (&self.log, logged) {
            logged.tell(log, &answer);
        }
        others_first().await;
        drop(in_flight);
        if faulted.is_lost { Err(Lost) } else { Ok(answer) }
    }

    async fn route(
        &self,
        head: &Head<'_>,
        body: impl RequestBody,
        connection: &Arc<Activity>,
    ) -> Result<Reply, Fault> {
        let path = head.parts.uri.path();
        #[cfg(feature = "console")]
        if let Some(console) = self.console.as_ref().filter(|_| is_console(path)) {
            return console.answer(head);
        }
        #[cfg(feature = "cli")]
        if let Some(relay) = &self.relay {
            return self.relayed(relay, head, body, connection).await;
        }
        if path != "/" {
            return match &self.control {
                Some(control) if control.serves(path) => self.control(control, head, body, connection).await,
                _ => Err(Fault::not_the_protocol()),
            };
        }
        match head.parts.method {
            Method::POST => self.operation(head, body, connection).await,
            Method::GET | Method::HEAD => {
                Ok(Reply::new(StatusCode::OK, Some(TEXT), Bytes::from_static(HEALTHY)))
            }
            // The preflight request, by which a browser asks whether a page may call.
            Method::OPTIONS if head.origin.is_some() => Ok(Reply::new(StatusCode::OK, None, Bytes::new())),
            _ => Err(Fault::not_the_protocol()),
        }
    }

    async fn operation(
        &self,
        head: &Head<'_>,
        body: impl RequestBody,
        connection: &Arc<Activity>,
    ) -> Result<Reply, Fault> {
        let content_type = head.content_type().ok_or_else(Fault::not_the_protocol)?;
        let (received, decoded) = self.receive_decoded(head, body, connection).await?;
        let (sent, decoded) = (&received.bytes, &decoded);
        let reply = match self.carry_out(head, sent, decoded, connection.peer) {
            Ok((answer, delay)) => {
                let faulted = Faulted { is_lost: answer.is_lost(), delay };
                let status = StatusCode::from_u16(answer.status);
                let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                Reply { faulted, ..Reply::new(status, Some(content_type), Bytes::from(answer.body)) }
            }
            Err(fault) => Reply::refusal(head, fault),
        };
        let tables = if self.log.is_some() { request_tables(decoded) } else { Vec::new() };
        Ok(Reply { request_bytes: sent.len(), tables, ..reply })
    }

    /// Answers a request below `/_hashrange/`, or for metrics.
    async fn control(
        &self,
        control: &Arc<Control>,
        head: &Head<'_>,
        body: impl RequestBody,
        connection: &Arc<Activity>,
    ) -> Result<Reply, Fault> {
        let Parts { method, uri, headers, .. } = head.parts;
        if *method == Method::OPTIONS && head.origin.is_some() {
            return Ok(Reply::new(StatusCode::OK, None, Bytes::new()));
        }
        head.check_not_embedded()?;
        let request = match control.read(method, uri.path(), uri.query()) {
            Ok(request) => request,
            Err(refused) => return refused.reply(),
        };
        let (received, decoded) = self.receive_decoded(head, body, connection).await?;
        let header = headers.get(AUTHORIZATION);
        let answer = match self.sender(control, &request, head, header, &received.bytes) {
            Ok(sender) => control.answer(&self.databases, request, sender, decoded).await,
            Err(refused) => Err(refused),
        };
        let reply = answer.or_else(NotDone::reply)?;
        Ok(Reply { request_bytes: received.bytes.len(), ..reply })
    }

    fn body(&self, content: Content, connection: &Arc<Activity>) -> AnswerBody {
        let bytes = match &content {
            Content::Whole(bytes) => bytes.len(),
            Content::Pieces(_) => PIECES_BYTES,
        };
        // On HTTP/1.1 there is one answer at a time, and a small one is sent at once.
        let waits = connection.is_http2() || bytes > PIECE_BYTES;
        let unsent = waits.then(|| {
            let unsent = Unsent::new(bytes, &self.answers, &connection.memory, &self.limits);
            connection.watch(&unsent);
            unsent
        });
        AnswerBody::new(content, unsent)
    }
}
