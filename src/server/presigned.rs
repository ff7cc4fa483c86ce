//! Signature Version 4 in a request's query.
//!
//! Source: "Elements of an AWS API request signature" and "Add the signature to the request" in the IAM user guide.

use std::borrow::Cow;

use hyper::Uri;

/// The parameters of a presigned request, decoded; empty if they are missing.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct PresignedQuery {
    pub(super) algorithm: String,
    pub(super) credential: String,
    pub(super) signature: String,
    pub(super) signed_headers: String,
    pub(super) date: String,
    pub(super) expires: Option<String>,
}

/// The only parameter that is not signed.
const SIGNATURE: &str = "X-Amz-Signature";

impl PresignedQuery {
    /// Reads the query's parameters if it names an algorithm. If a parameter occurs twice, the first counts.
    pub(super) fn read(uri: &Uri) -> Option<Self> {
        let value = |wanted: &str| {
            let (_, value) = pairs(uri.query()?).find(|(name, _)| decoded(name) == wanted)?;
            Some(decoded(value).into_owned())
        };
        Some(Self {
            algorithm: value("X-Amz-Algorithm")?,
            credential: value("X-Amz-Credential").unwrap_or_default(),
            signature: value(SIGNATURE).unwrap_or_default(),
            signed_headers: value("X-Amz-SignedHeaders").unwrap_or_default(),
            date: value("X-Amz-Date").unwrap_or_default(),
            expires: value("X-Amz-Expires"),
        })
    }
}

/// The query's parameters as sent, sorted; for a presigned request without the signature.
pub(super) fn canonical_query(query: &str, is_presigned: bool) -> String {
    let is_signed = |(name, _): &(&str, &str)| !is_presigned || decoded(name) != SIGNATURE;
    let mut pairs: Vec<_> = pairs(query).filter(is_signed).collect();
    pairs.sort_unstable();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

pub(super) fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// Decodes percent-encoding. Returns the text unchanged if `%` is not followed by two hexadecimal digits, or if the
/// result is not UTF-8. (RFC 3986, 2.1)
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
                    return Cow::Borrowed(text);
                };
                (high * 16 + low) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded() {
        for (text, plain) in
            [("a%2Fb%2fc", "a/b/c"), ("%EC%86%8C", "소"), ("a+b", "a+b"), ("%", "%"), ("%2", "%2")]
        {
            assert_eq!(decoded(text), plain);
        }
        assert_eq!(decoded("%ff"), "%ff");
        assert_eq!(decoded("%+1"), "%+1");
    }

    #[test]
    fn only_a_query_that_names_an_algorithm_is_presigned() {
        let read = |uri: &str| PresignedQuery::read(&uri.parse().unwrap());
        assert_eq!(read("/"), None);
        assert_eq!(read("/?X-Amz-Signature=0"), None);
        let query = read("/?X%2DAmz-Algorithm=a&X-Amz-Algorithm=b&X-Amz-Expires=5").unwrap();
        assert_eq!((query.algorithm.as_str(), query.expires.as_deref()), ("a", Some("5")));
    }

    #[test]
    fn what_is_signed_is_sorted_and_has_no_signature() {
        assert_eq!(canonical_query("b=2&a&X-Amz-Signature=0&c=3=", true), "a=&b=2&c=3=");
        assert_eq!(canonical_query("b=2&X-Amz-Signature=0", false), "X-Amz-Signature=0&b=2");
    }
}
