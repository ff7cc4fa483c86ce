//! The client of a running server: requests over HTTP.

use std::{env, fmt, io, time::Duration};

use serde::de::DeserializeOwned;
use ureq::{Agent, Body, http::Response};

use super::signing::{Request, Signer};
use crate::{
    remote::WireResponse,
    wire::{Exception, target_of},
};

const DEFAULT_ENDPOINT: &str = "http://127.0.0.1:8000";
const ANSWER_BYTES: u64 = 64 * 1024 * 1024;

/// A client of one server.
pub(super) struct Remote {
    agent: Agent,
    url: String,
    signer: Signer,
    /// What the paths below `/_hashrange/` take instead of a signature.
    token: Option<String>,
}

/// Without the token.
impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Remote {
    /// A client for this endpoint and region; where they are not given, for those in the environment.
    pub(super) fn new(endpoint: Option<&str>, region: Option<&str>) -> Result<Self, String> {
        let named = |given: Option<&str>, names: &[&str], default: &str| {
            let from_environment =
                || names.iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
            given.map(str::to_owned).or_else(from_environment).unwrap_or_else(|| default.to_owned())
        };
        let url = named(endpoint, &["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"], DEFAULT_ENDPOINT);
        if !url.starts_with("http://") {
            return Err(format!(
                "the endpoint {url} is not an http:// address; for the service itself use the AWS CLI"
            ));
        }
        let region = named(region, &["AWS_REGION", "AWS_DEFAULT_REGION"], "us-east-1");
        let access_key = named(None, &["AWS_ACCESS_KEY_ID"], "hashrange");
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let host = url.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
        let secret_key = env::var("AWS_SECRET_ACCESS_KEY").ok().filter(|value| !value.is_empty());
        let signer = Signer { access_key, secret_key, region, host };
        Ok(Self { agent, url, signer, token: None })
    }

    /// The same with a token for the paths below `/_hashrange/`.
    pub(super) fn with_token(self, token: Option<String>) -> Self {
        Self { token, ..self }
    }

    /// Sends a request.
    pub(super) fn send(&self, operation: &str, body: &[u8]) -> Result<WireResponse, String> {
        let target = target_of(operation);
        let signed = Request { method: "POST", path: "/", query: "", target: Some(&target), body };
        let (date, authorization) = self.signer.headers(&signed);
        let request = self
            .agent
            .post(&self.url)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", target)
            .header("X-Amz-Date", date)
            .header("Authorization", authorization);
        self.read(request.send(body))
    }

    /// Asks a path below `/_hashrange/`, and parses its answer.
    pub(super) fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
    ) -> Result<T, String> {
        let path = format!("/_hashrange/{path}");
        // A signature says whose tables are meant; with a token, the query does.
        let Signer { access_key, region, .. } = &self.signer;
        let whose = [("access-key", access_key.as_str()), ("region", region.as_str())];
        let whose = if self.token.is_some() { whose.as_slice() } else { &[] };
        let mut query: Vec<String> = parameters
            .iter()
            .chain(whose)
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        query.sort_unstable(); // as signatures have them
        let query = query.join("&");
        let signed = Request { method: "GET", path: &path, query: &query, target: None, body: &[] };
        let (date, signature) = self.signer.headers(&signed);
        let authorization = self.token.as_ref().map_or(signature, |token| format!("Bearer {token}"));
        let url = format!("{}{path}?{query}", self.url.trim_end_matches('/'));
        let request = self.agent.get(url).header("X-Amz-Date", date).header("Authorization", authorization);
        let WireResponse { status, body } = self.read(request.call())?;
        if status == 200 {
            return serde_json::from_slice(&body).map_err(|error| format!("cannot read the answer: {error}"));
        }
        let Exception { name, message } = Exception::in_body(&body);
        // Where the paths are not served, the answer is that of the API to a request that it does not know.
        if message.is_empty() {
            return Err(format!(
                "{} tells nothing of this: start it with `hashrange serve --control`",
                self.url
            ));
        }
        let hint = match (name.as_str(), &self.token) {
            ("AccessDenied", Some(_)) => "\nThe token in the file of --control-token is another one.",
            ("AccessDenied", None) => {
                "\nName the file that the server has its token from with --control-token. A server that was started with \
                 --console alone\nanswers its pages only: start it with --control too."
            }
            _ => "",
        };
        Err(format!("{name}: {message}{hint}"))
    }

    fn read(&self, response: Result<Response<Body>, ureq::Error>) -> Result<WireResponse, String> {
        let mut response = response.map_err(|error| self.failure(&error))?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(ANSWER_BYTES).read_to_vec();
        Ok(WireResponse { status, body: body.map_err(|error| self.failure(&error))? })
    }

    /// The message for a request that got no answer.
    fn failure(&self, error: &ureq::Error) -> String {
        let refused = matches!(error, ureq::Error::ConnectionFailed)
            || matches!(error, ureq::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused);
        let hint = if refused {
            "\nStart a server with `hashrange serve`, name another with --endpoint, or name a snapshot with --file."
        } else {
            ""
        };
        format!("cannot reach {}: {error}{hint}", self.url)
    }
}

/// A value in a query, as signatures want it: all but letters, digits and `-._~` as `%` and two hexadecimal digits.
fn encoded(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
