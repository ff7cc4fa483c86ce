//! From an operation's reply to the HTTP answer.

use std::time::Duration;

use bytes::Bytes;
use hyper::{
    HeaderMap, Response, StatusCode, Version,
    header::{self, HeaderName, HeaderValue},
};

use super::{
    answer_body::{AnswerBody, Content},
    cors::Cors,
    encoding::Encoding,
    fault::Fault,
    head::Head,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const CRC32: HeaderName = HeaderName::from_static("x-amz-crc32");
const AMZ_JSON: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.0");
/// The value of the service's `Server` header.
const SERVER: HeaderValue = HeaderValue::from_static("Server");

pub(super) type Answer = Response<AnswerBody>;

/// What a fault makes of an answer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Faulted {
    /// The connection is closed instead.
    pub(super) is_lost: bool,
    /// How much longer it takes.
    pub(super) delay: Duration,
}

/// An answer that is lost: hyper closes the connection, or resets the stream.
#[derive(Debug, thiserror::Error)]
#[error("a fault lost the answer")]
pub(super) struct Lost;

/// The part of an answer that differs between requests.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) content_type: Option<HeaderValue>,
    pub(super) body: Content,
    /// Headers of this answer alone.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) close: bool,
    /// The size of the request's body.
    pub(super) request_bytes: usize,
    /// The tables that the request named, if the log needs them.
    pub(super) tables: Vec<String>,
    pub(super) faulted: Faulted,
}

impl Reply {
    pub(super) fn new(status: StatusCode, content_type: Option<HeaderValue>, body: Bytes) -> Self {
        let body = Content::Whole(body);
        Self {
            status,
            content_type,
            body,
            headers: Vec::new(),
            close: false,
            request_bytes: 0,
            tables: Vec::new(),
            faulted: Faulted::default(),
        }
    }

    pub(super) fn refusal(head: &Head<'_>, fault: Fault) -> Self {
        let json = fault.status != StatusCode::NOT_FOUND;
        let content_type = json.then(|| head.content_type().unwrap_or(AMZ_JSON));
        // HTTP/2 has no header to close a connection.
        let close = fault.close && head.parts.version != Version::HTTP_2;
        Self { close, ..Self::new(fault.status, content_type, fault.body) }
    }

    /// Creates the answer. It reuses the request's header map, into which the next request's headers are read again.
    pub(super) fn finish(
        self,
        mut headers: HeaderMap,
        encoding: Option<Encoding>,
        cors: Option<Cors>,
        request_id: String,
        send: impl FnOnce(Content) -> AnswerBody,
    ) -> Answer {
        let is_encoded = || self.headers.iter().any(|(name, _)| name == header::CONTENT_ENCODING);
        let encoded = encoding.filter(|_| !is_encoded()).and_then(|encoding| match &self.body {
            Content::Whole(body) => Some((encoding, encoding.encode(body).ok()?)),
            Content::Pieces(_) => None,
        });
        headers.clear();
        headers.insert(header::SERVER, SERVER);
        // Digits and letters are always valid in a header, so this does not fail.
        if let Ok(id) = HeaderValue::try_from(request_id) {
            headers.insert(REQUEST_ID, id);
        }
        let body = match encoded {
            Some((encoding, encoded)) => {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
                Content::Whole(Bytes::from(encoded))
            }
            None => self.body,
        };
        // The checksum covers the bytes as sent: the SDKs check it before they decompress.
        if let Content::Whole(body) = &body {
            headers.insert(CRC32, crc32fast::hash(body).into());
        }
        headers.extend(self.headers);
        if let Some(content_type) = self.content_type {
            headers.insert(header::CONTENT_TYPE, content_type);
        }
        if self.close {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if let Some(cors) = cors {
            headers.extend(cors);
        }
        let mut answer = Response::new(send(body));
        *answer.status_mut() = self.status;
        *answer.headers_mut() = headers;
        answer
    }
}
