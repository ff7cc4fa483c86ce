//! Refusals of control requests, in the form of the API's exceptions.

use hyper::{
    StatusCode,
    header::{ALLOW, HeaderValue},
};

use super::{
    super::{fault::Fault, reply::Reply},
    json::json,
};
use crate::error::Error;

/// Why a control request was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(in crate::server) struct Refusal {
    pub(super) kind: RefusalKind,
    pub(super) message: String,
}

/// The kinds of refusals. Each has a status and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum RefusalKind {
    /// There is no such path, table or fork.
    NotFound,
    /// The path takes these methods only.
    MethodNotAllowed(String),
    /// The request makes no sense.
    BadRequest,
    /// It cannot be done now.
    Conflict,
    /// It must be signed, or have the token.
    AccessDenied,
    /// There are as many as there may be.
    TooMany,
    /// An exception of the API.
    Exception(&'static str),
}

impl RefusalKind {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Conflict => StatusCode::CONFLICT,
            Self::AccessDenied => StatusCode::FORBIDDEN,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Exception("ResourceNotFoundException") => StatusCode::NOT_FOUND,
            Self::Exception(_) => StatusCode::BAD_REQUEST,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::NotFound => "NotFound",
            Self::MethodNotAllowed(_) => "MethodNotAllowed",
            Self::BadRequest => "BadRequest",
            Self::Conflict => "Conflict",
            Self::AccessDenied => "AccessDenied",
            Self::TooMany => "TooMany",
            Self::Exception(name) => name,
        }
    }
}

impl Refusal {
    pub(super) fn new(kind: RefusalKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(RefusalKind::BadRequest, message)
    }

    /// The answer.
    pub(super) fn reply(&self) -> Reply {
        let body = serde_json::json!({ "__type": self.kind.name(), "message": self.message });
        let reply = json(self.kind.status(), &body);
        let header = match &self.kind {
            RefusalKind::MethodNotAllowed(methods) => {
                HeaderValue::from_str(methods).ok().map(|methods| (ALLOW, methods))
            }
            _ => None,
        };
        Reply { headers: header.into_iter().collect(), ..reply }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::new(RefusalKind::Exception(error.code()), error.message())
    }
}

/// How a control request ends that is not carried out: with a refusal of its own, or with one of the protocol.
#[derive(Debug, thiserror::Error)]
pub(in crate::server) enum NotDone {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Error> for NotDone {
    fn from(error: Error) -> Self {
        Self::Refused(error.into())
    }
}
