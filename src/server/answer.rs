//! From a request to its answer.

use std::{
    collections::HashMap,
    net::IpAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use hyper::{
    Method, Request, StatusCode,
    header::{AUTHORIZATION, HeaderValue},
    http::request::Parts,
};
use jiff::Timestamp;
use tokio::time::timeout;

#[cfg(feature = "console")]
use super::console::{Console, is_console};
#[cfg(feature = "cli")]
use super::relay::Relay;
use super::{
    access::Access,
    activity::Activity,
    answer_body::{AnswerBody, Content, PIECE_BYTES, PIECES_BYTES},
    answer_memory::{AnswerMemory, Items, Unsent},
    authorization::Authorization,
    body::{Received, Receiving, RequestBody},
    body_memory::BodyMemory,
    control::{Control, ControlRequest, Fork, NotDone, Sender},
    cors::cors,
    databases::Databases,
    encoding::Encoding,
    fault::Fault,
    head::{Head, text},
    limits::ServerLimits,
    log::{Log, Logged},
    notice::{Notice, Notices},
    places::Places,
    presigned::PresignedQuery,
    reply::{Answer, Faulted, Lost, Reply},
    request_tables::request_tables,
    signature::{Credentials, Signed},
    turn::others_first,
};
use crate::{
    codec::json::is_structure,
    database::Database,
    engine::{Caller, Ids, Principal, put_off},
    error::{self, Error},
    remote::WireResponse,
    wire::{Exception, request_id},
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

    /// What a control request proves of its sender. Where signatures are checked, or there is a token, everybody has to
    /// prove something.
    fn sender<'h>(
        &self,
        control: &Control,
        request: &ControlRequest,
        head: &Head<'h>,
        header: Option<&'h HeaderValue>,
        sent: &[u8],
    ) -> Result<Sender<'h>, NotDone> {
        let bearer = text(header).strip_prefix("Bearer ").map(str::trim);
        let checked = control.checks_token(request, bearer);
        if checked == Some(true) {
            return Ok(Sender::Trusted { access_key: None, region: None });
        }
        if header.is_none() || bearer.is_some() {
            return match (checked, &self.credentials) {
                (None, None) => Ok(Sender::Anybody { access_key: None, region: None }),
                _ => Err(Control::denied()),
            };
        }
        let authorization = Authorization::read(&head.parts.headers, None)?;
        let Authorization { access_key, region, .. } = authorization;
        let is_fork = control.fork(access_key)?.is_some();
        if self.credentials.is_some() {
            self.verify(head, sent, &authorization)?;
            return Ok(match is_fork {
                true => Sender::Fork { access_key, region },
                false => Sender::Trusted { access_key: Some(access_key), region: Some(region) },
            });
        }
        match checked {
            None => Ok(Sender::Anybody { access_key: Some(access_key), region: Some(region) }),
            Some(_) => Err(Control::denied()),
        }
    }

    /// Reads a body, and decompresses it.
    pub(super) async fn receive_decoded(
        &self,
        head: &Head<'_>,
        body: impl RequestBody,
        connection: &Arc<Activity>,
    ) -> Result<(Received, Bytes), Fault> {
        let encoding = Encoding::of_body(text(head.content_encoding));
        let received = self.receive(head, body, connection).await?;
        let decoded = match encoding? {
            Some(encoding) => encoding.decode(&received.bytes, self.limits.body_bytes)?,
            None => received.bytes.clone(),
        };
        Ok((received, decoded))
    }

    /// Fails unless a request is signed with the secret of its access key, where signatures are checked.
    fn verify(&self, head: &Head<'_>, body: &[u8], authorization: &Authorization<'_>) -> Result<(), Fault> {
        let Some(credentials) = &self.credentials else { return Ok(()) };
        let Parts { method, uri, headers, .. } = head.parts;
        let request = Signed { method, uri, headers, body };
        match self.fork(authorization.access_key)? {
            Some(fork) => {
                let Fork { access_key, secret_key, .. } = &*fork;
                let credentials =
                    Credentials { access_key: access_key.clone(), secret_key: secret_key.clone() };
                credentials.verify(request, authorization, Timestamp::now())
            }
            None => credentials.verify(request, authorization, Timestamp::now()),
        }
    }

    /// The fork with this access key, if there can be forks.
    fn fork(&self, access_key: &str) -> Result<Option<Arc<Fork>>, Fault> {
        self.control.as_ref().map_or(Ok(None), |control| control.fork(access_key))
    }

    /// The database that requests with this access key and region see.
    pub(super) fn database(&self, access_key: &str, region: &str) -> error::Result<Database> {
        match self.fork(access_key) {
            Ok(Some(fork)) => fork.databases.of(access_key, region),
            Ok(None) => self.databases.of(access_key, region),
            Err(_) => Err(Error::validation(format!("There is no fork {access_key}"))),
        }
    }

    /// Runs the operation on the caller's database. `sent` is the body as sent, `body` the decompressed one. Returns by how
    /// much the answer is to be delayed.
    fn carry_out(
        &self,
        head: &Head<'_>,
        sent: &[u8],
        body: &[u8],
        peer: Option<IpAddr>,
    ) -> Result<(WireResponse, Duration), Fault> {
        let asked = || {
            let operation = head.operation().ok_or_else(Fault::unknown_operation)?;
            Ok((operation, self.authorize(head, sent, peer)?))
        };
        // The service parses the body before it checks the operation and the signature.
        let refused = |fault| if is_structure(body) { fault } else { Fault::serialization() };
        let (operation, database) = asked().map_err(refused)?;
        let carry_out = || match operation {
            // A client that asks for the service's endpoint gets this server's address.
            "DescribeEndpoints" => database.endpoints_reached_under(body, &self.address_for(head)),
            _ => database.wire(operation, body),
        };
        let (answer, mut delay) = guarded(|| put_off(carry_out))?;
        if database.clock().is_manual() {
            database.clock().wait(std::mem::take(&mut delay));
        }
        if answer.status != 200 && self.notices.are_wanted() {
            self.notice(head, body, &answer);
        }
        Ok((answer, delay))
    }

    /// The address under which the client found the server.
    fn address_for(&self, head: &Head<'_>) -> String {
        head.authority().map_or_else(|| self.address.clone(), str::to_owned)
    }

    /// Reads the request's body and waits until there is room for an answer. Nothing is awaited between this and the
    /// answer, so each thread holds at most one decompressed and parsed body.
    async fn receive(
        &self,
        head: &Head<'_>,
        body: impl RequestBody,
        activity: &Activity,
    ) -> Result<Received, Fault> {
        let (limits, memory, connection) = (&self.limits, &self.bodies, &activity.memory);
        let receiving = Receiving { body, head: head.bytes(), limits, memory, connection };
        let mut received = receiving.receive().await?;
        // There is nearly always room for any answer, so the operation is looked up only if there is not.
        if !self.answers.has_room(connection, Items::Many) {
            let items = head.operation().map_or(Items::OneAtMost, Items::of);
            if !self.answers.has_room(connection, items) {
                received.keep(&self.bodies, connection).await?;
                let room = self.answers.room(connection, items, received.holds_shared());
                if activity.is_watched {
                    room.await;
                } else {
                    timeout(limits.write_time, room).await.map_err(|_| Fault::busy())?;
                }
            }
        }
        Ok(received)
    }

    /// The caller's database.
    fn authorize(&self, head: &Head<'_>, body: &[u8], peer: Option<IpAddr>) -> Result<Database, Fault> {
        let query = PresignedQuery::read(&head.parts.uri);
        let authorization = Authorization::read(&head.parts.headers, query.as_ref())?;
        self.verify(head, body, &authorization)?;
        let Authorization { access_key, region, .. } = authorization;
        let fork = self.fork(access_key)?;
        let databases = fork.as_ref().map_or(&*self.databases, |fork| &fork.databases);
        let database = databases.of(access_key, region);
        let database = database.map_err(|error| Fault::exception(error.code(), &error.message()))?;
        if !database.engine.enforces_policies() {
            return Ok(database);
        }
        // A fork is of whom it was made for.
        let made_for = fork.as_ref().and_then(|fork| fork.made_for.as_deref());
        let known = self.principals.get(made_for.unwrap_or(access_key)).cloned();
        let principal = known.unwrap_or_else(|| Principal::root(&database.engine.options().account));
        Ok(database.called_by(Caller { principal, source_ip: peer }))
    }

    /// Passes a notice to the operator if a table was not found that another access key or region has.
    fn notice(&self, head: &Head<'_>, body: &[u8], answer: &WireResponse) {
        let Databases::Separate(separate) = &*self.databases else { return };
        let exception = Exception::in_body(&answer.body).name;
        if !["ResourceNotFoundException", "TableNotFoundException"].contains(&exception.as_str()) {
            return;
        }
        let query = PresignedQuery::read(&head.parts.uri);
        let authorization = Authorization::read(&head.parts.headers, query.as_ref());
        let Ok(Authorization { access_key, region, .. }) = authorization else { return };
        for table in &request_tables(body) {
            if let Some(owner) = separate.elsewhere(table, access_key, region) {
                self.notices.tell(&Notice::TableElsewhere {
                    table,
                    access_key,
                    region,
                    owner_access_key: &owner.access_key,
                    owner_region: &owner.region,
                });
            }
        }
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

/// Runs an operation. If it panics, only this request fails.
fn guarded<T>(operation: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(operation)).map_err(|_| Fault::internal())
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
