//! Who sends a request: the `Authorization` header, or the query of a presigned request.
//!
//! Source of the messages: the service's answers; "Troubleshoot Signature Version 4 signing for AWS API requests"
//! in the IAM user guide.

use base64::{Engine, engine::general_purpose::STANDARD};
use hyper::{
    HeaderMap,
    header::{AUTHORIZATION, DATE, HeaderValue},
};
use memchr::{memchr, memchr3};
use sha2::{Digest, Sha256};

use super::{fault::Fault, head::AMZ_DATE, presigned::PresignedQuery};
use crate::texts::signature as texts;

const MAX_REGION_LENGTH: usize = 64;

/// The parameters of a request's signature, Version 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Authorization<'a> {
    pub(super) algorithm: &'a str,
    pub(super) access_key: &'a str,
    /// The day of the credential scope, `YYYYMMDD`.
    pub(super) day: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    pub(super) terminator: &'a str,
    /// Names of the headers that are signed, with `;` between them.
    pub(super) signed_headers: &'a str,
    pub(super) signature: &'a str,
    /// The time of the request as the client wrote it.
    pub(super) date: &'a str,
    /// The query of a presigned request; `None` if the header has the signature.
    pub(super) query: Option<&'a PresignedQuery>,
}

impl<'a> Authorization<'a> {
    /// Reads the header, or the query if it has a signature. The signature is not verified here.
    pub(super) fn read(headers: &'a HeaderMap, query: Option<&'a PresignedQuery>) -> Result<Self, Fault> {
        match query {
            Some(_) if headers.contains_key(AUTHORIZATION) => Err(invalid(
                "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
            )),
            Some(query) => Self::of_query(query),
            None => Self::of_header(headers),
        }
    }

    fn of_query(query: &'a PresignedQuery) -> Result<Self, Fault> {
        let PresignedQuery { algorithm, credential, signature, signed_headers, date, .. } = query;
        let parameters = [
            ("X-Amz-Algorithm", algorithm),
            ("X-Amz-Credential", credential),
            ("X-Amz-Signature", signature),
            ("X-Amz-SignedHeaders", signed_headers),
            ("X-Amz-Date", date),
        ];
        let lacking = parameters.iter().filter(|(_, value)| value.is_empty());
        let lacking: Vec<&str> = lacking.map(|(name, _)| *name).collect();
        if !lacking.is_empty() {
            return Err(incomplete(&texts::query_lacks(&lacking)));
        }
        let scoped = Self::scoped(credential)?;
        Ok(Self { algorithm, signed_headers, signature, date, query: Some(query), ..scoped })
    }

    fn of_header(headers: &'a HeaderMap) -> Result<Self, Fault> {
        let header = headers.get(AUTHORIZATION).map_or("", text);
        if !header.starts_with("AWS4-") {
            return Err(Fault::exception(
                "MissingAuthenticationTokenException",
                "Request is missing Authentication Token",
            ));
        }
        let (algorithm, mut rest) = split(header, memchr(b' ', header.as_bytes())).unwrap_or((header, ""));
        let (mut credential, mut signature, mut signed_headers) = (None, None, None);
        while !rest.is_empty() {
            // Spaces and tabs are the only white space in a header.
            let end = memchr3(b',', b' ', b'\t', rest.as_bytes());
            let (parameter, after) = split(rest, end).unwrap_or((rest, ""));
            rest = after;
            if parameter.is_empty() {
                continue;
            }
            let Some((name, value)) = split(parameter, memchr(b'=', parameter.as_bytes())) else {
                return Err(incomplete(&texts::no_pair(&hashed(parameter))));
            };
            match name {
                "Credential" => credential = Some(value),
                "Signature" => signature = Some(value),
                "SignedHeaders" => signed_headers = Some(value),
                _ => {}
            }
        }
        let date = headers.get(AMZ_DATE).or_else(|| headers.get(DATE)).map(text);
        let (Some(credential), Some(signature), Some(signed_headers), Some(date)) =
            (credential, signature, signed_headers, date)
        else {
            return Err(lacking(credential, signature, signed_headers, date, header));
        };
        Ok(Self { algorithm, signed_headers, signature, date, ..Self::scoped(credential)? })
    }

    /// Reads a credential: an access key and its scope.
    fn scoped(credential: &'a str) -> Result<Self, Fault> {
        let mut scope = credential.as_bytes().split(|&byte| byte == b'/').map(utf8);
        let (Some(access_key), Some(day), Some(region), Some(service), Some(terminator), None) =
            (scope.next(), scope.next(), scope.next(), scope.next(), scope.next(), scope.next())
        else {
            return Err(incomplete(&texts::credential_parts(credential)));
        };
        if !is_region(region) {
            return Err(invalid("Credential should be scoped to a valid region. "));
        }
        Ok(Self {
            algorithm: "",
            access_key,
            day,
            region,
            service,
            terminator,
            signed_headers: "",
            signature: "",
            date: "",
            query: None,
        })
    }
}

/// The parts before and after the byte at this position.
fn split(text: &str, at: Option<usize>) -> Option<(&str, &str)> {
    let at = at?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn text(header: &HeaderValue) -> &str {
    utf8(header.as_bytes())
}

fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("")
}

/// The error for a signature that lacks a required part.
pub(super) fn incomplete(message: &str) -> Fault {
    Fault::exception("IncompleteSignatureException", message)
}

/// The error for a wrong signature.
pub(super) fn invalid(message: &str) -> Fault {
    Fault::exception("InvalidSignatureException", message)
}

fn lacking(
    credential: Option<&str>,
    signature: Option<&str>,
    signed_headers: Option<&str>,
    date: Option<&str>,
    header: &str,
) -> Fault {
    let parameters =
        [("Credential", credential), ("Signature", signature), ("SignedHeaders", signed_headers)];
    let lacking = parameters.iter().filter(|(_, value)| value.is_none());
    let lacking: Vec<&str> = lacking.map(|(name, _)| *name).collect();
    incomplete(&texts::header_lacks(&lacking, date.is_none(), &hashed(header)))
}

fn hashed(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

/// Whether the text can be a region. It becomes part of ARNs, so it must be well formed, but it need not be one of
/// AWS's.
fn is_region(region: &str) -> bool {
    (1..=MAX_REGION_LENGTH).contains(&region.len())
        && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests;
