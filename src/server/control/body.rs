//! The bodies of control requests.

use std::time::Duration;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{refusal::Refusal, time};

/// How long a fork is kept without a request, unless its request says otherwise, and at most.
pub(super) const KEPT: Duration = Duration::from_secs(60 * 60);
const KEPT_AT_MOST: Duration = Duration::from_secs(24 * 60 * 60);

/// The body of a request that needs to say nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// The body of a request for a fork.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForkRequest {
    /// `system`, `manual`, or the time at which a manual clock of its own begins.
    pub(super) clock: Option<Value>,
    /// How long it is kept without a request.
    kept: Option<Value>,
}

impl ForkRequest {
    pub(super) fn kept(&self) -> Result<Duration, Refusal> {
        let Some(kept) = &self.kept else { return Ok(KEPT) };
        let kept = time::length(kept, "kept")?;
        match !kept.is_zero() && kept <= KEPT_AT_MOST {
            true => Ok(kept),
            false => Err(Refusal::bad_request("'kept' is more than nothing and a day at most")),
        }
    }
}

/// The members of a body. No body is one without members.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| Refusal::bad_request(format!("The body: {error}")))
}
