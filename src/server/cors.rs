//! The CORS headers, which make a browser let web pages send requests.

use hyper::{
    HeaderMap,
    header::{self, HeaderName, HeaderValue},
};

/// Headers of an answer to a web page.
pub(super) type Cors = Vec<(HeaderName, HeaderValue)>;

/// The headers that let the page call and read the answers. (Fetch standard, "CORS protocol")
pub(super) fn cors(origin: &HeaderValue, asked: &HeaderMap) -> Cors {
    let fixed = HeaderValue::from_static;
    let mut headers = vec![
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()),
        (header::VARY, fixed("Origin")),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, fixed("x-amzn-RequestId, x-amz-crc32, Date")),
    ];
    if !asked.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return headers;
    }
    headers.push((header::ACCESS_CONTROL_ALLOW_METHODS, fixed("POST, GET, DELETE")));
    headers.push((header::ACCESS_CONTROL_MAX_AGE, fixed("600")));
    if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.push((header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone()));
    }
    if asked.contains_key("access-control-request-private-network") {
        headers.push((HeaderName::from_static("access-control-allow-private-network"), fixed("true")));
    }
    headers
}
