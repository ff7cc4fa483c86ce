//! Verifies Signature Version 4.
//!
//! Source: "Create a signed AWS API request" and "Troubleshoot Signature Version 4 signing" in the IAM user guide.

use hmac::{Hmac, KeyInit, Mac};
use hyper::{
    HeaderMap, Method, Uri,
    header::{HOST, HeaderName},
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::{
    amz_date,
    authorization::{Authorization, incomplete, invalid},
    fault::Fault,
    presigned::canonical_query,
};
use crate::texts::signature as texts;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const SERVICE: &str = "dynamodb";
const TERMINATOR: &str = "aws4_request";
/// How far a client's clock may be off.
const SKEW_MINUTES: i64 = 15;

/// How long a presigned request can be valid: seven days.
const MAX_EXPIRES_SECONDS: i64 = 604_800;

/// The only access key that may call, and its secret.
#[derive(Clone)]
pub(super) struct Credentials {
    pub(super) access_key: String,
    pub(super) secret_key: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

/// The parts of a request that are signed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    pub(super) method: &'a Method,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    /// The body as sent, before it is decompressed.
    pub(super) body: &'a [u8],
}

impl Credentials {
    /// Fails unless the request was signed with these credentials, within 15 minutes of `now`.
    pub(super) fn verify(
        &self,
        request: Signed<'_>,
        authorization: &Authorization<'_>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if authorization.algorithm != ALGORITHM {
            return Err(incomplete(&texts::unsupported_algorithm(authorization.algorithm)));
        }
        check_scope(authorization)?;
        let headers = canonical_headers(request, authorization.signed_headers)?;
        let sent = sent_at(authorization)?;
        if authorization.access_key != self.access_key {
            let message = "The security token included in the request is invalid.";
            return Err(Fault::exception("UnrecognizedClientException", message));
        }
        match authorization.query.and_then(|query| query.expires.as_deref()) {
            Some(expires) => check_expiry(authorization.date, expires, sent, now)?,
            None => check_skew(authorization.date, sent, now)?,
        }
        self.check_signature(request, authorization, &headers)
    }

    fn check_signature(
        &self,
        request: Signed<'_>,
        authorization: &Authorization<'_>,
        canonical_headers: &str,
    ) -> Result<(), Fault> {
        let Authorization { date, day, region, service, terminator, query, .. } = authorization;
        let canonical = format!(
            "{}\n{}\n{}\n{canonical_headers}\n{}\n{}",
            request.method,
            request.uri.path(),
            canonical_query(request.uri.query().unwrap_or(""), query.is_some()),
            authorization.signed_headers,
            sha256(request.body),
        );
        let to_sign = format!(
            "{ALGORITHM}\n{date}\n{day}/{region}/{service}/{terminator}\n{}",
            sha256(canonical.as_bytes()),
        );
        let mac = self.signing_key(authorization)?.chain_update(to_sign);
        let signature = base16ct::lower::decode_vec(authorization.signature).map_err(|_| mismatch())?;
        // Compares in constant time, so that timing does not reveal where the two differ.
        mac.verify_slice(&signature).map_err(|_| mismatch())
    }

    fn signing_key(&self, authorization: &Authorization<'_>) -> Result<Hmac<Sha256>, Fault> {
        let mut key = hmac(format!("AWS4{}", self.secret_key).as_bytes())?;
        let Authorization { day, region, service, terminator, .. } = *authorization;
        for part in [day, region, service, terminator] {
            key = hmac(&key.chain_update(part).finalize().into_bytes())?;
        }
        Ok(key)
    }
}

fn hmac(key: &[u8]) -> Result<Hmac<Sha256>, Fault> {
    // HMAC accepts keys of any length, so this cannot fail.
    Hmac::new_from_slice(key).map_err(|_| Fault::internal())
}

fn mismatch() -> Fault {
    invalid(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
         Access Key and signing method. Consult the service documentation for details.",
    )
}

fn check_scope(authorization: &Authorization<'_>) -> Result<(), Fault> {
    if authorization.service != SERVICE {
        return Err(invalid(&texts::other_service(SERVICE)));
    }
    if authorization.terminator != TERMINATOR {
        return Err(invalid(&texts::other_terminator(TERMINATOR, authorization.terminator)));
    }
    Ok(())
}

/// The signed headers, one on each line. The service's own headers must be signed, because `X-Amz-Target` selects the
/// operation.
fn canonical_headers(request: Signed<'_>, names: &str) -> Result<String, Fault> {
    let mut canonical = String::new();
    let mut has_host = false;
    for name in names.split(';') {
        let absent = || incomplete(&texts::no_signed_header(name));
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| absent())?;
        let mut values = request.headers.get_all(&header).iter().map(|value| value.as_bytes()).peekable();
        // HTTP/2 sends the name in `:authority`, which hyper puts into the URI.
        let authority =
            request.uri.authority().filter(|_| header == HOST).map(|name| name.as_str().as_bytes());
        has_host |= header == HOST;
        if values.peek().is_none() && authority.is_none() {
            return Err(absent());
        }
        let authority = if values.peek().is_none() { authority } else { None };
        canonical.push_str(name);
        canonical.push(':');
        for (place, value) in values.chain(authority).enumerate() {
            if place > 0 {
                canonical.push(',');
            }
            push_collapsed(&mut canonical, &String::from_utf8_lossy(value));
        }
        canonical.push('\n');
    }
    if !has_host {
        return Err(invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."));
    }
    let is_signed = |header: &HeaderName| names.split(';').any(|name| header == name);
    let own = request.headers.keys().filter(|header| header.as_str().starts_with("x-amz-"));
    match own.into_iter().find(|header| !is_signed(header)) {
        None => Ok(canonical),
        Some(header) => Err(invalid(&texts::unsigned_header(header.as_str()))),
    }
}

/// Appends a header's value, trimmed, with runs of spaces replaced by one space.
fn push_collapsed(out: &mut String, value: &str) {
    for (place, word) in value.split_ascii_whitespace().enumerate() {
        if place > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// The time at which the client claims to have sent the request.
fn sent_at(authorization: &Authorization<'_>) -> Result<Timestamp, Fault> {
    let date = authorization.date;
    let sent = amz_date::read(date).ok_or_else(|| incomplete(&texts::malformed_date(date)))?;
    let day = date.get(..8).unwrap_or_default();
    if day != authorization.day {
        return Err(invalid(&texts::other_day(authorization.day, day, date)));
    }
    Ok(sent)
}

fn check_skew(date: &str, sent: Timestamp, now: Timestamp) -> Result<(), Fault> {
    let skew = SignedDuration::from_mins(SKEW_MINUTES);
    let (earliest, latest) = (later(now, -skew), later(now, skew));
    if sent < earliest {
        return Err(invalid(&texts::expired(
            date,
            &amz_date::write(earliest),
            &amz_date::write(now),
            SKEW_MINUTES,
            "min.",
        )));
    }
    if sent > latest {
        return Err(invalid(&texts::not_yet_current(
            date,
            &amz_date::write(latest),
            &amz_date::write(now),
            SKEW_MINUTES,
        )));
    }
    Ok(())
}

/// Fails if a presigned request has expired.
fn check_expiry(date: &str, expires: &str, sent: Timestamp, now: Timestamp) -> Result<(), Fault> {
    let seconds = expires.parse().ok().filter(|seconds| (1..=MAX_EXPIRES_SECONDS).contains(seconds));
    let Some(seconds) = seconds else {
        return Err(invalid(&texts::expires_out_of_range(MAX_EXPIRES_SECONDS, expires)));
    };
    let earliest = later(now, SignedDuration::from_secs(-seconds));
    if sent < earliest {
        return Err(invalid(&texts::expired(
            date,
            &amz_date::write(earliest),
            &amz_date::write(now),
            seconds,
            "sec.",
        )));
    }
    // As with other requests, it must not be from the future.
    check_skew(date, sent.max(now), now)
}

/// The time, this much later.
fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    // Adding fails only for calendar units, which a duration does not have.
    time.saturating_add(by).unwrap_or(time)
}

fn sha256(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests;
