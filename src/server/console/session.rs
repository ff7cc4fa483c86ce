//! What the console's pages must know of their server before they call it.

use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;
use serde_json::{Value, json};

/// Below `/console/`.
pub(super) const PATH: &str = "session.json";

/// 32 hexadecimal digits from the system's random numbers.
pub(crate) fn random_token() -> String {
    let part = || format!("{:016x}", RandomState::new().hash_one("console"));
    [part(), part()].concat()
}

/// How the pages reach the control.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::server) enum ControlAccess {
    /// Everybody reaches it.
    Open,
    /// The requests are signed, as those to the API are.
    Signed,
    /// By a token that the person knows.
    Asked,
    /// By this token, which the pages are told.
    Told(String),
}

impl std::fmt::Debug for ControlAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl ControlAccess {
    /// Of a server whose control is on for the console alone. Its token comes from the system's random numbers, and is in
    /// no place but this process and its pages.
    pub(in crate::server) fn told() -> Self {
        Self::Told(random_token())
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Signed => "signed",
            Self::Asked => "asked",
            Self::Told(_) => "told",
        }
    }
}

/// What the pages are told.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) is_signed: bool,
    pub(super) control: ControlAccess,
    /// The address and the region of the endpoint to which requests are sent on. They have a token that the person knows.
    pub(super) endpoint: Option<Value>,
}

impl Session {
    pub(super) fn json(&self) -> Bytes {
        let token = match &self.control {
            ControlAccess::Told(token) => Some(token),
            _ => None,
        };
        let session = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "signed": self.is_signed,
            "control": self.control.name(),
            "token": token,
            "endpoint": self.endpoint,
        });
        Bytes::from(session.to_string())
    }
}
