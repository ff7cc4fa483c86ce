//! An endpoint in the place of databases of this process: the console's pages reach it through the server, which has the
//! credentials that they never see.
//!
//! Who may call the server may do what those credentials allow. So each request has a token, which is in the address that
//! the person is given, and in no file of the console: another user of the machine reaches the port, but not the endpoint.

use std::fmt;

use hyper::{Method, StatusCode, header::AUTHORIZATION};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::{
    fault::Fault,
    head::{Head, text},
};
use crate::{error::Error, remote::Sending};

/// The exception of a request without the token. The pages ask for it then.
const NO_TOKEN: &str = "ConsoleTokenException";

/// What sends requests on to an endpoint.
pub(crate) trait Upstream: fmt::Debug + Send + Sync + 'static {
    /// Sends an operation with the JSON of its input.
    fn operation(&self, operation: &str, body: Vec<u8>) -> Sending;

    /// Sends a request to a path, with its query, below `/_hashrange/`. `None` if the endpoint has no such paths.
    fn control(&self, method: Method, path_and_query: &str, body: Vec<u8>) -> Option<Sending>;

    /// What is said of a request that failed.
    fn told(&self, error: &Error) -> String;
}

/// An endpoint, and the token of those who may use it.
#[derive(Debug)]
pub(crate) struct Relay {
    pub(super) upstream: Box<dyn Upstream>,
    /// The SHA-256 of the token.
    token: [u8; 32],
    pub(super) shown: Shown,
    /// The turns of requests: their answers lie in memory whole.
    pub(super) turns: Semaphore,
}

/// How many requests are sent on at a time. A browser has six connections to a host.
const REQUESTS_AT_ONCE: usize = 8;

/// What the pages show of an endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) address: String,
    pub(crate) region: String,
}

impl Relay {
    pub(crate) fn new(upstream: impl Upstream, token: &str, shown: Shown) -> Self {
        Self {
            upstream: Box::new(upstream),
            token: Sha256::digest(token).into(),
            shown,
            turns: Semaphore::new(REQUESTS_AT_ONCE),
        }
    }

    /// Fails unless a request has the token. Hashes are compared: the time that it takes tells nothing of the token.
    pub(super) fn check_token(&self, head: &Head<'_>) -> Result<(), Fault> {
        let bearer = text(head.parts.headers.get(AUTHORIZATION)).strip_prefix("Bearer ");
        match bearer.is_some_and(|bearer| <[u8; 32]>::from(Sha256::digest(bearer.trim())) == self.token) {
            true => Ok(()),
            false => Err(Fault::exception(
                NO_TOKEN,
                "The console's requests have the token in the address that the program printed: open that",
            )
            .with_status(StatusCode::FORBIDDEN)),
        }
    }
}
