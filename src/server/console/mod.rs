//! `/console`: pages on which a person sees tables, changes them, and sees how keys are hashed to partitions.
//!
//! The pages are plain modules of JavaScript and a style sheet, which a browser loads as they are: nothing is built,
//! and nothing comes from elsewhere. They are not rendered here, because then they would be pages of this server alone.
//! A page that calls only the API and `/_hashrange/` can stand before any endpoint that speaks them.
//!
//! What the pages must know of this server beforehand is in `session.json`: whether requests are signed, how the control is
//! reached, and to which endpoint requests are sent on, if they are.

mod assets;
mod session;

use std::collections::HashMap;

use assets::{ASSETS, File, INDEX};
use bytes::Bytes;
use hyper::{
    Method, StatusCode,
    header::{
        ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, HeaderName,
        HeaderValue, IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
    },
};
#[cfg(feature = "cli")]
use serde_json::json;
pub(super) use session::ControlAccess;
use session::Session;
#[cfg(feature = "cli")]
pub(crate) use session::random_token;

#[cfg(feature = "cli")]
use super::relay::Relay;
use super::{
    encoding::Encoding,
    fault::Fault,
    head::{Head, text},
    reply::Reply,
};

/// Where the console is.
const ROOT: &str = "/console";
/// Scripts and styles come from files of this server, and nothing else is loaded, embedded or called.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The console of a server.
#[derive(Debug)]
pub(super) struct Console {
    /// By path.
    files: HashMap<&'static str, File>,
    session: Session,
}

/// Whether a request with this path is for the console, which serves it if it is on.
pub(super) fn is_console(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Console {
    /// `is_signed` says whether requests must be signed.
    pub(super) fn new(is_signed: bool, control: ControlAccess) -> Self {
        let files = ASSETS.iter().map(|asset| (asset.path, File::of(asset))).collect();
        Self { files, session: Session { is_signed, control, endpoint: None } }
    }

    /// The console of what a relay sends on to.
    #[cfg(feature = "cli")]
    pub(super) fn before(mut self, relay: Option<&Relay>) -> Self {
        let shown = relay.map(|relay| &relay.shown);
        self.session.endpoint =
            shown.map(|shown| json!({ "address": shown.address, "region": shown.region }));
        self
    }

    /// Answers a request for one of the console's files.
    ///
    /// # Errors
    /// There is no such file, or a page of another site embeds it.
    pub(super) fn answer(&self, head: &Head<'_>) -> Result<Reply, Fault> {
        if !matches!(head.parts.method, Method::GET | Method::HEAD) {
            let refused = Reply::new(StatusCode::METHOD_NOT_ALLOWED, None, Bytes::new());
            return Ok(Reply { headers: vec![(ALLOW, HeaderValue::from_static("GET, HEAD"))], ..refused });
        }
        let path = head.parts.uri.path().strip_prefix(ROOT).unwrap_or_default().trim_start_matches('/');
        let path = if path.is_empty() { INDEX } else { path };
        // A link on another site may lead here.
        if path != INDEX || !head.is_opened() {
            head.check_not_embedded()?;
        }
        if path == session::PATH {
            return self.session(head);
        }
        let file = self.files.get(path).ok_or_else(Fault::not_the_protocol)?;
        let mut headers = guards();
        headers.push((VARY, ACCEPT_ENCODING.into()));
        // The browser asks each time, so that files of two versions never meet.
        headers.push((CACHE_CONTROL, HeaderValue::from_static("no-cache")));
        if let Ok(etag) = HeaderValue::try_from(&file.etag) {
            headers.push((ETAG, etag));
        }
        let known = text(head.parts.headers.get(IF_NONE_MATCH));
        if known.split(',').any(|known| known.trim() == file.etag) {
            return Ok(Reply { headers, ..Reply::new(StatusCode::NOT_MODIFIED, None, Bytes::new()) });
        }
        let body = match Encoding::accepted(text(head.accept_encoding)) {
            Some(Encoding::Gzip) => {
                headers.push((CONTENT_ENCODING, HeaderValue::from_static(Encoding::Gzip.name())));
                file.gzip()
            }
            _ => Bytes::from_static(file.asset.bytes),
        };
        Ok(Reply { headers, ..Reply::new(StatusCode::OK, Some(file.asset.content_type()), body) })
    }

    /// What the pages must know of the server. Only they are told: it may have the token of the control.
    fn session(&self, head: &Head<'_>) -> Result<Reply, Fault> {
        if head.origin.is_some_and(|origin| !head.is_own_origin(origin)) {
            return Err(Fault::foreign("Only the console's own pages may read this"));
        }
        let mut headers = guards();
        headers.push((CACHE_CONTROL, HeaderValue::from_static("no-store")));
        Ok(Reply { headers, ..Reply::new(StatusCode::OK, Some(JSON), self.session.json()) })
    }
}

/// The headers that keep pages of others away from the console, and the console from others.
fn guards() -> Vec<(HeaderName, HeaderValue)> {
    let same_origin = HeaderValue::from_static("same-origin");
    vec![
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), same_origin.clone()),
        (HeaderName::from_static("cross-origin-resource-policy"), same_origin),
    ]
}

#[cfg(test)]
mod tests;
