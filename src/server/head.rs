//! The headers of a request that the server uses, found in one pass over all of them.

use hyper::{
    Version,
    header::{self, HeaderName, HeaderValue},
    http::request::Parts,
};

use super::fault::Fault;
use crate::wire::operation_of;

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
pub(super) const AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const AMZ_JSON: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.0");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// The most bytes of a request's headers, as in the service: names and values, plus four bytes each for `: ` and the
/// line end.
const MAX_HEADER_BYTES: usize = 16 * 1024;

/// A request without its body. If a header occurs several times, its first value counts.
#[derive(Debug)]
pub(super) struct Head<'a> {
    pub(super) parts: &'a Parts,
    pub(super) host: Option<&'a HeaderValue>,
    hosts: usize,
    bytes: usize,
    pub(super) origin: Option<&'a HeaderValue>,
    pub(super) content_encoding: Option<&'a HeaderValue>,
    pub(super) accept_encoding: Option<&'a HeaderValue>,
    content_type: Option<&'a HeaderValue>,
    target: Option<&'a HeaderValue>,
}

impl<'a> Head<'a> {
    /// Reads the headers.
    pub(super) fn of(parts: &'a Parts) -> Self {
        let mut head = Self {
            parts,
            host: None,
            hosts: 0,
            bytes: 0,
            origin: None,
            content_encoding: None,
            accept_encoding: None,
            content_type: None,
            target: None,
        };
        for (name, value) in &parts.headers {
            head.bytes += name.as_str().len() + value.len() + 4;
            let place = match *name {
                header::HOST => {
                    head.hosts += 1;
                    &mut head.host
                }
                header::ORIGIN => &mut head.origin,
                header::CONTENT_ENCODING => &mut head.content_encoding,
                header::ACCEPT_ENCODING => &mut head.accept_encoding,
                header::CONTENT_TYPE => &mut head.content_type,
                _ if *name == TARGET => &mut head.target,
                _ => continue,
            };
            place.get_or_insert(value);
        }
        head
    }

    /// The bytes of the headers and the query, which count as the head's memory.
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.parts.uri.query().map_or(0, str::len)
    }

    /// The bytes of the request's line and headers, assuming no optional spaces. (RFC 9112, 3 and 5)
    pub(super) fn sent_bytes(&self) -> u64 {
        let Parts { method, uri, .. } = self.parts;
        let absolute = uri.scheme_str().map_or(0, |scheme| scheme.len() + "://".len());
        let authority = uri.authority().map_or(0, |authority| authority.as_str().len());
        let path = uri.path_and_query().map_or(0, |path| path.as_str().len());
        let line = method.as_str().len() + absolute + authority + path + "  HTTP/1.1\r\n".len();
        u64::try_from(line + self.bytes + "\r\n".len()).unwrap_or(u64::MAX)
    }

    /// Fails if the headers violate HTTP or the limits of the service.
    pub(super) fn check(&self) -> Result<(), Fault> {
        if self.bytes > MAX_HEADER_BYTES {
            return Err(Fault::bad_request(&format!("The headers are larger than {MAX_HEADER_BYTES} bytes")));
        }
        // HTTP/2 has `:authority` instead, which hyper requires. (RFC 9112, 3.2)
        if self.hosts > 1 || (self.hosts == 0 && self.parts.version == Version::HTTP_11) {
            return Err(Fault::bad_request("A request has one Host header"));
        }
        Ok(())
    }

    /// Whether the origin is that of pages which this server itself served.
    pub(super) fn is_own_origin(&self, origin: &HeaderValue) -> bool {
        let authority = self.parts.uri.authority().map(|authority| authority.as_str().as_bytes());
        let host = self.host.map(HeaderValue::as_bytes).or(authority);
        let own = origin.as_bytes().strip_prefix(b"http://");
        own.is_some() && own == host
    }

    /// Fails if a page of another site embeds the answer, for example as an image or a script: such a request has no
    /// origin. (Fetch Metadata Request Headers, 2.4)
    pub(super) fn check_not_embedded(&self) -> Result<(), Fault> {
        let site = text(self.parts.headers.get("sec-fetch-site"));
        match self.origin.is_none() && matches!(site, "cross-site" | "same-site") {
            true => Err(Fault::foreign("Web pages of other sites may not embed what this server answers")),
            false => Ok(()),
        }
    }

    /// Whether a browser opens the answer as a page of its own: a person typed the address, or followed a link. (Fetch
    /// Metadata Request Headers, 2.1 and 2.2)
    #[cfg(feature = "console")]
    pub(super) fn is_opened(&self) -> bool {
        let header = |name| text(self.parts.headers.get(name));
        header("sec-fetch-mode") == "navigate" && header("sec-fetch-dest") == "document"
    }

    /// The name under which the client found the server, with the port.
    pub(super) fn authority(&self) -> Option<&'a str> {
        let host = self.host.map(|host| text(Some(host)));
        host.or_else(|| self.parts.uri.authority().map(|authority| authority.as_str()))
    }

    /// The name of the requested operation; `None` if the service has none of that name.
    pub(super) fn operation(&self) -> Option<&'a str> {
        operation_of(text(self.target))
    }

    /// The answer's content type: the request's, if it is one of the protocol's.
    pub(super) fn content_type(&self) -> Option<HeaderValue> {
        if self.content_type == Some(&AMZ_JSON) {
            return Some(AMZ_JSON);
        }
        let sent = text(self.content_type);
        let kind = sent.split_once(';').map_or(sent, |(kind, _)| kind).trim_end();
        if kind.eq_ignore_ascii_case("application/x-amz-json-1.0") {
            Some(AMZ_JSON)
        } else if kind.eq_ignore_ascii_case("application/json") {
            Some(JSON)
        } else {
            None
        }
    }
}

/// A header's text; empty if the header is missing or has anything but visible ASCII.
pub(super) fn text(value: Option<&HeaderValue>) -> &str {
    value.and_then(|value| value.to_str().ok()).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use hyper::{HeaderMap, Request};

    use super::*;

    fn parts(headers: HeaderMap) -> Parts {
        let mut request = Request::new(());
        *request.headers_mut() = headers;
        request.into_parts().0
    }

    #[test]
    fn the_answers_content_type_is_the_requests() {
        let of = |sent: &'static str| {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(sent))]);
            Head::of(&parts(headers)).content_type()
        };
        assert_eq!(of("application/x-amz-json-1.0"), Some(AMZ_JSON));
        assert_eq!(of("application/X-Amz-Json-1.0; charset=utf-8"), Some(AMZ_JSON));
        assert_eq!(of("application/json; charset=utf-8"), Some(JSON));
        assert_eq!(of("application/x-amz-json-1.1"), None);
        assert_eq!(of("text/plain"), None);
        assert_eq!(Head::of(&parts(HeaderMap::new())).content_type(), None);
    }

    #[test]
    fn of_a_header_that_comes_twice_the_first_counts() {
        let mut headers = HeaderMap::new();
        for target in ["DynamoDB_20120810.GetItem", "DynamoDB_20120810.Scan"] {
            headers.append(TARGET, HeaderValue::from_static(target));
        }
        let parts = parts(headers);
        let head = Head::of(&parts);
        assert_eq!(head.operation(), Some("GetItem"));
        assert!(head.origin.is_none());
    }

    #[test]
    fn a_request_has_one_host() {
        let refused = |hosts: &[&'static str], version: Version| {
            let mut headers = HeaderMap::new();
            headers.extend(hosts.iter().map(|host| (header::HOST, HeaderValue::from_static(host))));
            let mut parts = parts(headers);
            parts.version = version;
            Head::of(&parts).check().is_err()
        };
        assert!(!refused(&["localhost"], Version::HTTP_11));
        assert!(refused(&[], Version::HTTP_11));
        assert!(!refused(&[], Version::HTTP_10) && !refused(&[], Version::HTTP_2));
        for version in [Version::HTTP_10, Version::HTTP_11, Version::HTTP_2] {
            assert!(refused(&["localhost", "evil.example"], version), "{version:?}");
        }
    }

    #[test]
    fn headers_have_16_kb() {
        let of = |bytes: usize| {
            let filler = "x".repeat(bytes - "host: a\r\n".len() - "filler: \r\n".len());
            let headers = [(header::HOST, "a"), (HeaderName::from_static("filler"), &filler)];
            let headers = headers.map(|(name, value)| (name, HeaderValue::from_str(value).unwrap()));
            Head::of(&parts(HeaderMap::from_iter(headers))).check()
        };
        assert_eq!(of(16 * 1024), Ok(()));
        assert_eq!(of(16 * 1024 + 1).unwrap_err().status, hyper::StatusCode::BAD_REQUEST);
    }
}
