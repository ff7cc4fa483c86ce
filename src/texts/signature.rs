//! Signatures of HTTP requests, as AWS's services check them.

/// The `Authorization` header has a part without `=`; `hashed` is the part's SHA-256 in base64.
pub(crate) fn no_pair(hashed: &str) -> String {
    format!(
        "Invalid key=value pair (missing equal-sign) in Authorization header \
         (hashed with SHA-256 and encoded with Base64): '{hashed}'."
    )
}

/// The `Authorization` header lacks these parameters, or the request lacks a date; `hashed` is the header's SHA-256 in
/// base64.
pub(crate) fn header_lacks(parameters: &[&str], lacks_date: bool, hashed: &str) -> String {
    let mut text = String::new();
    for name in parameters {
        text += &format!("Authorization header requires '{name}' parameter. ");
    }
    if lacks_date {
        text += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    }
    text + &format!("(Hashed with SHA-256 and encoded with Base64) Authorization={hashed}")
}

/// The query of a presigned request lacks these parameters.
pub(crate) fn query_lacks(parameters: &[&str]) -> String {
    let mut text = String::new();
    for name in parameters {
        text += &format!("AWS query-string parameters must include '{name}'. ");
    }
    text + "Re-examine the query-string parameters."
}

/// A credential does not have exactly five parts.
pub(crate) fn credential_parts(credential: &str) -> String {
    format!(
        "Credential must have exactly 5 slash-delimited elements, \
         e.g. keyid/date/region/service/term, got '{credential}'"
    )
}

/// A credential is for another service.
pub(crate) fn other_service(service: &str) -> String {
    format!("Credential should be scoped to correct service: '{service}'. ")
}

/// The last part of a credential is wrong.
pub(crate) fn other_terminator(expected: &str, found: &str) -> String {
    format!("Credential should be scoped with a valid terminator: '{expected}', not '{found}'. ")
}

/// The algorithm of the signature is not supported.
pub(crate) fn unsupported_algorithm(name: &str) -> String {
    format!("Unsupported AWS 'algorithm': '{name}'.")
}

/// A signed header is missing.
pub(crate) fn no_signed_header(name: &str) -> String {
    format!("'{name}' is named as a SignedHeader, but it does not exist in the HTTP request.")
}

/// A header that must be signed is not signed.
pub(crate) fn unsigned_header(name: &str) -> String {
    format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.")
}

/// The date of the request is malformed.
pub(crate) fn malformed_date(date: &str) -> String {
    format!(
        "Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )
}

/// The credential's day is not the request's.
pub(crate) fn other_day(scope: &str, day: &str, date: &str) -> String {
    format!(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
         '{scope}' != '{day}', from '{date}'."
    )
}

/// The request was signed before `earliest`, which is `count` times `unit` (`min.` or `sec.`) before `now`.
pub(crate) fn expired(date: &str, earliest: &str, now: &str, count: i64, unit: &str) -> String {
    format!("Signature expired: {date} is now earlier than {earliest} ({now} - {count} {unit})")
}

/// The request was signed after `latest`, which is this many minutes after `now`.
pub(crate) fn not_yet_current(date: &str, latest: &str, now: &str, minutes: i64) -> String {
    format!("Signature not yet current: {date} is still later than {latest} ({now} + {minutes} min.)")
}

/// `X-Amz-Expires` of a presigned request is not a number, or is out of range.
pub(crate) fn expires_out_of_range(most: i64, found: &str) -> String {
    format!("X-Amz-Expires must be a number of seconds from 1 to {most}, got '{found}'.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_lacking_is_told() {
        assert_eq!(
            header_lacks(&["Credential", "Signature"], true, "x"),
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. \
             Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and \
             encoded with Base64) Authorization=x"
        );
        assert_eq!(
            query_lacks(&["X-Amz-Date"]),
            "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters."
        );
    }
}
