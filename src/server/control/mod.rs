//! `/_hashrange/`: what a test in another process holds in its hand.
//!
//! It is off unless `ServerBuilder::control` switches it on. `/metrics`, which `ServerBuilder::metrics` switches on, is read
//! by the same rules. Requests and answers are JSON. The rules for web pages, and the
//! limits on bodies, memory and time are those of the API.

mod actions;
mod body;
mod calls;
mod clock;
mod faults;
mod forks;
mod holds;
mod json;
mod lag;
mod line;
mod load;
mod paths;
mod prometheus;
mod query;
mod refusal;
mod snapshot;
mod spread;
mod tables;
mod throughput;
mod time;

use std::sync::Arc;

use bytes::Bytes;
use calls::Recordings;

pub(super) use forks::Fork;
use forks::Forks;
use holds::Holds;
use hyper::Method;
pub(super) use paths::is_control;
use paths::{Action, action, is_metrics};
use query::Query;
pub(super) use refusal::NotDone;
use refusal::{Refusal, RefusalKind};
use sha2::{Digest, Sha256};
use snapshot::Downloads;

use super::{databases::Databases, fault::Fault, reply::Reply};
use crate::database::{Database, DatabaseBuilder};

/// The control of a server.
#[derive(Debug)]
pub(super) struct Control {
    /// The SHA-256 of the token that requests must have.
    token: Option<[u8; 32]>,
    /// The SHA-256 of the token that requests for metrics must have.
    metrics_token: Option<[u8; 32]>,
    served: ServedPaths,
    forks: Forks,
    downloads: Downloads,
    recordings: Recordings,
    holds: Arc<Holds>,
    /// With what databases are loaded.
    settings: DatabaseBuilder,
}

/// Which paths besides the API's are served.
#[derive(Debug, Clone, Copy)]
pub(super) struct ServedPaths {
    /// Those below `/_hashrange/`.
    pub(super) control: bool,
    /// `/metrics`.
    pub(super) metrics: bool,
}

/// The tokens that requests must have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tokens<'a> {
    pub(super) control: Option<&'a str>,
    pub(super) metrics: Option<&'a str>,
}

/// A control request whose path is known.
#[derive(Debug)]
pub(super) struct ControlRequest {
    action: Action,
    query: Query,
    takes_body: bool,
    /// Whose database it is about, where the query says so.
    access_key: Option<String>,
    region: Option<String>,
}

/// What a request proves of its sender.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sender<'a> {
    /// Nothing, and nothing need be proven.
    Anybody { access_key: Option<&'a str>, region: Option<&'a str> },
    /// It is signed with the server's own credentials, or has the token: it may speak for all access keys.
    Trusted { access_key: Option<&'a str>, region: Option<&'a str> },
    /// It is signed with the secret of this fork, and speaks for it alone.
    Fork { access_key: &'a str, region: &'a str },
}

impl Control {
    pub(super) fn new(served: ServedPaths, tokens: Tokens<'_>, settings: DatabaseBuilder) -> Self {
        let hashed = |token: Option<&str>| token.map(|token| Sha256::digest(token).into());
        Self {
            token: hashed(tokens.control),
            metrics_token: hashed(tokens.metrics),
            served,
            forks: Forks::new(),
            downloads: Downloads::new(),
            recordings: Recordings::default(),
            holds: Arc::default(),
            settings,
        }
    }

    /// Whether requests with this path are answered here.
    pub(super) fn serves(&self, path: &str) -> bool {
        (self.served.control && is_control(path)) || (self.served.metrics && is_metrics(path))
    }

    /// The fork with this access key.
    ///
    /// # Errors
    /// The access key has the form of a fork's, and there is no such fork, or none any more.
    pub(super) fn fork(&self, access_key: &str) -> Result<Option<Arc<Fork>>, Fault> {
        if !self.served.control || !Forks::is_key(access_key) {
            return Ok(None);
        }
        let fork = self.forks.get(access_key);
        fork.map(Some).ok_or_else(|| {
            Fault::exception(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )
        })
    }

    /// Whether a request must have a token, and whether this is the one.
    pub(super) fn checks_token(&self, request: &ControlRequest, token: Option<&str>) -> Option<bool> {
        let wanted = match request.action {
            Action::ReadMetrics => self.metrics_token,
            _ => self.token,
        };
        // Hashes are compared: the time that it takes tells nothing of the token.
        wanted.map(|wanted| token.is_some_and(|token| <[u8; 32]>::from(Sha256::digest(token)) == wanted))
    }

    /// Reads what a request is for.
    ///
    /// # Errors
    /// There is no such path, the path does not take the method, or the query makes no sense.
    pub(super) fn read(
        &self,
        method: &Method,
        path: &str,
        query: Option<&str>,
    ) -> Result<ControlRequest, NotDone> {
        let action = action(method.as_str(), path)?;
        let mut query = Query::read(query)?;
        let (access_key, region) = (query.take("access-key"), query.take("region"));
        let takes_body = *method == Method::POST;
        Ok(ControlRequest { action, query, takes_body, access_key, region })
    }

    /// Carries a request out, on a thread where it may take its time.
    pub(super) async fn answer(
        self: &Arc<Self>,
        databases: &Arc<Databases>,
        request: ControlRequest,
        sender: Sender<'_>,
        body: Bytes,
    ) -> Result<Reply, NotDone> {
        if !request.takes_body && !body.is_empty() {
            return Err(Refusal::bad_request("Only a POST has a body").into());
        }
        let whose = self.whose(databases, &request, sender)?;
        let control = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            control.carry_out(&whose, request.action, request.query, &body)
        });
        done.await.unwrap_or_else(|_| Err(Fault::internal().into()))
    }

    /// The refusal of a request that proves too little.
    pub(super) fn denied() -> NotDone {
        let message = "This server's control takes requests with its token (Authorization: Bearer TOKEN), or signed with \
                       its credentials";
        Refusal::new(RefusalKind::AccessDenied, message).into()
    }

    /// Whose databases a request is about.
    fn whose(
        &self,
        databases: &Arc<Databases>,
        request: &ControlRequest,
        sender: Sender<'_>,
    ) -> Result<Whose, NotDone> {
        let named = (request.access_key.as_deref(), request.region.as_deref());
        let (access_key, region) = match sender {
            Sender::Anybody { access_key, region } | Sender::Trusted { access_key, region } => {
                (named.0.or(access_key), named.1.or(region))
            }
            Sender::Fork { access_key, region } => {
                let is_own = named.0.is_none_or(|named| named == access_key);
                let is_own =
                    is_own && !matches!(&request.action, Action::EndFork(ended) if ended != access_key);
                if !is_own {
                    let message = "A request that is signed for a fork is about that fork alone";
                    return Err(Refusal::new(RefusalKind::AccessDenied, message).into());
                }
                (Some(access_key), named.1.or(Some(region)))
            }
        };
        let fork = access_key.map(|access_key| self.fork(access_key)).transpose()?.flatten();
        Ok(Whose {
            all: Arc::clone(databases),
            fork,
            access_key: access_key.map(str::to_owned),
            region: region.map(str::to_owned),
        })
    }
}

/// Whose databases a request is about.
struct Whose {
    all: Arc<Databases>,
    fork: Option<Arc<Fork>>,
    access_key: Option<String>,
    region: Option<String>,
}

impl Whose {
    fn databases(&self) -> &Databases {
        self.fork.as_ref().map_or(&*self.all, |fork| &fork.databases)
    }

    fn database(&self) -> Result<Database, Refusal> {
        Ok(self.databases().of_some(self.access_key.as_deref(), self.region.as_deref())?)
    }

    fn start(&self) -> Result<Database, Refusal> {
        Ok(self.databases().start_of(self.access_key.as_deref(), self.region.as_deref())?)
    }
}

impl NotDone {
    /// The answer, if it is not the protocol's.
    pub(super) fn reply(self) -> Result<Reply, Fault> {
        match self {
            Self::Refused(refusal) => Ok(refusal.reply()),
            Self::Fault(fault) => Err(fault),
        }
    }
}
