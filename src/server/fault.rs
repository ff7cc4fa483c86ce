//! Refusals of requests before an operation runs.

use bytes::Bytes;
use hyper::StatusCode;

/// A refusal by the protocol layer: a status, and a body as the service sends it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{status}: {}", String::from_utf8_lossy(body))]
pub(super) struct Fault {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
    /// Whether the connection has to be closed because the bytes that follow cannot be parsed.
    pub(super) close: bool,
}

impl Fault {
    /// An exception of the service's front end, with its message.
    pub(super) fn exception(name: &str, message: &str) -> Self {
        let kind = format!("com.amazon.coral.service#{name}");
        let body = if message.is_empty() {
            serde_json::json!({ "__type": kind })
        } else {
            serde_json::json!({ "__type": kind, "message": message })
        };
        Self { status: StatusCode::BAD_REQUEST, body: body.to_string().into(), close: false }
    }

    pub(super) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The request has a method, path or content type other than the protocol's. The service's answer is not JSON.
    pub(super) fn not_the_protocol() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            body: Bytes::from_static(b"<UnknownOperationException/>\n"),
            close: false,
        }
    }

    /// The service does not have the operation.
    pub(super) fn unknown_operation() -> Self {
        Self::exception("UnknownOperationException", "")
    }

    /// The body is not JSON.
    pub(super) fn serialization() -> Self {
        Self::exception("SerializationException", "")
    }

    /// The service's front end fails on the request, for example because it cannot decode the body. (DynamoDB developer
    /// guide, "Common errors": InternalFailure)
    pub(super) fn internal_failure() -> Self {
        Self::exception("InternalFailure", "").with_status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The request violates the rules of HTTP.
    pub(super) fn bad_request(message: &str) -> Self {
        Self { close: true, ..Self::exception("BadRequestException", message) }
    }

    pub(super) fn too_large(limit_bytes: usize) -> Self {
        let message = format!("The request's body is larger than {limit_bytes} bytes");
        let fault = Self::exception("RequestEntityTooLargeException", &message);
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, close: true, ..fault }
    }

    /// The listener that passed the request on takes no body of this size.
    pub(super) fn too_large_for_listener() -> Self {
        let message = "The request's body is larger than this listener takes";
        let fault = Self::exception("RequestEntityTooLargeException", message);
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, close: true, ..fault }
    }

    /// The body did not arrive in time.
    pub(super) fn too_slow() -> Self {
        let fault = Self::exception("RequestTimeoutException", "The request's body did not come in time");
        Self { status: StatusCode::REQUEST_TIMEOUT, close: true, ..fault }
    }

    /// No memory became free for the request in time.
    pub(super) fn busy() -> Self {
        let fault =
            Self::exception("ServiceUnavailableException", "The server has no memory for this request now");
        Self { status: StatusCode::SERVICE_UNAVAILABLE, close: true, ..fault }
    }

    /// The connection broke within the body, so no client reads this.
    pub(super) fn cut_off() -> Self {
        Self { close: true, ..Self::serialization() }
    }

    /// The request comes from a web page, or uses a name that a web page could have pointed at this machine.
    pub(super) fn foreign(message: &str) -> Self {
        Self::exception("AccessDeniedException", message).with_status(StatusCode::FORBIDDEN)
    }

    /// The server itself failed.
    pub(super) fn internal() -> Self {
        let body = Bytes::from_static(
            br#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}"#,
        );
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, body, close: false }
    }
}
