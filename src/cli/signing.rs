//! Signature Version 4 of a request to DynamoDB.
//!
//! Source: "Create a signed AWS API request" in the IAM user guide.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::server::amz_date;

/// The credentials that sign requests, and the endpoint they are sent to.
#[derive(Clone)]
pub(super) struct Signer {
    pub(super) access_key: String,
    /// `None` if any signature is accepted.
    pub(super) secret_key: Option<String>,
    pub(super) region: String,
    /// The endpoint's name and port.
    pub(super) host: String,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

/// What is signed of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    /// Parameters, encoded and in the order of their names.
    pub(super) query: &'a str,
    /// The header `X-Amz-Target`.
    pub(super) target: Option<&'a str>,
    pub(super) body: &'a [u8],
}

impl Signer {
    /// The headers `X-Amz-Date` and `Authorization` of a request sent now.
    pub(super) fn headers(&self, request: &Request<'_>) -> (String, String) {
        self.headers_at(&amz_date::write(Timestamp::now()), request)
    }

    fn headers_at(&self, date: &str, request: &Request<'_>) -> (String, String) {
        let Self { access_key, region, host, .. } = self;
        let day: String = date.chars().take(8).collect();
        let scope = format!("{day}/{region}/dynamodb/aws4_request");
        let Request { method, path, query, target, body } = request;
        let target = target.map(|target| format!("x-amz-target:{target}\n"));
        let signed = if target.is_some() { "host;x-amz-date;x-amz-target" } else { "host;x-amz-date" };
        let target = target.unwrap_or_default();
        let signature = self.secret_key.as_ref().map_or_else(
            || "0".repeat(64),
            |secret| {
                let request = format!(
                    "{method}\n{path}\n{query}\nhost:{host}\nx-amz-date:{date}\n{target}\n{signed}\n{}",
                    hex(&Sha256::digest(body))
                );
                let text = format!(
                    "AWS4-HMAC-SHA256\n{date}\n{scope}\n{}",
                    hex(&Sha256::digest(request.as_bytes()))
                );
                let mut key = format!("AWS4{secret}").into_bytes();
                for part in [day.as_str(), region, "dynamodb", "aws4_request", &text] {
                    key = hmac(&key, part.as_bytes());
                }
                hex(&key)
            },
        );
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={signed}, Signature={signature}"
        );
        (date.to_owned(), authorization)
    }
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length.
    Hmac::<Sha256>::new_from_slice(key)
        .map(|hmac| hmac.chain_update(text).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
